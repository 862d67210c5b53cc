"""What a published type is, however it was written down, and how as much of it as a table of ours enters is laid out flat.

Kinds: ``string integer number boolean any``, ``=a|b`` for one of these, ``[kind]`` for a list, ``{kind}`` for names of the sender's own,
a type's own name for what has fields; several are joined by " or ". "!" before: must be there. "?" after: may be null or lack.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Shape:
    """One type. *fields* are asked for only where a table enters: types refer to one another in circles."""

    kinds: tuple[str, ...] = ()
    fields: "Callable[[], dict[str, Shape]] | None" = None
    item: "Shape | None" = None
    required: bool = False
    nullable: bool = False

    def said(self) -> str:
        """The kind as it is written down."""
        kinds = (*self.kinds, f"[{self.item.said()}]") if self.item else self.kinds
        return f"{'!' if self.required else ''}{' or '.join(kinds) or 'any'}{'?' if self.nullable else ''}"

    def inside(self) -> "Shape":
        """What the places of a list hold, or itself."""
        return self.item.inside() if self.item else self


@dataclass(frozen=True)
class Endpoint:
    """What may be sent there, what is answered (None: nothing), and which headers are known."""

    sent: Shape
    answer: Shape | None
    headers: tuple[str, ...] = ()


def either(shapes: Iterable[Shape]) -> Shape:
    """One of several. A type that names its words and allows any other text besides counts as its words."""
    parts = list(shapes)
    kinds = list(dict.fromkeys(kind for part in parts for kind in part.kinds))
    if any(kind.startswith("=") and kind != "=" for kind in kinds):
        kinds = [kind for kind in kinds if kind != "string"]
    fields = next((part.fields for part in parts if part.fields), None)
    item = next((part.item for part in parts if part.item), None)
    return Shape(tuple(kinds), fields, item, nullable=any(part.nullable for part in parts))


def optional(shape: Shape) -> Shape:
    """The same where it may be null or lack."""
    return replace(shape, nullable=True)


def needed(shape: Shape) -> Shape:
    """The same where it must be there."""
    return replace(shape, required=True)


def laid_out(shape: Shape, entered: Iterable[str], at: str = "") -> Iterator[tuple[str, str]]:
    """Every field of each level that one of the *entered* paths goes into: path and kind."""
    paths = set(entered)
    for name, part in sorted((shape.fields() if shape.fields else {}).items()):
        path = f"{at}{name}"
        yield path, part.said()
        within = path + _places(part)
        if within != path and within in paths:
            yield within, part.inside().said().strip("!?")
        if any(one.startswith(f"{within}.") for one in paths):
            yield from laid_out(part.inside(), paths, f"{within}.")


def _places(shape: Shape) -> str:
    return f"[]{_places(shape.item)}" if shape.item else ""
