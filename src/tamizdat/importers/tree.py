"""The body of an old post as a tree of blocks, with text that knows how it was formatted.

Promises: every visible letter of the post stands in one ``Text``; formatting and links that overlap blocks or each other are put
right without copying anything, so that the tree is never larger than the post. What an author may count (headings, pictures, links
…) is counted here, at the tags, apart from what the conversion says it did with it. Refuses nothing; what is nested deeper than
``MAX_DEPTH`` loses its box and keeps its words.
"""

from collections import Counter
from dataclasses import dataclass, field

from tamizdat.importers import elements, shortcodes
from tamizdat.importers.markup import Token, tokens

MAX_DEPTH = 40
MAX_ALIKE = 8  # formatting elements of one name that are open at once; browsers keep 3


@dataclass(slots=True, eq=False)
class Link:
    """An ``<a href>`` of the source: one object however many pieces its words fall into."""

    href: str
    used: bool = False  # its words stand as a link in a block
    holds: str = ""  # the first of what it stood around, when that is not words


@dataclass(slots=True, eq=False)
class Text:
    """Running text, formatted in one way."""

    text: str
    formats: tuple[str, ...]  # canonical tags of edition.inline, and "cite"
    link: Link | None
    classic: bool  # line ends mean something: an empty line ends the paragraph, a single one breaks the line


@dataclass(slots=True, eq=False)
class Node:
    """An element that stands for something by itself: a block, a picture, a line break, a shortcode, a comment."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Node | Text"] = field(default_factory=list)
    link: Link | None = None  # that it stands in
    formats: tuple[str, ...] = ()
    classic: bool = True
    ended: bool = False  # by its own end tag

    def has_class(self, name: str) -> bool:
        """Return whether *name* is among its classes."""
        return name in self.attributes.get("class", "").split()


@dataclass(slots=True)
class Tree:
    """A body, and what was counted in it."""

    root: Node
    counts: Counter[str]  # kind of source construct -> how many
    links: list[Link]
    lost: Counter[str]  # formatting that plain inline text has no place for -> how often
    too_deep: Counter[str]  # kinds that lost their box
    unknown: list[str]  # shortcodes left in the text


def grow(html: str) -> Tree:
    """Return the tree of *html*, the content of a post as the archive has it."""
    builder = _Builder(html)
    for token in tokens(html):
        builder.take(token)
    return Tree(builder.root, builder.counts, builder.links, builder.lost, builder.too_deep, shortcodes.unknown(html))


@dataclass(slots=True)
class _Open:
    """A formatting element that is open, and how many blocks were open when it began."""

    tag: str
    means: str
    depth: int
    link: Link | None = None


class _Builder:
    def __init__(self, html: str) -> None:
        self.root = Node("root")
        self.stack = [self.root]
        self.open: list[_Open] = []
        self.has_blocks = "<!-- wp:" in html
        self.block_depth = 0
        self.counts: Counter[str] = Counter()
        self.lost: Counter[str] = Counter()
        self.too_deep: Counter[str] = Counter()
        self.links: list[Link] = []

    def take(self, token: Token) -> None:
        """Put the next token in its place."""
        {"text": self._text, "start": self._start, "end": self._end, "comment": self._comment}[token.kind](token)

    def _text(self, token: Token) -> None:
        self.stack[-1].children.append(Text(token.value, self._formats(), self._link(), self._classic()))

    def _start(self, token: Token) -> None:
        tag = token.value
        kind = elements.kind(tag, token.attributes)
        if kind:
            self.counts[kind] += 1
        if tag in elements.FORMATS or tag in ("a", "q"):
            self._open_format(token)
        elif tag in elements.VOID:
            self._append(token)
        elif tag in elements.BLOCKS or tag.startswith("["):
            self._push(token)
        if tag in elements.LOST and (name := elements.LOST[tag](token.attributes)):
            self.lost[name] += 1

    def _end(self, token: Token) -> None:
        tag = token.value
        if tag in elements.FORMATS or tag in ("a", "q"):
            self._close_format(tag)
        elif tag in elements.BLOCKS or tag.startswith("["):
            self._pop(tag)

    def _comment(self, token: Token) -> None:
        words = token.value.split(None, 1)
        name = words[0] if words else ""
        if name in ("more", "nextpage", "noteaser") or name.startswith("more"):
            self._marker("more" if name.startswith("more") else name)
        elif name.startswith("wp:") and token.value.rstrip().endswith("/"):
            self.counts["dynamic block"] += 1
            self._append(Token("start", "wp", {"name": name[3:], "json": words[1].rstrip("/ ") if len(words) > 1 else ""}))
        elif name.startswith("wp:"):
            self.block_depth += name != "wp:freeform"
        elif name.startswith("/wp:"):
            self.block_depth -= name != "/wp:freeform"

    def _marker(self, name: str) -> None:
        self.counts["page break" if name == "nextpage" else "more mark"] += 1
        self._append(Token("start", "marker", {"name": name}))

    def _append(self, token: Token) -> Node:
        node = Node(token.value, token.attributes, [], self._link(), self._formats(), self._classic())
        self.stack[-1].children.append(node)
        if node.link and token.value == "img":
            node.link.holds = node.link.holds or "picture"
        return node

    def _push(self, token: Token) -> None:
        for tag, scope in elements.closes(token.value):
            self._pop_implied(tag, scope)
        if len(self.stack) > MAX_DEPTH:
            self.too_deep[elements.kind(token.value, token.attributes) or "box"] += 1
            return
        self.stack.append(self._append(token))

    def _pop_implied(self, tag: str, scope: frozenset[str]) -> None:
        for at in range(len(self.stack) - 1, 0, -1):
            if self.stack[at].tag == tag:
                self._cut(at)
                return
            if self.stack[at].tag in scope:
                return

    def _pop(self, tag: str) -> None:
        scope = elements.END_SCOPE.get(tag, elements.CELLS)
        alike = elements.HEADINGS if tag in elements.HEADINGS else {tag}
        for at in range(len(self.stack) - 1, 0, -1):
            if self.stack[at].tag in alike:
                self.stack[at].ended = True
                self._cut(at)
                return
            if self.stack[at].tag in scope:
                return

    def _cut(self, at: int) -> None:
        """Close the open blocks from number *at* on, and the formatting that was opened inside them."""
        del self.stack[at:]
        self.open = [entry for entry in self.open if entry.depth <= at]

    def _open_format(self, token: Token) -> None:
        link = None
        if token.value == "a":
            self._close_format("a")
            if not token.attributes.get("href", "").strip():
                return
            if "wp-block-file__button" in token.attributes.get("class", ""):
                self._text(Token("text", " "))  # it stood apart by its looks alone
            link = Link(token.attributes["href"].strip())
            self.links.append(link)
        if sum(entry.tag == token.value for entry in self.open) >= MAX_ALIKE:
            return
        if token.value == "q":
            self._quote_mark("“")
        self.open.append(_Open(token.value, elements.FORMATS.get(token.value, ""), len(self.stack), link))

    def _close_format(self, tag: str) -> None:
        for at in range(len(self.open) - 1, -1, -1):
            if self.open[at].tag == tag:
                del self.open[at]
                if tag == "q":
                    self._quote_mark("”")
                return

    def _quote_mark(self, mark: str) -> None:
        self._text(Token("text", mark))

    def _formats(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(entry.means for entry in self.open if entry.means))

    def _link(self) -> Link | None:
        return next((entry.link for entry in reversed(self.open) if entry.link), None)

    def _classic(self) -> bool:
        return not self.has_blocks or self.block_depth <= 0
