"""A small world to index: organisations as notes, and engines that can fail."""

import pytest
from django.db.models.signals import post_delete, post_save

from common.audiences import PUBLIC
from common.indexing import Adapter, Kind, SearchDoc, Trigger, registry
from members.models import Organisation
from search import receivers
from search.backends import engines
from search.generations import rebuild
from tests.search.memory import MemoryEngine

NOTE = Kind("note", "Note", "Notes")


class Notes(Adapter):
    """Every organisation is a note; one whose name is empty must not be found."""

    prefix = "note"
    model = Organisation
    kinds = (NOTE,)

    def queryset(self):
        return Organisation.objects.order_by("pk")

    def load(self, keys):
        pks = [int(key.partition(":")[2]) for key in keys]
        return {f"note:{row.pk}": row for row in Organisation.objects.filter(pk__in=pks)}

    def to_doc(self, row, key):
        if row.name == "broken":
            raise ZeroDivisionError("a note that cannot be built")
        if row.name == "hidden":
            return None
        return SearchDoc(
            key=key,
            type="note",
            lang="en",
            title=row.name,
            url=f"/notes/{row.pk}/",
            audience=frozenset({PUBLIC}),
        )

    def can_view(self, user, keys):
        return set(keys)

    def triggers(self):
        return [
            Trigger(signal, Organisation, lambda row, **kwargs: [f"note:{row.pk}"])
            for signal in (post_save, post_delete)
        ]


@pytest.fixture
def notes(monkeypatch):
    """Only notes can be found, and saving or deleting one is heard."""
    adapter = Notes()
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
def embedded(monkeypatch):
    """The engine in the database, in memory instead: it can be told to fail."""
    engine = MemoryEngine()
    monkeypatch.setattr(engines, "embedded", lambda: engine)
    return engine


@pytest.fixture
def elastic(monkeypatch, embedded):
    """A second engine, as a site with Elasticsearch has."""
    engine = MemoryEngine("elastic")
    monkeypatch.setattr(engines, "remote", lambda: engine)
    return engine


@pytest.fixture
def index(db, notes, embedded):
    """The name of an empty live index."""
    return rebuild(embedded).generation
