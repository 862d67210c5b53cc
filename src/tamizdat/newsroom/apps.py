"""The newsroom as a Django app: connects the signals that freeze what is published."""

from django.apps import AppConfig


class NewsroomConfig(AppConfig):
    """The app ``newsroom``, whose tables live in the newsroom's database."""

    name = "tamizdat.newsroom"
    label = "newsroom"
    verbose_name = "Newsroom"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the signals."""
        from tamizdat.newsroom import signals  # the models must be loaded first

        signals.connect()
