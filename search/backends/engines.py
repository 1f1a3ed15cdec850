"""Which engines this site has: one in its database always, Elasticsearch where it is configured."""

from functools import cache
from importlib import import_module

from django.conf import settings
from django.db import connection

from search.backends.base import EmbeddedEngine, Engine

# Only the one in use is imported: the others need libraries or a database of their own.
_EMBEDDED = {"sqlite": "sqlite.SQLiteEngine", "postgresql": "postgres.PostgresEngine"}


@cache
def embedded() -> EmbeddedEngine:
    """The engine in the site's own database: it answers where no other is, or when that fails."""
    return _made(_EMBEDDED[connection.vendor])


@cache
def remote() -> Engine | None:
    """Elasticsearch, if SEARCH_URL names one."""
    return _made("elastic.ElasticEngine") if settings.SEARCH_URL else None


def every() -> list[Engine]:
    """All engines that have to be fed."""
    return [engine for engine in (embedded(), remote()) if engine]


def of_sink(sink: str) -> Engine:
    """The engine that rows of this sink feed. Raises LookupError where it is not configured."""
    for engine in every():
        if engine.sink == sink:
            return engine
    raise LookupError(f"no engine is configured for {sink!r}")


def _made(path: str) -> "EmbeddedEngine":
    module, _, name = path.rpartition(".")
    return getattr(import_module(f"search.backends.{module}"), name)()
