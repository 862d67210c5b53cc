"""The wall between what is written, who reads and who gave."""

from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connections

from tamizdat.site.routers import ZoneRouter

ROUTER = ZoneRouter()


def thing(app_label):
    return SimpleNamespace(_meta=SimpleNamespace(app_label=app_label))


@pytest.mark.parametrize(
    ("app", "home"), [("newsletters", "readers"), ("contributions", "ledger"), ("newsroom", "default"), ("auth", "default")]
)
def test_each_app_has_one_home(app, home):
    assert ROUTER.db_for_read(thing(app)) == ROUTER.db_for_write(thing(app)) == home
    assert [name for name in ("default", "readers", "ledger") if ROUTER.allow_migrate(name, app)] == [home]


@pytest.mark.parametrize(
    ("one", "other", "allowed"),
    [
        ("newsroom", "auth", True),
        ("newsletters", "newsroom", False),
        ("contributions", "newsletters", False),
        ("newsletters", "newsletters", True),
    ],
)
def test_no_relation_crosses_a_wall(one, other, allowed):
    assert ROUTER.allow_relation(thing(one), thing(other)) is allowed


@pytest.mark.django_db(databases=["default", "readers", "ledger"])
def test_the_newsrooms_tables_are_in_the_newsrooms_database_alone():
    table = apps.get_model("newsroom", "ArticlePage")._meta.db_table
    where = [name for name in ("default", "readers", "ledger") if table in connections[name].introspection.table_names()]
    assert where == ["default"]
