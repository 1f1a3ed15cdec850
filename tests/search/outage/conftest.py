"""A site with both engines and a small world: notes for everybody, and notes for members."""

from dataclasses import replace

import pytest
from django.core.cache import caches
from django.db.models.signals import post_delete, post_save

from common.audiences import MEMBERS
from common.indexing import registry
from members.models import Organisation
from search import breaker, receivers
from search.backends import engines
from search.backends.elastic import ElasticEngine
from search.backends.elasticclient import connected
from search.generations import rebuild
from search.models import Generation
from tests.search.outage.server import started
from tests.search.pipeline.conftest import NOTE, Notes

FOR_MEMBERS = "Members only"


class NotesOfTwoSorts(Notes):
    """A note whose name begins with FOR_MEMBERS is theirs."""

    def to_doc(self, row, key):
        document = super().to_doc(row, key)
        if document is None or not row.name.startswith(FOR_MEMBERS):
            return document
        return replace(document, audience=frozenset({MEMBERS}))

    def can_view(self, user, keys):
        rows = self.load(keys)
        return {
            key
            for key, row in rows.items()
            if user.is_authenticated or not row.name.startswith(FOR_MEMBERS)
        }


@pytest.fixture(scope="module")
def the_server():
    server = started()
    yield server
    server.remove()


@pytest.fixture
def server(the_server):
    """Runs when a test begins, whatever the one before did to it."""
    the_server.start()
    return the_server


@pytest.fixture
def notes(transactional_db, monkeypatch):
    """Only notes can be found, and saving or deleting one is heard."""
    adapter = NotesOfTwoSorts()
    monkeypatch.setattr(registry, "_adapters", [adapter])
    monkeypatch.setattr(registry, "_by_type", {"note": adapter})
    monkeypatch.setattr(registry, "_kinds", {"note": NOTE})
    heard = [(one, receivers._told_by(one)) for one in adapter.triggers()]
    for trigger, tell in heard:
        trigger.signal.connect(tell, sender=trigger.sender, weak=False)
    yield adapter
    for trigger, tell in heard:
        trigger.signal.disconnect(tell, sender=trigger.sender)


@pytest.fixture
def site(notes, server, monkeypatch, settings):
    """Both engines with a live index each; the remote one counts what it is told to write."""
    settings.SEARCH_DRAINS_AT_COMMIT = True
    # A reader's limit would be met now and then on a busy machine.
    remote = Counting(connected(server.url), timeout_ms=20_000)
    engines.embedded.cache_clear()
    embedded = engines.embedded()
    monkeypatch.setattr(engines, "remote", lambda: remote)
    monkeypatch.setattr(breaker, "FIRST_PAUSE_S", 1)
    well_again()
    for engine in (embedded, remote):
        rebuild(engine)
    yield remote
    well_again()
    for name in Generation.objects.filter(sink=embedded.sink).values_list("name", flat=True):
        embedded.drop(name)


def well_again():
    """As if the breaker had never opened."""
    caches["default"].clear()
    breaker.questions.forget()
    breaker.writes.forget()


class Counting(ElasticEngine):
    """Knows how often somebody wrote, whether or not that worked. Shared by its copies."""

    writes = 0

    def write(self, *args):
        Counting.writes += 1
        return super().write(*args)


__all__ = ["FOR_MEMBERS", "Organisation", "post_delete", "post_save", "well_again"]
