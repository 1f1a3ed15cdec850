"""Limits hold for all workers, name the wait, and cannot be forgotten by filling the table."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
import time_machine
from django.core.cache import caches
from django.core.exceptions import BadRequest
from django.db import connection
from django.test import RequestFactory, override_settings
from hypothesis import given
from hypothesis import strategies as st

from common.housekeeping import clear_limits
from common.ratelimit import Limit, Taken, TooManyRequests, client_address, client_network

FIVE = Limit("test", amount=5, period=300)
START = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


def taken_at(clock, limit, moments):
    """For each moment (seconds from the start) whether a token was given."""
    given = []
    for moment in moments:
        clock.move_to(START + timedelta(seconds=moment))
        try:
            limit.take("amina")
            given.append(True)
        except TooManyRequests:
            given.append(False)
    return given


@pytest.mark.usefixtures("table")
def test_the_sixth_in_five_minutes_is_refused_with_the_exact_wait(clock):
    """SEC9: 5 failures in 5 minutes an account."""
    assert all(taken_at(clock, FIVE, [0, 10, 20, 30, 40]))
    with pytest.raises(TooManyRequests) as refused:
        FIVE.take("amina")
    assert refused.value.wait == 300 - 40
    assert "5 minutes" in str(refused.value)

    clock.move_to(START + timedelta(seconds=refused.value.wait + 40))
    FIVE.take("amina")
    with pytest.raises(TooManyRequests):
        FIVE.take("amina")


@pytest.mark.usefixtures("table")
def test_one_persons_bucket_is_not_anothers():
    for _unused in range(5):
        FIVE.take("amina")
    FIVE.take("boris")
    Limit("other", amount=5, period=300).take("amina")


@pytest.mark.usefixtures("table")
def test_a_token_given_back_and_a_cleared_bucket_count_nothing():
    for _unused in range(20):
        FIVE.take("amina").give_back()
    for _unused in range(5):
        FIVE.take("amina")
    FIVE.clear("amina")
    FIVE.take("amina")


@pytest.mark.usefixtures("table")
def test_an_act_counted_in_two_buckets_is_counted_in_both_or_none():
    narrow = Limit("narrow", amount=1, period=60)
    narrow.take("campus")
    for _unused in range(10):
        taken = Taken()
        taken.take(FIVE, "amina")
        with pytest.raises(TooManyRequests):
            taken.take(narrow, "campus")
    for _unused in range(5):
        FIVE.take("amina")


@given(st.lists(st.integers(0, 1500), max_size=40).map(sorted))
def test_no_period_ever_sees_more_than_the_amount(moments):
    """Whatever the times, any 300 seconds hold at most 5 acts, and free tokens are given."""
    caches["default"].clear()
    with time_machine.travel(START, tick=False) as clock:
        given = taken_at(clock, FIVE, moments)
    times = [moment for moment, is_given in zip(moments, given, strict=True) if is_given]
    for at, moment in enumerate(moments):
        within = [one for one in times if moment - 300 < one <= moment]
        assert len(within) <= 5
        if not given[at]:
            assert len(within) == 5


def test_a_refused_request_only_reads(table, django_assert_num_queries):
    for _unused in range(5):
        FIVE.take("amina")
    with django_assert_num_queries(1), pytest.raises(TooManyRequests):
        FIVE.take("amina")


def test_a_full_table_forgets_no_limit(table, clock):
    """Django's own table throws a third away at 300 rows: a flood would open every account."""
    for _unused in range(5):
        FIVE.take("amina")
    for number in range(400):
        table.set(f"flood-{number}", 1)
    with pytest.raises(TooManyRequests):
        FIVE.take("amina")


def test_what_has_run_out_is_deleted_and_nothing_else(table, clock):
    FIVE.take("amina")
    table.set("for-ever", 1, None)
    clock.shift(301)
    clear_limits(START)
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM cache")
        assert [key for (key,) in cursor.fetchall()] == [table.make_key("for-ever")]


def test_the_table_keeps_the_promises_of_a_cache(table, clock):
    assert table.add("a", [1], 10)
    assert not table.add("a", [2], 10)
    assert table.get("a") == [1]
    clock.shift(10)
    assert table.get("a") is None
    assert not table.touch("a", 10)
    assert table.add("a", [3], 10)
    table.set("a", [4], 10)
    assert table.touch("a", 100)
    clock.shift(50)
    assert table.get_many(["a", "b"]) == {"a": [4]}
    assert "a" in table
    table.delete("a")
    assert table.get("a", "none") == "none"
    assert table.get_many([]) == {}


def race(workers=8):
    """How many of `workers`, each on an own connection, get one of five tokens at one time."""
    line = Barrier(workers, timeout=60)  # seconds; only a guard against hanging

    def worker(_number):
        line.wait()
        given = 0
        try:
            for _unused in range(5):
                try:
                    FIVE.take("amina")
                    given += 1
                except TooManyRequests:
                    pass
        finally:
            connection.close()
        return given

    with ThreadPoolExecutor(workers) as pool:
        return sum(pool.map(worker, range(workers)))


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("table")
def test_eight_workers_share_five_tokens():
    """SEC9, SEC10: counted once for all workers, on SQLite."""
    assert race() == 5


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("table")
def test_eight_workers_share_five_tokens_on_postgresql(clock):
    assert race() == 5
    clock.shift(301)  # the rows are there and have run out: the harder case
    assert race() == 5


def asked(forwarded=None, remote="203.0.113.9"):
    headers = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    return RequestFactory().get("/", REMOTE_ADDR=remote, **headers)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, None, "203.0.113.9"),
        (0, "198.51.100.1", "203.0.113.9"),
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        (2, "6.6.6.6, 198.51.100.1, 10.0.0.1", "198.51.100.1"),
        (1, "2001:DB8::1", "2001:db8::1"),
    ],
)
def test_the_address_is_the_one_our_own_proxies_saw(settings, proxies, forwarded, address):
    """SEC10: what a client writes into the header itself is never believed."""
    settings.TRUSTED_PROXY_COUNT = proxies
    assert client_address(asked(forwarded)) == address


@pytest.mark.parametrize(
    ("proxies", "forwarded"),
    [(1, None), (2, "198.51.100.1"), (1, "unknown"), (1, "198.51.100.1:80"), (1, "")],
)
def test_too_few_hops_or_no_address_is_a_bad_request(settings, proxies, forwarded):
    settings.TRUSTED_PROXY_COUNT = proxies
    with pytest.raises(BadRequest):
        client_address(asked(forwarded))


@given(st.text(max_size=60))
def test_a_forwarded_header_is_an_address_or_a_bad_request(text):
    request = asked()
    request.META["HTTP_X_FORWARDED_FOR"] = text
    with override_settings(TRUSTED_PROXY_COUNT=1), suppress(BadRequest):
        assert client_network(request)


def test_one_household_is_one_place():
    """Somebody with a /64 of their own has no 2^64 buckets."""
    one, other = (
        client_network(asked(remote=address)) for address in ("2001:db8::1", "2001:db8::ffff:1")
    )
    assert one == other == "2001:db8::/64"
    assert client_network(asked(remote="::ffff:198.51.100.7")) == "198.51.100.7"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "in 1 second."),
        (59, "in 59 seconds."),
        (61, "in 2 minutes."),
        (119 * 60, "in 119 minutes."),
        (119 * 60 + 1, "in 2 hours."),
        (24 * 3600, "in 24 hours."),
    ],
)
def test_a_wait_is_said_in_words_of_its_length(seconds, words):
    assert str(TooManyRequests(seconds)).endswith(words)
