"""The table: every address of the newsroom, and who gets in.

R reporters, E editors, P publishers, O operators; a small letter: only with one's own thing; ``others:`` only with somebody else's.
The thing is an article handed in for approval unless a variant says ``live``. An address that answers "not there" lets nobody in.
A new address without a row fails the test; a row is added by somebody who has thought about it.
"""

from collections.abc import Iterator
from typing import Any

LETTER = {"Reporters": "R", "Editors": "E", "Publishers": "P", "Operators": "O"}

PUBLIC = {"login/", "sprite/", "jsi18n/", "health"}
"""What is answered without a log-in: the log-in, the icons and words that it is drawn with, and whether the newsroom works."""

Variant = dict[str, Any]
Row = str | list[tuple[Variant, str]]

NOBODY = ""
ALL = "REPO"
WRITERS = "REP"
OWN_OR_EDITOR = "rEP"  # a reporter's own, an editor's or publisher's any
LIVE = {"page_id": "@live_page_id"}


def _bulk(app: str, model: str, action: str, ids: str, **form: str) -> Variant:
    """Bulk actions open to all and refuse thing by thing: what counts is whether the form has an effect."""
    return {"app_label": app, "model_name": model, "action": action, "?": f"id={ids}", "form": form}


def _pages(model: str) -> Variant:
    return {"content_type_app_name": "newsroom", "content_type_model_name": model}


SETTINGS: Variant = {"app_name": "newsroom", "model_name": "newspapersettings"}
GIVING: Variant = {"app_name": "newsroom", "model_name": "givingsettings", "pk": "@giving_id"}
LETTER_COMPARISON = (
    r"letters/history/(?P<pk>.+)/revisions/compare/(?P<revision_id_a>live|earliest|\d+)\.\.\.(?P<revision_id_b>live|latest|\d+)/$"
)
APPEAL_COMPARISON = LETTER_COMPARISON.replace("letters", "appeals", 1)
TASK: Variant = {"app_label": "newsroom", "model_name": "secondpersontask"}
TAG: Variant = {"app_name": "taggit", "model_name": "tag"}

ROWS: dict[str, Row] = {
    # Home, one's own account, what Wagtail's pages are drawn with
    "": ALL,
    "account/": ALL,
    "dismissibles/": ALL,
    "failwhale/": ALL,
    "jsi18n/": ALL,
    "login/": ALL,
    "health": ALL,
    "logout/": NOBODY,  # leads to the log-in
    "sprite/": ALL,
    "test404/": ALL,
    "^.*/$": NOBODY,
    "block-preview/": NOBODY,
    "tag-autocomplete/": ALL,
    "tag-autocomplete/<slug:app_name>/<slug:model_name>/": [(TAG, ALL)],
    # No mail, so no new password by mail
    "password_reset/": NOBODY,
    "password_reset/complete/": NOBODY,
    "password_reset/confirm/<uidb64>/<token>/": NOBODY,
    "password_reset/done/": NOBODY,
    # Files, whose names nobody can guess
    "photos/<path:name>": ALL,
    r"^(?:.*/)?media/(?P<name>[\w-]{22}-(?:\d{1,5}|card)\.(?:avif|jpg))$": ALL,
    # What Wagtail's pages read while somebody works; nothing is done through it
    "api/main/^documents/": NOBODY,
    "api/main/^images/": ALL,
    "api/main/^images/<int:pk>/": ALL,
    "api/main/^images/find/": ALL,
    "api/main/^pages/": ALL,  # lists only what the role may see
    "api/main/^pages/<int:pk>/": WRITERS,
    "api/main/^pages/<int:pk>/action/<str:action_name>/": NOBODY,
    "api/main/^pages/find/": WRITERS,
    "editing-sessions/ping/<str:app_label>/<str:model_name>/<str:object_id>/<int:session_id>/": [
        ({"app_label": "newsroom", "model_name": "articlepage"}, OWN_OR_EDITOR)
    ],
    "editing-sessions/release/<int:session_id>/": ALL,  # ends one's own session; says nothing of others'
    # Choosing
    "choose-anchor-link/": ALL,
    "choose-email-link/": ALL,
    "choose-external-link/": ALL,
    "choose-page/": ALL,
    "choose-page/<int:parent_page_id>/": ALL,
    "choose-page/chosen-multiple/": ALL,
    "choose-page/search/": ALL,
    "choose-phone-link/": ALL,
    # Several at once
    "bulk/<str:app_label>/<str:model_name>/<str:action>/": [
        (_bulk("wagtailcore", "page", "publish", "@page_id"), "others:P"),
        (_bulk("wagtailcore", "page", "unpublish", "@live_page_id"), "P"),
        (_bulk("wagtailcore", "page", "delete", "@page_id"), OWN_OR_EDITOR),
        (_bulk("wagtailcore", "page", "delete", "@live_page_id"), "P"),
        (_bulk("wagtailcore", "page", "move", "@page_id"), NOBODY),
        (_bulk("newsroom", "photo", "delete", "@image_id"), OWN_OR_EDITOR),
        (_bulk("newsroom", "photo", "add_tags", "@image_id", tags="ferry"), OWN_OR_EDITOR),
        (_bulk("newsroom", "photo", "add_to_collection", "@image_id", collection="@spare_collection_id"), OWN_OR_EDITOR),
        (_bulk("newsroom", "section", "delete", "@section_id"), "EP"),
        (_bulk("newsroom", "letter", "delete", "@letter_id"), "EP"),
        (_bulk("newsroom", "appeal", "delete", "@appeal_id"), "EP"),
        (_bulk("auth", "user", "assign_role", "@stranger_id", role="@role_id"), "O"),
        (_bulk("auth", "user", "delete", "@stranger_id"), "O"),
        (_bulk("auth", "user", "set_active_state", "@stranger_id", mark_as_active="False"), "O"),
    ],
    # Collections and groups: there is one collection, and the groups come from the table of permissions
    "collections/": NOBODY,
    "collections/<int:collection_id>/privacy/": NOBODY,
    "collections/<int:pk>/": NOBODY,
    "collections/<int:pk>/delete/": NOBODY,
    "collections/add/": NOBODY,
    "groups/": NOBODY,
    "groups/delete/<int:pk>/": NOBODY,
    "groups/edit/<int:pk>/": NOBODY,
    "groups/history-results/<int:pk>/": NOBODY,
    "groups/history/<int:pk>/": NOBODY,
    "groups/new/": NOBODY,
    "groups/results/": NOBODY,
    "groups/usage/<int:pk>/": NOBODY,
    # Photos
    "images/": WRITERS,
    "images/<int:image_id>/": OWN_OR_EDITOR,
    "images/<int:image_id>/delete/": OWN_OR_EDITOR,
    "images/<int:image_id>/generate_url/": NOBODY,
    "images/<int:image_id>/generate_url/output/": NOBODY,
    "images/<int:image_id>/preview/<str:filter_spec>/": OWN_OR_EDITOR,
    "images/add/": WRITERS,
    "images/chooser/": ALL,
    "images/chooser/<int:image_id>/select_format/": ALL,
    "images/chooser/chosen-multiple/": ALL,
    "images/chooser/chosen/<str:pk>/": WRITERS,
    "images/chooser/create/": WRITERS,
    "images/chooser/results/": ALL,
    "images/multiple/<int:image_id>/": OWN_OR_EDITOR,
    "images/multiple/<int:image_id>/delete/": OWN_OR_EDITOR,
    "images/multiple/add/": WRITERS,
    "images/multiple/create_from_uploaded_image/<int:uploaded_file_id>/": "repo",
    "images/multiple/delete_upload/<int:uploaded_file_id>/": "repo",
    "images/results/": WRITERS,
    "images/usage/<int:image_id>/": OWN_OR_EDITOR,
    # Pages
    "pages/": WRITERS,
    "pages/<int:page_id>/convert_alias/": NOBODY,
    "pages/<int:page_id>/copy/": OWN_OR_EDITOR,
    "pages/<int:page_id>/delete/": [({}, OWN_OR_EDITOR), (LIVE, "P")],
    "pages/<int:page_id>/edit/": [({}, OWN_OR_EDITOR), (LIVE, OWN_OR_EDITOR)],
    "pages/<int:page_id>/edit/preview/": OWN_OR_EDITOR,
    "pages/<int:page_id>/history/": OWN_OR_EDITOR,
    "pages/<int:page_id>/history/results/": OWN_OR_EDITOR,
    "pages/<int:page_id>/lock/": [({}, "P"), (LIVE, "EP")],
    "pages/<int:page_id>/privacy/": NOBODY,
    "pages/<int:page_id>/revisions/": ALL,  # only leads to the history
    "pages/<int:page_id>/revisions/<int:revision_id>/revert/": OWN_OR_EDITOR,
    "pages/<int:page_id>/revisions/<int:revision_id>/unschedule/": "P",
    "pages/<int:page_id>/revisions/<int:revision_id>/view/": OWN_OR_EDITOR,
    "pages/<int:page_id>/unlock/": [(LIVE, "EP")],
    "pages/<int:page_id>/unpublish/": [({}, NOBODY), (LIVE, "P")],
    "pages/<int:page_id>/usage/": OWN_OR_EDITOR,
    "pages/<int:page_id>/view_draft/": OWN_OR_EDITOR,
    "pages/<int:page_id>/withdraw/": [({}, NOBODY), (LIVE, "P"), ({"page_id": "@front_id"}, NOBODY)],
    "pages/<int:page_id>/workflow_history/": OWN_OR_EDITOR,
    "pages/<int:page_id>/workflow_history/detail/<int:workflow_state_id>/": OWN_OR_EDITOR,
    "pages/<int:page_to_move_id>/move/": NOBODY,
    "pages/<int:page_to_move_id>/move/<int:destination_id>/confirm/": NOBODY,
    "pages/<int:page_to_move_id>/set_position/": NOBODY,
    "pages/<int:parent_page_id>/": WRITERS,
    "pages/<int:parent_page_id>/add_subpage/": WRITERS,
    "pages/<int:parent_page_id>/results/": WRITERS,
    r"pages/^(\d+)/revisions/compare/(live|earliest|\d+)\.\.\.(live|latest|\d+)/$": OWN_OR_EDITOR,
    "pages/add/<slug:content_type_app_name>/<slug:content_type_model_name>/<int:parent_page_id>/": [
        (_pages("articlepage"), WRITERS),
        (_pages("staticpage"), WRITERS),
        (_pages("frontpage"), NOBODY),
    ],
    "pages/add/<slug:content_type_app_name>/<slug:content_type_model_name>/<int:parent_page_id>/preview/": [
        (_pages("articlepage"), WRITERS),
        (_pages("staticpage"), WRITERS),
    ],
    "pages/create/<slug:app_label>/<slug:model_name>": [({"app_label": "newsroom", "model_name": "articlepage"}, ALL)],  # only asks where
    "pages/search/": WRITERS,
    "pages/search/results/": WRITERS,
    "pages/usage/<slug:content_type_app_name>/<slug:content_type_model_name>/": [(_pages("articlepage"), WRITERS)],
    "pages/usage/<slug:content_type_app_name>/<slug:content_type_model_name>/results/": [(_pages("articlepage"), WRITERS)],
    "pages/workflow/action/<int:page_id>/<slug:action_name>/<int:task_state_id>/": [
        ({"action_name": "approve"}, "others:P"),
        ({"action_name": "reject"}, "P"),
    ],
    "pages/workflow/collect_action_data/<int:page_id>/<slug:action_name>/<int:task_state_id>/": [
        ({"action_name": "approve"}, "others:P"),
        ({"action_name": "reject"}, "P"),
    ],
    "pages/workflow/confirm_cancellation/<int:page_id>/": ALL,  # names the workflow, not the article
    "pages/workflow/preview/<int:page_id>/<int:task_id>/": "P",
    "translation/submit/page/<int:page_id>/": "EP",
    "translation/submit/snippet/<slug:app_label>/<slug:model_name>/<str:pk>/": [
        ({"app_label": "newsroom", "model_name": "section"}, "EP"),
        ({"app_label": "newsroom", "model_name": "letter", "pk": "@letter_id"}, "EP"),
        ({"app_label": "newsroom", "model_name": "appeal", "pk": "@appeal_id"}, "EP"),
    ],
    # Letters: composing
    "letters/": "EP",
    "letters/add/": "EP",
    "letters/delete/<int:pk>/": "EP",
    "letters/edit/<int:pk>/": "EP",
    "letters/history-results/<int:pk>/": "EP",
    "letters/history/<int:pk>/": "EP",
    "letters/history/<int:pk>/revisions/<int:revision_id>/revert/": "EP",
    "letters/history/<int:pk>/revisions/<int:revision_id>/view/": "EP",
    LETTER_COMPARISON: "EP",
    "letters/preview/": "EP",
    "letters/preview/<int:pk>/": "EP",
    "letters/results/": "EP",
    "letters/put-back/<int:pk>/": "P",
    "letters/selection/<int:pk>/": "EP",
    "letters/usage/<int:pk>/": "EP",
    "letters/withdraw/<int:pk>/": "P",
    # Appeals, and the terms of giving
    "appeals/": "EP",
    "appeals/add/": "EP",
    "appeals/delete/<int:pk>/": "EP",
    "appeals/edit/<int:pk>/": "EP",
    "appeals/history-results/<int:pk>/": "EP",
    "appeals/history/<int:pk>/": "EP",
    "appeals/history/<int:pk>/revisions/<int:revision_id>/revert/": "EP",
    "appeals/history/<int:pk>/revisions/<int:revision_id>/view/": "EP",
    APPEAL_COMPARISON: "EP",
    "appeals/preview/": "EP",
    "appeals/preview/<int:pk>/": "EP",
    "appeals/publish/<int:pk>/": "P",
    "appeals/results/": "EP",
    "appeals/take-down/<int:pk>/": "P",
    "appeals/usage/<int:pk>/": "EP",
    "contributions/": "EPO",
    "contributions/appeals/": "EPO",
    "contributions/appeals/<slug:code>/": "EPO",
    "giving/countries/": "O",
    "giving/terms/": "PO",
    # Contributions
    "contributions/large/": "PO",
    "contributions/methods/": "O",
    "contributions/one-by-one/": "PO",
    "contributions/one-by-one/<int:pk>/": "PO",
    "contributions/one-by-one/<int:pk>/<slug:act>/": [
        ({"act": act}, "PO") for act in ("refund", "approve", "drop", "finish", "end", "accept", "looked")
    ],
    "contributions/deeds/": "PO",
    "contributions/givers/": "P",
    "contributions/givers/<slug:action>/": [
        *(({"action": action}, "P") for action in ("unlock", "open", "correct", "erase", "statement", "ask", "decide")),
        ({"action": "burn"}, NOBODY),
    ],
    "contributions/waiting/": "PO",
    "contributions/waiting/<slug:what>/": [
        *(({"what": what}, "PO") for what in ("damaged", "difference", "missing", "alarm")),
        ({"what": "burn"}, NOBODY),
    ],
    # Letters: sending
    "sending/": "EPO",
    "sending/<str:letter>/": "EPO",
    "sending/<str:letter>/<slug:action>/": [
        ({"action": "prepare"}, "EP"),
        ({"action": "test"}, "EP"),
        ({"action": "hold"}, "EP"),
        ({"action": "pause"}, "EP"),
        ({"action": "approve"}, "P"),
        ({"action": "schedule"}, "P"),
        ({"action": "resume"}, "P"),
        ({"action": "cancel"}, "P"),
        ({"action": "again"}, "P"),
        ({"action": "settle"}, "P"),
        ({"action": "unlock"}, "P"),
        ({"action": "burn"}, NOBODY),
    ],
    "sending/<str:letter>/mail/<slug:part>/": "EP",
    "outbox/": "PO",
    "outbox/<str:name>/": "PO",
    "outbox/<str:name>/<slug:part>/": "PO",
    # The list of readers: asked for by one person, approved by another
    "readers/exports/": "PO",
    "readers/exports/<int:pk>/decide/": "PO",
    "readers/exports/<int:pk>/take/": "PO",
    # Reports: headlines of what the role may list
    "reports/aging-pages/": WRITERS,
    "reports/aging-pages/results/": WRITERS,
    "reports/locked/": "EP",
    "reports/locked/results/": "EP",
    "reports/page-types-usage/": WRITERS,
    "reports/page-types-usage/results/": WRITERS,
    "reports/site-history/": ALL,
    "reports/site-history/results/": ALL,
    "reports/workflow/": WRITERS,
    "reports/workflow/results/": WRITERS,
    "reports/workflow_tasks/": WRITERS,
    "reports/workflow_tasks/results/": WRITERS,
    # The operator's
    "locales/": "O",
    "locales/delete/<int:pk>/": NOBODY,
    "locales/edit/<int:pk>/": "O",
    "locales/history-results/<int:pk>/": "O",
    "locales/history/<int:pk>/": "O",
    "locales/new/": "O",
    "locales/results/": "O",
    "locales/usage/<int:pk>/": "O",
    "settings/<slug:app_name>/<slug:model_name>/": [(SETTINGS, ALL), (GIVING, ALL)],  # only leads to the next
    "settings/<slug:app_name>/<slug:model_name>/<int:pk>/": [(SETTINGS, "O"), (GIVING, "O")],
    "settings/<slug:app_name>/<slug:model_name>/<int:pk>/preview/": [(SETTINGS, NOBODY), (GIVING, NOBODY)],
    "users/": "O",
    "users/copy/<int:pk>/": "O",
    "users/delete/<int:pk>/": "O",
    "users/edit/<int:pk>/": "O",
    "users/history-results/<int:pk>/": "O",
    "users/history/<int:pk>/": "O",
    "users/new/": "O",
    "users/results/": "O",
    "users/usage/<int:pk>/": "O",
    "workflows/add/": "O",
    "workflows/disable/<int:pk>/": NOBODY,
    "workflows/edit/<int:pk>/": "O",
    "workflows/enable/<int:pk>/": "O",
    "workflows/list/": "O",
    "workflows/list/results/": "O",
    "workflows/remove/<int:page_pk>/": "O",
    "workflows/remove/<int:page_pk>/<int:workflow_pk>/": "O",
    "workflows/task_chooser/": ALL,  # names the steps; making one needs the operator's right
    "workflows/task_chooser/<int:task_id>/": ALL,
    "workflows/task_chooser/create/": ALL,
    "workflows/task_chooser/results/": ALL,
    "workflows/tasks/add/<str:app_label>/<str:model_name>/": [(TASK, "O")],
    "workflows/tasks/disable/<int:pk>/": NOBODY,
    "workflows/tasks/edit/<int:pk>/": "O",
    "workflows/tasks/enable/<int:pk>/": "O",
    "workflows/tasks/index/": "O",
    "workflows/tasks/index/results/": "O",
    "workflows/tasks/select_type/": "O",
    "workflows/usage/<int:pk>/": NOBODY,
    "workflows/usage/<int:pk>/results/": NOBODY,
    # The words of the newspaper
    "snippets/": NOBODY,
}

for _kind in ("person", "section", "story", "topic"):
    for _address in ("", "chosen-multiple/", "chosen/<str:pk>/", "results/"):
        ROWS[f"snippets/choose/newsroom/{_kind}/{_address}"] = ALL
    ROWS[f"snippets/choose/newsroom/{_kind}/create/"] = "EP"
    for _address in (
        "",
        "add/",
        "results/",
        *(f"{verb}/<int:pk>/" for verb in ("copy", "delete", "edit", "history-results", "history", "usage")),
    ):
        ROWS[f"snippets/newsroom/{_kind}/{_address}"] = "EP"


def rows() -> Iterator[tuple[str, Variant, str]]:
    """Yield route, variant and who gets in."""
    for route, row in ROWS.items():
        for variant, who in [({}, row)] if isinstance(row, str) else row:
            yield route, variant, who


def lets_in(who: str, role: str, *, own: bool) -> bool:
    """Return whether a row lets this role in with its own thing, or with somebody else's."""
    letter = LETTER[role]
    if who.startswith("others:"):
        return not own and letter in who.removeprefix("others:")
    return letter in who or (own and letter.lower() in who)
