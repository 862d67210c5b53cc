"""The desk's addresses in the newsroom."""

from django.urls import URLPattern, path

from tamizdat.newsletters.views import mails, pages


def patterns() -> list[URLPattern]:
    """Return them; Wagtail puts the log-in before each."""
    return [
        path("sending/", pages.all_letters, name="letters_desk"),
        path("sending/<str:letter>/", pages.one_letter, name="letters_desk_letter"),
        path("sending/<str:letter>/<slug:action>/", pages.act, name="letters_desk_act"),
        path("sending/<str:letter>/mail/<slug:part>/", mails.handed_in, name="letters_desk_mail"),
        path("outbox/", mails.outbox, name="letters_outbox"),
        path("outbox/<str:name>/", mails.outbox_mail, name="letters_outbox_mail"),
        path("outbox/<str:name>/<slug:part>/", mails.outbox_part, name="letters_outbox_part"),
    ]
