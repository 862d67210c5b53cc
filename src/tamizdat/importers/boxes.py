"""Lists, quotations, tables and definition lists: boxes that hold other blocks.

Promises: what stood inside keeps its words and its order. An item, a quotation's paragraph and a cell hold one line of text here, so
paragraphs in them become lines, lists in them become lines with dashes or numbers, and pictures move behind the box.
"""

from collections.abc import Callable
from dataclasses import replace
from html import escape

from tamizdat.edition.inline import plain_text
from tamizdat.importers import elements
from tamizdat.importers.flow import Flow, Made, below, commit, words_of
from tamizdat.importers.line import Line
from tamizdat.importers.tree import Node, Text

CELL = " · "


def handle_list(flow: Flow, node: Node) -> None:
    """``ul`` and ``ol``; also an old gallery block, which is a list of nothing but pictures."""
    flow.flush()
    items: list[str] = []
    moved: list[Made] = []
    for item in _items(node):
        text, pictures = _item(flow, item)
        moved += pictures
        if text:
            items.append(text)
    kind = elements.kind(node.tag, node.attributes)
    if items:
        why = "" if kind == "list" else "its captions are a list before its pictures"
        flow.made.append(Made({"type": "list", "ordered": node.tag == "ol", "items": items}, kind, why))
    elif kind and (moved or below(node, "img")):
        flow.tally.changed(kind, "its pictures stand one below the other", f"{len(below(node, 'img'))} pictures")
    elif kind:
        flow.tally.left_out(kind, "empty")
    flow.add_all(moved, "moved behind the list that it stood in" if items and kind == "list" else "")


def _items(node: Node) -> list[list[Node | Text]]:
    """Return the content of each item. What stands in a list but in no item belongs to the item before it."""
    items: list[list[Node | Text]] = []
    for child in node.children:
        if isinstance(child, Node) and child.tag == "li":
            items.append([child])
        elif isinstance(child, Node) or child.text.strip():
            (items[-1] if items else _new(items)).append(child)
    return items


def _new(items: list[list[Node | Text]]) -> list[Node | Text]:
    items.append([])
    return items[-1]


def _item(flow: Flow, nodes: list[Node | Text]) -> tuple[str, list[Made]]:
    own = [node for node in nodes if isinstance(node, Node) and node.tag == "li"]
    content = [grand for node in nodes for grand in (node.children if node in own else [node])]
    lines, moved = fold(flow, flow.inner(content), "list item")
    text = "<br>".join(lines)
    for node in own:
        if node.has_class("blocks-gallery-item"):
            continue
        if text:
            flow.tally.took("list item")
        elif moved:
            flow.tally.changed("list item", "held only a picture, which stands behind the list")
        else:
            flow.tally.left_out("list item", "empty")
    return text, moved


def handle_quotation(flow: Flow, node: Node) -> None:
    """``blockquote``, with what ``<cite>`` names as its source."""
    flow.flush()
    source = Line()
    inner = Flow(flow.context, plain=flow.plain, source=source)
    inner.walk(node.children).flush()
    paragraphs, moved = fold(flow, inner.made, "quotation")
    cite = node.attributes.get("cite", "").strip()
    if cite and not source.is_blank():
        flow.tally.note("quotation", "address of its source", cite)
    named = source.plain() or cite
    if paragraphs:
        flow.made.append(Made({"type": "quotation", "paragraphs": paragraphs, "source": named}, "quotation"))
    elif named:
        flow.made.append(Made({"type": "quotation", "paragraphs": [escape(named, quote=False)], "source": ""}, "quotation"))
    elif moved:
        flow.tally.changed("quotation", "held only a picture, which stands by itself", named)
    else:
        flow.tally.left_out("quotation", "empty")
    flow.add_all(moved, "moved behind the quotation that it stood in")


def handle_pull_quote(flow: Flow, figure: Node) -> None:
    """``figure.wp-block-pullquote``: a quotation with plain words only."""
    flow.flush()
    before = len(flow.made)
    for child in figure.children:
        flow.walk([child])
    flow.flush()
    for at in range(before, len(flow.made)):
        block = flow.made[at].block
        if block["type"] == "quotation":
            text = " ".join(plain_text(paragraph) for paragraph in block["paragraphs"])
            flow.made[at] = replace(flow.made[at], block={"type": "pull_quote", "text": text, "source": block["source"]})


def handle_table(flow: Flow, node: Node) -> None:
    """A table becomes its caption, its heading row in bold, and a list with one item a row."""
    flow.flush()
    rows: list[tuple[bool, Node]] = []
    flow.add_all(flow.inner(_sort(node, rows)))
    moved: list[Made] = []
    texts = [(head, _row(flow, row, moved)) for head, row in rows]
    made = _table_blocks([(head, text) for head, text in texts if text])
    if made:
        first = plain_text(next(text for _, text in texts if text))
        made[0] = replace(made[0], kind="table", why="a list with one item a row", excerpt=first)
    elif moved:
        flow.tally.changed("table", "its content stands by itself, without the grid", words_of(node.children))
    else:
        flow.tally.left_out("table", "empty")
    flow.made += made
    flow.add_all(moved, "moved behind the table that it stood in" if made else "")


def _sort(node: Node, rows: list[tuple[bool, Node]], *, head: bool = False) -> list[Node | Text]:
    """Put the rows below *node* into *rows*; return what is no row: the caption, and stray text."""
    strays: list[Node | Text] = []
    for child in node.children:
        if isinstance(child, Text):
            strays += [child] if child.text.strip() else []
        elif child.tag == "tr":
            rows.append((head or all(c.tag == "th" for c in child.children if isinstance(c, Node)), child))
        elif child.tag in ("thead", "tbody", "tfoot"):
            strays += _sort(child, rows, head=child.tag == "thead")
        elif child.tag in ("td", "th"):
            rows.append((False, Node("tr", children=[child])))
        else:
            strays.append(child)
    return strays


def _row(flow: Flow, row: Node, moved: list[Made]) -> str:
    cells: list[str] = []
    for cell in row.children:
        if isinstance(cell, Text) and not cell.text.strip():
            continue
        lines, pictures = fold(flow, flow.inner(_content(cell, "td", "th")), "table")
        cells.append(" / ".join(lines).replace("<br>", " / "))
        moved += pictures
    return CELL.join(cell or "–" for cell in cells) if any(cells) else ""


def _table_blocks(rows: list[tuple[bool, str]]) -> list[Made]:
    """Heading rows are bold paragraphs; the rows between them are lists."""
    made: list[Made] = []
    for head, text in rows:
        if head:
            bare = text.replace("<strong>", "").replace("</strong>", "")
            made.append(Made({"type": "paragraph", "text": f"<strong>{bare}</strong>"}))
        elif made and made[-1].block["type"] == "list":
            made[-1].block["items"].append(text)
        else:
            made.append(Made({"type": "list", "ordered": False, "items": [text]}))
    return made


def handle_definitions(flow: Flow, node: Node) -> None:
    """``dl``: a list whose items are a term in bold and, in the lines below, what it means."""
    flow.flush()
    items: list[str] = []
    moved: list[Made] = []
    for child in _flat(node):
        if isinstance(child, Text) and not child.text.strip():
            continue
        is_term = isinstance(child, Node) and child.tag == "dt"
        lines, pictures = fold(flow, flow.inner(_content(child, "dt", "dd")), "definition list")
        moved += pictures
        text = "<br>".join(lines)
        if is_term and text:
            items.append(f"<strong>{text.replace('<strong>', '').replace('</strong>', '')}</strong>")
        elif text and items:
            items[-1] += f"<br>{text}"
        elif text:
            items.append(text)
    if items:
        block = {"type": "list", "ordered": False, "items": items}
        flow.made.append(Made(block, "definition list", "a list with its terms in bold", plain_text(items[0])))
    else:
        flow.tally.left_out("definition list", "empty")
    flow.add_all(moved, "moved behind the list that it stood in" if items else "")


def _flat(node: Node) -> list[Node | Text]:
    """Children of *node*, with those of ``div`` inside it, which HTML allows around a term and its meaning."""
    found: list[Node | Text] = []
    for child in node.children:
        found += child.children if isinstance(child, Node) and child.tag == "div" else [child]
    return found


def _content(node: Node | Text, *frames: str) -> list[Node | Text]:
    """What is in *node* if it is one of the *frames* that a box is made of; otherwise the node itself, which strayed there."""
    return node.children if isinstance(node, Node) and node.tag in frames else [node]


def fold(flow: Flow, made: list[Made], inside: str) -> tuple[list[str], list[Made]]:
    """Return *made* as lines of inline text, and the blocks that cannot be lines."""
    lines: list[str] = []
    moved: list[Made] = []
    for one in made:
        folded = _FOLDS.get(one.block["type"])
        if folded is None:
            moved.append(one)
            continue
        lines += folded(one.block)
        if one.kind in ("", "paragraph"):
            continue
        excerpt = plain_text(lines[-1]) if lines else ""
        commit(flow.tally, replace(one, why=one.why or f"folded into the {inside} that it stood in", excerpt=one.excerpt or excerpt))
    return lines, moved


def _list_lines(block: dict[str, object]) -> list[str]:
    items = block["items"]
    assert isinstance(items, list)
    lines: list[str] = []
    for number, item in enumerate(items, 1):
        first, *others = _split_lines(item)
        lines.append(f"{number}. {first}" if block["ordered"] else f"– {first}")
        lines += [f"– {other}" for other in others]
    return lines


def _split_lines(inline: str) -> list[str]:
    """Cut *inline* at its line breaks, where no tag is open across them."""
    lines = inline.split("<br>")
    whole: list[str] = []
    for line in lines:
        if whole and not _is_balanced(whole[-1]):
            whole[-1] += f"<br>{line}"
        else:
            whole.append(line)
    return whole


def _is_balanced(inline: str) -> bool:
    return inline.count("</") * 2 == inline.count("<") - inline.count("<br>")


def _quotation_lines(block: dict[str, object]) -> list[str]:
    paragraphs, source = block["paragraphs"], str(block["source"])
    assert isinstance(paragraphs, list)
    return [*paragraphs, *([f"<em>{escape(source, quote=False)}</em>"] if source else [])]


def _plain_lines(block: dict[str, object]) -> list[str]:
    source = str(block.get("source", ""))
    return [f"<strong>{escape(str(block['text']), quote=False)}</strong>", *([escape(source, quote=False)] if source else [])]


_FOLDS: dict[str, Callable[[dict[str, object]], list[str]]] = {
    "paragraph": lambda block: [str(block["text"])],
    "list": _list_lines,
    "heading": _plain_lines,
    "quotation": _quotation_lines,
    "pull_quote": _plain_lines,
}
