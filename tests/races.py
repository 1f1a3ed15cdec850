"""Many hands at one time: for tests of locks, on PostgreSQL."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection


def all_at_once(calls: Iterable[Callable[[], Any]]) -> list[Any]:
    """Run `calls` in a thread each, from one starting line; return their results in order."""
    calls = list(calls)
    line = Barrier(len(calls), timeout=60)  # seconds; only a guard against hanging

    def start(call: Callable[[], Any]) -> Any:
        try:
            line.wait()
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(start, calls))
