"""Tasks that were killed, failed or done (REL6)."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max

from common import health, worker
from notifications.tasks import send_due_mail

pytestmark = pytest.mark.django_db


def a_task(status="READY", tries=0, ago=timedelta(0), **fields):
    """A task that was enqueued, started and, if it is done, finished `ago`."""
    moment = timezone.now() - ago
    times = {"started_at": moment if tries else None}
    if status in ("FAILED", "SUCCESSFUL"):
        times["finished_at"] = moment
    one = DBTaskResult.objects.create(
        status=status,
        args_kwargs={"args": [], "kwargs": {}},
        task_path=send_due_mail.module_path,
        backend_name=worker.WORKER,
        worker_ids=["one"] * tries,
        **{"run_after": get_date_max(), **times, **fields},
    )
    DBTaskResult.objects.filter(pk=one.pk).update(enqueued_at=moment)
    return one


def states():
    return list(DBTaskResult.objects.values_list("status", flat=True))


def test_what_a_killed_worker_held_is_done_again_after_five_minutes():
    now = timezone.now()
    a_task("RUNNING", tries=1, ago=timedelta(minutes=4))
    assert worker.sweep(now) == 0
    assert worker.sweep(now + timedelta(minutes=2)) == 1
    one = DBTaskResult.objects.get()
    assert (one.status, one.worker_ids) == ("READY", ["one"])  # the try is counted


def test_what_failed_is_tried_again_later_and_later():
    now = timezone.now()
    for tries, minutes in ((1, 1), (2, 2), (4, 8)):
        one = a_task("FAILED", tries=tries)
        assert worker.sweep(now) == 1
        one.refresh_from_db()
        assert (one.status, one.run_after) == ("READY", now + timedelta(minutes=minutes))
        one.delete()


def test_the_fifth_failure_is_the_last():
    a_task("FAILED", tries=5)
    a_task("RUNNING", tries=5, ago=timedelta(minutes=6))
    assert worker.sweep(timezone.now()) == 0
    assert states() == ["FAILED", "FAILED"]


def test_readyz_says_when_nobody_works():
    assert health.PARTS["worker"]() == health.OK
    a_task(ago=timedelta(minutes=4))
    assert health.PARTS["worker"]() == health.OK
    a_task(ago=timedelta(minutes=6))
    assert health.PARTS["worker"]() == health.DEGRADED


def test_a_task_that_is_to_wait_is_not_late():
    a_task(ago=timedelta(hours=2), run_after=timezone.now() + timedelta(hours=1))
    assert not worker.is_late(timezone.now())


def test_one_waiting_task_is_enough(settings):
    settings.TASKS = settings.TASKS | {"worker": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    worker.wake(send_due_mail)
    worker.wake(send_due_mail)
    assert states() == ["READY"]


def test_rows_of_what_is_done_go():
    a_task("SUCCESSFUL", tries=1, ago=timedelta(days=3))
    a_task("FAILED", tries=5, ago=timedelta(days=3))
    assert worker.forget_done(timezone.now()) == 1
    assert states() == ["FAILED"]


def test_a_name_of_readyz_is_taken_once():
    with pytest.raises(ValueError, match="worker"):
        health.register("worker", lambda: health.OK)
