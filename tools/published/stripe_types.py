"""Reads Stripe's own Python types, which it makes from its OpenAPI specification: the wheel of ``stripe`` as it is published."""

import ast
from collections.abc import Iterator
from functools import cache
from typing import Any
from zipfile import ZipFile

from shapes import Endpoint, Shape, either, needed, optional

PLAIN = {"str": "string", "int": "integer", "float": "number", "Decimal": "string", "bool": "boolean", "Any": "any"}


class StripeTypes:
    """The endpoints that the wheel's services ask for, with the types of what they send and answer."""

    def __init__(self, wheel: str) -> None:
        self._zip = ZipFile(wheel)
        self._names = set(self._zip.namelist())
        self._tree = cache(lambda path: ast.parse(self._zip.read(path)))

    def endpoints(self) -> Iterator[tuple[str, str, Endpoint]]:
        """Method, path and types of each."""
        for path in sorted(name for name in self._names if name.endswith("_service.py")):
            for method in [node for node in ast.walk(self._tree(path)) if isinstance(node, ast.FunctionDef)]:
                for call in [node for node in ast.walk(method) if isinstance(node, ast.Call)]:
                    if isinstance(call.func, ast.Attribute) and call.func.attr == "_request":
                        yield self._endpoint(path, method, call)

    def _endpoint(self, path: str, method: ast.FunctionDef, call: ast.Call) -> tuple[str, str, Endpoint]:
        verb, where = (next(node.value for node in ast.walk(arg) if isinstance(node, ast.Constant)) for arg in call.args[:2])
        sent = next((arg.annotation for arg in method.args.args if arg.arg == "params" and arg.annotation), None)
        shape = self._shape(path, (), sent) if sent else Shape()
        answer = self._shape(path, (), method.returns) if method.returns else None
        return str(verb).upper(), str(where), Endpoint(shape, answer)

    def _shape(self, path: str, scope: tuple[str, ...], node: Any) -> Shape:
        def again(inner: Any) -> Shape:
            return self._shape(path, scope, inner)

        if isinstance(node, ast.Constant):
            return again(ast.parse(node.value, mode="eval").body) if isinstance(node.value, str) else Shape(nullable=True)
        if isinstance(node, ast.BinOp):
            return either([again(node.left), again(node.right)])
        return self._made(path, scope, node) if isinstance(node, ast.Subscript) else self._named(path, scope, ast.unparse(node))

    def _made(self, path: str, scope: tuple[str, ...], node: ast.Subscript) -> Shape:
        """``List[...]`` and its like."""

        def again(inner: Any) -> Shape:
            return self._shape(path, scope, inner)

        parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        outer = ast.unparse(node.value)
        if outer == "Literal":
            return Shape(("=" + "|".join(str(part.value) for part in parts if isinstance(part, ast.Constant)),))
        if outer in ("Dict", "UntypedStripeObject"):
            return Shape(("{" + again(parts[-1]).said() + "}",))
        if outer == "List":
            return Shape(item=again(parts[0]))
        if outer == "ListObject":
            return self._list(again(parts[0]))
        inner = either(map(again, parts))
        if outer == "ExpandableField":
            return either([Shape(("string",)), inner])
        return optional(inner) if outer in ("Optional", "NotRequired") else inner

    def _list(self, item: Shape) -> Shape:
        of = self._named("stripe/_list_object.py", (), "ListObject")
        assert of.fields
        fields = {**of.fields(), "data": Shape(item=item)}
        return Shape((f"ListObject of {item.said()}",), lambda: fields)

    def _named(self, path: str, scope: tuple[str, ...], name: str) -> Shape:
        if name in PLAIN:
            return Shape((PLAIN[name],))
        for depth in range(len(scope), -1, -1):
            if self._class(path, (*scope[:depth], *name.split("."))):
                return self._object(path, (*scope[:depth], *name.split(".")))
        first, _, rest = name.partition(".")
        for node in ast.walk(self._tree(path)):
            if isinstance(node, ast.ImportFrom) and first in [alias.name for alias in node.names]:
                there = str(node.module).replace(".", "/") + ".py"
                if there in self._names:
                    return self._object(there, (first, *filter(None, rest.split("."))))
        return Shape(("any",))

    def _object(self, path: str, names: tuple[str, ...]) -> Shape:
        room = path.removeprefix("stripe/").removeprefix("params/").rpartition("/")[0]
        said = ".".join(filter(None, (room, *names)))
        return Shape((said,), lambda: dict(self._fields(path, names)))

    def _fields(self, path: str, names: tuple[str, ...]) -> Iterator[tuple[str, Shape]]:
        found = self._class(path, names)
        assert found
        sent = path.startswith("stripe/params/")
        for node in found.body:
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "OBJECT_NAME":
                yield "object", Shape((f"={ast.literal_eval(node.value)}",))
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and "ClassVar" not in ast.unparse(node.annotation):
                shape = self._shape(path, names, node.annotation)
                must = sent and not ast.unparse(node.annotation).startswith("NotRequired")
                yield node.target.id.rstrip("_"), needed(shape) if must else shape

    def _class(self, path: str, names: tuple[str, ...]) -> ast.ClassDef | None:
        body: list[ast.stmt] = self._tree(path).body
        found = None
        for name in names:
            found = next((node for node in body if isinstance(node, ast.ClassDef) and node.name == name), None)
            if found is None:
                return None
            body = found.body
        return found
