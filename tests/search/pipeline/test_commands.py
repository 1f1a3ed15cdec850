"""What operators type, and what it says (search.md §18)."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from members.models import Organisation
from search.generations import live, rebuild
from search.models import Generation, Outbox
from tests.factories.members import OrganisationFactory

pytestmark = pytest.mark.django_db


def run(*arguments):
    """(exit status, what was said)."""
    said = StringIO()
    try:
        call_command(*arguments, stdout=said)
    except SystemExit as stop:
        return stop.code, said.getvalue()
    return 0, said.getvalue()


def test_drain_says_what_it_did_and_what_waits(index, embedded):
    OrganisationFactory.create_batch(2)
    assert run("search_drain") == (0, "embedded: 2 indexed, 0 failed, 0 waiting\n")
    OrganisationFactory()
    embedded.is_down = True
    _status, said = run("search_drain")
    assert said.startswith("embedded: 0 indexed, 1 failed, 1 waiting, the oldest for ")


def test_rebuild_builds_only_where_an_index_is_due(db, notes, embedded):
    OrganisationFactory()
    _status, said = run("search_rebuild")
    assert said.startswith("embedded: 1 documents in ")
    assert run("search_rebuild") == (0, "embedded: the index is as it should be.\n")
    first = live("embedded")
    run("search_rebuild", "--force")
    assert live("embedded") != first


def test_rebuild_of_an_engine_that_is_not_configured_is_an_error(index):
    with pytest.raises(CommandError, match="No engine is configured"):
        run("search_rebuild", "--sink", "elastic")


def test_rebuild_empties_what_waited_for_an_index(db, notes, embedded):
    OrganisationFactory()
    run("search_rebuild")
    assert not Outbox.objects.exists()


def test_back_uses_the_index_before(index, embedded):
    rebuild(embedded)
    _status, said = run("search_rebuild", "--back")
    assert index in said
    assert live("embedded") == index
    Generation.objects.exclude(name=index).delete()
    with pytest.raises(CommandError, match="no earlier index"):
        run("search_rebuild", "--back")


def test_check_is_content_with_an_index_that_holds_everything(index):
    OrganisationFactory()
    status, said = run("search_check")
    assert (status, said.splitlines()[-1]) == (0, "  good")


def test_check_exits_with_one_where_something_differs_and_repairs_it(index, embedded):
    note = OrganisationFactory(name="Before")
    run("search_drain")
    Organisation.objects.filter(pk=note.pk).update(name="Behind all signals")
    status, said = run("search_check")
    assert status == 1
    assert f"1 stale: note:{note.pk}" in said
    assert run("search_check", "--repair")[0] == 0
    assert embedded.titles_in(index) == {"Behind all signals"}


def test_check_exits_with_one_while_a_document_is_refused(index, embedded):
    note = OrganisationFactory()
    Outbox.objects.update(dead=True, error="it has a field too many")
    status, said = run("search_check")
    assert status == 1
    assert f"note:{note.pk}: it has a field too many" in said


def test_check_exits_with_one_where_an_engine_is_away_or_has_no_index(index, embedded, elastic):
    status, said = run("search_check")
    assert status == 1
    assert "no index" in said
    elastic.is_down = True
    rebuild(embedded)
    Generation.objects.create(
        sink="elastic", name="lost", mapping_hash="", heartbeat=timezone.now(), state="live"
    )
    elastic.indexes["lost"] = {}
    assert "elastic: does not answer: connection refused" in run("search_check")[1]


def test_check_tells_programs_the_same(index):
    OrganisationFactory()
    status, said = run("search_check", "--json")
    (report,) = json.loads(said)
    assert status == 0
    assert report["is_good"]
    assert report["differences"]["expected"] == {"note": 1}


def test_purge_drops_indexes_nobody_goes_back_to(index, embedded):
    rebuild(embedded)
    Generation.objects.filter(name=index).update(retired_at=timezone.now() - timedelta(hours=25))
    _status, said = run("search_purge")
    assert "indexes: 1" in said
    assert index not in embedded.indexes
