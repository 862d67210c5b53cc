"""The newsroom as Django apps: our own, which connects the signals that freeze what is published, and Wagtail's accounts with our forms."""

from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class NewsroomConfig(AppConfig):
    """The app ``newsroom``, whose tables live in the newsroom's database."""

    name = "tamizdat.newsroom"
    label = "newsroom"
    verbose_name = "Newsroom"
    default_auto_field = "django.db.models.BigAutoField"
    default = True

    def ready(self) -> None:
        """Connect the signals."""
        from tamizdat.newsroom import signals  # the models must be loaded first

        signals.connect()


class AccountsConfig(WagtailUsersAppConfig):
    """Wagtail's app of accounts, with our forms."""

    user_viewset = "tamizdat.newsroom.accounts.AccountViewSet"
