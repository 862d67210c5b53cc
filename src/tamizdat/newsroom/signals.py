"""What happens in the newsroom reaches the frozen records: publications, departures, and changes to what published pages name."""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_save, pre_delete
from django.utils import timezone
from wagtail.models import Revision
from wagtail.signals import page_published, page_unpublished

from tamizdat.newsroom import freezing, withdrawal
from tamizdat.newsroom.consent import note_wording
from tamizdat.newsroom.giving import save_terms
from tamizdat.newsroom.models import (
    Appeal,
    ArticlePage,
    FrontPage,
    GivingSettings,
    NewspaperSettings,
    OldAddress,
    Person,
    Photo,
    Section,
    StaticPage,
    Story,
    Topic,
)
from tamizdat.newsroom.models.photos import photo_renamed
from tamizdat.newsroom.pictures import forget_files

WORDS = (Section, Topic, Story, Person)


def connect() -> None:
    """Connect the handlers; called once, when the app is ready."""
    for model in (ArticlePage, StaticPage, FrontPage):
        page_published.connect(_published, sender=model, dispatch_uid=f"freeze {model.__name__}")
        page_unpublished.connect(_unpublished, sender=model, dispatch_uid=f"bury {model.__name__}")
    for model in (*WORDS, Photo, NewspaperSettings, OldAddress):
        post_save.connect(_saved, sender=model, dispatch_uid=f"refreeze {model.__name__}")
    post_save.connect(_terms_saved, sender=GivingSettings, dispatch_uid="note the terms of giving")
    for model in (*WORDS, Photo, OldAddress, Appeal):
        pre_delete.connect(_deleted, sender=model, dispatch_uid=f"bury {model.__name__}")
    photo_renamed.connect(_photo_renamed, sender=Photo, dispatch_uid="exchange a photo")
    post_save.connect(_edited, sender=Revision, dispatch_uid="an edit voids an approval")


def _published(instance: Any, **kwargs: Any) -> None:
    if not instance.live:  # Wagtail sends this signal for a page that is only scheduled, too
        return
    if isinstance(instance, FrontPage):
        note_wording(instance, timezone.now())
    freezing.freeze(instance)
    if isinstance(instance, FrontPage):
        freezing.freeze(NewspaperSettings.load())
    for address in instance.old_addresses.all():
        freezing.freeze(address)


def _unpublished(instance: Any, **kwargs: Any) -> None:
    freezing.bury(instance, note=withdrawal.note_for(instance))


def _saved(instance: Any, created: bool, raw: bool = False, **kwargs: Any) -> None:
    if raw:
        return
    if isinstance(instance, OldAddress) and instance.page.live:
        freezing.freeze(instance)
    elif not isinstance(instance, Photo) or instance.source:
        freezing.refreeze(instance)


def _terms_saved(instance: GivingSettings, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        save_terms(instance)


def _deleted(instance: Any, **kwargs: Any) -> None:
    if not isinstance(instance, Photo):
        freezing.bury(instance)
    elif not Photo.objects.filter(source=instance.source).exclude(pk=instance.pk).exists():  # the same picture, filed twice, is one record
        freezing.bury(instance)
        transaction.on_commit(lambda: forget_files(instance))


def _photo_renamed(instance: Photo, former: str, **kwargs: Any) -> None:
    freezing.exchange_photo(instance, former)


def _edited(instance: Revision, created: bool, **kwargs: Any) -> None:
    """A new revision of a page takes the approval from any that was scheduled before."""
    if created:
        scheduled = Revision.objects.filter(
            base_content_type_id=instance.base_content_type_id, object_id=instance.object_id, approved_go_live_at__isnull=False
        )
        scheduled.exclude(pk=instance.pk).update(approved_go_live_at=None)
