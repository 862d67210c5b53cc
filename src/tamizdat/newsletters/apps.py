"""Newsletters as a Django app: its tables live in the readers' database, apart from the newsroom's."""

from django.apps import AppConfig


class NewslettersConfig(AppConfig):
    """The app ``newsletters``, whose tables live in the database ``readers`` (``site/routers.py``)."""

    name = "tamizdat.newsletters"
    label = "newsletters"
    verbose_name = "Newsletters"
    default_auto_field = "django.db.models.BigAutoField"
    default = True
