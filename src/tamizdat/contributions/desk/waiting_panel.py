"""The newsroom's home: how much of the money waits for a person, for those who may decide."""

from typing import Any

from wagtail.admin.ui.components import Component

from tamizdat.contributions.desk.waiting import count, counts


class WaitingPanel(Component):  # type: ignore[misc] # Wagtail has no types
    """The numbers, and the way to the page. Nothing waits: nothing is shown."""

    name = "contributions-waiting"
    template_name = "contributions/home/waiting.html"
    order = 42

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Return the numbers by kind."""
        return {"counts": counts() if count() else {}}
