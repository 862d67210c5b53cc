"""Who stands behind what sending needs: the newsroom's letters, the readers' store. Looked up here, once, by the settings.

Promises: nothing else in ``sending`` reads the settings.
"""

from typing import Any, cast

from django.conf import settings
from django.utils.module_loading import import_string

from tamizdat.newsletters.interfaces import LetterDesk, Readers


def letters() -> LetterDesk:
    """Return the newsroom's side of letters (``TAMIZDAT_LETTERS``)."""
    return cast(LetterDesk, _made(settings.TAMIZDAT_LETTERS))


def readers() -> Readers:
    """Return the store of readers (``TAMIZDAT_READERS``)."""
    return cast(Readers, _made(settings.TAMIZDAT_READERS))


def _made(path: str) -> Any:
    return import_string(path)()
