"""What is said to Elasticsearch, without one (search.md §13)."""

import json
from datetime import UTC, datetime

import pytest
from elasticsearch import (
    ApiError,
    AuthenticationException,
    BadRequestError,
    ConnectionError,
    ConnectionTimeout,
    NotFoundError,
)
from elasticsearch.dsl.query import Bool
from hypothesis import given
from hypothesis import strategies as st

from search.asking import OTHER_WORDS, Asked, AskedGroup, Question
from search.backends import elasticdocument
from search.backends.base import FACETS, Ask, EngineDown, EngineMistake, Sort
from search.backends.elastic import ElasticEngine
from search.backends.elasticclient import asking, connected, reaching
from search.backends.elasticdocument import MAPPING, mapping_hash, source_of
from search.backends.elasticquery import search_body, titles_body
from search.backends.elasticwriting import _refusal
from search.documents import Indexed
from tests.search.contract.box import ANYBODY, document, principal, question

READER = principal("public", "members", denied=["p:7", "c:2"])
MOMENT = datetime(2026, 11, 26, 12, 30, 15, 250_000, tzinfo=UTC)


def body(text="diaspora", who=READER, **values):
    return search_body(Ask(question=question(text), principal=who, **values), 800)


def test_a_field_that_is_not_declared_is_refused_and_not_guessed():
    assert MAPPING["dynamic"] == "strict"


def test_every_field_of_a_document_is_declared():
    whole = document(
        "page:1", "Title", "body", summary="s", labels=("l",), themes=("t",), places=("GE",),
        format="video", ancestors=frozenset({"p:1"}), starts_at=MOMENT,
    )  # fmt: skip
    assert source_of(Indexed(whole, True)).keys() == MAPPING["properties"].keys()


def test_nothing_that_is_shown_is_kept_there():
    """Texts are terms: what a reader sees comes from the index in the database."""
    source = source_of(Indexed(document("page:1", "The Titles", "Running", image="/i.png"), True))
    assert (source["title"], source["text"]) == ("titl", "run")
    assert not {"url", "image", "body", "summary"} & source.keys()


def test_what_is_empty_is_not_sent():
    source = source_of(Indexed(document("page:1", "", published_at=None, year=None), True))
    assert not {"title", "text", "year", "published_at", "dated_at", "themes"} & source.keys()


def test_what_begins_at_a_moment_is_dated_by_it():
    source = source_of(Indexed(document("page:1", type="event", starts_at=MOMENT), True))
    assert source["dated_at"] == source["starts_at"] == "2026-11-26T12:30:15.250+00:00"
    assert source["published_at"] != source["dated_at"]


def test_a_lone_surrogate_is_the_document_s_own_fault():
    with pytest.raises(ValueError, match="surrogates"):
        source_of(Indexed(document("page:1", themes=("\ud800",)), True))


def test_other_analysis_needs_another_index(monkeypatch):
    before = mapping_hash()
    monkeypatch.setattr(elasticdocument, "ANALYSIS_VERSION", 10**6)
    assert mapping_hash() != before


def test_rights_are_in_the_base_query_and_nowhere_else():
    """Before anything is counted: neither behind the counting nor in a count of its own."""
    whole = body(selected={"type": frozenset({"news"})})
    base = whole["query"]["bool"]
    assert {"terms": {"audience": ["members", "public"]}} in base["filter"]
    assert {"terms": {"ancestors": ["c:2", "p:7"]}} in base["must_not"]
    rest = json.dumps([whole["post_filter"], whole["aggs"]])
    assert "audience" not in rest
    assert "ancestors" not in rest


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("text", ["", "diaspora", "diaspora mapping", "who", "-x", "re* OR b"])
def test_every_question_is_asked_with_the_rights_of_its_reader(text, sort):
    assert '{"terms": {"audience": ["members", "public"]}}' in json.dumps(body(text, sort=sort))


def test_nobody_finds_nothing():
    assert {"terms": {"audience": []}} in body(who=principal())["query"]["bool"]["filter"]


def test_a_facet_is_counted_with_all_selections_but_its_own():
    selected = {"type": frozenset({"news"}), "country": frozenset({"GE", "AM"})}
    aggs = body(selected=selected)["aggs"]
    news, places = {"terms": {"type": ["news"]}}, {"terms": {"places": ["AM", "GE"]}}
    assert aggs.keys() == set(FACETS)
    assert aggs["type"]["filter"]["bool"]["filter"] == [places]
    assert aggs["country"]["filter"]["bool"]["filter"] == [news]
    assert aggs["year"]["filter"]["bool"]["filter"] == [news, places]
    assert all(one["aggs"]["values"]["terms"]["min_doc_count"] == 1 for one in aggs.values())


def test_all_is_counted_and_the_server_is_given_a_limit():
    assert (body()["track_total_hits"], body()["timeout"]) == (True, "800ms")


def test_the_engine_guesses_no_spelling():
    """It would read words of what the reader may not see (search.md §5)."""
    said = json.dumps([body('diapsora re* "a b"'), titles_body(["di"], READER, 8, 800)])
    assert not [word for word in ("fuzz", "suggest", "more_like") if word in said]


def test_a_beginning_leaves_the_bonus_of_titles_alone():
    """The server takes only 128 words that begin so, and refuses the whole search beyond."""
    assert "function_score" in body("diaspora mapping")["query"]
    assert "function_score" not in body("diaspora map*")["query"]
    assert "function_score" not in body("diaspora")["query"]


def test_what_counts_less_is_asked_so():
    asked = Question((AskedGroup((Asked(("a",)), Asked(("b",), weight=OTHER_WORDS))),))
    said = search_body(Ask(question=asked, principal=ANYBODY), 800)["query"]["bool"]["must"]
    queries = said[0]["bool"]["should"][0]["dis_max"]["queries"]
    assert [one["combined_fields"]["boost"] for one in queries] == [1.0, 0.6]


@given(st.text(max_size=40), st.integers(0, 20), st.sampled_from(list(Sort)))
def test_any_text_can_be_said(text, required, sort):
    said = body(text, required=required, sort=sort)
    assert json.loads(json.dumps(said).encode()) == said
    assert said["query"]


def test_one_letter_is_looked_for_without_the_index_of_beginnings():
    assert "span_first" not in str(titles_body(["bonds", "d"], READER, 8, 800))
    assert "span_first" in str(titles_body(["bonds", "di"], READER, 8, 800))


class Meta:
    def __init__(self, status):
        self.status = status


def api_error(status, kind=ApiError):
    return kind("some_exception", Meta(status), {"error": {"reason": "near [canary]"}})


FAILURES = [
    ConnectionError("refused"),
    ConnectionTimeout("timed out"),
    api_error(404, NotFoundError),  # the index or the alias is lost
    api_error(401, AuthenticationException),
    api_error(429),
    api_error(500),
    api_error(503),
]


def named(failure):
    """The same in every process of a run: processes compare the names of their tests."""
    status = getattr(getattr(failure, "meta", None), "status", "")
    return f"{type(failure).__name__}{status}"


@pytest.mark.parametrize("failure", FAILURES, ids=named)
def test_what_may_pass_by_itself_means_that_the_engine_is_down(failure):
    for way in (asking, reaching):
        with pytest.raises(EngineDown), way():
            raise failure


def test_a_question_the_server_cannot_read_is_a_mistake_of_ours():
    with pytest.raises(EngineMistake), asking():
        raise api_error(400, BadRequestError)
    with pytest.raises(EngineDown), reaching():  # what writes knows one way to fail
        raise api_error(400, BadRequestError)


def test_errors_do_not_repeat_what_people_typed():
    with pytest.raises(EngineMistake) as raised, asking():
        raise api_error(400, BadRequestError)
    assert "canary" not in str(raised.value)


class Silent:
    """A client whose answers are given."""

    def __init__(self, **answer):
        self.answer = {"timed_out": False, "_shards": {"failed": 0}} | answer
        self.timeouts = []

    def options(self, request_timeout):
        self.timeouts.append(request_timeout)
        return self

    def search(self, **body):
        class Response:
            pass

        response = Response()
        response.body = self.answer
        return response


EMPTY = {"hits": {"total": {"value": 0}}}


@pytest.mark.parametrize("short", [{"timed_out": True}, {"_shards": {"failed": 1}}])
def test_a_short_answer_is_none(short):
    engine = ElasticEngine(Silent(**EMPTY, **short))
    with pytest.raises(EngineDown):
        engine.search("m4d-1", Ask(question=question("a"), principal=READER))
    with pytest.raises(EngineDown):
        engine.titles("m4d-1", ["di"], READER, 8)


def test_a_question_waits_a_second_and_a_save_as_long_as_it_may():
    client = Silent(**EMPTY)
    engine = ElasticEngine(client)
    ask = Ask(question=question("a"), principal=READER)
    engine.search("m4d-1", ask)
    engine.within(0.3).search("m4d-1", ask)
    assert client.timeouts == [1.0, 0.3, 0.3]  # once for all that the copy does


def item(kind, status, error=None):
    return {kind: {"_id": "page:1", "status": status} | ({"error": error} if error else {})}


@pytest.mark.parametrize(
    "problem",
    [item("index", 409, {"type": "version_conflict"}), item("delete", 409), item("delete", 404)],
)
def test_what_is_newer_or_already_gone_is_no_failure(problem):
    assert _refusal(problem) == {}


def test_what_the_server_will_never_take_is_named():
    problem = item("index", 400, {"type": "document_parsing_exception", "reason": "too long"})
    assert _refusal(problem) == {"page:1": "document_parsing_exception: too long"}


@pytest.mark.parametrize(
    "problem",
    [
        item("index", 429, {"type": "es_rejected_execution_exception"}),
        item("index", 503, {"type": "unavailable_shards_exception"}),
        item("index", 403, {"type": "cluster_block_exception"}),
        item("index", 404, {"type": "index_not_found_exception"}),
        item("delete", 404, {"type": "index_not_found_exception"}),
    ],
)
def test_what_the_server_may_take_another_time_is_an_outage(problem):
    with pytest.raises(EngineDown):
        _refusal(problem)


def test_selections_of_no_value_find_nothing():
    chosen = body(selected={"year": frozenset({"soon"})})["post_filter"]
    assert chosen == Bool(filter=[{"terms": {"year": []}}]).to_dict()


@pytest.mark.parametrize(
    ("address", "port"), [("https://search.example", 9200), ("https://search.example:443/es", 443)]
)
def test_an_address_need_not_name_the_usual_port(address, port):
    (node,) = connected(address).transport.node_pool.all()
    assert node.port == port


@pytest.mark.parametrize("address", ["search.example:9200", "https://search.example:99999"])
def test_an_address_that_cannot_be_leaves_readers_with_the_other_engine(address):
    with pytest.raises(EngineDown):
        connected(address)
