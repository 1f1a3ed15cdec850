"""Nothing in an answer differs with what its reader may not see (search.md §5, §22.2).

The order of finds is excepted, as the docs say: words of closed texts count in their weights.
"""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.backends import engines
from search.generations import live
from search.selectors import titles
from tests.factories.taxonomy import CountryFactory, ThemeFactory
from tests.search.whole.conftest import reader, search, thing

pytestmark = pytest.mark.django_db
WORDS = ("river", "rivers", "school", "georgia", "bridge", "remittance")
TOKENS = ("public", "guests", "members", "staff", "forum:7", "user:3", "cohort:2")
CLOSED = ("p:5", "c:9")
CANARY = "zzcanary"

texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)
drawn_things = st.lists(
    st.fixed_dictionaries(
        {
            "title": texts,
            "body": texts,
            "audience": st.sets(st.sampled_from(TOKENS), min_size=1, max_size=2),
            "ancestors": st.sets(st.sampled_from(CLOSED)),
            "type": st.sampled_from(("news", "post")),
            "lang": st.sampled_from(("en", "fr")),
            "themes": st.sets(st.sampled_from(("data", "youth"))).map(tuple),
            "places": st.sampled_from(((), ("GE",))),
            "year": st.sampled_from((2025, 2026)),
        }
    ),
    max_size=8,
)
readers = st.builds(
    lambda allow, denied: reader(*allow, denied=denied),
    st.sets(st.sampled_from(TOKENS[2:])),
    st.sets(st.sampled_from(CLOSED)),
)
questions = st.one_of(
    texts, st.just(""), st.just("riv*"), st.just('"river school"'), st.just("river -school")
)


def told(results):
    """All that a reader is told, but for the order of finds."""
    return {
        "hits": {(hit.key, hit.title_html, hit.snippet_html, hit.url) for hit in results.hits},
        "total": (results.total, results.total_is_cut, results.pages),
        "facets": results.facets,
        "did_you_mean": (results.did_you_mean, results.is_corrected),
        "relaxed": results.relaxed,
        "bridges": results.bridges and {hit.key for hit in results.bridges.hits},
    }


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(drawn=drawn_things, who=readers, typed=questions)
def test_an_answer_over_everything_is_the_answer_over_what_may_be_seen(put, drawn, who, typed):
    CountryFactory(code="GE", name="Georgia")
    for code in ("data", "youth"):
        ThemeFactory(code=code)
    everything = [
        # What is closed to the reader holds a word of its own: it must not be found anywhere.
        thing(number, **fields | {"title": f"{fields['title']} {'' if may else CANARY}".strip()})
        for number, fields in enumerate(drawn)
        for may in [who.admits(thing(number, **fields))]
    ]
    seen = [one for one in everything if who.admits(one)]
    answers = []
    for world in (everything, seen):
        put(*world)
        answers.append(
            [
                told(search(typed, who)),
                told(search(typed, who, type="post")),
                told(search(typed, who, sort="date")),
                {one.key for one in titles("ri", who)},
            ]
        )
    assert answers[0] == answers[1]
    for word in (CANARY, "zzcan*", "zzcanari"):
        assert search(word, who).total == 0
    engines.embedded().drop(live("embedded"))
