"""The walk through a post's tree: text gathers into lines, lines become paragraphs, other elements go to their handlers.

Promises: paragraphs as the old site showed them, with WordPress's rule that in classic text an empty line ends a paragraph and a line
end breaks the line (wp-includes/formatting.php, ``wpautop``). Leaves each element's own form to the modules ``boxes``, ``media`` and
``odds``; ``convert`` brings them together.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from tamizdat.edition.records import Block
from tamizdat.importers import elements
from tamizdat.importers.line import Line
from tamizdat.importers.oldsite import OldSite
from tamizdat.importers.tally import Tally
from tamizdat.importers.tree import Node, Text

_EMPTY_LINE = re.compile(r"\n[ \t\r\f]*\n\s*")
_BARE_ADDRESS = re.compile(r"https?://[^\s<>\"]+")


@dataclass(frozen=True, slots=True)
class Made:
    """A block, the kind of source construct that it stands for ("" when that is counted elsewhere), and how it differs ("": not)."""

    block: Block
    kind: str = ""
    why: str = ""
    excerpt: str = ""


@dataclass(slots=True)
class Context:
    """What all walks through one post share."""

    old: OldSite
    tally: Tally
    item: int  # the post's id in the archive
    addresses: dict[int, str]  # id() of a Link -> where it goes
    handlers: dict[str, Callable[["Flow", Node], None]]


@dataclass(slots=True)
class Flow:
    """One run of blocks: a body, or the content of a list item, quotation or cell."""

    context: Context
    plain: bool = False  # what comes out will be plain words: links do not count as kept
    made: list[Made] = field(default_factory=list)
    line: Line = field(default_factory=Line)
    after: list[Made] = field(default_factory=list)  # what stood amid the line and must follow it
    source: Line | None = None  # in a quotation: gathers what <cite> holds
    caption: Line | None = None  # of the next picture

    @property
    def tally(self) -> Tally:
        """The account that this conversion keeps."""
        return self.context.tally

    def walk(self, nodes: list[Node | Text]) -> "Flow":
        """Take *nodes* in, and return this flow."""
        for node in nodes:
            if isinstance(node, Text):
                self.text(node)
            else:
                self.node(node)
        return self

    def inner(self, nodes: list[Node | Text], *, plain: bool = False) -> list[Made]:
        """Return what *nodes* make by themselves."""
        flow = Flow(self.context, plain=plain or self.plain, source=self.source)
        flow.walk(nodes).flush()
        return flow.made

    def node(self, node: Node) -> None:
        """Take one element in, by its handler if it has one."""
        handler = self.context.handlers.get(node.tag)
        if handler:
            handler(self, node)
        elif node.tag in elements.BLOCKS or node.tag.startswith("["):
            self.box(node)

    def box(self, node: Node) -> None:
        """A box that means nothing to a reader: its content stands by itself."""
        self.flush()
        self.walk(node.children)
        self.flush()

    def text(self, text: Text) -> None:
        """Take running text in; in classic text its line ends count."""
        if not text.classic:
            self.line.add(text.text, text.formats, text.link)
            return
        for number, part in enumerate(_EMPTY_LINE.split(text.text.replace("\r\n", "\n"))):
            if number:
                self.flush()
            self._rows(part, text)

    def _rows(self, part: str, text: Text) -> None:
        for number, row in enumerate(part.split("\n")):
            if number and not self.line.is_blank() and not self.line.ends_with_break():
                self.line.new_line()
            self.line.add(row, text.formats, text.link)

    def line_break(self, node: Node) -> None:
        """Two line breaks in a row are how classic text makes a paragraph."""
        if node.classic and self.line.ends_with_break():
            self.flush()
        else:
            self.line.new_line()

    def flush(self) -> None:
        """End the paragraph."""
        line, self.line = self._without_source(self.line), Line()
        if not line.is_blank():
            self.made.append(self._paragraph(line))
        self.made += self.after
        self.after = []

    def _without_source(self, line: Line) -> Line:
        if self.source is None or not any("cite" in piece.formats for piece in line.pieces):
            return line
        cited = [piece for piece in line.pieces if "cite" in piece.formats]
        if not self.source.is_blank():
            self.source.add(", ")
        self.source.pieces += cited
        rest = Line([piece for piece in line.pieces if "cite" not in piece.formats])
        return rest if re.search(r"\w", rest.plain()) else Line()  # a dash before the source is not a paragraph

    def _paragraph(self, line: Line) -> Made:
        words = line.plain()
        if _BARE_ADDRESS.fullmatch(words) and not any(piece.link for piece in line.pieces):
            self.tally.came("embed")
            return Made(card(words), "embed", "a card with a link", words)
        return Made({"type": "paragraph", "text": self.inline(line)}, "paragraph")

    def inline(self, line: Line) -> str:
        """Return *line* as canonical inline text, with the links that are kept."""
        return line.inline({} if self.plain else self.context.addresses)

    def add(self, block: Block, kind: str = "", why: str = "", excerpt: str = "") -> None:
        """Add a block that stands by itself: between paragraphs, or after the one that it stood in."""
        made = Made(block, kind, why, excerpt)
        if self.line.is_blank():
            self.made.append(made)
        else:
            self.after.append(made)

    def add_all(self, made: list[Made], why: str = "") -> None:
        """Add blocks after the paragraph; *why* says how those that are counted differ."""
        self.flush()
        self.made += [replace(one, why=one.why or why) if why and one.kind else one for one in made]


def card(address: str, title: str = "", text: str = "") -> Block:
    """Return the link card for *address*; without a title it is named after its host."""
    host = re.sub(r"^https?://(?:www\.)?([^/:?#]*).*", r"\1", address, flags=re.DOTALL)
    return {"type": "link_card", "url": address, "title": title or host, "text": text}


def commit(tally: Tally, made: Made) -> None:
    """Enter in the account what became of the thing that *made* stands for. A paragraph has no tag of its own: it comes in here."""
    if made.kind == "paragraph":
        tally.came(made.kind)
    if made.kind and made.why:
        tally.changed(made.kind, made.why, made.excerpt)
    elif made.kind:
        tally.took(made.kind)


def words_of(nodes: list[Node | Text]) -> str:
    """Return all text below *nodes*, as one line."""
    pieces: list[str] = []
    stack = list(reversed(nodes))
    while stack:
        node = stack.pop()
        if isinstance(node, Text):
            pieces.append(node.text)
        else:
            stack += reversed(node.children)
    return " ".join("".join(pieces).split())


def below(node: Node, *tags: str) -> list[Node]:
    """Return the nodes of these *tags* below *node*, in order."""
    found: list[Node] = []
    stack: list[Node | Text] = list(reversed(node.children))
    while stack:
        one = stack.pop()
        if isinstance(one, Node):
            if one.tag in tags:
                found.append(one)
            stack += reversed(one.children)
    return found


def nodes_below(nodes: list[Node | Text]) -> Iterator[Node]:
    """Yield all nodes among and below *nodes*."""
    stack = list(reversed(nodes))
    while stack:
        node = stack.pop()
        if isinstance(node, Node):
            yield node
            stack += reversed(node.children)


def lost_inside(flow: Flow, nodes: list[Node | Text], inside: str) -> None:
    """Enter in the account what stands in *nodes*, of which only the words are kept, if any."""
    for node in nodes_below(nodes):
        kind = _kind(node)
        words = words_of([node])
        if kind and words:
            flow.tally.changed(kind, f"inside {inside}: its words only", words)
        elif kind:
            flow.tally.left_out(kind, f"inside {inside}", node.attributes.get("src", "") or node.attributes.get("name", ""))


def _kind(node: Node) -> str:
    if node.tag == "wp":
        return "dynamic block"
    if node.tag == "marker":
        return "page break" if node.attributes["name"] == "nextpage" else "more mark"
    return elements.kind(node.tag, node.attributes)


def exact(nodes: list[Node | Text], extra: tuple[str, ...]) -> Line:
    """Return preformatted content: every line end and every space as it stands."""
    line = Line()
    stack = list(reversed(nodes))
    while stack:
        node = stack.pop()
        if isinstance(node, Text):
            line.add_exact(node.text, (*extra, *(name for name in node.formats if name not in extra)), node.link)
        elif node.tag == "br":
            line.new_line()
        elif node.tag not in elements.INVISIBLE | elements.FALLBACK:
            stack += reversed(node.children)
    return line
