"""The names of kinds, as readers see them. English source; the catalogues translate."""

from collections.abc import Callable

OPINIONS = ("opinion", "editorial")
"""The kinds that say what somebody thinks: set apart wherever they stand."""


def _(message: str) -> str:
    """Mark a message for the catalogues."""
    return message


KINDS = {
    "news": "",
    "feature": _("Feature"),
    "analysis": _("Analysis"),
    "opinion": _("Opinion"),
    "interview": _("Interview"),
    "explainer": _("Explainer"),
    "investigation": _("Investigation"),
    "editorial": _("Editorial"),
}

CORRECTIONS = {
    "correction": _("Correction"),
    "clarification": _("Clarification"),
    "update": _("Update"),
}


def label(table: dict[str, str], key: str, text: Callable[[str], str]) -> str:
    """Return the label of *key* in the words of *text*; "" for news, which needs none in a newspaper."""
    return table[key] and text(table[key])
