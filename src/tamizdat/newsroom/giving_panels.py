"""Panels of the settings of giving that say how things stand: what waits, which ways to pay are open, how old the table of countries is."""

from typing import Any

from django.utils import timezone
from wagtail.admin.panels import Panel

from tamizdat.newsroom import giving_doors as doors


class WaitingPanel(Panel):
    """That what stands here is not what readers have, while it waits for a second person."""

    class BoundPanel(Panel.BoundPanel):
        """The panel in a form."""

        template_name = "newsroom/giving/waiting.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Return what waits."""
            from tamizdat.newsroom import terms

            return {**super().get_context_data(parent_context), "waiting": terms.waiting()}


class MethodsPanel(Panel):
    """Which ways to pay are open, which are shut and why."""

    class BoundPanel(Panel.BoundPanel):
        """The panel in a form."""

        template_name = "newsroom/giving/methods.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Return both, by the name that a reader knows."""
            names = dict(doors.METHODS)
            return {
                **super().get_context_data(parent_context),
                "open": [(names[method.code], method) for method in doors.open_methods()],
                "closed": [(names[method.code], method) for method in doors.closed_methods()],
            }


class CountriesPanel(Panel):
    """When somebody last looked through the table of countries, and the way to do so."""

    class BoundPanel(Panel.BoundPanel):
        """The panel in a form."""

        template_name = "newsroom/giving/looked_through.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Return the settings, and whether the last look is too long ago."""
            return {
                **super().get_context_data(parent_context),
                "giving": self.instance,
                "stale": self.instance.stale(timezone.localdate()),
            }
