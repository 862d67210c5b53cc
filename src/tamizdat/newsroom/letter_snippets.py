"""Letters in the menu, their list and their form. What is done with a letter elsewhere comes in by the hook ``BUTTONS``."""

from typing import Any, ClassVar

from django.urls import reverse
from django.utils.formats import date_format
from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import HeaderButton
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import EditView, SnippetViewSet

from tamizdat.newsroom.models import Letter
from tamizdat.newsroom.views.letters import NewLetterView, kind_name
from tamizdat.newsroom.views.withdraw import SEND

BUTTONS = "newsroom_letter_buttons"
"""Hook: (record id of a letter, account) -> buttons for the head of its form."""


class LetterEditView(EditView):
    """A letter's form, with the ways to the week's selection, out of the archive and to the sending desk at its head."""

    @property
    def header_buttons(self) -> list[Any]:
        """Return Wagtail's buttons and ours."""
        letter, user = self.object, self.request.user
        own = (
            _archive_buttons(letter, user)
            if letter.went_out
            else [_button("The week's selection", "newsroom_selection", letter, "list-ul")]
        )
        desks = [button for offer in hooks.get_hooks(BUTTONS) for button in offer(letter.record_id, user)]
        return [*own, *desks, *super().header_buttons]


def _archive_buttons(letter: Letter, user: Any) -> list[Any]:
    if not user.has_perm(SEND):
        return []
    if letter.withdrawn:
        return [_button("Put back into the archive …", "newsroom_put_letter_back", letter, "undo")]
    return [_button("Withdraw from the archive …", "newsroom_withdraw_letter", letter, "warning")]


def _button(words: str, address: str, letter: Letter, icon: str) -> Any:
    return HeaderButton(words, reverse(address, args=[letter.pk]), icon_name=icon)


class LetterViewSet(SnippetViewSet):
    """Letters. They are chosen nowhere, so there is no chooser, and each is new, so none is copied."""

    model = Letter
    icon = "mail"
    menu_label = "Letters"
    menu_order = 210
    add_to_admin_menu = True
    base_url_path = "letters"
    copy_view_enabled = False
    add_view_class = NewLetterView
    edit_view_class = LetterEditView
    list_display: ClassVar = [
        "__str__",
        Column("kind", label="Kind", accessor=kind_name),
        Column("date", label="Issue date", accessor=lambda letter: date_format(letter.date, "j M Y"), sort_key="date"),
    ]
    list_filter: ClassVar = ["kind"]

    def register_chooser_viewset(self) -> None:
        """Make none."""


register_snippet(LetterViewSet)
