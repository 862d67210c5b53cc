"""The step of the workflow in which a second person reads, and by approving publishes."""

from typing import Any

from django.core.exceptions import PermissionDenied
from wagtail.models import AbstractGroupApprovalTask, TaskState

from tamizdat.newsroom.rules import may_publish


class SecondPersonTask(AbstractGroupApprovalTask):
    """Approval by somebody who did not write any of it. The rule is ``rules.may_publish``; this offers only what it allows."""

    class Meta:
        verbose_name = "second person's approval"
        verbose_name_plural = "second persons' approvals"

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, str, bool]]:
        """Return what *user* may answer: request changes always, approve only if not an author."""
        actions = super().get_actions(obj, user)
        return actions if may_publish(user, obj) else [action for action in actions if action[0] != "approve"]

    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> None:
        """Do what was answered, unless an author tries to approve."""
        page = task_state.workflow_state.content_object
        if action_name == "approve" and not may_publish(user, page):
            raise PermissionDenied(may_publish(user, page).reason)
        super().on_action(task_state, user, action_name, **kwargs)

    @classmethod
    def get_description(cls) -> str:
        """Return what the step means, for the list of workflows."""
        return "Somebody who wrote none of it reads it and publishes it"
