"""The table of permissions, tried at every address of the newsroom."""

import pytest
from django.test import Client

from newsroom import url_table
from newsroom.scene import make_scene, state
from newsroom.walking import OPEN, all_routes, answer, effect
from tamizdat.newsroom.permissions import ROLES

pytestmark = [
    pytest.mark.django_db(databases=["default", "readers", "ledger"]),
    # Wagtail's view of a thumbnail leaves its temporary file to the garbage collector
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(autouse=True)
def unrendered(monkeypatch):
    """Permissions are decided before a page is drawn; drawing thousands of pages would only take time."""
    from django.template.response import SimpleTemplateResponse

    monkeypatch.setattr(SimpleTemplateResponse, "rendered_content", "")


def test_every_address_has_a_row_and_every_row_an_address():
    assert sorted(url_table.ROWS) == all_routes()


def came_in(client, fill, route):
    """Whether the client got through the door; for bulk actions, whether it got anything done."""
    address = fill.address(route)
    if "form" in fill.variant:
        return effect(client, address, fill.form(), state) == OPEN
    return answer(client, address) == OPEN


@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_in_where_the_table_says_and_nowhere_else(role):
    scene = make_scene(role)
    client = Client()
    wrong = []
    for route, variant, who in url_table.rows():
        fills = {fill.address(route): (own, fill) for own in (False, True) for fill in [scene.fill(own, variant)]}
        for own, fill in fills.values():
            client.force_login(scene.account)
            let_in = came_in(client, fill, route)
            if let_in != url_table.lets_in(who, role, own=own):
                wrong.append(f"{route} {variant} {'own' if own else 'other'}: {'open' if let_in else 'shut'}, the table says {who!r}")
    assert not wrong, "\n".join(wrong)


def test_nobody_gets_in_without_logging_in():
    scene = make_scene(ROLES[0])
    wrong = []
    for route, variant, _ in url_table.rows():
        let_in = came_in(Client(), scene.fill(False, variant), route)
        if let_in != (route in url_table.PUBLIC):
            wrong.append(route)
    assert not wrong, wrong
