"""Headings, preformatted text, dividers, WordPress's marks, and what is no text at all: scripts, drawings, form fields.

Promises: what cannot be taken over is entered in the account with its name and first words.
"""

import json

from tamizdat.edition.inline import plain_text
from tamizdat.importers import elements
from tamizdat.importers.flow import Flow, Made, exact, lost_inside, words_of
from tamizdat.importers.line import Line
from tamizdat.importers.tree import Node

LEVELS = {"h1": 2, "h2": 2, "h3": 3, "h4": 3, "h5": 3, "h6": 3}


def handle_heading(flow: Flow, node: Node) -> None:
    """A heading is plain words of level 2 or 3; pictures in it stand behind it."""
    flow.flush()
    made = flow.inner(node.children, plain=True)
    own = [one for one in made if one.block["type"] == "paragraph"]
    words = " ".join(plain_text(one.block["text"]) for one in own).strip()
    others = [one for one in made if one.block["type"] != "paragraph"]
    for one in own:
        if one.kind not in ("", "paragraph"):
            flow.tally.changed(one.kind, "inside a heading: its words only", one.excerpt)
    level = LEVELS[node.tag]
    why = "" if node.tag == f"h{level}" else f"a heading of level {level}, not {node.tag[1]}"
    if words:
        flow.made.append(Made({"type": "heading", "text": words, "level": level}, "heading", why, words))
    elif others:
        flow.tally.changed("heading", "it held no words of its own: what it held stands by itself")
    else:
        flow.tally.left_out("heading", "empty")
    flow.add_all(others)


def handle_preformatted(flow: Flow, node: Node) -> None:
    """``pre``: one paragraph with its line breaks, in ``code`` unless it is verse."""
    flow.flush()
    is_verse = node.has_class("wp-block-verse")
    line: Line = exact(node.children, () if is_verse else ("code",))
    if line.is_blank():
        flow.tally.left_out("preformatted text", "empty")
    else:
        why = "a paragraph with its line breaks" + ("" if is_verse else ", as code")
        flow.made.append(Made({"type": "paragraph", "text": flow.inline(line)}, "preformatted text", why, line.plain()))
    lost_inside(flow, node.children, "preformatted text")


def handle_divider(flow: Flow, node: Node) -> None:
    """``hr``."""
    flow.flush()
    flow.made.append(Made({"type": "divider"}, "divider"))


def handle_marker(flow: Flow, node: Node) -> None:
    """``<!--more-->`` and ``<!--nextpage-->``."""
    flow.flush()
    if node.attributes["name"] == "nextpage":
        flow.tally.left_out("page break", "the text is one page here")
    else:
        flow.tally.left_out("more mark", "a teaser here is the standfirst")


def handle_dynamic(flow: Flow, node: Node) -> None:
    """A block that the old site filled in when it was read: a list of posts, a search field, a reusable block."""
    flow.flush()
    name = node.attributes["name"]
    why = "a spacer" if name == "spacer" else f"“{name}” was filled in by the old site"
    flow.tally.left_out("dynamic block", why, _said(node.attributes["json"]))


def _said(text: str) -> str:
    """Return the words and addresses in a block's JSON."""
    try:
        values = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return text
    strings = [str(value) for value in values.values() if isinstance(value, str | int)] if isinstance(values, dict) else []
    return " ".join(strings)


def handle_invisible(flow: Flow, node: Node) -> None:
    """Scripts, style sheets, drawings: no part of the text."""
    kind = elements.kind(node.tag, node.attributes)
    said = words_of(node.children) or node.attributes.get("src", "")
    if kind:
        flow.tally.left_out(kind, "no page here runs or needs it", said)
    else:
        flow.tally.note("hidden text", f"inside <{node.tag}>, which shows nothing", said)
    lost_inside(flow, node.children, f"<{node.tag}>, which shows nothing")


def handle_field(flow: Flow, node: Node) -> None:
    """A form's field: the words that it shows stay."""
    said = words_of(node.children)
    if said:
        flow.box(node)
        flow.tally.changed("form field", "its words only", said)
    else:
        shown = node.attributes.get("value") or node.attributes.get("placeholder") or node.attributes.get("type", "")
        flow.tally.left_out("form field", "there is no form here", shown)


def handle_stray_item(flow: Flow, node: Node) -> None:
    """``li`` outside any list."""
    flow.tally.changed("list item", "it stood outside any list: its words are a paragraph", words_of(node.children))
    flow.box(node)
