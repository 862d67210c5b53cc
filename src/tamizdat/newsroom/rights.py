"""Who may do what to a page: Wagtail's tester with our rules put before it, so that every route obeys them."""

from functools import cached_property
from typing import Any

from wagtail.models import Page, PagePermissionTester

from tamizdat.newsroom.rules import Verdict, may_publish, publishers


class NewsroomPageTester(PagePermissionTester):
    """Wagtail's answers, stricter: never looser than the role's own rights."""

    def __init__(self, user: Any, page: Page) -> None:
        super().__init__(user, page)
        self.is_front = page.specific_class.__name__ == "FrontPage" if page.specific_class else False

    @cached_property
    def verdict(self) -> Verdict:
        """The second person's rule for this page. The front only arranges what somebody else has approved."""
        return Verdict(allowed=True, reason="the front arranges what is published") if self.is_front else may_publish(self.user, self.page)

    def can_publish(self) -> bool:
        """Return whether the person may publish the latest draft now."""
        return bool(super().can_publish() and self.verdict)

    def can_publish_subpage(self) -> bool:
        """Return whether the person may create and publish in one go: only while nobody else could read it first."""
        return super().can_publish_subpage() and not publishers().exclude(pk=self.user.pk).exists()

    def can_unschedule(self) -> bool:
        """Return whether the person may call a scheduled publication off: anybody who could publish, an author too."""
        return super().can_publish()

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """Return whether the page may be deleted. A front never: all of a language stands below it."""
        return not self.is_front and super().can_delete(ignore_bulk)

    def can_unpublish(self) -> bool:
        """Return whether the page may be taken away from readers. It is quick and needs one person."""
        return not self.is_front and super().can_unpublish()

    def can_withdraw(self) -> bool:
        """Return whether the article may be withdrawn with a public note."""
        return self.page.specific_class.__name__ == "ArticlePage" and self.can_unpublish()

    def can_move(self) -> bool:
        """Return no: an article's language and address do not change."""
        return False

    def can_move_to(self, destination: Page) -> bool:
        """Return no, for a superuser too."""
        return False

    def can_reorder_children(self) -> bool:
        """Return no: the order of articles is their time."""
        return False

    def can_set_view_restrictions(self) -> bool:
        """Return no: what is published is public, and shared passwords would be kept in plain text."""
        return False
