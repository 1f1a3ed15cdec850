"""One search in the words of Elasticsearch (search.md §13).

Rights are filters of the base query, so nothing that a reader may not see is counted or scored.
Selections come behind the counting (`post_filter`), since a facet is counted without its own.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from elasticsearch.dsl.query import (
    Bool,
    CombinedFields,
    ConstantScore,
    DisMax,
    FunctionScore,
    Intervals,
    MatchAll,
    MatchPhrase,
    MatchPhrasePrefix,
    Prefix,
    Query,
    SpanFirst,
    SpanMulti,
    SpanNear,
    SpanTerm,
    Term,
    Terms,
)

from search.access import Principal
from search.asking import TYPED, Asked, AskedGroup, Question
from search.backends.base import FACETS, Ask, Sort

FIELD_OF = {
    "type": "type",
    "theme": "themes",
    "country": "places",
    "lang": "lang",
    "year": "year",
    "format": "format",
}
VALUES = 300  # of a facet, counted
# A word of the title counts like five of the text. Added up before they saturate, as BM25F does:
# the better of two scores, one of them five times as high, lost .037 nDCG@10 on Cranfield.
FIELDS = ["title^5", "text"]
TITLE_PHRASE = 1.2  # all that was typed, in order, in the title: 20 % more (search.md §8)
# What the beginning of a word scores, in the text and in the title: as a fairly common word does.
PREFIX_IN_TEXT, PREFIX_IN_TITLE = 2.0, 3.5
EXPANSIONS = 1024  # words that the last one of a phrase may begin, if it is a beginning
WHOLE_YEAR = 4  # figures

Body = dict[str, Any]
NEWEST = [{"dated_at": {"order": "desc", "missing": "_last"}}, {"key": "asc"}]
SHOWN = [
    "key",
    "type",
    "lang",
    "static_rank",
    {"field": "published_at", "format": "epoch_millis"},
    {"field": "starts_at", "format": "epoch_millis"},
]


def search_body(ask: Ask, timeout_ms: int) -> Body:
    """The whole request: the best as keys with what ranking needs, the total, the counts."""
    is_scored = bool(ask.question.groups) and ask.sort != Sort.DATE
    body: Body = {
        "query": _query(ask, is_scored=is_scored).to_dict(),
        "size": ask.limit,
        "sort": [{"_score": "desc"}, *NEWEST] if is_scored else NEWEST,
        "track_total_hits": True,
        "timeout": f"{timeout_ms}ms",
        "stored_fields": "_none_",
        "docvalue_fields": SHOWN,
    }
    if chosen := [_chosen(facet, values) for facet, values in ask.selected.items()]:
        body["post_filter"] = Bool(filter=chosen).to_dict()
    if ask.with_facets:
        body["aggs"] = {facet: _counted(facet, ask.selected) for facet in FACETS}
    return body


def titles_body(words: Sequence[str], principal: Principal, limit: int, timeout_ms: int) -> Body:
    """Titles with all words, the last one as a beginning: those in the reader's language first.

    Of each those that begin so, then newer ones.
    """
    *whole, last = words
    wanted: list[Query] = [Term("title_folded", {"value": word}) for word in whole]
    wanted.append(Prefix("title_folded", {"value": last}))
    query = Bool(filter=[*wanted, *_allowed(principal)], must_not=_denied(principal))
    query.should = [ConstantScore(filter=Term("lang", {"value": principal.lang}), boost=2)]
    # Without the index of beginnings, which knows two letters or more, there may be too many.
    if len(last) > 1:
        query.should.append(ConstantScore(filter=_begins(whole, last)))
    return {
        "query": query.to_dict(),
        "size": limit,
        "sort": [{"_score": "desc"}, *NEWEST],
        "timeout": f"{timeout_ms}ms",
        "stored_fields": "_none_",
        "docvalue_fields": ["key"],
    }


def _begins(whole: Sequence[str], last: str) -> Query:
    beginning = SpanMulti(match=Prefix("title_folded", {"value": last}))
    words = [SpanTerm("title_folded", {"value": word}) for word in whole]
    spans = [one.to_dict() for one in (*words, beginning)]
    in_order = SpanNear(clauses=spans, slop=0, in_order=True)
    return SpanFirst(match=in_order.to_dict(), end=len(spans))


def _allowed(principal: Principal) -> list[Query]:
    return [Terms("audience", sorted(principal.allow))]


def _denied(principal: Principal) -> list[Query]:
    return [Terms("ancestors", sorted(principal.denied))] if principal.denied else []


def _query(ask: Ask, *, is_scored: bool) -> Query:
    """What matches, for this reader."""
    question = ask.question
    filters = _allowed(ask.principal)
    if ask.only is not None:
        filters.append(Terms("key", sorted(ask.only)))
    excluded = [_holds(one, of_titles=False) for one in question.excluded]
    query = Bool(filter=filters, must_not=[*_denied(ask.principal), *excluded])
    if not question.groups:
        return query
    needed = min(max(ask.required, 1), len(question.groups))
    groups = Bool(
        should=[_group(one, of_titles=question.of_titles) for one in question.groups],
        minimum_should_match=needed,
    )
    if not is_scored:
        query.filter = [*filters, groups]
        return query
    query.must = [groups]
    return _raised(query, question)


def _raised(query: Query, question: Question) -> Query:
    """`query`, with more for what holds all that was typed in order in its title."""
    in_order = _in_order(question)
    if in_order is None:
        return query
    functions: Any = [{"filter": in_order, "weight": TITLE_PHRASE}]
    return FunctionScore(query=query, functions=functions, boost_mode="multiply")


def _group(group: AskedGroup, *, of_titles: bool) -> Query:
    """Any of these will do, and the best of them counts."""
    return DisMax(queries=[_holds(one, of_titles=of_titles) for one in group.any_of])


def _holds(asked: Asked, *, of_titles: bool) -> Query:
    """Documents with the word, the phrase or the beginning of a word."""
    if of_titles:
        return _in_field("title_folded", asked, boost=asked.weight)
    if len(asked.terms) == 1 and not asked.is_prefix:
        return CombinedFields(query=asked.terms[0], fields=FIELDS, boost=asked.weight)
    if asked.is_prefix:
        return DisMax(
            queries=[
                ConstantScore(filter=_in_field(field, asked), boost=asked.weight * score)
                for field, score in (("title", PREFIX_IN_TITLE), ("text", PREFIX_IN_TEXT))
            ]
        )
    # In order in one of the fields; its words score as they would alone.
    return Bool(
        must=[CombinedFields(query=" ".join(asked.terms), fields=FIELDS, operator="and")],
        filter=[_in_field("title", asked) | _in_field("text", asked)],
        boost=asked.weight,
    )


def _in_field(field: str, asked: Asked, boost: float = TYPED) -> Query:
    words = " ".join(asked.terms)
    if len(asked.terms) > 1:
        if asked.is_prefix:
            return MatchPhrasePrefix(
                field, {"query": words, "max_expansions": EXPANSIONS, "boost": boost}
            )
        return MatchPhrase(field, {"query": words, "boost": boost})
    if asked.is_prefix:
        return Prefix(field, {"value": words, "boost": boost})
    return Term(field, {"value": words, "boost": boost})


def _in_order(question: Question) -> Query | None:
    """Titles in which the groups follow each other; None if that says nothing.

    That is so of a single word. Beginnings of words are left out: the server takes them here only
    up to 128 words each, and refuses the whole search beyond.
    """
    parts = [[one for one in group.any_of if one.weight >= TYPED] for group in question.groups]
    if not all(parts) or any(one.is_prefix for part in parts for one in part):
        return None
    if sum(min(len(one.terms) for one in part) for part in parts) < 2:
        return None
    field = "title_folded" if question.of_titles else "title"
    side_by_side = {"ordered": True, "max_gaps": 0}
    rules = [
        {"any_of": {"intervals": [
            {"match": {"query": " ".join(one.terms), **side_by_side}} for one in part
        ]}}
        for part in parts
    ]  # fmt: skip
    return Intervals(field, {"all_of": {"intervals": rules, **side_by_side}})


def _chosen(facet: str, values: Collection[str]) -> Query:
    """Documents with one of the values. What is no year is none of any document."""
    if facet == "year":
        years = sorted(int(one) for one in values if one.isdecimal() and len(one) <= WHOLE_YEAR)
        return Terms("year", years)
    return Terms(FIELD_OF[facet], sorted(values))


def _counted(facet: str, selected: Mapping[str, Collection[str]]) -> Body:
    """How many documents have each value, by all selections but those of this facet."""
    others = [_chosen(name, values) for name, values in selected.items() if name != facet]
    return {
        "filter": Bool(filter=others).to_dict() if others else MatchAll().to_dict(),
        "aggs": {
            "values": {"terms": {"field": FIELD_OF[facet], "size": VALUES, "min_doc_count": 1}}
        },
    }
