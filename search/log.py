"""What people look for and do not find, without who they are (search.md §10).

A row is written when the answer has gone out, and dropped if the database is busy: nobody waits
for it. Whoever asked not to be counted, programs and staff leave none.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

import structlog
from django.db import DatabaseError, connection, transaction
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from common.visitors import is_counted, visitor_hash
from search.models import QueryLog, SearchDay
from search.purging import purges
from search.request import SearchRequest
from search.results import Results

log = structlog.get_logger(__name__)

KEPT_DAYS = 90
PATIENCE = 50  # milliseconds for a database in use
BLANK = "…"
E_MAIL = re.compile("\\S+\\s*[@\ufe6b\uff20]\\s*\\S+")  # wide signs too, and blanks around it
FIGURES = re.compile(r"\d(?:[\s().+/-]?\d){4,}")  # telephone numbers, passports, accounts
YEARS = re.compile(r"(?:19|20)\d\d(?:[\s/-](?:19|20)\d\d)+")


def after(
    response: HttpResponse, request: HttpRequest, asked: SearchRequest, found: Results
) -> None:
    """Note the search once `response` has been sent. Only words on a first page are noted."""
    if not asked.text or asked.page > 1 or not is_counted(request):
        return
    today = timezone.now().date()  # UTC, as all days of figures
    row = QueryLog(
        day=today,
        query=without_traces(asked.text),
        lang=asked.lang,
        hits=found.total,
        engine=found.engine[:20],
        ms=found.ms,
    )
    _when_sent(response, lambda: _write(row, request, today))


def without_traces(text: str) -> str:
    """The words without what names a person: e-mail addresses, rows of five figures or more.

    Years beside each other are no number of anybody.
    """
    return FIGURES.sub(_unless_years, E_MAIL.sub(BLANK, text))[:256]


def _unless_years(figures: re.Match[str]) -> str:
    return figures[0] if YEARS.fullmatch(figures[0]) else BLANK


def _when_sent(response: HttpResponse, act: Callable[[], None]) -> None:
    """Do it when the server closes the answer, which is after the reader has it (PEP 3333)."""
    close = response.close

    def close_and_act() -> None:
        try:
            act()
        finally:
            close()

    response.close = close_and_act  # type: ignore[method-assign]


def _write(row: QueryLog, request: HttpRequest, today: date) -> None:
    try:
        with _impatient(), transaction.atomic():
            row.visitor = visitor_hash(request, today)
            row.save()
    except DatabaseError as problem:
        log.info("search.not_logged", problem=str(problem))


class _impatient:
    """Within, SQLite waits only a moment for another writer; PostgreSQL's inserts wait for none."""

    def __enter__(self) -> None:
        self._before = None
        if connection.vendor == "sqlite" and not connection.in_atomic_block:
            with connection.cursor() as cursor:
                self._before = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
                cursor.execute(f"PRAGMA busy_timeout = {PATIENCE}")

    def __exit__(self, *_problem: object) -> None:
        if self._before is not None:
            with connection.cursor() as cursor:
                cursor.execute(f"PRAGMA busy_timeout = {int(self._before)}")


# --- Figures of days ----------------------------------------------------------------------------
@purges("searches of visitors")
def forget_old(as_of: datetime) -> int:
    """Count the days that are over, then drop rows older than ninety days. Returns how many."""
    today = timezone.localtime(as_of).date()
    count_days(today)
    return QueryLog.objects.filter(day__lt=today - timedelta(days=KEPT_DAYS)).delete()[0]


def count_days(today: date) -> None:
    """Keep the counts of the days before `today`. Counting a day again gives the same."""
    days = (
        QueryLog.objects.filter(day__lt=today, day__gte=today - timedelta(days=KEPT_DAYS))
        .values("day", "lang")
        .annotate(searches=Count("pk"), without_results=Count("pk", filter=Q(hits=0)))
        .order_by("day", "lang")
    )
    SearchDay.objects.bulk_create(
        [SearchDay(**one) for one in days],
        update_conflicts=True,
        unique_fields=["day", "lang"],
        update_fields=["searches", "without_results"],
    )
