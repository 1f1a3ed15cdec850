"""How long an engine takes over a library of synthetic documents (search.md §20)."""

import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice

from django.contrib.auth.models import AnonymousUser
from wagtail.models import Page

from common.audiences import GUESTS, MEMBERS, PUBLIC
from search.access import Principal
from search.analysis import plain_terms
from search.asking import Question, question_of
from search.backends.base import Ask, Engine, Sort
from search.documents import indexed
from search.evaluation import synthetic
from search.models import Sink
from search.parser import parse

LANGUAGES = ("en", "fr", "es")
BATCH = 500
# p95 at 100,000 documents (§20). Titles are always asked of the database.
BUDGETS_MS = {
    Sink.EMBEDDED: {"search": 50.0, "autocomplete": 20.0},
    Sink.ELASTIC: {"search": 100.0, "autocomplete": 20.0},
}
ANONYMOUS = Principal(frozenset({PUBLIC, GUESTS}), frozenset(), "en", True, AnonymousUser())
MEMBER = Principal(
    frozenset({PUBLIC, MEMBERS, "user:1", *(f"forum:{n}" for n in range(1, 8))}),
    frozenset({"p:7", "p:9"}),
    "en",
    False,
    AnonymousUser(),
)
SELECTED = {"type": frozenset({"post", "news"}), "country": frozenset({"region:2"})}


@dataclass(slots=True)
class Times:
    """Milliseconds, one for each time something was asked.

    `cpu_ms`: of the processor alone, without waiting for it while others have it.
    """

    ms: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)

    def percentile(self, share: int) -> float:
        """p50, p95, p99. 0 if nothing was asked."""
        return _percentile(self.ms, share)

    def __str__(self) -> str:
        p50, p95, p99 = (self.percentile(share) for share in (50, 95, 99))
        cpu = _percentile(self.cpu_ms, 95)
        return f"p50 {p50:6.1f}   p95 {p95:6.1f}   p99 {p99:6.1f} ms   (cpu p95 {cpu:6.1f})"

    @contextmanager
    def measured(self) -> Iterator[None]:
        begun, cpu = time.perf_counter(), time.process_time()
        yield
        self.ms.append((time.perf_counter() - begun) * 1000)
        self.cpu_ms.append((time.process_time() - cpu) * 1000)


def _percentile(values: list[float], share: int) -> float:
    if len(values) < 2:
        return values[0] if values else 0.0
    return statistics.quantiles(values, n=100, method="inclusive")[share - 1]


def filled(engine: Engine, name: str, number: int, tell: Callable[[str], None]) -> float:
    """Write so many documents into a new index. Returns the seconds the engine took."""
    engine.drop(name)
    engine.create(name)
    spent, done = 0.0, 0
    library = synthetic.documents(number)
    while part := [indexed(one, ANONYMOUS) for one in islice(library, BATCH)]:
        begun = time.perf_counter()
        refused = engine.write(name, part, (), 1)
        spent += time.perf_counter() - begun
        if refused:
            raise ValueError(f"refused: {refused}")
        done += len(part)
        if done % 20_000 == 0:
            tell(f"{done:,} documents")
    begun = time.perf_counter()
    engine.finish(name)
    engine.go_live(name)
    return spent + time.perf_counter() - begun


def asked(engine: Engine, name: str, rounds: int) -> dict[str, Times]:
    """Times by query of the mix, each asked by a visitor, by a member, with selections, by date."""
    times: dict[str, Times] = {}
    for turn in range(rounds + 1):
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


def beside(rounds: int) -> tuple[int, Times]:
    """Wagtail's own search over the pages of this database: how many, and its times.

    Asked for the ten commonest words of their titles, twenty hits each.
    """
    titles = Page.objects.live().values_list("title", flat=True)
    counted = Counter(word for title in titles for word in plain_terms(title) if len(word) > 3)
    times = Times()
    for turn in range(rounds + 1):
        for text, _often in counted.most_common(10):
            measured = times if turn else Times()
            with measured.measured():
                list(Page.objects.live().search(text)[:20])
    return len(titles), times


def together(times: dict[str, Times]) -> Times:
    return Times(
        [ms for one in times.values() for ms in one.ms],
        [ms for one in times.values() for ms in one.cpu_ms],
    )
