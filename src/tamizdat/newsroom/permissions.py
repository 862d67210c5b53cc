"""Who may do what in the newsroom: one table, role by action. The groups of the database are made from it and from nothing else.

Promises: an action that is not in a role's row is refused by every view (tests/newsroom/url_table.py tries them all). A person may have
several roles. Nobody needs to be a superuser, and the second person's rule (``rules``) holds even for one.
"""

REPORTER, EDITOR, PUBLISHER, OPERATOR = "Reporters", "Editors", "Publishers", "Operators"

ACTIONS: dict[str, tuple[str, ...]] = {
    "write articles of one's own": (REPORTER, EDITOR, PUBLISHER),
    "edit everybody's articles": (EDITOR, PUBLISHER),
    "lock an article": (EDITOR, PUBLISHER),
    "ask for changes": (PUBLISHER,),
    "publish, schedule, unpublish, withdraw": (PUBLISHER,),
    "arrange the front": (PUBLISHER,),
    "file photos": (REPORTER, EDITOR, PUBLISHER),
    "edit everybody's photos": (EDITOR, PUBLISHER),
    "keep sections, topics, stories and people": (EDITOR, PUBLISHER),
    "make a twin in another language": (EDITOR, PUBLISHER),
    "write letters": (EDITOR, PUBLISHER),
    "try a letter out": (EDITOR, PUBLISHER),  # dry run, test mails
    "stop a letter": (EDITOR, PUBLISHER),  # whoever sees the mistake first
    "approve, schedule, send and withdraw letters": (PUBLISHER,),
    "write appeals": (EDITOR, PUBLISHER),
    "publish appeals and take them down": (PUBLISHER,),
    "see how letters go out": (EDITOR, PUBLISHER, OPERATOR),
    "open the demo's outbox": (PUBLISHER, OPERATOR),
    "ask for, approve and take the list of readers": (PUBLISHER, OPERATOR),  # never one person alone
    "set up the newspaper": (OPERATOR,),
    "set the terms of giving, look through its table of countries": (OPERATOR,),
    "approve changed terms of giving": (PUBLISHER, OPERATOR),  # never who changed them
    "see what giving brings": (EDITOR, PUBLISHER, OPERATOR),  # sums, never people
    "decide about money": (PUBLISHER, OPERATOR),  # refunds, large gifts, what is damaged or differs
    "open who gave": (PUBLISHER,),  # with a reason, which is written down
    "keep accounts": (OPERATOR,),
    "keep languages and workflows": (OPERATOR,),
}
"""What people do -> the roles that do it."""

PAGES: dict[str, tuple[str, ...]] = {
    "add_page": ACTIONS["write articles of one's own"],
    "change_page": ACTIONS["edit everybody's articles"],
    "lock_page": ACTIONS["lock an article"],
    "unlock_page": ACTIONS["lock an article"],
    "publish_page": ACTIONS["publish, schedule, unpublish, withdraw"],
}
"""Permission on the tree of pages -> roles."""

PHOTOS: dict[str, tuple[str, ...]] = {
    "add_image": ACTIONS["file photos"],
    "choose_image": ACTIONS["file photos"],
    "change_image": ACTIONS["edit everybody's photos"],
    "delete_image": ACTIONS["edit everybody's photos"],
}
"""Permission on the collection of photos -> roles. Wagtail asks for those of its own image model, whatever ours is called."""

_WORDS = ACTIONS["keep sections, topics, stories and people"]

MODELS: dict[str, tuple[str, ...]] = {
    "wagtailadmin.access_admin": (REPORTER, EDITOR, PUBLISHER, OPERATOR),
    **{f"newsroom.{verb}_{kind}": _WORDS for verb in ("add", "change", "delete") for kind in ("section", "topic", "story", "person")},
    "simple_translation.submit_translation": ACTIONS["make a twin in another language"],
    **{f"newsroom.{verb}_letter": ACTIONS["write letters"] for verb in ("add", "change", "delete")},
    "newsroom.try_letter": ACTIONS["try a letter out"],
    "newsroom.stop_letter": ACTIONS["stop a letter"],
    "newsroom.send_letter": ACTIONS["approve, schedule, send and withdraw letters"],
    "newsroom.see_letter_numbers": ACTIONS["see how letters go out"],
    "newsroom.open_outbox": ACTIONS["open the demo's outbox"],
    **{f"newsroom.{verb}_appeal": ACTIONS["write appeals"] for verb in ("add", "change", "delete")},
    "newsroom.publish_appeal": ACTIONS["publish appeals and take them down"],
    "newsletters.export_readers": ACTIONS["ask for, approve and take the list of readers"],
    "newsroom.change_newspapersettings": ACTIONS["set up the newspaper"],
    "newsroom.change_givingsettings": ACTIONS["set the terms of giving, look through its table of countries"],
    "newsroom.approve_giving": ACTIONS["approve changed terms of giving"],
    "newsroom.see_giving": ACTIONS["see what giving brings"],
    "newsroom.decide_giving": ACTIONS["decide about money"],
    "newsroom.open_givers": ACTIONS["open who gave"],
    "wagtailcore.add_locale": ACTIONS["keep languages and workflows"],
    "wagtailcore.change_locale": ACTIONS["keep languages and workflows"],
    "wagtailcore.add_workflow": ACTIONS["keep languages and workflows"],
    "wagtailcore.change_workflow": ACTIONS["keep languages and workflows"],
    "wagtailcore.add_task": ACTIONS["keep languages and workflows"],
    "wagtailcore.change_task": ACTIONS["keep languages and workflows"],
    "auth.add_user": ACTIONS["keep accounts"],
    "auth.change_user": ACTIONS["keep accounts"],
    "auth.delete_user": ACTIONS["keep accounts"],
}
"""Permission on a kind of thing -> roles."""

ROLES = (REPORTER, EDITOR, PUBLISHER, OPERATOR)
PUBLISHING_ROLES = PAGES["publish_page"]
