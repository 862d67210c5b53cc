"""The queue of tasks in the newsroom's database, where work that waits already is not queued a second time.

Promises: a task that is asked for begins after the transaction that asks for it has ended, whether it is queued now or waited already:
one that a worker has taken is not counted as waiting. An editor's browser saves twice a second, and each save asks for the same
indexing six times.
"""

from typing import Any

from django.db import transaction
from django_tasks_db import DatabaseBackend
from django_tasks_db.models import DBTaskResult


class Queue(DatabaseBackend):
    """Django's tasks in the database, each of a kind once."""

    def enqueue(self, task: Any, args: Any, kwargs: Any) -> Any:
        """Queue *task*, unless the same one with the same arguments waits."""
        alike = DBTaskResult.objects.ready().filter(
            task_path=task.module_path, args_kwargs={"args": list(args), "kwargs": kwargs}, queue_name=task.queue_name
        )
        if task.run_after is None:
            with transaction.atomic(alike.db):  # the row stays locked until whoever asks has ended: no worker takes it before
                if waiting := alike.select_for_update(skip_locked=True).first():
                    return waiting.task_result
        return super().enqueue(task, args, kwargs)
