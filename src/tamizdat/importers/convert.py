"""A post's body, from WordPress's HTML to the blocks of ``edition.blocks``.

Promises: every block passes ``check_block``; every visible letter of the body stands in a block or in the account; for each kind of
thing that an author can count, the account says what became of each one. Refuses nothing: there is no body that cannot be converted.
Fetches nothing and writes nothing.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from tamizdat.edition.blocks import check_block
from tamizdat.edition.inline import plain_text
from tamizdat.edition.records import Block
from tamizdat.importers import boxes, elements, media, odds, shortcodes
from tamizdat.importers.flow import Context, Flow, below, commit
from tamizdat.importers.oldsite import OldSite, target
from tamizdat.importers.tally import Tally
from tamizdat.importers.tree import Link, Node, Text, Tree, grow

Handler = Callable[[Flow, Node], None]


def convert(html: str, *, old: OldSite, tally: Tally, item: int = 0) -> list[Block]:
    """Return the blocks of *html*, a post's content, and enter in *tally* what became of everything in it.

    *item* is the post's id: a gallery without pictures of its own shows those that belong to it.
    """
    tree = grow(html)
    flow = Flow(Context(old, tally, item, {}, HANDLERS))
    fates = _resolve(tree.links, flow.context)
    flow.walk(tree.root.children).flush()
    for kind, number in tree.counts.items():
        tally.came(kind, number)
    for made in flow.made:
        commit(tally, made)
    _account_for_links(tree.links, fates, tally)
    _account_for_the_rest(tree, tally)
    blocks = [made.block for made in flow.made]
    for block in blocks:
        check_block(block)
    lost = lost_letters(tree, blocks)
    if lost:
        tally.note("text", f"{lost} letters did not arrive: please report it", html)
    return blocks


def plain_words(html: str) -> str:
    """Return the words of a short text that may hold HTML: a title, a name."""
    return " ".join("".join(_visible(grow(html).root)).split())


def _resolve(links: list[Link], context: Context) -> dict[int, tuple[str | None, str]]:
    fates: dict[int, tuple[str | None, str]] = {}
    for link in links:
        found = target(context.old, link.href)
        fates[id(link)] = (found.address, found.why)
        if found.address:
            context.addresses[id(link)] = found.address
    return fates


def _account_for_links(links: list[Link], fates: dict[int, tuple[str | None, str]], tally: Tally) -> None:
    for link in links:
        address, why = fates[id(link)]
        if address is None:
            tally.left_out("link", f"{why}: its words stay", link.href)
        elif not link.used and link.holds:
            tally.left_out("link", "around a picture", link.href)
        elif not link.used:
            tally.left_out("link", "in a heading or caption, which is plain words, or around nothing", link.href)
        elif why:
            tally.changed("link", why, link.href)
        elif address.startswith("record:"):
            tally.changed("link", "leads to the same page here", link.href)
        else:
            tally.took("link")


def _account_for_the_rest(tree: Tree, tally: Tally) -> None:
    for kind, number in tree.too_deep.items():
        for _ in range(number if kind != "box" else 0):
            tally.changed(kind, "nested too deep: its words stay")
    for name, number in tree.lost.items():
        tally.note("formatting", name, f"{number} times")
    for name in dict.fromkeys(tree.unknown):
        tally.note("shortcode", f"[{name}] is not known: it stands in the text as it was written")


def lost_letters(tree: Tree, blocks: list[Block]) -> int:
    """Return how many letters and digits of the visible text are in none of the *blocks*."""
    came = Counter("".join(_visible(tree.root)))
    went = Counter("".join(text for block in blocks for text in _strings(block)))
    return sum(number for letter, number in (came - went).items() if letter.isalnum())


def _visible(node: Node) -> Iterator[str]:
    stack: list[Node | Text] = [node]
    while stack:
        one = stack.pop()
        if isinstance(one, Text):
            yield one.text
        elif one.tag not in elements.INVISIBLE | elements.FALLBACK:
            stack += reversed(one.children)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield plain_text(value)
        yield value if value.startswith("http") else ""
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, dict):
        for name, item in value.items():
            if name != "type":
                yield from _strings(item)


def _figure(flow: Flow, node: Node) -> None:
    if node.has_class("wp-block-pullquote"):
        boxes.handle_pull_quote(flow, node)
        return
    if elements.kind(node.tag, node.attributes) == "gallery":
        flow.tally.changed("gallery", "its pictures stand one below the other", f"{len(below(node, 'img'))} pictures")
    _box(flow, node)


def _box(flow: Flow, node: Node) -> None:
    kind = elements.kind(node.tag, node.attributes)
    if kind == "background picture":
        media.handle_background(flow, node)
    elif kind == "caption":
        media.handle_stray_caption(flow, node)
    else:
        media.handle_figure(flow, node)


HANDLERS: dict[str, Handler] = {
    "br": Flow.line_break,
    "img": media.handle_picture,
    "figure": _figure,
    "div": _figure,
    "figcaption": media.handle_stray_caption,
    "blockquote": boxes.handle_quotation,
    "table": boxes.handle_table,
    "dl": boxes.handle_definitions,
    "hr": odds.handle_divider,
    "li": odds.handle_stray_item,
    "marker": odds.handle_marker,
    "wp": odds.handle_dynamic,
    "input": odds.handle_field,
    **dict.fromkeys(("select", "textarea"), odds.handle_field),
    **dict.fromkeys(("ul", "ol", "menu", "dir"), boxes.handle_list),
    **dict.fromkeys(("pre", "xmp", *(f"[{name}]" for name in shortcodes.CODES)), odds.handle_preformatted),
    **dict.fromkeys(elements.HEADINGS, odds.handle_heading),
    **dict.fromkeys(elements.INVISIBLE, odds.handle_invisible),
    **dict.fromkeys(("iframe", "embed", "object", "video", "audio"), media.handle_embed),
    **dict.fromkeys((f"[{name}]" for name in shortcodes.EMBEDS), media.handle_embed),
    **dict.fromkeys((f"[{name}]" for name in shortcodes.GALLERIES), media.handle_gallery),
    **dict.fromkeys((f"[{name}]" for name in shortcodes.CAPTIONS), media.handle_caption_shortcode),
    **{
        tag: _box
        for tag in sorted(elements.BLOCKS - elements.INVISIBLE - elements.HEADINGS)
        if elements.kind(tag, {}) == "" and tag not in ("figure", "div", "dl")
    },
}
"""Tag -> what handles it. A tag that is not here formats, or means nothing."""
