"""What staff see of the search: what is not found, what is slow, how the indexes are."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Avg, Count, Max, Min, Q
from django.db.models.functions import Lower
from django.utils import timezone

from search import outbox
from search.backends import engines
from search.models import Generation, Outbox, QueryLog

MOST_ROWS = 50
SLOW_MS = 200  # twice the longest budget of search.md §20
DAYS = (7, 30, 90)


@dataclass(frozen=True, slots=True)
class Unfound:
    """Words that found nothing: how often they were asked, by how many, when the last time."""

    query: str
    lang: str
    times: int
    visitors: int
    last: date


@dataclass(frozen=True, slots=True)
class Slow:
    """Words whose answer took long, in milliseconds."""

    query: str
    engine: str
    times: int
    longest: int
    mean: int


@dataclass(frozen=True, slots=True)
class Report:
    """The searches of the last `days` days."""

    days: int
    searches: int
    without_results: int
    unfound: list[Unfound]
    slow: list[Slow]

    @property
    def rate(self) -> int:
        """Of a hundred searches, how many find nothing."""
        return round(100 * self.without_results / self.searches) if self.searches else 0


def report_of(days: int) -> Report:
    """What was searched in the last `days` days. Three queries."""
    rows = QueryLog.objects.filter(day__gte=_first_day(days))
    counted = rows.aggregate(all=Count("pk"), none=Count("pk", filter=Q(hits=0)))
    return Report(days, counted["all"], counted["none"], unfound(days), _slow(days))


def _first_day(days: int) -> date:
    """The first of the last `days` days: of UTC, as all days of figures."""
    return timezone.now().date() - timedelta(days=days - 1)


def unfound(days: int, *, most: int = MOST_ROWS) -> list[Unfound]:
    """Searches that found nothing, most asked first; capitals do not count. One query."""
    rows = (
        QueryLog.objects.filter(day__gte=_first_day(days), hits=0)
        .annotate(words=Lower("query"))
        .values("words", "lang")
        .annotate(
            times=Count("pk"),
            visitors=Count("visitor", distinct=True),
            last=Max("day"),
        )
        .order_by("-times", "words", "lang")
    )
    return [
        Unfound(row["words"], row["lang"], row["times"], row["visitors"], row["last"])
        for row in rows[:most]
    ]


def _slow(days: int) -> list[Slow]:
    rows = (
        QueryLog.objects.filter(day__gte=_first_day(days), ms__gte=SLOW_MS)
        .annotate(words=Lower("query"))
        .values("words", "engine")
        .annotate(times=Count("pk"), longest=Max("ms"), mean=Avg("ms"))
        .order_by("-longest", "words")
    )
    return [
        Slow(row["words"], row["engine"], row["times"], row["longest"], round(row["mean"]))
        for row in rows[:MOST_ROWS]
    ]


@dataclass(frozen=True, slots=True)
class SinkHealth:
    """One engine: what waits for it, since when, and its indexes, the newest first."""

    name: str
    waiting: int
    oldest: datetime | None
    dead: list[Outbox]
    dead_count: int
    indexes: list[Generation]


def health() -> list[SinkHealth]:
    """All engines of this site. Five queries for each."""
    sinks = []
    for engine in engines.every():
        dead = Outbox.objects.filter(sink=engine.sink, dead=True)
        indexes = Generation.objects.filter(sink=engine.sink).order_by("-created")
        sinks.append(
            SinkHealth(
                engine.name,
                outbox.depth(engine.sink),
                outbox.oldest(engine.sink),
                list(dead.order_by("created")[:MOST_ROWS]),
                dead.count(),
                list(indexes[:10]),
            )
        )
    return sinks


def ill() -> tuple[int, datetime | None]:
    """Of all queues: how many rows are dead, and since when the others wait. One query."""
    counted = Outbox.objects.aggregate(
        dead_rows=Count("pk", filter=Q(dead=True)),
        waits_since=Min("created", filter=Q(dead=False)),
    )
    return counted["dead_rows"], counted["waits_since"]
