"""Limits that hold for all workers, and the one answer to too many requests (SEC10).

They live in the `default` cache, which is a table of the database: with Redis away they hold.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

LOCK_FOR = 10  # seconds; a worker that died holds a bucket no longer
WAIT_FOR = 2.0  # seconds
RETRY_AFTER = 0.02  # seconds


@dataclass(frozen=True, slots=True)
class Limit:
    """`amount` acts within `seconds`; a token bucket, so bursts up to `amount` are fine."""

    amount: int
    seconds: int


def client_address(request: HttpRequest) -> str:
    """The reader's network address: the n-th hop from the right, n = TRUSTED_PROXY_COUNT.

    With no proxy forwarded headers are ignored. Raises BadRequest when hops are missing.
    """
    count = settings.TRUSTED_PROXY_COUNT
    if count == 0:
        return str(request.META.get("REMOTE_ADDR", ""))
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if len(hops) < count or not hops[-count]:
        raise BadRequest("forwarded headers are incomplete")
    return hops[-count]


def take(key: str, limit: Limit, *, now: float | None = None) -> float:
    """Take a token from the bucket `key`. Returns 0, or the seconds until there is one.

    Safe over workers and threads. When the bucket stays locked the act is refused for a second:
    better a wait than a limit that does not hold.
    """
    now = time.time() if now is None else now
    name = f"limit:{key}"
    with _locked(name) as is_mine:
        if not is_mine:
            return 1.0
        tokens, since = cache.get(name, (float(limit.amount), now))
        rate = limit.amount / limit.seconds  # tokens a second
        tokens = min(limit.amount, tokens + max(0.0, now - since) * rate)
        if tokens < 1:
            return (1 - tokens) / rate
        cache.set(name, (tokens - 1, now), limit.seconds * 2)
        return 0.0


@contextmanager
def _locked(name: str) -> Iterator[bool]:
    lock, until = f"{name}:lock", time.monotonic() + WAIT_FOR
    while not cache.add(lock, 1, LOCK_FOR):
        if time.monotonic() > until:
            yield False
            return
        time.sleep(RETRY_AFTER)
    try:
        yield True
    finally:
        cache.delete(lock)


def too_many_requests(request: HttpRequest, seconds: float = 60) -> HttpResponse:
    """429 in words, with the wait in minutes and in `Retry-After`."""
    minutes = max(1, round(seconds / 60))
    response = render(request, "429.html", {"minutes": minutes}, status=429)
    response["Retry-After"] = str(max(1, int(seconds)))
    response["Cache-Control"] = "private, no-store"
    return response
