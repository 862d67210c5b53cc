"""Takes out of a provider's published specification the facts that the simulators' tables are held against, and writes them as JSON.

``python tools/published stripe stripe-16.1.0-py3-none-any.whl > tests/simulators/published/stripe.json``, likewise ``paypal``, ``btcpay``.

Which endpoints: those of the provider's table in ``tests/simulators``. Files: a wheel of the provider's own client, or OpenAPI in JSON
(several are read as one; ``x-abridged`` in it says where it was written out from). Only names and types are taken, never a sentence;
nothing is asked over the network.
"""

import importlib
import json
import re
import sys
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZipFile

TESTS = Path(__file__).parents[2] / "tests"
sys.path.insert(0, str(TESTS))

from openapi import OpenApi  # noqa: E402
from paypal_types import PayPalTypes  # noqa: E402
from shapes import Endpoint, Shape, laid_out  # noqa: E402
from stripe_types import StripeTypes  # noqa: E402

READERS = {"stripe": StripeTypes, "paypal": PayPalTypes}
BEHIND = {"btcpay": "/api/v1/stores/*"}


def main(provider: str, *files: str) -> None:
    """Write the facts to standard output."""
    table = importlib.import_module(f"simulators.{provider}_schema")
    found = _found(provider, files)
    endpoints: dict[str, Any] = {}
    objects: dict[str, dict[str, Any]] = {}
    for name, (sent, answer, *_) in table.ENDPOINTS.items():
        verb, _, path = name.partition(" ")
        if published := found.get(f"{verb} {BEHIND.get(provider, '')}{path}"):
            told = published.answer
            endpoints[name] = {
                "sent": dict(laid_out(published.sent, map(plain, sent))),
                "answer": told.said() if told else "",
                "headers": sorted(published.headers),
            }
            if told and answer:
                _collect(table.OBJECTS, objects, answer.strip("[]@"), _members(told))
    unheld = sorted((table.ENDPOINTS.keys() - endpoints) | (table.OBJECTS.keys() - objects))
    facts = {"sources": [_source(file) for file in files], "not held against anything": unheld, "endpoints": endpoints, "objects": objects}
    print(json.dumps(facts, indent=1, ensure_ascii=False, sort_keys=True))


def plain(name: str) -> str:
    """``a[][b]`` as it is sent in a form -> ``a[].b``."""
    return re.sub(r"\[(\w+)\]", r".\1", name)


def _found(provider: str, files: tuple[str, ...]) -> dict[str, Endpoint]:
    readers: list[Any] = [READERS[provider](file) for file in files if file.endswith(".whl")]
    documents = [json.loads(Path(file).read_text()) for file in files if file.endswith(".json")]
    readers += [OpenApi(documents)] if documents else []
    return {f"{verb} {re.sub('{[^}]+}', '*', path)}": end for one in readers for verb, path, end in one.endpoints()}


def _members(told: Shape) -> Shape:
    """What a list that is answered has in it."""
    fields = told.fields() if told.fields else {}
    return fields["data"].inside() if told.said().startswith("ListObject") else told.inside()


def _collect(ours: Mapping[str, Any], objects: dict[str, dict[str, Any]], name: str, shape: Shape) -> None:
    """Writes down the published fields of what our table calls *name*, and of what that refers to."""
    said = next(kind for kind in (*shape.kinds, "any") if kind not in ("string", "any") or shape.fields is None)
    if shape.fields is None or said in objects.get(name, {}):
        return
    paths = dict(entered(ours[name]))
    objects.setdefault(name, {})[said] = dict(laid_out(shape, paths))
    for path, kind in paths.items():
        if kind.strip("[]?").startswith("@") and kind.strip("[]?@") != "any" and (inner := _at(shape, path)):
            _collect(ours, objects, kind.strip("[]?@"), inner)


def entered(table: Mapping[str, Any], at: str = "") -> Iterator[tuple[str, str]]:
    """Every path of an answer's table and its kind."""
    for name, kind in table.items():
        path = f"{at}{name.rstrip('+')}"
        if isinstance(kind, Mapping):
            yield path, "{}"
            yield from entered(kind, f"{path}.")
        else:
            yield path, kind


def _at(shape: Shape, path: str) -> Shape | None:
    for name in path.split("."):
        fields = shape.fields() if shape.fields else {}
        if name not in fields:
            return None
        shape = fields[name].inside()
    return shape


def _source(file: str) -> dict[str, Any]:
    digest = {"file": Path(file).name, "sha256": sha256(Path(file).read_bytes()).hexdigest()}
    return _wheel(file) | digest if file.endswith(".whl") else _document(file, digest)


def _document(file: str, digest: dict[str, str]) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(Path(file).read_text())
    about = document.get("info", {})
    licence = about.get("license", {}).get("name", "")
    said = {"name": about.get("title", ""), "version": about.get("version", ""), "licence": licence}
    return {**said, **digest, **document.get("x-abridged", {})}


def _wheel(file: str) -> dict[str, str]:
    with ZipFile(file) as wheel:
        read = {name: wheel.read(name).decode() for name in wheel.namelist() if re.search(r"METADATA$|LICENSE|_api_version\.py$", name)}
    about, licence, api = (
        next((text for name, text in read.items() if part in name), "") for part in ("METADATA", "LICENSE", "_api_version")
    )
    name, version = (next(iter(re.findall(rf"^{key}: (.+)$", about, re.M)), "") for key in ("Name", "Version"))
    heading = next(iter(re.findall(r"^ *([A-Z ]*LICENSE)$", licence, re.M)), "LICENSE")
    of = "MIT" if "Permission is hereby granted, free of charge" in licence else f"its own ({heading})"
    dated = re.findall(r'CURRENT = "([^"]+)"', api)
    return {"name": f"{name} (Python)", "version": " of ".join([version, *dated]), "licence": of}


if __name__ == "__main__":
    main(*sys.argv[1:])
