"""Setting up: groups from the table of permissions, the workflow, the first front and settings. May be run again at any time."""

from base64 import urlsafe_b64encode
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Locale,
    Page,
    Site,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from tamizdat.newsroom.countries import shipped
from tamizdat.newsroom.models import FrontPage, GivingSettings, NewspaperSettings, SecondPersonTask, TermsStep
from tamizdat.newsroom.permissions import MODELS, PAGES, PHOTOS, PUBLISHING_ROLES, ROLES
from tamizdat.newsroom.terms import note_saved

WORKFLOW = "Second person"


@transaction.atomic
def initialise(
    *, newspaper: str = "Tamizdat", language: str = "en", canonical_base: str | None = None, time_zone: str | None = None
) -> None:
    """Make what a newsroom needs to work; what is there already stays as editors left it."""
    make_groups()
    _remove_welcome_page()
    _first_settings(language, canonical_base, time_zone)
    _first_countries()
    if not FrontPage.objects.exists():
        add_language(language, newspaper=newspaper)
    make_workflow()


def make_groups() -> None:
    """Give each role's group exactly the rights in the table, and remove Wagtail's own groups."""
    Group.objects.filter(name__in=("Moderators", "Editors"), user__isnull=True).exclude(name__in=ROLES).delete()
    for role in ROLES:
        group, _ = Group.objects.get_or_create(name=role)
        _give_model_rights(group)
        _give_page_rights(group)
        _give_photo_rights(group)


def add_language(code: str, *, newspaper: str, motto: str = "", description: str = "") -> FrontPage:
    """Return the front of a language, made and published if the newspaper did not have it yet."""
    locale, _ = Locale.objects.get_or_create(language_code=code)
    front = FrontPage.objects.filter(locale=locale).first()
    if front is not None:
        return front
    twin = FrontPage.objects.first()
    words = {"newspaper": newspaper, "motto": motto, "description": description}
    front = FrontPage(title=f"Front ({code})", slug=code, locale=locale, live=False, **words)
    if twin is not None:
        front.translation_key = twin.translation_key
    Page.get_first_root_node().add_child(instance=front)
    front.save_revision().publish()
    _point_site_at(front)
    return FrontPage.objects.get(pk=front.pk)


def refresh_queue_key(public: bytes) -> bool:
    """Show *public* (P-256, uncompressed, 65 bytes) as the key to which sign-ups are sealed; return whether that is news.

    The newsroom holds no keys: whoever makes and turns them calls this. The site's record is frozen again if readers know it.
    """
    newspaper, key = NewspaperSettings.load(), urlsafe_b64encode(public).decode().rstrip("=")
    if newspaper.queue_key == key:
        return False
    newspaper.queue_key = key
    newspaper.save()
    return True


def make_workflow() -> None:
    """Make the workflow of the second person and put all pages under it."""
    task, made = SecondPersonTask.objects.get_or_create(name="Read by a second person", defaults={"active": True})
    if made:
        task.groups.set(Group.objects.filter(name__in=PUBLISHING_ROLES))
    Workflow.objects.filter(name="Moderators approval").delete()
    workflow, made = Workflow.objects.get_or_create(name=WORKFLOW, defaults={"active": True})
    if made:
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    root = Page.get_first_root_node()
    WorkflowPage.objects.get_or_create(page=root, defaults={"workflow": workflow})


def _first_settings(language: str, canonical_base: str | None, time_zone: str | None) -> None:
    if NewspaperSettings.objects.exists():
        return
    given = {"default_language": language, "canonical_base": canonical_base, "time_zone": time_zone}
    NewspaperSettings.objects.create(pk=1, **{name: value for name, value in given.items() if value})


def _first_countries() -> None:
    """Begin with the table of countries that is shipped: nobody is to be asked before somebody has thought about it."""
    if not GivingSettings.objects.exists():
        giving = GivingSettings()
        giving.countries = shipped()
        giving.save()
    elif not TermsStep.objects.exists():  # terms from before they had a log
        note_saved(GivingSettings.load(), timezone.now())


def _remove_welcome_page() -> None:
    """Wagtail's migrations leave a page of welcome; a newspaper has no use for it."""
    for page in Page.objects.filter(depth=2, slug="home").exclude(content_type=ContentType.objects.get_for_model(FrontPage)):
        if page.content_type == ContentType.objects.get_for_model(Page):
            page.delete()


def _point_site_at(front: FrontPage) -> None:
    if not Site.objects.filter(is_default_site=True).exists():
        Site.objects.create(hostname="localhost", root_page=front, is_default_site=True, site_name="Tamizdat")


def _give_model_rights(group: Group) -> None:
    named = [name.split(".") for name, roles in MODELS.items() if group.name in roles]
    wanted = [_permission(app, codename) for app, codename in named]
    group.permissions.set(wanted)


def _give_page_rights(group: Group) -> None:
    root = Page.get_first_root_node()
    wanted = {_permission("wagtailcore", codename) for codename, roles in PAGES.items() if group.name in roles}
    GroupPagePermission.objects.filter(group=group).exclude(page=root, permission__in=wanted).delete()
    for permission in wanted:
        GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)


def _give_photo_rights(group: Group) -> None:
    root = Collection.get_first_root_node()
    wanted = {_permission("wagtailimages", codename) for codename, roles in PHOTOS.items() if group.name in roles}
    GroupCollectionPermission.objects.filter(group=group).exclude(collection=root, permission__in=wanted).delete()
    for permission in wanted:
        GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=permission)


def _permission(app: str, codename: str) -> Any:
    return Permission.objects.get(content_type__app_label=app, codename=codename)
