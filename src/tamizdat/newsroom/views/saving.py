"""The form of a page, which the editor's browser saves by itself twice a second while somebody types: that must be quick.

Promises: what is checked, saved and refused is Wagtail's work alone, and what such a save answers is what Wagtail answers. Only what the
answer does not show is left out of its making: scripts, styles, the form's definition and the menu of actions, together a third of the
work; and a page is asked for its workflow once, not once for every sentence about it.
"""

from typing import Any

from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access
from wagtail.admin.urls import display_custom_404
from wagtail.admin.views.pages.edit import EditView
from wagtail.locks import BasicLock, WorkflowLock


class PageEditView(EditView):
    """Wagtail's view; what differs is how the answer to a save by itself is made."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what the template shows: for a save by itself, no more than its parts of the page need."""
        if self.hydrate_create_view or not self.expects_json_response:
            return super().get_context_data(**kwargs)  # type: ignore[no-any-return]
        states = self.page.workflow_states.active().select_related("current_task_state__task")
        self.page._current_workflow_states = list(states)  # noqa: SLF001 - as Wagtail prefetches them for lists
        may = self.page.permissions_for_user(self.request.user)
        context: dict[str, Any] = super(EditView, self).get_context_data(**kwargs)
        return context | {
            "object": self.page,
            "page": self.page,
            "form": self.form,
            "side_panels": self.get_side_panels(),
            "user_can_lock": (not self.lock or isinstance(self.lock, WorkflowLock)) and may.can_lock(),
            "user_can_unlock": isinstance(self.lock, BasicLock) and may.can_unlock(),
            "is_partial": True,
            "hydrate_create_view": False,
        }


edit_page = never_cache(display_custom_404(require_admin_access(PageEditView.as_view())))
"""As Wagtail wraps its own views."""
