"""search.md §17: who answers when Elasticsearch does not."""

from dataclasses import dataclass, field

import pytest
from django.utils import timezone
from structlog.testing import capture_logs

from search import breaker
from search.access import Principal
from search.asking import Question
from search.backends import engines
from search.backends.base import Answer, Ask, EngineDown, EngineMistake
from search.models import Generation
from search.models.generations import State

ASK = Ask(
    question=Question(),
    principal=Principal(frozenset({"public"}), frozenset(), "en", True, None),
)


@dataclass
class Fake:
    """An engine that does what it is told, and counts how often it is asked."""

    name: str
    sink: str
    problem: Exception | None = None
    asked: list[str] = field(default_factory=list)

    def search(self, generation, ask):
        self.asked.append(generation)
        if self.problem:
            raise self.problem
        return Answer(total=1)


@pytest.fixture(autouse=True)
def _nothing_known():
    for one in (breaker.questions, breaker.writes):
        one.forget()
    yield
    for one in (breaker.questions, breaker.writes):
        one.forget()


@pytest.fixture
def server(monkeypatch):
    remote = Fake("elasticsearch", "elastic")
    monkeypatch.setattr(engines, "remote", lambda: remote)
    return remote


@pytest.fixture
def database(db, monkeypatch):
    embedded = Fake("sqlite", "embedded")
    monkeypatch.setattr(engines, "embedded", lambda: embedded)
    for sink in ("embedded", "elastic"):
        Generation.objects.create(
            sink=sink, name=f"{sink}-1", state=State.LIVE, heartbeat=timezone.now()
        )
    return embedded


@pytest.fixture
def clock(monkeypatch):
    """A clock that a test sets forward."""

    @dataclass
    class Clock:
        now: float = 1_000_000.0

        def time(self):
            return self.now

    one = Clock()
    monkeypatch.setattr("time.time", one.time)  # for the cache as well
    return one


def who_answers():
    return breaker.ask(ASK).engine


def test_the_server_answers_while_it_can(server, database):
    assert who_answers() == "elasticsearch"
    assert database.asked == []


def test_without_a_server_the_database_answers(database, monkeypatch):
    monkeypatch.setattr(engines, "remote", lambda: None)
    assert who_answers() == "sqlite"


def test_a_server_without_an_index_is_no_failure(server, database):
    Generation.objects.filter(sink="elastic").delete()
    with capture_logs() as lines:
        assert who_answers() == "sqlite"
    assert (lines, server.asked) == ([], [])
    assert breaker.questions.is_closed()


def test_a_server_that_fails_is_left_alone_and_told_of_once(server, database, clock):
    server.problem = EngineDown("refused")
    with capture_logs() as lines:
        assert [who_answers() for _ in range(5)] == ["sqlite"] * 5
    assert len(server.asked) == 1
    assert [line["event"] for line in lines] == ["search.degraded"]
    assert breaker.questions.openings() == 1


@pytest.mark.parametrize("failures", [1, 2, 3, 4, 6])
def test_the_pause_doubles_up_to_a_minute(failures, server, database, clock):
    server.problem = EngineDown("refused")
    for pause in [10, 20, 40, 60, 60, 60][:failures]:
        asked = len(server.asked)
        who_answers()
        assert len(server.asked) == asked + 1
        clock.now += pause - 0.5
        who_answers()
        assert len(server.asked) == asked + 1
        clock.now += 1


def test_one_alone_tries_again_after_the_pause(server, database, clock):
    """The others go on to the database while it tries."""
    server.problem = EngineDown("refused")
    who_answers()
    clock.now += 11
    assert [breaker.questions.lets_through() for _ in range(3)] == [True, False, False]


def test_the_server_is_asked_again_as_soon_as_one_question_was_answered(server, database, clock):
    server.problem = EngineDown("refused")
    who_answers()
    clock.now += 11
    server.problem = None
    with capture_logs() as lines:
        assert [who_answers(), who_answers()] == ["elasticsearch", "elasticsearch"]
    assert [line["event"] for line in lines] == ["search.recovered"]


def test_a_new_outage_begins_with_the_short_pause_and_is_told_of(server, database, clock):
    for _ in range(2):
        server.problem = EngineDown("refused")
        with capture_logs() as lines:
            who_answers()
        assert [line["event"] for line in lines] == ["search.degraded"]
        clock.now += 11
        server.problem = None
        assert who_answers() == "elasticsearch"
    assert breaker.questions.openings() == 2


def test_our_own_mistake_does_not_open_it(server, database):
    server.problem = EngineMistake("unknown field")
    with capture_logs() as lines:
        assert [who_answers(), who_answers()] == ["sqlite", "sqlite"]
    assert len(server.asked) == 2
    assert {line["event"] for line in lines} == {"search.refused"}
    assert breaker.questions.is_closed()


def test_all_workers_know_within_a_second(server, database, clock):
    """Another worker's copy is one more Breaker of the same name."""
    other = breaker.Breaker("questions", "search.degraded", "search.recovered")
    assert other.is_closed()
    server.problem = EngineDown("refused")
    who_answers()
    clock.now += 1.1
    assert not other.lets_through()


def test_a_failure_heard_late_changes_nothing(server, database, clock):
    """Two workers asked before it opened; the second to fail neither tells nor doubles."""
    other = breaker.Breaker("questions", "search.degraded", "search.recovered")
    with capture_logs() as lines:
        breaker.questions.failed(EngineDown("refused"))
        other.failed(EngineDown("refused"))
    assert len(lines) == 1
    clock.now += 10.5
    assert other.lets_through()


def test_saves_do_not_write_while_questions_fail(server, database, clock):
    assert breaker.saves_may_write()
    breaker.questions.failed(EngineDown("refused"))
    assert not breaker.saves_may_write()


def test_a_server_that_takes_no_documents_still_answers(server, database, clock):
    breaker.writes.failed(EngineDown("disk full"))
    assert not breaker.saves_may_write()
    assert who_answers() == "elasticsearch"


def test_nobody_answers_where_no_index_was_ever_built(server, database):
    Generation.objects.all().delete()
    with pytest.raises(EngineDown):
        who_answers()


def test_a_question_costs_one_query_more_a_second_at_most(
    server, database, clock, django_assert_num_queries
):
    who_answers()
    with django_assert_num_queries(1):  # the live index
        who_answers()


def test_a_server_that_is_back_is_asked_again_though_it_refused_the_question_that_tried(
    server, database, clock
):
    """It answers: what it could not read was a mistake of ours, and others wait for it."""
    server.problem = EngineDown("refused")
    who_answers()
    clock.now += breaker.FIRST_PAUSE_S + 1
    server.problem = EngineMistake("400")
    assert who_answers() == "sqlite"
    assert breaker.questions.is_closed()
    server.problem = None
    assert who_answers() == "elasticsearch"
