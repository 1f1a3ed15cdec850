"""How long an engine takes over a library of synthetic documents (search.md §20)."""

import time
from collections.abc import Callable, Sequence
from itertools import islice

from django.contrib.auth.models import AnonymousUser

from common.audiences import GUESTS, MEMBERS, PUBLIC
from search.access import Principal
from search.analysis import plain_terms
from search.asking import Question, question_of
from search.backends.base import Ask, Engine, Sort
from search.documents import indexed
from search.evaluation import synthetic
from search.evaluation.times import Times
from search.generations import is_alive
from search.parser import parse

LANGUAGES = ("en", "fr", "es")
BATCH = 500
ANONYMOUS = Principal(frozenset({PUBLIC, GUESTS}), frozenset(), "en", True, AnonymousUser())
MEMBER = Principal(
    frozenset({PUBLIC, MEMBERS, "user:1", *(f"forum:{n}" for n in range(1, 8))}),
    frozenset({"p:7", "p:9"}),
    "en",
    False,
    AnonymousUser(),
)
SELECTED = {"type": frozenset({"post", "news"}), "country": frozenset({"region:2"})}


def filled(engine: Engine, name: str, number: int, tell: Callable[[str], None]) -> float:
    """Write so many documents into an empty index. Returns the seconds the engine took."""
    spent, done = 0.0, 0
    library = synthetic.documents(number)
    while part := [indexed(one, ANONYMOUS) for one in islice(library, BATCH)]:
        begun = time.perf_counter()
        refused = engine.write(name, part, (), 1)
        spent += time.perf_counter() - begun
        if refused:
            raise ValueError(f"refused: {refused}")
        done += len(part)
        is_alive(name)
        if done % 20_000 == 0:
            tell(f"{done:,} documents")
    begun = time.perf_counter()
    engine.finish(name)
    engine.refresh(name)
    return spent + time.perf_counter() - begun


def asked(engine: Engine, name: str, rounds: int) -> dict[str, Times]:
    """Times by query of the mix, each asked by a visitor, by a member, with selections, by date."""
    times: dict[str, Times] = {}
    for turn in range(rounds + 1):
        is_alive(name)
        for title, text in synthetic.queries().items():
            question = question_of(parse(text), LANGUAGES)
            for ask in _asks(question):
                measured = times.setdefault(title, Times()) if turn else Times()
                with measured.measured():  # the first round only warms up
                    engine.search(name, ask)
    return times


def _asks(question: Question) -> Sequence[Ask]:
    required = 1 if len(question.groups) != 2 else 2
    return (
        Ask(question=question, principal=ANONYMOUS, required=required),
        Ask(question=question, principal=MEMBER, required=required),
        Ask(question=question, principal=ANONYMOUS, required=required, selected=SELECTED),
        Ask(question=question, principal=ANONYMOUS, required=required, sort=Sort.DATE),
    )


def completed(engine: Engine, name: str, rounds: int) -> Times:
    """Times of proposals for beginnings of titles, of two letters and more."""
    begun = [
        synthetic.word(rank)[:letters] for rank in (1, 77, 777, 7_777) for letters in (2, 3, 5)
    ]
    pairs = [f"{synthetic.word(3)} {word}" for word in begun]
    times = Times()
    for turn in range(rounds + 1):
        for text in (*begun, *pairs):
            measured = times if turn else Times()
            with measured.measured():
                engine.titles(name, plain_terms(text), ANONYMOUS, 8)
    return times
