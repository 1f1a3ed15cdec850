"""Limits: how often somebody may do something, counted once for all workers (SEC9–SEC11).

A bucket holds `amount` tokens; a taken one comes back `period` seconds later. So nobody ever does
more than `amount` things in any `period`, and the wait that is named is exact. Each token is a row
of the `default` cache, which is a table of the database: `add` succeeds for one worker only, so
buckets need no lock, and a flood of refused requests only reads.

Take tokens before a transaction of your own begins: rolled back, they would not count.
"""

import hashlib
import ipaddress
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext

from common.errors import Refused

IPV6_HOME = 64  # bits: one household or office owns that many addresses


class TooManyRequests(Refused):
    """The bucket is empty. `wait` is the number of seconds until the next token."""

    def __init__(self, wait: int) -> None:
        super().__init__(_please_wait(wait))
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Token:
    """A token that was taken. Giving it back makes the act uncounted: a sign-in that succeeded."""

    key: str

    def give_back(self) -> None:
        caches["default"].delete(self.key)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `amount` acts of the kind `name` in any `period` (seconds), for each key."""

    name: str
    amount: int
    period: int

    def take(self, key: object) -> Token:
        """Take one token of `key`'s bucket. Raises TooManyRequests.

        `key` is whoever is counted: an address, an account. It is stored as a hash only.
        """
        cache, now, names = caches["default"], time.time(), self._names(key)
        taken = cache.get_many(names)
        for name in names:
            if name not in taken and cache.add(name, now + self.period, self.period):
                return Token(name)
        back_at = min(taken.values(), default=now + self.period)
        raise TooManyRequests(max(1, math.ceil(back_at - now)))

    def clear(self, key: object) -> None:
        """Fill the bucket: the account has been opened by other means."""
        caches["default"].delete_many(self._names(key))

    def _names(self, key: object) -> list[str]:
        digest = hashlib.sha256(str(key).encode()).hexdigest()[:40]
        return [f"limit:{self.name}:{digest}:{place}" for place in range(self.amount)]


@dataclass(slots=True)
class Taken:
    """Tokens of several buckets that count for one act: all of them, or none."""

    tokens: list[Token] = field(default_factory=list)

    def take(self, limit: Limit, key: object) -> None:
        """One more token. What was taken before is given back when this bucket is empty."""
        try:
            self.tokens.append(limit.take(key))
        except TooManyRequests:
            self.give_back()
            raise

    def give_back(self) -> None:
        while self.tokens:
            self.tokens.pop().give_back()


def client_address(request: HttpRequest) -> str:
    """Where the request came from: n-th from the right for n trusted proxies (SEC10).

    Without proxies forwarded headers are ignored. Raises BadRequest, a 400, when the header has
    fewer hops than there are proxies, or no address where one must stand.
    """
    count = settings.TRUSTED_PROXY_COUNT
    if count < 1:
        hops = [request.META.get("REMOTE_ADDR", "")]
    else:
        hops = request.headers.get("X-Forwarded-For", "").split(",")
    if len(hops) < count:
        raise BadRequest("fewer hops than trusted proxies")
    try:
        return str(ipaddress.ip_address(hops[-max(count, 1)].strip()))
    except ValueError as problem:
        raise BadRequest("no address of a client") from problem


def client_network(request: HttpRequest) -> str:
    """What limits count as one place: an IPv4 address, or the /64 network of an IPv6 one."""
    address = ipaddress.ip_address(client_address(request))
    if address.version == 6:
        mapped = address.ipv4_mapped
        if mapped is None:
            return str(ipaddress.ip_network((address, IPV6_HOME), strict=False))
        address = mapped
    return str(address)


def too_many_requests(request: HttpRequest, refusal: TooManyRequests) -> HttpResponse:
    """The 429 page with the wait in words and in `Retry-After`."""
    response = render(request, "429.html", {"refusal": refusal}, status=429)
    response.headers["Retry-After"] = str(refusal.wait)
    return response


class RateLimitMiddleware:
    """Answers with the 429 page wherever a view did not catch the refusal itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        if isinstance(problem, TooManyRequests):
            return too_many_requests(request, problem)
        return None


def _please_wait(seconds: int) -> str:
    """Seconds below a minute, minutes below two hours, else hours; never less than the wait."""
    if seconds < 60:
        words = ngettext(
            "That was too often. Try again in %(number)d second.",
            "That was too often. Try again in %(number)d seconds.",
            seconds,
        )
        return words % {"number": seconds}
    hours, minutes = math.ceil(seconds / 3600), math.ceil(seconds / 60)
    if minutes >= 120:
        words = ngettext(
            "That was too often. Try again in %(number)d hour.",
            "That was too often. Try again in %(number)d hours.",
            hours,
        )
        return words % {"number": hours}
    words = ngettext(
        "That was too often. Try again in %(number)d minute.",
        "That was too often. Try again in %(number)d minutes.",
        minutes,
    )
    return words % {"number": minutes}
