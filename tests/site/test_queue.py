"""The queue of tasks: the same work waits once, and none is missed."""

import pytest
from django_tasks_db.models import DBTaskResult
from wagtail.tasks import update_reference_index_task as task

from tamizdat.site.queue import Queue

pytestmark = pytest.mark.django_db
PAGE, OTHER = ("newsroom", "articlepage", "1"), ("newsroom", "articlepage", "2")


@pytest.fixture
def queue():
    return Queue("default", {"QUEUES": [], "OPTIONS": {}})


def asked(queue, *arguments):
    return queue.enqueue(task, arguments, {})


def test_what_waits_is_not_queued_again(queue):
    first = asked(queue, *PAGE)
    assert asked(queue, *PAGE).id == first.id
    assert asked(queue, *OTHER).id != first.id
    assert DBTaskResult.objects.ready().count() == 2


def test_what_a_worker_has_begun_is_queued_again(queue):
    asked(queue, *PAGE)
    DBTaskResult.objects.get().claim("worker")
    asked(queue, *PAGE)
    assert DBTaskResult.objects.ready().count() == 1 and DBTaskResult.objects.count() == 2
