"""The views: one function a kind of file, from a ``Scope`` to the file's text (of a page: without its statement).

A view asks its scope for records and links and fills a template of the theme; it knows nothing of disk, clock or network.
"""

from collections.abc import Callable

from tamizdat.edition.scope import Scope

View = Callable[[Scope], str]

VIEWS: dict[str, View] = {}
"""View name (``plan.Spec.view``) -> function."""
