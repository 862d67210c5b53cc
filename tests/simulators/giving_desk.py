"""The desk of money as somebody at it sees it: the newsroom to which people give, and people in their roles, in a browser without script."""

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.contrib.messages.storage.cookie import MessageDecoder
from django.test import Client, override_settings

from factories.newsroom import account
from simulators.giving_house import House
from simulators.giving_house import house as without_desk
from tamizdat.newsroom.permissions import OPERATOR, PUBLISHER

__all__ = ["without_desk"]

open_houses: list[House] = []
"""The one that a test works in."""


class Person:
    """Somebody at the desk."""

    def __init__(self, role: str) -> None:
        self.account = account(role)
        self.name = self.account.username
        self.client = Client()
        self.client.force_login(self.account)

    def sees(self, address: str) -> str:
        """The text of a page, spaces folded."""
        return _text(self.client.get(address))

    def does(self, where: str, /, **typed: Any) -> str:
        """Press a button; return what is said next, and keep the page that answered."""
        self.answer = self.client.post(where, typed)
        session = self.client.session
        said = json.loads(session.pop("_messages", "[]"), cls=MessageDecoder)
        session.save()
        shown = [str(message).strip() for message in self.answer.context["messages"]] if self.answer.status_code != 302 else []
        return " ".join([*(str(message).strip() for message in said), *shown])

    @property
    def page(self) -> str:
        """The text of the page that answered last."""
        return _text(self.answer)


def _text(answer: Any) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


@pytest.fixture
def house(without_desk: House) -> Iterator[House]:
    """The house, with its key agent behind the newsroom's doors."""
    open_houses[:] = [without_desk]
    with override_settings(TAMIZDAT_OPENER="simulators.giving_desk.agent"):
        yield without_desk


def agent() -> Any:
    """The house's key agent (``TAMIZDAT_OPENER``)."""
    return open_houses[0].agent


@pytest.fixture
def publisher() -> Person:
    """Who may open givers and decide."""
    return Person(PUBLISHER)


@pytest.fixture
def second() -> Person:
    """Another publisher."""
    return Person(PUBLISHER)


@pytest.fixture
def operator() -> Person:
    """Who may decide, and not open."""
    return Person(OPERATOR)
