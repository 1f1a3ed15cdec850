"""Writers, drainers and builders at one moment, on PostgreSQL with real transactions (§14, §16)."""

import threading
import time
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection, transaction
from django.utils import timezone

from members.models import Organisation
from search import outbox, seen
from search.drain import drain, drain_all
from search.generations import RebuildRunning, rebuild
from search.models import Generation, Outbox, State
from tests.factories.members import OrganisationFactory
from tests.races import all_at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
WAIT = 30  # seconds; only a guard against hanging


@pytest.fixture(autouse=True)
def nobody_drains_by_themselves(settings):
    settings.SEARCH_DRAINS_AT_COMMIT = False


@pytest.fixture
def index(transactional_db, notes, embedded):
    return rebuild(embedded).generation


def in_thread(call):
    """Start `call` beside the test; the caller joins it."""

    def run():
        try:
            call()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def release_leases():
    Outbox.objects.update(leased_until=timezone.now() - timedelta(seconds=1))


def test_two_drainers_and_a_writer_end_at_what_was_written_last(index, embedded):
    note = OrganisationFactory(name="0")
    done = threading.Event()

    def write():
        for number in range(1, 40):
            Organisation.objects.get(pk=note.pk)
            note.name = str(number)
            note.save()
        done.set()

    def drain_until_done():
        while not done.is_set():
            drain(embedded)

    all_at_once([write, drain_until_done, drain_until_done])
    release_leases()
    drain_all(embedded)
    assert embedded.titles_in(index) == {"39"}
    assert not Outbox.objects.exists()


def test_a_late_commit_is_not_passed_over(index, embedded):
    """Its number is lower than that of a batch that could not see it."""
    note = OrganisationFactory(name="Before")
    drain(embedded)
    noted, commit = threading.Event(), threading.Event()

    def write():
        with transaction.atomic():
            note.name = "After"
            note.save()
            noted.set()
            assert commit.wait(WAIT)

    writer = in_thread(write)
    assert noted.wait(WAIT)
    OrganisationFactory(name="Other")
    drain(embedded)
    assert embedded.titles_in(index) == {"Before", "Other"}
    commit.set()
    writer.join(WAIT)
    drain(embedded)
    assert embedded.titles_in(index) == {"After", "Other"}


def test_a_stale_write_brings_nothing_back(index, embedded):
    note = OrganisationFactory(name="Read before it was deleted")
    has_read, may_write = threading.Event(), threading.Event()

    def pause():
        embedded.before_write = lambda: None
        has_read.set()
        assert may_write.wait(WAIT)

    embedded.before_write = pause
    slow = in_thread(partial(drain, embedded))
    assert has_read.wait(WAIT)
    note.delete()
    drain(embedded)
    may_write.set()
    slow.join(WAIT)
    drain_all(embedded)
    assert embedded.titles_in(index) == set()
    assert not Outbox.objects.exists()


def test_a_crash_after_writing_repeats_the_batch(index, embedded, monkeypatch):
    OrganisationFactory(name="Once")

    def crash(rows):
        raise MemoryError

    with monkeypatch.context() as patched:
        patched.setattr(outbox, "settle", crash)
        with pytest.raises(MemoryError):
            drain(embedded)
    assert Outbox.objects.count() == 1
    release_leases()
    assert drain(embedded).done == 1
    assert embedded.titles_in(index) == {"Once"}


def test_twenty_writers_of_one_thing_leave_one_row(index):
    all_at_once([partial(outbox.enqueue, {"note:1"})] * 20)
    row = Outbox.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value FROM search_numbers")
        assert row.seq <= cursor.fetchone()[0]


def test_writers_of_the_same_things_never_wait_for_each_other_in_a_circle(index):
    keys = {f"note:{number}" for number in range(200)}
    all_at_once([partial(outbox.enqueue, keys)] * 8)
    assert Outbox.objects.count() == 200


def test_two_drainers_share_the_work_and_do_none_of_it_twice(index, embedded):
    OrganisationFactory.create_batch(40)
    done = all_at_once([partial(drain, embedded, limit=20)] * 2)
    assert sum(one.done for one in done) == 40
    assert len(embedded.titles_in(index)) == 40


def test_of_two_rebuilds_one_is_let_in(index, embedded):
    OrganisationFactory.create_batch(3)
    both = threading.Barrier(2, timeout=WAIT)
    outcomes = []

    def build():
        try:
            outcomes.append(rebuild(embedded).documents)
        except RebuildRunning:
            outcomes.append("refused")
            both.wait()

    def hold():
        embedded.before_write = lambda: None
        both.wait()

    embedded.before_write = hold
    all_at_once([build, build])
    assert sorted(map(str, outcomes)) == ["3", "refused"]
    assert Generation.objects.filter(state=State.LIVE).count() == 1


def test_writers_during_a_rebuild_lose_nothing(index, embedded):
    kept = OrganisationFactory.create_batch(30)
    done = threading.Event()

    def write():
        for number, note in enumerate(kept):
            with transaction.atomic():  # as every service: the change and its row of the outbox
                if number % 3:
                    note.name = f"changed {number}"
                    note.save()
                else:
                    note.delete()
        done.set()

    def drain_until_done():
        while not done.is_set():
            drain(embedded, limit=3)

    all_at_once([write, drain_until_done, partial(rebuild, embedded)])
    release_leases()
    drain_all(embedded)
    live = Generation.objects.get(state=State.LIVE).name
    assert embedded.titles_in(live) == set(Organisation.objects.values_list("name", flat=True))


def test_no_find_is_passed_over_by_who_looks_meanwhile(index):
    """An alert looks on from the latest moment it has seen (§10)."""
    before = timezone.now()
    noted = threading.Event()

    def slowly():
        with transaction.atomic():
            seen.note(["note:1"])
            noted.set()
            time.sleep(0.5)  # time for another to note something, and for an alert to look

    def quickly():
        assert noted.wait(WAIT)
        seen.note(["note:2"])
        return seen.since(before)

    _none, found = all_at_once([slowly, quickly])
    assert found["note:1"] < found["note:2"]
