"""Reads OpenAPI in JSON, as BTCPay Server and PayPal publish it. Several documents are one: what a reference means may lie in another."""

from collections.abc import Iterable, Iterator
from typing import Any

from shapes import Endpoint, Shape, either, needed, optional

PLAIN = {"string", "integer", "number", "boolean"}
VERBS = ("get", "post", "put", "patch", "delete")


class OpenApi:
    """The endpoints of the documents, with the schemas of what they take and answer."""

    def __init__(self, documents: Iterable[dict[str, Any]]) -> None:
        self._documents = list(documents)

    def endpoints(self) -> Iterator[tuple[str, str, Endpoint]]:
        """Method, path and types of each."""
        for document in self._documents:
            for path, said in document.get("paths", {}).items():
                for verb in VERBS:
                    if verb in said:
                        yield verb.upper(), path, self._endpoint(said.get("parameters", []) + said[verb].get("parameters", []), said[verb])

    def _endpoint(self, parameters: list[dict[str, Any]], said: dict[str, Any]) -> Endpoint:
        known = [self._meant(one) for one in parameters]
        fields = {one["name"]: self._asked(one) for one in known if one["in"] == "query"}
        body = self._shape(_schema(self._meant(said.get("requestBody", {}))))
        fields |= body.fields() if body.fields else {}
        told = [one for code, one in sorted(said["responses"].items()) if code.startswith("2")]
        answer = _schema(self._meant(told[0])) if told else {}
        headers = tuple(one["name"] for one in known if one["in"] == "header")
        return Endpoint(Shape(("object",), lambda: fields), self._shape(answer) if answer else None, headers)

    def _asked(self, parameter: dict[str, Any]) -> Shape:
        """A list in the query is its name said again and again."""
        shape = self._shape(parameter["schema"]).inside()
        return needed(shape) if parameter.get("required") else optional(shape)

    def _meant(self, said: dict[str, Any]) -> dict[str, Any]:
        if "$ref" not in said:
            return said
        _, group, name = said["$ref"].removeprefix("#/").split("/")
        found = (document.get("components", {}).get(group, {}).get(name) for document in self._documents)
        return next((self._meant(one) for one in found if one is not None), {})

    def _shape(self, schema: dict[str, Any]) -> Shape:
        name = schema.get("$ref", "").rpartition("/")[2]
        said = self._meant(schema)
        shape = self._unnamed(said, name)
        return optional(shape) if said.get("nullable") else shape

    def _unnamed(self, said: dict[str, Any], name: str) -> Shape:
        if words := [str(word) for word in said.get("enum", []) if word is not None]:
            return Shape(("=" + "|".join(words),))
        if said.get("type") == "array":
            return Shape(item=self._shape(said.get("items", {})))
        parts = [self._shape(part) for key in ("allOf", "oneOf", "anyOf") for part in said.get(key, [])]
        if "properties" in said or any(part.fields for part in parts):
            return Shape((name or next((k for part in parts if part.fields for k in part.kinds), "object"),), lambda: self._fields(said))
        if parts:
            return either(parts)
        return Shape((said["type"],)) if said.get("type") in PLAIN else Shape(("any",))

    def _fields(self, said: dict[str, Any]) -> dict[str, Shape]:
        """A type's own fields and those of every part that it is put together from."""
        fields: dict[str, Shape] = {}
        must = set(said.get("required", []))
        for part in [self._shape(one) for key in ("allOf", "oneOf", "anyOf") for one in said.get(key, [])]:
            fields |= part.fields() if part.fields else {}
        fields |= {name: self._shape(one) for name, one in said.get("properties", {}).items()}
        return {name: needed(shape) if must & {name} else shape for name, shape in fields.items()}


def _schema(said: dict[str, Any]) -> dict[str, Any]:
    """The schema of the first way in which it is written."""
    return next((one.get("schema", {}) for one in said.get("content", {}).values()), {})
