"""Readiness names no more than parts and their state, and only the database decides (OPS5)."""

import json

import pytest
from django.db import DatabaseError, connection

from common import health


@pytest.fixture
def ask(client, monkeypatch):
    """Ask anew: reports are kept for two seconds, and migrations looked at once."""

    def ask():
        monkeypatch.setattr(health, "_last", None)
        monkeypatch.setattr(health, "_is_migrated", False)
        answer = client.get("/readyz")
        return answer.status_code, json.loads(answer.content)

    return ask


def states(**changed):
    return dict.fromkeys(health.PARTS, "ok") | changed


def test_a_site_that_works_says_so(ask, db):
    assert ask() == (200, {"status": "ok", "parts": states()})


def test_without_its_database_no_requests_are_wanted(ask, db):
    def away(*args):
        raise DatabaseError("host db.internal refused")

    with connection.execute_wrapper(away):
        status, report = ask()
    assert status == 503
    assert report["status"] == report["parts"]["database"] == "down"
    assert "internal" not in json.dumps(report)


def test_a_database_that_is_not_migrated_wants_no_requests(ask, db, monkeypatch):
    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda *args: ["0001"])
    status, report = ask()
    assert (status, report["parts"]["migrations"]) == (503, "down")


def test_a_cache_that_is_away_is_said_and_harmless(ask, db, settings):
    """REL2."""
    dummy = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    settings.CACHES = settings.CACHES | {"pages": dummy}
    assert ask() == (200, {"status": "degraded", "parts": states(cache="degraded")})


def test_a_full_disk_is_said(ask, db, monkeypatch):
    """REL7."""
    full = type("Usage", (), {"free": 4, "total": 100})
    monkeypatch.setattr(health.shutil, "disk_usage", lambda path: full)
    assert ask() == (200, {"status": "degraded", "parts": states(storage="degraded")})


def test_a_clock_that_stands_still_is_said(ask, db, monkeypatch):
    """REL13."""
    monkeypatch.setattr(health, "overdue_jobs", lambda as_of: ["library.links"])
    assert ask() == (200, {"status": "degraded", "parts": states(clock="degraded")})


def test_a_machine_that_is_draining_wants_no_requests(ask, db, settings, tmp_path):
    """REL12."""
    settings.DRAIN_FILE = tmp_path / "draining"
    assert ask()[0] == 200
    settings.DRAIN_FILE.touch()
    assert ask()[0] == 503


def test_the_parts_are_asked_at_most_every_two_seconds(ask, client, db, django_assert_num_queries):
    ask()
    with django_assert_num_queries(0):
        client.get("/readyz")


def test_only_reading_is_answered(client, db):
    assert client.post("/readyz").status_code == 405
