"""Figures of the search for whoever shows figures (search.md §3)."""

from datetime import timedelta

from django.db.models import Count, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.counters import register
from search.models import QueryLog, SearchDay

MONTH = 30  # days


def month_figures() -> tuple[int, int]:
    """Searches of the last thirty days, today among them, and those that found nothing.

    Two queries: days that are over are counted already.
    """
    today = timezone.now().date()  # UTC, as all days of figures
    days = SearchDay.objects.filter(day__gt=today - timedelta(days=MONTH), day__lt=today)
    kept = days.aggregate(searches=Sum("searches"), without=Sum("without_results"))
    counted = SearchDay.objects.filter(day__lt=today).values("day")
    rest = QueryLog.objects.filter(day__gt=today - timedelta(days=MONTH)).exclude(day__in=counted)
    raw = rest.aggregate(searches=Count("pk"), without=Count("pk", filter=Q(hits=0)))
    return (
        (kept["searches"] or 0) + raw["searches"],
        (kept["without"] or 0) + raw["without"],
    )


@register("searches_a_month", _("Searches in thirty days"))
def searches_a_month() -> int:
    return month_figures()[0]


@register("searches_without_result", _("Searches of a hundred that find nothing"))
def zero_result_rate() -> int:
    """Per cent; 0 while nobody searches."""
    searches, without = month_figures()
    return round(100 * without / searches) if searches else 0
