"""How each engine is made ready for a test, and what its server calls itself."""

import sqlite3

import pytest
from django.db import connection

from search.backends.engines import embedded
from tests.search.contract.box import Box

GENERATION = "m4d-contract-20261126"
OTHER = "m4d-contract-20261127"
NAMES = [
    "sqlite",
    pytest.param("postgresql", marks=pytest.mark.postgres),
    pytest.param("elasticsearch", marks=pytest.mark.services),
]

EMBEDDED = NAMES[:2]  # the engines in the site's own database


def box_for(name: str) -> Box:
    """A box without a generation. Skips where the engine's server is not there."""
    if name == "elasticsearch":
        return _elastic()
    if connection.vendor != name:
        pytest.skip(f"this run's database is not {name}")
    embedded.cache_clear()
    return Box(embedded(), GENERATION)


def _elastic() -> Box:
    elastic = pytest.importorskip("tests.search.contract.elastic")
    return elastic.box(GENERATION)


def version_of(box: Box) -> str:
    """Name and version of what answered."""
    if box.engine.name == "sqlite":
        return f"SQLite {sqlite3.sqlite_version}"
    if box.engine.name == "postgresql":
        number = connection.pg_version
        return f"PostgreSQL {number // 10_000}.{number % 10_000}"
    from tests.search.contract import elastic

    return elastic.version_of(box)
