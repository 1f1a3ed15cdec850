"""The library's jobs on the clock."""

from datetime import datetime, timedelta

from common.periodic import register
from common.visitors import forget_past_days
from library.models import DownloadMark
from library.services import check_links


@register("library.links", every=timedelta(hours=1))
def check_addresses(now: datetime) -> None:
    """Each address is tested once a week, some of them each hour."""
    check_links(now=now)


@register("library.marks", every=timedelta(hours=1))
def forget_marks(now: datetime) -> None:
    """Yesterday's visitors are nobody: their marks go, and the salt with them (K15)."""
    DownloadMark.objects.filter(day__lt=now.date()).delete()
    forget_past_days(now.date())
