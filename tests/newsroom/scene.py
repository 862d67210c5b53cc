"""A newsroom with one of everything, somebody's own and somebody else's, for walking through all addresses."""

from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

from django.contrib.auth.models import Group, User
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image
from wagtail.admin.models import EditingSession
from wagtail.models import Collection, Locale, Page, Task, UploadedFile, Workflow

from factories.mails import in_outbox
from factories.newsroom import account, appeal, article, front, letter, person, section, story, topic
from newsroom import url_table
from newsroom.walking import Fill
from tamizdat.contributions.models import Contribution
from tamizdat.newsletters.sending import desk as mailings
from tamizdat.newsroom.appeals import publish_appeal
from tamizdat.newsroom.models import Appeal, ArticlePage, GivingSettings, Letter, NewspaperSettings, Photo, Section
from tamizdat.newsroom.permissions import PUBLISHER, REPORTER


@dataclass
class Scene:
    """An account in one role, and the values that fill in addresses with its own things or with somebody else's."""

    account: User
    own: Fill
    other: Fill

    def fill(self, own: bool, variant: dict[str, Any]) -> Fill:
        """Return the values for an address; *variant* names the rest."""
        return replace(self.own if own else self.other, variant=variant)


def make_scene(role: str) -> Scene:
    """Return the scene for one role. There is a second publisher, as in any newsroom that has grown up."""
    me, somebody = account(role), account(PUBLISHER)
    words = {"person": person(), "section": section(), "story": story(), "topic": topic()}
    return Scene(me, _fill(me, words), _fill(somebody, words))


def _fill(owner: User, words: dict[str, Any]) -> Fill:
    """Values for all parameters; what has an owner is *owner*'s: a draft handed in for approval, a live article, a photo."""
    page = _handed_in(owner)
    state = page.current_workflow_task_state
    photo = _photo(owner)
    stranger = account()
    written, asking, asked = letter(), appeal(), appeal()
    publish_appeal(asked)
    mailings.prepare(written.record_id, owner.username)
    if not Collection.objects.filter(name="Spare").exists():
        Collection.get_first_root_node().add_child(name="Spare")
    other_workflow = Workflow.objects.create(name=f"Spare {owner.pk}", active=True)
    anywhere = {
        "page_id": page.pk,
        "page_pk": page.pk,
        "page_to_move_id": page.pk,
        "parent_page_id": front().pk,
        "destination_id": front("fa").pk,
        "live_page_id": article(owner=owner, publish=True).pk,
        "front_id": front().pk,
        "letter_id": written.pk,
        "letter": written.record_id,
        "appeal_id": asking.pk,
        "giving_id": GivingSettings.load().pk,
        "part": "html",
        "section_id": words["section"].pk,
        "stranger_id": stranger.pk,
        "role_id": Group.objects.get(name=REPORTER).pk,
        "spare_collection_id": Collection.objects.get(name="Spare").pk,
        "revision_id": page.latest_revision_id,
        "task_state_id": state.pk,
        "task_id": Task.objects.get(name="Read by a second person").pk,
        "workflow_state_id": page.current_workflow_state.pk,
        "workflow_pk": other_workflow.pk,
        "image_id": photo.pk,
        "uploaded_file_id": _upload(owner).pk,
        "filter_spec": "original",
        "collection_id": Collection.get_first_root_node().pk,
        "session_id": EditingSession.objects.create(user=owner, content_object=page, last_seen_at=timezone.now()).pk,
        "object_id": page.pk,
        "uidb64": "MQ",
        "token": "x-y",
        "name": photo.file.name,
    }
    below: dict[str, dict[str, Any]] = {
        "api/main/^pages/": {"pk": page.pk},
        "api/main/^images/": {"pk": photo.pk},
        "images/chooser/": {"pk": photo.pk},
        "collections/": {"pk": Collection.objects.get(name="Spare").pk},
        "groups/": {"pk": Group.objects.first().pk},
        "letters/": {"pk": written.pk, "revision_id": written.latest_revision_id},
        "appeals/": {"pk": asking.pk, "revision_id": asking.latest_revision_id},
        "contributions/appeals/": {"code": asked.code},
        "contributions/one-by-one/": {"pk": Contribution.objects.create(provider="local", state="paid", currency="EUR").pk},
        "outbox/": {"name": in_outbox()},
        "readers/exports/": {"pk": 1},
        "locales/": {"pk": Locale.objects.get_or_create(language_code="fr")[0].pk},
        "users/": {"pk": stranger.pk},
        "workflows/": {"pk": other_workflow.pk},
        "workflows/tasks/": {"pk": Task.objects.first().pk},
        "settings/": {"pk": NewspaperSettings.load().pk},
    }
    for kind, thing in words.items():
        below[f"snippets/newsroom/{kind}/"] = below[f"snippets/choose/newsroom/{kind}/"] = {"pk": thing.pk}
    below["translation/submit/snippet/"] = {"pk": words["section"].pk}
    plain = {
        url_table.LETTER_COMPARISON: f"letters/history/{written.pk}/revisions/compare/earliest...latest/",
        url_table.APPEAL_COMPARISON: f"appeals/history/{asking.pk}/revisions/compare/earliest...latest/",
        r"^(?:.*/)?media/(?P<name>[\w-]{22}-(?:\d{1,5}|card)\.(?:avif|jpg))$": photo.renditions_made[0]["path"],
        r"^.*/$": "nowhere/",
        r"pages/^(\d+)/revisions/compare/(live|earliest|\d+)\.\.\.(live|latest|\d+)/$": f"pages/{page.pk}/revisions/compare/earliest...latest/",
        "api/main/^documents/": "api/main/documents/",
        "api/main/^images/": "api/main/images/",
        "api/main/^images/find/": "api/main/images/find/?id=1",
        "api/main/^images/<int:pk>/": f"api/main/images/{photo.pk}/",
        "api/main/^pages/": "api/main/pages/",
        "api/main/^pages/find/": f"api/main/pages/find/?id={page.pk}",
        "api/main/^pages/<int:pk>/": f"api/main/pages/{page.pk}/",
        "api/main/^pages/<int:pk>/action/<str:action_name>/": f"api/main/pages/{page.pk}/action/publish/",
    }
    return Fill(anywhere, below, plain)


def _handed_in(owner: User) -> ArticlePage:
    page = article(owner=owner)
    page.get_workflow().start(page, owner)
    return ArticlePage.objects.get(pk=page.pk)


def _photo(owner: User) -> Photo:
    data = BytesIO()
    Image.new("RGB", (60, 40), (owner.pk % 250, 20, 30)).save(data, "JPEG")
    from tamizdat.media.cleaning import clean

    file = ContentFile(clean(data.getvalue()).data, "x.jpg")
    return Photo.objects.create(file=file, caption="Bridge", credit="A. Verin", uploaded_by_user=owner, width=60, height=40)


def _upload(owner: User) -> UploadedFile:
    from django.contrib.contenttypes.models import ContentType

    kind = ContentType.objects.get_for_model(Photo)
    return UploadedFile.objects.create(for_content_type=kind, file=ContentFile(b"", "waiting.jpg"), uploaded_by_user=owner)


def state() -> list[Any]:
    """Return what bulk actions may change."""
    return [
        list(Page.objects.values_list("pk", "live").order_by("pk")),
        list(Photo.objects.values_list("pk", "collection_id", "tags__name").order_by("pk")),
        list(Letter.objects.values_list("pk").order_by("pk")),
        list(Appeal.objects.values_list("pk").order_by("pk")),
        list(Section.objects.values_list("pk").order_by("pk")),
        list(User.objects.values_list("pk", "is_active", "groups__name").order_by("pk", "groups__name")),
    ]
