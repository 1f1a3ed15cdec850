"""What a reader may not see changes nothing of their answer but its order (search.md §5)."""

from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.indexing import SearchDoc
from search.access import Principal
from search.backends.base import FACETS
from tests.search.contract.box import ANYBODY, document, principal
from tests.search.contract.engines import EMBEDDED

WORDS = ["diaspora", "bonds", "canary", "migrants", "skills", "canaries", "bond"]
TOKENS = ["public", "guests", "members", "user:1", "forum:7", "cohort:3", "staff"]
ABOVE = ["p:1", "p:2", "c:5"]
NUMBERS = range(100, 112)
READERS = [
    ["public", "guests"],
    ["public", "members", "user:1"],
    ["public", "members", "user:2"],
    ["public", "members", "user:2", "forum:7"],
    ["public", "members", "user:2", "cohort:3"],
    ["public", "members", "user:9", "forum:7", "staff"],
]
texts = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
some = st.sets(st.sampled_from(["a", "b", "c"]), max_size=2).map(sorted).map(tuple)


@st.composite
def libraries(draw) -> list[SearchDoc]:
    return [
        document(
            f"page:{number}",
            draw(texts),
            draw(texts),
            type=draw(st.sampled_from(["news", "event", "post"])),
            lang=draw(st.sampled_from(["en", "fr"])),
            audience=frozenset(draw(st.sets(st.sampled_from(TOKENS), min_size=1, max_size=2))),
            ancestors=frozenset(
                {f"p:{number}"} | draw(st.sets(st.sampled_from(ABOVE), max_size=2))
            ),
            themes=draw(some),
            places=draw(some),
            year=draw(st.sampled_from([None, 2024, 2025])),
        )
        for number in NUMBERS[: draw(st.integers(1, len(NUMBERS)))]
    ]


@st.composite
def readers(draw) -> Principal:
    allow = draw(st.sampled_from(READERS))
    denied = draw(st.sets(st.sampled_from([*ABOVE, "p:101"]), max_size=2))
    return principal(*allow, denied=denied, is_anonymous="guests" in allow)


pieces = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(["cana*", "bo*", "-canary", "OR", '-"diaspora bonds"']),
    st.lists(st.sampled_from(WORDS), min_size=2, max_size=3).map(
        lambda some: f'"{" ".join(some)}"'
    ),
)
queries = st.lists(pieces, max_size=4).map(" ".join)
selections = st.dictionaries(
    st.sampled_from(["type", "theme", "country", "lang", "year"]),
    st.sets(st.sampled_from(["news", "event", "a", "b", "en", "2024"]), min_size=1, max_size=2),
    max_size=2,
)


@dataclass(frozen=True)
class Response:
    keys: frozenset[str]
    total: int
    is_cut: bool
    facets: dict[str, dict[str, int]]
    titles: frozenset[str]


def response(box, generation, who, typed, **values) -> Response:
    answer = box.ask(typed, who, generation=generation, **values)
    return Response(
        keys=frozenset(one.key for one in answer.found),
        total=answer.total,
        is_cut=answer.is_cut,
        facets={facet: dict(answer.facets.get(facet, {})) for facet in FACETS},
        titles=frozenset(box.engine.titles(generation, [typed[:3]], who, 20))
        if typed
        else frozenset(),
    )


def filled(box, generation, documents) -> None:
    """The generation with these documents and no others."""
    box.write(gone=[f"page:{number}" for number in NUMBERS], generation=generation)
    box.write(*documents, generation=generation)


ASKED = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.mark.slow  # two indexes are filled anew for each example
@ASKED
@given(libraries(), readers(), queries, selections, st.integers(1, 3))
def test_an_answer_is_the_same_without_what_the_reader_may_not_see(
    box, other, documents, who, typed, selected, required
):
    seen = [one for one in documents if who.admits(one)]
    filled(box, box.generation, documents)
    filled(box, other, seen)
    asked = {"selected": selected, "required": required}
    whole = response(box, box.generation, who, typed, **asked)
    assert whole == response(box, other, who, typed, **asked)
    assert whole.keys | whole.titles <= {one.key for one in seen}


@pytest.mark.slow  # two indexes are filled anew for each example
@pytest.mark.parametrize("box", EMBEDDED, indirect=True)
@ASKED
@given(libraries(), readers(), queries, selections, st.integers(1, 4))
def test_nor_does_it_decide_what_is_cut(box, other, documents, who, typed, selected, budget):
    """Which words lead to rows is chosen by public numbers, and the budget is of visible rows."""
    seen = [one for one in documents if who.admits(one) or ANYBODY.admits(one)]
    filled(box, box.generation, documents)
    filled(box, other, seen)
    usual, box.engine.budget = box.engine.budget, budget
    try:
        asked = {"selected": selected}
        assert response(box, box.generation, who, typed, **asked) == response(
            box, other, who, typed, **asked
        )
    finally:
        box.engine.budget = usual


@pytest.mark.parametrize("box", EMBEDDED, indirect=True)
@ASKED
@given(libraries(), st.lists(st.sampled_from(WORDS), min_size=1, max_size=4))
def test_what_is_said_of_words_to_anybody_is_of_public_documents(box, other, documents, words):
    filled(box, box.generation, documents)
    filled(box, other, [one for one in documents if ANYBODY.admits(one)])
    terms = ["diaspora", "bond", "canari", "migrant", "skill"]
    box.engine.finish(box.generation)
    box.engine.finish(other)
    counted = box.engine.public_frequencies(box.generation, terms)
    assert counted == box.engine.public_frequencies(other, terms)
    assert set(counted) == set(terms)
