"""Rows that are chosen several at once and put in order: Wagtail's panel, with arrows that move a row by one place.

Wagtail 7.4 makes this panel a second time in the browser when it lists the form's panels, and its script forgets there that it was told to
leave the buttons alone: each arrow then moves a row twice. Listed as a plain ``InlinePanel``, it does as told.
"""

from wagtail.admin.panels import MultipleChooserPanel
from wagtail.admin.telepath import register


class OrderedChooserPanel(MultipleChooserPanel):
    """The panel."""

    @register
    class BoundPanel(MultipleChooserPanel.BoundPanel):
        """The panel in a form; its own name among the panels stays, only the script's kind is another."""

        telepath_adapter_name = "wagtail.panels.InlinePanel"
