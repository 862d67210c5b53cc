"""Reads PayPal's own Python client, which it makes from its OpenAPI specifications: the wheel of ``paypal-server-sdk``."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from typing import Any
from zipfile import ZipFile

from shapes import Endpoint, Shape, needed, optional

# How a method's words name a parameter and its type (in one dictionary of them, or alone), and how its code passes one on
ONE_OF_MANY = re.compile(r"^\s+(\w+) -- (.+?) -- ", re.M)
ALONE = re.compile(r"^\s+(\w+) \(([\w\[\], ]+?)(?:, optional)?\):", re.M)
PARAMETER = re.compile(r"\.(\w+)_param\(Parameter\(\)(.*?)\)(?=\.\w+_param|\.body_ser|\.auth|\.array|\)\.response)", re.S)

PLAIN = {"str": "string", "int": "integer", "float": "number", "bool": "boolean"}


class PayPalTypes:
    """The endpoints that the wheel's controllers ask for, with the models of what they send and answer."""

    def __init__(self, wheel: str) -> None:
        self._zip = ZipFile(wheel)
        self._models: dict[str, ast.ClassDef] = {}
        for path in [name for name in self._zip.namelist() if "/models/" in name]:
            for node in ast.parse(self._zip.read(path)).body:
                if isinstance(node, ast.ClassDef):
                    self._models[node.name] = node
        self._shape = cache(self._read_shape)

    def endpoints(self) -> Iterator[tuple[str, str, Endpoint]]:
        """Method, path and types of each."""
        for path in sorted(name for name in self._zip.namelist() if name.endswith("_controller.py")):
            for method in [node for node in ast.walk(ast.parse(self._zip.read(path))) if isinstance(node, ast.FunctionDef)]:
                code = ast.unparse(method)
                where, verb = re.search(r"\.path\('([^']+)'\)", code), re.search(r"HttpMethodEnum\.(\w+)", code)
                if where and verb:
                    yield verb[1], where[1], self._endpoint(code, ast.get_docstring(method) or "")

    def _endpoint(self, code: str, words: str) -> Endpoint:
        types = dict(ONE_OF_MANY.findall(words) + ALONE.findall(words))
        fields: dict[str, Shape] = {}
        headers = []
        for place, said in PARAMETER.findall(code):
            key = re.search(r"\.key\('([^']+)'\)", said)
            name = re.search(r"options\.get\('(\w+)'|\.value\((\w+)\)", said)
            of = types.get((name[1] or name[2]) if name else "", "str")
            if place == "body":
                body = self._shape(of)
                fields |= body.fields() if body.fields else {}
            elif key and place == "header":
                headers.append(key[1])
            elif key and place in ("query", "form"):
                fields[key[1]] = needed(self._shape(of)) if "is_required(True)" in said else optional(self._shape(of))
        answered = re.search(r"deserialize_into\((\w+)\.from_dictionary", code)
        return Endpoint(Shape(("object",), lambda: fields), self._shape(answered[1]) if answered else None, tuple(headers))

    def _read_shape(self, said: str) -> Shape:
        if said in PLAIN:
            return Shape((PLAIN[said],))
        if said.startswith("List["):
            return Shape(item=self._shape(said[5:-1]))
        model = self._models.get(said)
        if model is None:
            return Shape(("any",))
        if "_names" in _assigned(model):
            return Shape((said,), lambda: dict(self._fields(model)))
        return Shape(("=" + "|".join(str(value) for value in _assigned(model).values()),))

    def _fields(self, model: ast.ClassDef) -> Iterator[tuple[str, Shape]]:
        said = dict(re.findall(r"^ {4}(\w+) \(([^)]+)\):", ast.get_docstring(model) or "", re.M))
        values = _assigned(model)
        for name, published in values["_names"].items():
            shape = self._shape(said.get(name, ""))
            yield published, optional(shape) if name in values.get("_optionals", []) else needed(shape)


def _assigned(model: ast.ClassDef) -> dict[str, Any]:
    plain = [node for node in model.body if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)]
    return {node.targets[0].id: ast.literal_eval(node.value) for node in plain if isinstance(node.targets[0], ast.Name)}
