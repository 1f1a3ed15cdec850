"""Limits count for everybody at once (SEC10)."""

import pytest
from django.core.cache import cache
from django.core.exceptions import BadRequest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from common.ratelimit import Limit, client_address, take

LIMIT = Limit(amount=5, seconds=50)


@pytest.fixture(autouse=True)
def _empty_buckets():
    cache.clear()


def test_a_burst_up_to_the_amount_passes_and_the_next_waits():
    waits = [take("search:a", LIMIT, now=1_000.0) for _try in range(6)]
    assert waits[:5] == [0] * 5
    assert waits[5] == pytest.approx(10)


def test_a_bucket_fills_again_with_time():
    for _try in range(5):
        take("search:b", LIMIT, now=1_000.0)
    assert take("search:b", LIMIT, now=1_009.0) > 0
    assert take("search:b", LIMIT, now=1_010.5) == 0


@given(st.lists(st.floats(0, 30), min_size=1, max_size=30))
def test_never_more_than_the_amount_and_its_refill_pass(gaps):
    cache.clear()
    now, passed = 1_000.0, 0
    for gap in gaps:
        now += gap
        passed += take("search:c", LIMIT, now=now) == 0
    assert passed <= LIMIT.amount + (now - 1_000.0) * LIMIT.amount / LIMIT.seconds + 1e-6


def address(settings, count, **headers):
    settings.TRUSTED_PROXY_COUNT = count
    return client_address(RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", **headers))


def test_forwarded_headers_are_ignored_without_a_proxy(settings):
    assert address(settings, 0, HTTP_X_FORWARDED_FOR="6.6.6.6") == "10.0.0.1"


def test_the_address_is_the_nth_from_the_right(settings):
    forwarded = "6.6.6.6, 198.51.100.7, 10.0.0.9"
    assert address(settings, 2, HTTP_X_FORWARDED_FOR=forwarded) == "198.51.100.7"


@pytest.mark.parametrize("forwarded", ["", "198.51.100.7"])
def test_too_few_hops_are_refused(settings, forwarded):
    with pytest.raises(BadRequest):
        address(settings, 2, HTTP_X_FORWARDED_FOR=forwarded)
