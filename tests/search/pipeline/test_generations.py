"""A new index takes the place of the old one, and nothing is lost on the way (search.md §16)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone
from structlog.testing import capture_logs

from members.models import Organisation
from search import checking, generations, outbox
from search.backends.base import EngineDown
from search.checking import differences, report
from search.drain import drain, drain_all
from search.generations import (
    RebuildFailed,
    RebuildRunning,
    fed,
    forget_old,
    go_back,
    is_due,
    live,
    rebuild,
)
from search.models import Generation, Outbox, State
from search.periodic import repair
from search.reading import read_batch
from search.spelling import nearest
from tests.factories.members import OrganisationFactory

pytestmark = pytest.mark.django_db


def test_a_rebuild_holds_everything_and_is_then_live(index, embedded):
    OrganisationFactory.create_batch(3)
    Outbox.objects.all().delete()
    built = rebuild(embedded)
    assert built.documents == 3
    assert live("embedded") == built.generation != index
    assert embedded.counts(built.generation) == {"note": 3}


def test_changes_during_a_rebuild_reach_the_new_index(index, embedded):
    note = OrganisationFactory(name="Before")
    gone = OrganisationFactory(name="Gone")

    def change():
        """Between reading and writing the backfill: a writer, a deleter and a drain."""
        embedded.before_write = lambda: None
        note.name = "After"
        note.save()
        gone.delete()
        OrganisationFactory(name="Born meanwhile")
        drain(embedded)

    embedded.before_write = change
    built = rebuild(embedded)
    assert embedded.titles_in(built.generation) == {"After", "Born meanwhile"}


def test_a_slow_backfill_brings_nothing_back(index, embedded):
    note = OrganisationFactory()

    def change():
        embedded.before_write = lambda: None
        note.delete()
        drain(embedded)

    embedded.before_write = change
    built = rebuild(embedded)
    assert embedded.titles_in(built.generation) == set()


def test_a_rebuild_that_fails_half_way_leaves_the_live_index(index, embedded):
    OrganisationFactory(name="Kept")
    drain(embedded)

    def fall():
        raise EngineDown("disk full")

    embedded.before_write = fall
    with pytest.raises(EngineDown):
        rebuild(embedded)
    assert live("embedded") == index
    assert Generation.objects.filter(state=State.FAILED).count() == 1
    assert fed("embedded") == [index]


def test_an_index_that_differs_from_the_database_does_not_go_live(index, embedded, monkeypatch):
    lost = f"note:{OrganisationFactory().pk}"
    Outbox.objects.all().delete()
    write = embedded.write

    def forgetful(name, documents, *rest):
        return write(name, [one for one in documents if one.document.key != lost], *rest)

    monkeypatch.setattr(embedded, "write", forgetful)
    with pytest.raises(RebuildFailed):
        rebuild(embedded)
    assert live("embedded") == index


def test_two_rebuilds_at_once_are_refused(index, embedded):
    Generation.objects.create(
        sink="embedded", name="other", mapping_hash="", heartbeat=timezone.now()
    )
    with pytest.raises(RebuildRunning):
        rebuild(embedded)
    assert set(embedded.indexes) == {index}


def test_one_index_a_sink_is_live(index):
    with pytest.raises(IntegrityError):
        Generation.objects.create(
            sink="embedded",
            name="other",
            mapping_hash="",
            heartbeat=timezone.now(),
            state=State.LIVE,
        )


def test_a_dead_builder_makes_room(index, embedded):
    embedded.create("dead")
    Generation.objects.create(
        sink="embedded",
        name="dead",
        mapping_hash="",
        heartbeat=timezone.now() - timedelta(minutes=6),
    )
    built = rebuild(embedded)
    assert live("embedded") == built.generation
    assert "dead" not in embedded.indexes


def test_who_was_given_up_does_not_go_live(index, embedded):
    OrganisationFactory()
    embedded.before_write = lambda: Generation.objects.filter(state=State.BUILDING).update(
        state=State.FAILED
    )
    with pytest.raises(RebuildFailed, match="given up"):
        rebuild(embedded)
    assert live("embedded") == index


def test_the_index_before_can_be_had_back_for_a_day(index, embedded):
    second = rebuild(embedded).generation
    OrganisationFactory(name="New")
    drain_all(embedded)
    assert go_back(embedded) == index == live("embedded")
    assert differences(embedded, index).missing
    Generation.objects.filter(name=second).update(retired_at=timezone.now() - timedelta(hours=25))
    assert forget_old(embedded) == [second]
    with pytest.raises(LookupError):
        go_back(embedded)


def test_an_index_is_due_when_the_rules_changed_or_it_is_lost(index, embedded):
    assert not is_due(embedded)
    embedded.hash = "another"
    assert is_due(embedded)
    embedded.hash = Generation.objects.get(name=index).mapping_hash
    embedded.indexes.clear()
    assert is_due(embedded)


def test_a_check_names_what_is_missing_stale_and_orphaned(index, embedded):
    lost, stale, orphan = OrganisationFactory.create_batch(3)
    drain_all(embedded)
    embedded.indexes[index].pop(f"note:{lost.pk}")
    type(stale).objects.filter(pk=stale.pk).update(name="Changed behind all signals")
    type(orphan).objects.filter(pk=orphan.pk).update(name="hidden")
    found = differences(embedded, index)
    assert found.missing == [f"note:{lost.pk}"]
    assert found.stale == [f"note:{stale.pk}"]
    assert found.orphans == [f"note:{orphan.pk}"]
    assert not report(embedded).is_good


def test_at_night_the_index_is_made_what_the_database_holds(index, embedded):
    """The net below all signals (§15); and somebody is told that one was missing."""
    lost, stale = OrganisationFactory.create_batch(2)
    drain_all(embedded)
    embedded.indexes[index].pop(f"note:{lost.pk}")
    type(stale).objects.filter(pk=stale.pk).update(name="Changed behind all signals")
    with capture_logs() as lines:
        repair(timezone.now())
    assert embedded.titles_in(index) == {lost.name, "Changed behind all signals"}
    assert [(one["event"], one["keys"]) for one in lines] == [("search.differed", 2)]
    with capture_logs() as lines:
        repair(timezone.now())
    assert lines == []


def test_what_waits_in_the_outbox_is_no_difference(index, embedded):
    OrganisationFactory()
    assert differences(embedded, index).keys == []


@pytest.mark.parametrize("look", [1, 2])
def test_what_changes_while_differences_are_confirmed_is_none(index, embedded, monkeypatch, look):
    """Else a writer and a drain at an unlucky moment fail a rebuild that lost nothing."""
    note = OrganisationFactory()
    Outbox.objects.all().delete()  # missing, and nobody will bring it
    looks = 0

    def changed_at_that_look(keys):
        nonlocal looks
        looks += 1
        if looks == look:
            note.name = "Changed meanwhile"
            note.save()
        return read_batch(keys)

    monkeypatch.setattr(checking, "read_batch", changed_at_that_look)
    assert differences(embedded, index).keys == []
    assert looks == 2
    assert Outbox.objects.count() == 1


def test_an_index_begun_while_a_drain_takes_its_rows_is_fed_by_it(index, embedded, monkeypatch):
    note = OrganisationFactory(name="Before")
    lease = outbox.lease
    begun = []

    def lease_late(*args, **kwargs):
        begun.append(generations._begun(embedded))
        generations._fill(embedded, begun[0])
        note.name = "After"
        note.save()
        return lease(*args, **kwargs)

    monkeypatch.setattr(outbox, "lease", lease_late)
    drain(embedded)
    assert not Outbox.objects.exists()
    assert embedded.titles_in(begun[0].name) == {"After"}


def test_a_rebuild_makes_the_words_that_may_be_proposed_what_the_documents_say(index, embedded):
    """Also where nobody was told that documents went, or came."""
    OrganisationFactory.create_batch(2, name="Remittances")
    drain_all(embedded)
    Organisation.objects.all()._raw_delete("default")
    Organisation.objects.bulk_create(OrganisationFactory.build_batch(2, name="Diaspora"))
    rebuild(embedded)
    assert nearest("remitances", ["en"]) is None
    assert nearest("diapsora", ["en"]) == "diaspora"
