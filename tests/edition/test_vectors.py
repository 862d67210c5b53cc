"""The written formats: docs/spec/vectors.json, passed by this implementation and by one in JavaScript written from the document."""

import json
import shutil
import subprocess
from base64 import urlsafe_b64decode
from pathlib import Path

import pytest

from tamizdat.edition import forms, records
from tamizdat.edition.blocks import FORMS
from tamizdat.edition.canonical import canonical, digest
from tamizdat.edition.head import BadHead, Head, decode_head
from tamizdat.edition.inline import ALLOWED
from tamizdat.edition.paths import RESERVED
from tamizdat.edition.plan import HEADLINES_PER_PART, TEASERS_PER_PART
from tamizdat.edition.statement import BadStatement, read_statement
from tamizdat.edition.tree import Tree, path_key, prove

SPEC = Path(__file__).parents[2] / "docs" / "spec"
VECTORS = json.loads((SPEC / "vectors.json").read_text(encoding="utf-8"))
CASES = len(VECTORS["canonical"]) + len(VECTORS["paths"]) + len(VECTORS["statements"]) + len(VECTORS["head"])
CASES += sum(len(tree["proofs"]) for tree in VECTORS["tree"])


def test_canonical_json():
    for case in VECTORS["canonical"]:
        data = canonical(json.loads(case["json"]))
        assert data.decode() == case["canonical"]
        assert digest(data) == case["digest"]


def test_path_keys():
    for case in VECTORS["paths"]:
        assert f"{path_key(case['path']):016x}" == case["key"]


def test_statements():
    for case in VECTORS["statements"]:
        page = case["page"].encode()
        if case["hash"] is None:
            with pytest.raises(BadStatement):
                read_statement(page)
            continue
        found = read_statement(page)
        assert {name: getattr(found, name) for name in ("path", "version", "edition", "date", "hash")} | {"page": case["page"]} == case


def test_trees_and_proofs():
    for case in VECTORS["tree"]:
        tree = Tree({f"p/{number}.html": digest(str(number).encode()) for number in range(case["leaves"]["count"])})
        nodes = {name: urlsafe_b64decode(text + "=" * (-len(text) % 4)) for name, text in case["nodes"].items()}
        assert tree.root() == case["root"]
        assert nodes.items() <= dict(tree.nodes()).items()
        for proof in case["proofs"]:
            assert prove(proof["path"], case["root"], nodes.__getitem__) == proof["value"]


def edition_of(head: str) -> int | None:
    try:
        return decode_head(head.encode()).edition
    except BadHead:
        return None


def test_heads():
    for case in VECTORS["head"]:
        assert edition_of(case["head"]) == case["edition"]


def test_a_second_implementation_passes_the_same_vectors():
    node = shutil.which("node")
    if node is None:
        return  # the document does not depend on it; CI has it
    script = Path(__file__).with_name("vectors.mjs")
    done = subprocess.run([node, str(script), str(SPEC / "vectors.json")], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) == CASES > 25


DOCUMENT = (SPEC / "edition.md").read_text(encoding="utf-8")
RECORDS = (SPEC / "records.md").read_text(encoding="utf-8")


def test_the_documents_name_every_field_kind_block_and_reserved_slug():
    kinds = {kind: cls.__dataclass_fields__ for kind, cls in records.KINDS.items()}
    inner = (records.Figure, records.Rendition, records.Correction, records.Attribution, records.Language, records.Style)
    for name in {*kinds, *(name for fields in kinds.values() for name in fields), *(n for cls in inner for n in cls.__dataclass_fields__)}:
        assert name in RECORDS, f"records.md does not mention {name}"
    for block, fields in FORMS.items():
        assert f"`{block}`" in RECORDS
        assert all(f"`{field}`" in RECORDS for field in fields)
    assert all(f"<{tag}>" in RECORDS for tag in ALLOWED)
    assert all(f"`{field}`" in DOCUMENT for field in Head.__dataclass_fields__)
    assert " ".join(RESERVED) in DOCUMENT
    assert f"*s* is {HEADLINES_PER_PART} in the archive and {TEASERS_PER_PART} elsewhere" in DOCUMENT
    assert forms.SLUG.fullmatch("a" * 120)
    assert not forms.SLUG.fullmatch("a" * 121)
    assert "at most 120" in RECORDS
