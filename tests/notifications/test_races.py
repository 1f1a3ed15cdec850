"""Many hands in the outbox, on PostgreSQL (REL10, REL15)."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from functools import partial
from pathlib import Path
from threading import Event

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from notifications.models import Delivery, Notification
from notifications.sending import deliver_due
from notifications.services import notify
from tests.factories.members import OrganisationFactory, UserFactory
from tests.notifications.smtp import mailbox
from tests.races import all_at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).resolve().parents[2]
# The test's own type, in a process that knows nothing of fixtures; then the worker's own work.
WORKER = """
import django
django.setup()
from notifications import registry
from tests.notifications.conftest import a_type
registry.register(a_type("test.personal", "personal"))
from notifications.sending import deliver_due
print("ready", flush=True)
deliver_due()
"""


def tell(recipients, target, actor=None):
    return notify(type="test.personal", recipients=recipients, target=target, actor=actor)


def test_four_workers_send_each_mail_once(target, actor):
    people = UserFactory.create_batch(40)
    tell(people, target, actor)
    sent = all_at_once([deliver_due] * 4)
    assert sum(number for number, _is_done in sent) == 40
    assert sorted(one.to[0] for one in mail.outbox) == sorted(one.email for one in people)
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}


def test_twenty_acts_at_one_moment_are_one_notification_and_one_mail(target, recipient):
    actors = UserFactory.create_batch(20)
    all_at_once(partial(tell, [recipient], target, actor) for actor in actors)
    assert Notification.objects.get().count == 20
    assert Delivery.objects.count() == 1


def test_acts_while_mail_is_sent_are_all_told_in_the_end(target, recipient):
    """Whatever the order of telling and settling, the last mail knows of every act."""
    actors = UserFactory.create_batch(12)
    acts = [partial(tell, [recipient], target, actor) for actor in actors]
    all_at_once([*acts, *[deliver_due] * 4])
    for _unused in range(4):
        Delivery.objects.filter(state="waiting").update(not_before=timezone.now())
        deliver_due()
    assert not Delivery.objects.filter(state="waiting").exists()
    told = Notification.objects.get()
    assert told.count == 12
    assert mail.outbox[-1].subject.startswith("12 changes")
    assert len(mail.outbox) <= 3


@pytest.fixture
def worker(tmp_path):
    """Start a worker as a process of its own, whose mail goes to `port`."""
    started = []

    def start(port):
        database = connection.settings_dict
        address = f"{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}"
        environment = os.environ | {
            "PYTHONPATH": "site:.",
            "DJANGO_SETTINGS_MODULE": "m4dnet.settings.demo",
            "DATABASE_URL": f"postgres://{address}/{database['NAME']}",
            "EMAIL_URL": f"smtp://127.0.0.1:{port}",
            "VAR_DIR": str(tmp_path),
        }
        one = subprocess.Popen(
            [sys.executable, "-c", WORKER], cwd=ROOT, env=environment, stdout=subprocess.PIPE
        )
        started.append(one)
        assert one.stdout.readline() == b"ready\n"
        return one

    yield start
    for one in started:
        one.kill()
        one.wait()
        one.stdout.close()


def test_a_killed_worker_loses_no_mail_and_holds_up_none(worker, target, actor):
    """Killed with kill -9 while the server has the text and has not answered: the worst moment."""
    people = UserFactory.create_batch(5)
    tell(people, target, actor)
    with mailbox() as server:
        server.held = held = Event()
        first = worker(server.port)
        assert server.arrived.wait(60)
        first.send_signal(signal.SIGKILL)
        first.wait()
        held.set()
        server.held = None
        assert Delivery.objects.filter(state="waiting").count() == 5
        worker(server.port).wait(60)
        # The four that nobody held are out; the fifth waits for its lease.
        assert Delivery.objects.filter(state="sent").count() == 4
        Delivery.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
        worker(server.port).wait(60)
        ids = server.ids()
    assert Delivery.objects.filter(state="sent").count() == 5
    assert len(set(ids)) == 5  # one of them twice, under one name, for mail stores to drop
    assert len(ids) == 6


def test_a_worker_that_was_stalled_sends_nothing_that_another_took_over(
    target, actor, recipient, monkeypatch
):
    """Its lease has run out while it wrote the mail."""
    tell([recipient], target, actor)
    from notifications import sending

    written = sending.letter_of

    def slowly(row):
        letter = written(row)
        Delivery.objects.update(leased_until=timezone.now() + timedelta(minutes=5))
        return letter

    monkeypatch.setattr(sending, "letter_of", slowly)
    assert deliver_due()[0] == 0
    assert mail.outbox == []


def test_the_worker_sends_what_was_told_and_stops_when_asked(tmp_path, target, actor):
    """`run_worker` from the queue, as it runs beside the site, and SIGTERM ends it at once."""
    OrganisationFactory()
    database = connection.settings_dict
    address = f"{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}"
    environment = os.environ | {
        "PYTHONPATH": "site:.",
        "DJANGO_SETTINGS_MODULE": "m4dnet.settings.demo",
        "DATABASE_URL": f"postgres://{address}/{database['NAME']}",
        "VAR_DIR": str(tmp_path),
    }
    from django_tasks_db.models import DBTaskResult

    task = DBTaskResult.objects.create(
        args_kwargs={"args": [], "kwargs": {}},
        task_path="notifications.tasks.send_due_mail",
        queue_name="default",
        backend_name="worker",
    )
    one = subprocess.Popen([sys.executable, "manage.py", "run_worker"], cwd=ROOT, env=environment)
    try:
        for _unused in range(300):
            task.refresh_from_db()
            if task.status == "SUCCESSFUL":
                break
            time.sleep(0.2)
        assert task.status == "SUCCESSFUL"
        asked = time.monotonic()
        one.send_signal(signal.SIGTERM)
        assert one.wait(20) == 0
        assert time.monotonic() - asked < 10
    finally:
        one.kill()
        one.wait()
