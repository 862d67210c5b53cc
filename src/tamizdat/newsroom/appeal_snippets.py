"""Appeals in the menu, their list and their form. What they brought, and is shown elsewhere, comes in by the hook ``BUTTONS``."""

from typing import Any, ClassVar

from django.urls import reverse
from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import HeaderButton
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import CreateView, EditView, SnippetViewSet

from tamizdat.newsroom.appeals import changed, standing
from tamizdat.newsroom.models import Appeal
from tamizdat.newsroom.views.appeals import PUBLISH

BUTTONS = "newsroom_appeal_buttons"
"""Hook: (code of an appeal that readers have seen, account) -> buttons for the head of its form."""


class AppealCreateView(CreateView):
    """A new appeal, by whom."""

    def save_instance(self) -> Any:
        """Note who began it."""
        self.form.instance.owner = self.request.user
        return super().save_instance()


class AppealEditView(EditView):
    """An appeal's form, with publishing and taking down at its head."""

    @property
    def header_buttons(self) -> list[Any]:
        """Return Wagtail's buttons and ours."""
        appeal, user = self.object, self.request.user
        own = _buttons(appeal) if user.has_perm(PUBLISH) else []
        desks = [button for offer in hooks.get_hooks(BUTTONS) for button in offer(appeal.code, user)] if appeal.was_seen else []
        return [*own, *desks, *super().header_buttons]


def _buttons(appeal: Appeal) -> list[Any]:
    published = appeal.is_published
    offered = [("Publish the changes …" if published else "Publish …", "newsroom_publish_appeal", "upload")]
    if published:
        offered = [*(offered if changed(appeal) else []), ("Take down …", "newsroom_take_appeal_down", "download")]
    return [HeaderButton(words, reverse(address, args=[appeal.pk]), icon_name=icon) for words, address, icon in offered]


class AppealViewSet(SnippetViewSet):
    """Appeals. They are chosen nowhere, so there is no chooser; a code is one appeal's, so none is copied."""

    model = Appeal
    icon = "pick"
    menu_label = "Appeals"
    menu_order = 220
    add_to_admin_menu = True
    base_url_path = "appeals"
    copy_view_enabled = False
    add_view_class = AppealCreateView
    edit_view_class = AppealEditView
    list_display: ClassVar = ["code", Column("language"), Column("standing", label="Readers", accessor=standing), "starts", "ends"]

    def register_chooser_viewset(self) -> None:
        """Make none."""


register_snippet(AppealViewSet)
