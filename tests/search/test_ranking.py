"""The order of finds (search.md §8)."""

from datetime import UTC, datetime, timedelta

import pytest

from common.indexing import Ageing, kinds
from search.ranking import HALF_LIFE_DAYS, Found, by_date, ranked, recency, score_of

NOW = datetime(2026, 11, 26, tzinfo=UTC)
DAY = timedelta(days=1)


def found(key="a", *, text_score=1.0, type="resource", lang="en", **facts):
    return Found(key, text_score, type, lang, **facts)


def keys(results):
    return [one.key for one in results]


def test_the_better_text_comes_first():
    finds = [found("poor", text_score=1.0), found("good", text_score=2.0)]
    assert keys(ranked(finds, language="en", now=NOW)) == ["good", "poor"]


@pytest.mark.parametrize(
    ("age", "factor"),
    [(0, 1.0), (HALF_LIFE_DAYS / 4, 0.5**0.25), (HALF_LIFE_DAYS, 0.6), (10_000, 0.6), (-5, 1.0)],
)
def test_news_fades_and_stays_findable(age, factor):
    news = found(type="news", published_at=NOW - age * DAY)
    assert recency(news, NOW) == pytest.approx(factor)


def test_a_resource_does_not_age():
    assert recency(found(published_at=NOW - 9_000 * DAY), NOW) == 1.0


def test_what_nobody_registered_does_not_age():
    assert recency(found(type="no-such-kind", published_at=NOW - 9_000 * DAY), NOW) == 1.0


@pytest.mark.parametrize("code", sorted(kinds()))
def test_each_kind_ages_as_its_app_says(code):
    old, to_come = NOW - 9_000 * DAY, NOW + DAY
    factors = {Ageing.NEVER: (1.0, 1.0), Ageing.NEWS: (0.6, 1.0), Ageing.EVENT: (0.6, 1.2)}
    finds = found(type=code, published_at=old), found(type=code, starts_at=to_come)
    assert tuple(recency(one, NOW) for one in finds) == factors[kinds()[code].ageing]


def test_an_event_of_no_known_date_counts_as_old():
    assert recency(found(type="event"), NOW) == 0.6


def test_events_to_come_are_before_those_that_are_over():
    to_come = found("next", type="event", starts_at=NOW + DAY)
    over = found("past", type="event", starts_at=NOW - 900 * DAY)
    assert keys(ranked([over, to_come], language="en", now=NOW)) == ["next", "past"]
    assert recency(to_come, NOW) == 1.2


def test_the_readers_language_comes_first_among_equals():
    finds = [found("en", lang="en"), found("fr", lang="fr")]
    assert keys(ranked(finds, language="fr-ca", now=NOW)) == ["fr", "en"]


def test_editors_may_lift_a_thing():
    assert score_of(found(static_rank=2.0), "es", NOW) == 2 * score_of(found(), "es", NOW)


def test_ties_are_broken_by_newer_then_by_key():
    older, newer = NOW - 2 * DAY, NOW - DAY
    finds = [
        found("b", published_at=older),
        found("a", published_at=older),
        found("c", published_at=newer),
        found("d"),
    ]
    assert keys(ranked(finds, language="en", now=NOW)) == ["c", "a", "b", "d"]


def test_by_date_events_stand_where_they_begin():
    event = found("event", type="event", published_at=NOW - 50 * DAY, starts_at=NOW + 9 * DAY)
    news = found("news", type="news", published_at=NOW)
    assert keys(by_date([news, event])) == ["event", "news"]
