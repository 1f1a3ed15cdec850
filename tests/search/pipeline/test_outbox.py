"""Nothing that changed is forgotten, and nothing is indexed that was not saved (search.md §14)."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from common.indexing import touch
from search import outbox, receivers
from search.drain import drain, drain_all, follow
from search.models import Outbox, Seen
from search.spelling import nearest
from tests.factories.members import OrganisationFactory

pytestmark = pytest.mark.django_db


def later(minutes=30):
    """As if so much time had passed for every row."""
    Outbox.objects.update(not_before=timezone.now() - timedelta(minutes=minutes), leased_until=None)


def test_a_saved_thing_waits_and_is_then_found(index, embedded):
    note = OrganisationFactory(name="River school")
    assert Outbox.objects.get().key == f"note:{note.pk}"
    assert drain(embedded).done == 1
    assert embedded.titles_in(index) == {"River school"}
    assert not Outbox.objects.exists()


def test_what_was_indexed_is_removed_in_one_statement(index, django_assert_num_queries):
    """Read first and removed by number, a change that came between the two would go with it."""
    OrganisationFactory()
    rows = outbox.lease("embedded")
    with django_assert_num_queries(1):
        outbox.settle(rows)
    assert not Outbox.objects.exists()


def test_what_is_saved_twice_waits_once(index, embedded):
    note = OrganisationFactory(name="Before")
    first = Outbox.objects.get().seq
    note.name = "After"
    note.save()
    assert Outbox.objects.get().seq > first
    drain(embedded)
    assert embedded.titles_in(index) == {"After"}


@pytest.mark.parametrize(("keys", "wait"), [(500, 0), (501, 501)])
def test_what_one_act_changes_in_great_number_is_left_to_the_loop(
    keys, wait, index, embedded, django_capture_on_commit_callbacks
):
    """Whoever saved would wait for it (§14)."""
    with django_capture_on_commit_callbacks(execute=True):
        touch(f"note:{number}" for number in range(keys))
    assert Outbox.objects.count() == wait


def test_a_fixture_that_is_loaded_is_left_to_the_rebuild_that_follows(index, notes):
    """Its rows name others that are not there yet."""
    note = OrganisationFactory()
    Outbox.objects.all().delete()
    for trigger in notes.triggers():
        receivers._told_by(trigger)(note, raw=True)
    assert not Outbox.objects.exists()


def test_every_engine_is_told(index, embedded, elastic):
    OrganisationFactory()
    assert sorted(Outbox.objects.values_list("sink", flat=True)) == ["elastic", "embedded"]


def test_a_rollback_leaves_nothing(index):
    with transaction.atomic():
        OrganisationFactory()
        transaction.set_rollback(True)
    assert not Outbox.objects.exists()


def test_a_deleted_thing_is_gone(index, embedded):
    note = OrganisationFactory()
    drain(embedded)
    note.delete()
    drain(embedded)
    assert embedded.titles_in(index) == set()


def test_what_must_not_be_found_is_taken_out(index, embedded):
    note = OrganisationFactory(name="Seen")
    drain(embedded)
    note.name = "hidden"
    note.save()
    drain(embedded)
    assert embedded.titles_in(index) == set()


def test_while_an_engine_is_away_rows_wait_and_the_wait_doubles(index, embedded):
    OrganisationFactory()
    embedded.is_down = True
    waits = []
    for _turn in range(4):
        assert drain(embedded).failed == 1
        row = Outbox.objects.get()
        waits.append(round((row.not_before - timezone.now()).total_seconds()))
        later()
    assert waits == [1, 2, 4, 8]
    assert "connection refused" in row.error
    embedded.is_down = False
    assert drain(embedded).done == 1


def test_waiting_never_grows_beyond_ten_minutes_and_never_ends(index, embedded):
    OrganisationFactory()
    embedded.is_down = True
    Outbox.objects.update(tries=40)
    drain(embedded)
    row = Outbox.objects.get()
    assert not row.dead
    assert row.not_before <= timezone.now() + timedelta(minutes=10)


def test_a_refused_document_is_dead_after_five_tries_and_holds_up_no_other(index, embedded):
    bad = OrganisationFactory(name="Bad")
    OrganisationFactory(name="Good")
    embedded.refuses = {f"note:{bad.pk}"}
    for _turn in range(5):
        drain(embedded)
        later()
    row = Outbox.objects.get()
    assert row.dead
    assert "field too many" in row.error
    assert embedded.titles_in(index) == {"Good"}
    assert drain(embedded).done == 0
    embedded.refuses = set()
    assert outbox.revive([row.key]) == 1
    assert drain(embedded).done == 1


def test_a_document_that_its_app_cannot_build_holds_up_no_other(index, embedded):
    OrganisationFactory(name="broken")
    OrganisationFactory(name="Good")
    assert (drain(embedded).done, Outbox.objects.get().error) == (
        1,
        "ZeroDivisionError: a note that cannot be built",
    )
    assert embedded.titles_in(index) == {"Good"}


def test_a_change_while_it_is_indexed_is_indexed_again(index, embedded):
    note = OrganisationFactory(name="Before")

    def change():
        embedded.before_write = lambda: None
        note.name = "After"
        note.save()

    embedded.before_write = change
    drain(embedded)
    assert embedded.titles_in(index) == {"Before"}
    drain(embedded)
    assert embedded.titles_in(index) == {"After"}


def test_a_row_in_another_processs_hands_is_left_alone(index, embedded):
    OrganisationFactory()
    assert len(outbox.lease("embedded")) == 1
    assert outbox.lease("embedded") == []


def test_a_dead_processs_rows_come_back(index, embedded):
    OrganisationFactory()
    outbox.lease("embedded")
    Outbox.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    assert drain(embedded).done == 1


def test_without_an_index_everything_waits(db, notes, embedded):
    OrganisationFactory()
    assert drain_all(embedded).done == 0
    assert Outbox.objects.count() == 1


def test_a_large_batch_is_drained_in_parts(index, embedded):
    OrganisationFactory.create_batch(7)
    assert drain(embedded, limit=3).done == 3
    assert drain_all(embedded).done == 4


def test_a_thousand_keys_are_noted_in_a_few_statements(
    index, embedded, django_assert_max_num_queries
):
    with django_assert_max_num_queries(12):
        outbox.enqueue({f"note:{number}" for number in range(1_000)})
    assert Outbox.objects.count() == 1_000


def test_noting_one_change_costs_two_statements(index, django_assert_num_queries):
    with django_assert_num_queries(2):
        outbox.enqueue({"note:1"})


def test_followers_hear_of_documents_before_and_after(index, embedded, monkeypatch):
    heard = []
    monkeypatch.setattr("search.drain._followers", [])
    follow(lambda before, now: heard.append((before, now)))
    note = OrganisationFactory(name="Before")
    drain(embedded)
    note.name = "After"
    note.save()
    drain(embedded)
    (before, now) = heard[-1]
    assert [one.title for one in before.values()] == ["Before"]
    assert [one.document.title for one in now] == ["After"]


def test_words_that_may_be_proposed_follow_the_index(index, embedded):
    note, _other = OrganisationFactory.create_batch(2, name="Diaspora bonds")
    drain(embedded)
    assert nearest("diapsora", ["en"]) == "diaspora"
    note.delete()
    drain(embedded)
    assert nearest("diapsora", ["en"]) is None


def test_what_is_indexed_is_noted_with_the_moment_it_first_was(index, embedded):
    note = OrganisationFactory()
    drain(embedded)
    first = Seen.objects.get(key=f"note:{note.pk}").first_seen
    note.save()
    drain(embedded)
    assert Seen.objects.get(key=f"note:{note.pk}").first_seen == first
