"""Where our newsroom hooks into Wagtail: menus, panels, addresses, and what happens before and after publishing."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.log_actions import LogActionRegistry

from tamizdat.newsroom import appeal_snippets, letter_snippets, panels, snippets, terms  # noqa: F401 — importing the snippets registers them
from tamizdat.newsroom.checks import problems, remarks
from tamizdat.newsroom.models import Appeal, Letter, Person
from tamizdat.newsroom.views.api import ReadOnlyPages
from tamizdat.newsroom.views.appeals import publish, take_down
from tamizdat.newsroom.views.documents import NoDocuments
from tamizdat.newsroom.views.giving import CHANGE, countries
from tamizdat.newsroom.views.letters import week_selection
from tamizdat.newsroom.views.terms import changed_terms, say_what_waits
from tamizdat.newsroom.views.withdraw import put_a_letter_back, withdraw_a_letter, withdraw_article

OURS = (panels.EditionPanel, panels.PublishedPanel, panels.ScheduledPanel, panels.WaitingPanel)
UNWANTED_PANELS = {"site_summary", "upgrade_notification", "whats_new_in_wagtail_version"}


@hooks.register("register_admin_urls")
def our_addresses() -> list[URLPattern]:
    """Return the addresses of our own views; Wagtail asks for the log-in."""
    return [
        path("pages/<int:page_id>/withdraw/", withdraw_article, name="newsroom_withdraw"),
        path("letters/selection/<int:pk>/", week_selection, name="newsroom_selection"),
        path("letters/withdraw/<int:pk>/", withdraw_a_letter, name="newsroom_withdraw_letter"),
        path("letters/put-back/<int:pk>/", put_a_letter_back, name="newsroom_put_letter_back"),
        path("appeals/publish/<int:pk>/", publish, name="newsroom_publish_appeal"),
        path("appeals/take-down/<int:pk>/", take_down, name="newsroom_take_appeal_down"),
        path("giving/countries/", countries, name="newsroom_countries"),
        path("giving/terms/", changed_terms, name="newsroom_terms"),
    ]


@hooks.register("construct_homepage_panels")
def our_home(request: HttpRequest, shown: list[Any]) -> None:
    """Put our panels first and take Wagtail's own news away."""
    shown[:] = [panel for panel in shown if getattr(panel, "name", "") not in UNWANTED_PANELS]
    shown += [panel() for panel in OURS]
    if request.user.has_perm(terms.APPROVE) or request.user.has_perm(CHANGE):
        shown.append(panels.TermsPanel(request.user))


@hooks.register("after_edit_setting")
def remark_after_saving_terms(request: HttpRequest, setting: Any) -> None:
    """Say that changed terms wait for a second person."""
    say_what_waits(request, setting)


@hooks.register("construct_homepage_summary_items")
def no_summary(request: HttpRequest, items: list[Any]) -> None:
    """Leave out the count of pages: our panels say what matters."""
    items.clear()


@hooks.register("construct_main_menu")
def call_photos_photos(request: HttpRequest, items: list[Any]) -> None:
    """Use the newspaper's word where Wagtail says images."""
    for item in items:
        if item.name == "images":
            item.label = "Photos"


@hooks.register("construct_settings_menu")
def few_settings(request: HttpRequest, items: list[Any]) -> None:
    """Leave out collections and groups: photos have one collection, and groups come from the table of permissions."""
    items[:] = [item for item in items if item.name not in ("collections", "groups")]


@hooks.register("construct_help_menu")
def no_foreign_help(request: HttpRequest, items: list[Any]) -> None:
    """Leave out what leads to Wagtail's own site: nothing in the newsroom calls or links to another host."""
    items[:] = [item for item in items if item.name in ("keyboard-shortcuts",)]


class WithdrawMenuItem(ActionMenuItem):
    """Withdraw, among the actions of a live article."""

    label = "Withdraw …"
    name = "action-withdraw"
    icon_name = "warning"

    def is_shown(self, context: dict[str, Any]) -> bool:
        """Return whether this person may withdraw this article."""
        tester = self.get_user_page_permissions_tester(context) if context["view"] == "edit" else None
        return bool(tester and getattr(tester, "can_withdraw", lambda: False)())

    def get_url(self, context: dict[str, Any]) -> str:
        """Return where the note is asked for."""
        return reverse("newsroom_withdraw", args=[context["page"].pk])


@hooks.register("register_page_action_menu_item")
def offer_withdrawal() -> ActionMenuItem:
    """Offer it after unpublishing."""
    return WithdrawMenuItem(order=60)


@hooks.register("register_log_actions")
def name_our_actions(actions: LogActionRegistry) -> None:
    """Name our own entries in the audit log."""
    actions.register_action("newsroom.withdraw", "Withdraw", "Withdrawn, with a public note")
    actions.register_action("newsroom.put_back", "Put back", "Put back into the archive, as it went out")
    actions.register_action("newsroom.publish_appeal", "Publish", "Published for readers")
    actions.register_action("newsroom.take_down_appeal", "Take down", "Taken down")
    actions.register_action("newsroom.approve_terms", "Approve terms", "Changed terms of giving put into force")
    actions.register_action("newsroom.look_through", "Look through", "Table of countries looked through")


@hooks.register("before_publish_page")
def check_before_publishing(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Stop what may not or cannot be published; the draft is kept."""
    verdict = page.permissions_for_user(request.user).verdict
    reasons = problems(page) if verdict else [f"{verdict.reason[0].upper()}{verdict.reason[1:]}."]
    if not reasons:
        return None
    messages.error(request, f"Kept as a draft, not published. {' '.join(reasons)}")
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("after_publish_page")
def remark_after_publishing(request: HttpRequest, page: Any) -> None:
    """Say what readers will miss."""
    for sentence in remarks(page):
        messages.warning(request, sentence)


@hooks.register("before_copy_page")
def no_aliases(request: HttpRequest, page: Any) -> None:
    """Refuse aliases: the same article at two addresses, published again by whoever publishes the first."""
    if request.POST.get("alias"):
        raise PermissionDenied


@hooks.register("before_move_page")
def no_moves(request: HttpRequest, page: Any, destination: Any) -> None:
    """Refuse to move a page, and to show its headline to whoever asks to: its language and address do not change."""
    raise PermissionDenied


@hooks.register("before_delete_snippet")
def keep_people_with_articles(request: HttpRequest, instances: list[Any]) -> HttpResponse | None:
    """Refuse to delete a byline that articles carry: their text would change without anybody publishing it."""
    named = [thing for thing in instances if isinstance(thing, Person) and thing.bylines.exists()]
    if not named:
        return None
    messages.error(request, f"“{named[0]}” stands above articles. Take the byline off them first.")
    return redirect("wagtailsnippets_newsroom_person:list")


@hooks.register("before_delete_snippet")
def keep_letters_that_went_out(request: HttpRequest, instances: list[Any]) -> HttpResponse | None:
    """Refuse to delete a letter that readers have: it stands in the archive."""
    out = [thing for thing in instances if isinstance(thing, Letter) and thing.went_out]
    if not out:
        return None
    messages.error(request, f"“{out[0]}” has gone out: it stays.")
    return redirect("wagtailsnippets_newsroom_letter:list")


@hooks.register("before_delete_snippet")
def keep_appeals_that_readers_see(request: HttpRequest, instances: list[Any]) -> HttpResponse | None:
    """Refuse to delete an appeal that readers see: taking it down is for who may publish."""
    seen = [thing for thing in instances if isinstance(thing, Appeal) and thing.is_published]
    if not seen:
        return None
    messages.error(request, f"Readers see “{seen[0]}”. Take it down first.")
    return redirect("wagtailsnippets_newsroom_appeal:list")


@hooks.register("construct_admin_api")
def narrow_the_api(router: Any) -> None:
    """Leave only what Wagtail's own pages read."""
    router.register_endpoint("documents", NoDocuments)
    router.register_endpoint("pages", ReadOnlyPages)
