"""Contributions as a Django app: its tables live in the ledger's database, apart from the newsroom's and the readers'."""

from django.apps import AppConfig


class ContributionsConfig(AppConfig):
    """The app ``contributions``, whose tables live in the database ``ledger`` (``site/routers.py``)."""

    name = "tamizdat.contributions"
    label = "contributions"
    verbose_name = "Contributions"
    default_auto_field = "django.db.models.BigAutoField"
    default = True
