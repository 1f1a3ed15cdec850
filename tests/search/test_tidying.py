"""The embedded index is put in order each night (search.md §12)."""

import structlog
from django.utils import timezone

from search.backends import engines
from search.backends.base import EngineDown
from search.generations import live, rebuild
from search.periodic import tidy_up


def test_the_live_index_is_tidied_and_none_is_harmless(db, monkeypatch):
    engine = engines.embedded()
    tidied = []
    monkeypatch.setattr(type(engine), "finish", lambda self, name: tidied.append(name))
    tidy_up(timezone.now())
    assert tidied == []
    built = rebuild(engine)
    tidied.clear()
    tidy_up(timezone.now())
    assert tidied == [built.generation]
    engine.drop(built.generation)


def test_an_index_that_cannot_be_tidied_stops_nothing(db, monkeypatch):
    engine = engines.embedded()
    built = rebuild(engine)

    def fails(self, name):
        raise EngineDown("locked")

    monkeypatch.setattr(type(engine), "finish", fails)
    with structlog.testing.capture_logs() as told:
        tidy_up(timezone.now())
    assert [one["event"] for one in told] == ["search.tidy_failed"]
    assert live("embedded") == built.generation
    engine.drop(built.generation)
