"""Pictures, captions, galleries, embeds, sound and film in a post's body.

Promises: no bytes are fetched. A picture whose file is at hand becomes a photo block; one whose file is not is listed by name, and its
caption stays as text. Whatever would load from elsewhere in the reader's browser becomes a card with a plain link.
"""

import re

from tamizdat.importers.elements import CAPTION_CLASSES, FALLBACK, INVISIBLE
from tamizdat.importers.flow import Flow, Made, below, card, lost_inside, words_of
from tamizdat.importers.line import Line
from tamizdat.importers.oldsite import Picture, absolute
from tamizdat.importers.tree import Node, Text, grow

_ATTACHMENT = re.compile(r"(?:wp-image-|attachment_)(\d{1,18})\b")
_BACKGROUND = re.compile(r"background-image:\s*url\(\s*['\"]?([^'\")]+)", re.IGNORECASE)
_LAZY = ("data-orig-file", "data-large-file", "data-src", "data-lazy-src", "src")
_BY_NUMBER = {"youtube": "https://www.youtube.com/watch?v=", "vimeo": "https://vimeo.com/"}


def handle_picture(flow: Flow, node: Node) -> None:
    """``img``: a photo, a character drawn as a picture, or a counter that nobody was to see."""
    classes = node.attributes.get("class", "").split()
    if "emoji" in classes or "wp-smiley" in classes:
        flow.line.add(node.attributes.get("alt", ""), node.formats, node.link)
        flow.tally.changed("picture", "the character that it showed", node.attributes.get("alt", ""))
    elif node.attributes.get("width") in ("0", "1") and node.attributes.get("height") in ("0", "1"):
        flow.tally.left_out("picture", "invisible: it only counts readers", node.attributes.get("src", ""))
    else:
        _picture(flow, _source(node), _attachment(node), node.attributes.get("alt", ""), "picture")


def _source(node: Node) -> str:
    return next((node.attributes[name] for name in _LAZY if node.attributes.get(name, "data:")[:5] != "data:"), "")


def _attachment(node: Node) -> int | None:
    found = _ATTACHMENT.search(node.attributes.get("class", ""))
    return int(found[1]) if found else None


def _picture(flow: Flow, source: str, attachment: int | None, alt: str, kind: str) -> None:
    address = absolute(flow.context.old.base, source) if source else None
    picture = flow.context.old.picture(address or "", attachment)
    caption, flow.caption = flow.caption, None
    _show(flow, picture, alt, caption, kind)


def _show(flow: Flow, picture: Picture, alt: str, caption: Line | None, kind: str) -> None:
    if picture.id is not None:
        words = caption.plain() if caption else ""
        flow.add({"type": "photo", "photo": picture.id, "alt": alt or picture.alt, "caption": words, "credit": ""}, kind)
        return
    described = alt or picture.alt
    flow.tally.left_out(kind, picture.why, f"{picture.name} ({described})" if described else picture.name)
    if caption and not caption.is_blank():
        flow.add({"type": "paragraph", "text": _emphasised(flow, caption)})


def _emphasised(flow: Flow, line: Line) -> str:
    text = flow.inline(line)
    return text if "<em>" in text else f"<em>{text}</em>"


def handle_figure(flow: Flow, node: Node) -> None:
    """``figure``, ``div.wp-caption`` and the like: content with a caption, which goes to its one picture if there is one."""
    caption = _caption_node(node)
    if caption is None:
        flow.box(node)
        return
    line = _line(flow, caption.children)
    content = _without(node.children, caption)
    _with_caption(flow, content, line)


def handle_caption_shortcode(flow: Flow, node: Node) -> None:
    """``[caption]``: a picture, then its words; in the oldest posts the words are an attribute."""
    if not node.ended:
        flow.tally.changed("caption", "its shortcode was never closed: its words stand as text", words_of(node.children))
        flow.box(node)
        return
    pictures = below(node, "img")
    attribute = node.attributes.get("caption", "")
    texts: list[Node | Text] = [child for child in node.children if isinstance(child, Text)]
    others: list[Node | Text] = [child for child in node.children if isinstance(child, Node)]
    if not pictures:
        flow.tally.changed("caption", "it had no picture: its words stand as text", words_of(node.children))
        flow.box(node)
        return
    line = _line(flow, texts)
    if line.is_blank() and attribute:
        line = _line(flow, grow(attribute).root.children)
    _with_caption(flow, others, line)


def handle_stray_caption(flow: Flow, node: Node) -> None:
    """A caption outside a figure."""
    flow.box(node)
    flow.tally.changed("caption", "it stood alone: its words stand as text", words_of(node.children))


def _with_caption(flow: Flow, content: list[Node | Text], line: Line) -> None:
    pictures = sum(len(below(node, "img")) + (node.tag == "img") for node in content if isinstance(node, Node))
    is_one = pictures == 1
    inner = Flow(flow.context, plain=flow.plain, caption=line if is_one and not line.is_blank() else None)
    inner.walk(content).flush()
    made = inner.made
    if line.is_blank():
        flow.tally.left_out("caption", "empty")
    elif is_one and inner.caption is None:
        flow.tally.took("caption")
    elif cards := [one for one in made if one.block["type"] == "link_card" and not one.block["text"]]:
        cards[0].block["text"] = line.plain()
        flow.tally.took("caption")
    else:
        made.append(Made({"type": "paragraph", "text": _emphasised(flow, line)}))
        flow.tally.changed("caption", "a paragraph below what it explained", line.plain())
    for one in made if flow.line.is_blank() else []:
        flow.made.append(one)
    flow.after += [] if flow.line.is_blank() else made


def _line(flow: Flow, nodes: list[Node | Text]) -> Line:
    """Return the words of *nodes* as one line, whatever boxes are in them."""
    line = Line()
    stack = list(reversed(nodes))
    while stack:
        node = stack.pop()
        if isinstance(node, Text):
            line.add(node.text, node.formats, node.link)
        elif node.tag not in INVISIBLE | FALLBACK:
            line.add(" ")
            stack += reversed(node.children)
    lost_inside(flow, nodes, "a caption")
    return line


def _caption_node(node: Node) -> Node | None:
    for child in node.children:
        if isinstance(child, Node) and (child.tag == "figcaption" or CAPTION_CLASSES & set(child.attributes.get("class", "").split())):
            return child
    return None


def _without(nodes: list[Node | Text], one: Node) -> list[Node | Text]:
    return [node for node in nodes if node is not one]


def handle_background(flow: Flow, node: Node) -> None:
    """A box with a picture behind it. Where the same picture also stands in it, that one is taken."""
    found = _BACKGROUND.search(node.attributes.get("style", ""))
    if found is None or below(node, "img"):
        flow.tally.left_out("background picture", "decoration behind text" if found is None else "the same box shows a picture itself")
    else:
        flow.flush()
        _picture(flow, found[1], _attachment(node), node.attributes.get("aria-label", ""), "background picture")
    flow.box(node)


def handle_gallery(flow: Flow, node: Node) -> None:
    """``[gallery]``: the pictures that it names, or all that belong to the post."""
    old = flow.context.old
    named = node.attributes.get("ids") or node.attributes.get("include", "")
    left_out = set(_numbers(node.attributes.get("exclude", "")))
    ids = [number for number in (_numbers(named) if named else old.attached(flow.context.item)) if number not in left_out]
    flow.flush()
    if not ids:
        flow.tally.left_out("gallery", "no picture of this archive belongs to it")
        return
    flow.tally.changed("gallery", "its pictures stand one below the other", f"{len(ids)} pictures")
    for number in ids:
        picture = old.picture("", number)
        flow.tally.came("picture")
        _show(flow, picture, "", _line(flow, grow(picture.caption).root.children) if picture.caption else None, "picture")
    flow.flush()


def _numbers(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d{1,18}", text)[:1000]]


def handle_embed(flow: Flow, node: Node) -> None:
    """``iframe``, ``video``, ``audio``, ``object``, ``[embed]`` …: a card with a link to what would have been loaded."""
    flow.flush()
    addresses = _embedded(flow, node)
    title = node.attributes.get("title", "") or node.attributes.get("aria-label", "")
    if addresses:
        flow.made.append(Made(card(addresses[0], title), "embed", "a card with a link", addresses[0]))
        flow.made += [Made(card(address)) for address in addresses[1:]]
    else:
        flow.tally.left_out("embed", "it names no web address", title or " ".join(node.attributes.values()) or words_of(node.children))
    if node.tag.startswith("["):
        if words_of(node.children) not in addresses:
            flow.box(node)
        return
    if node.tag == "object":
        _object_content(flow, node)
    else:
        lost_inside(flow, node.children, "an embed, for other browsers")


def _object_content(flow: Flow, node: Node) -> None:
    """What an ``object`` holds for browsers without its plug-in is now what there is to see, but for the same thing once more."""
    again = [child for child in node.children if isinstance(child, Node) and child.tag in ("embed", "iframe", "object", "video", "audio")]
    lost_inside(flow, [*again], "an embed, for other browsers")
    flow.walk([child for child in node.children if child not in again])
    flow.flush()


def _embedded(flow: Flow, node: Node) -> list[str]:
    """Return the addresses that *node* would have loaded."""
    name = node.tag.strip("[]")
    if name == "playlist":
        return [found for number in _numbers(node.attributes.get("ids", "")) if (found := flow.context.old.file(number))]
    number = node.attributes.get("0", "")
    if name in _BY_NUMBER and re.fullmatch(r"[\w-]{6,15}", number):
        return [_BY_NUMBER[name] + number]
    for source in _sources(node):
        if re.match(r"(?:https?:)?//|/[^/]", source) and (address := absolute(flow.context.old.base, source)):
            return [address] if address.startswith("http") else []
    return []


def _sources(node: Node) -> list[str]:
    inside = below(node, "source", "embed", "iframe")
    params = [param for param in below(node, "param") if param.attributes.get("name", "").lower() in ("movie", "src", "url")]
    words = words_of(node.children) if node.tag.startswith("[") else ""
    values = list(node.attributes.values()) if node.tag.startswith("[") else []
    own = [node.attributes.get(name, "") for name in ("src", "data-src", "data-lazy-src", "data")]
    found = own + values + [one.attributes.get("src", "") for one in inside] + [param.attributes.get("value", "") for param in params]
    return [source.strip() for source in (*found, words) if source.strip()]
