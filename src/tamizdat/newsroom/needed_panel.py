"""The panel of a field that may stay empty while one writes."""

from wagtail.admin.panels import FieldPanel


class NeededPanel(FieldPanel):
    """A field with the star of those that must be filled, though a draft is kept without it: what comes after the draft asks for it."""

    class BoundPanel(FieldPanel.BoundPanel):
        """The panel in a form."""

        def is_required(self) -> bool:
            """Return yes."""
            return True
