"""The weekly test of addresses outside: which answer, which do not, since when."""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import F

from common.http import NoAnswer, Refusal, fetch
from library.models import LinkCheck, ResourceFile, ResourcePage

EVERY = timedelta(days=7)
AT_ONCE = 50  # addresses a run
SECONDS_A_RUN = 45  # each address may take six; jobs end within 60 s (REL6)
NO_HEAD = {403, 405, 501}  # servers that answer HEAD so often answer GET well


def check_links(*, now: datetime, limit: int = AT_ONCE) -> int:
    """Test the addresses that are due, longest untested first; forget those no record names.

    Returns how many were tested. Nothing outside is asked inside a transaction.
    """
    urls = set(_linked_urls())
    LinkCheck.objects.exclude(url__in=urls).delete()
    known = set(LinkCheck.objects.values_list("url", flat=True))
    LinkCheck.objects.bulk_create(
        [LinkCheck(url=url) for url in sorted(urls - known)], ignore_conflicts=True
    )
    due = LinkCheck.objects.exclude(checked_at__gt=now - EVERY)
    enough = time.monotonic() + SECONDS_A_RUN
    tested = 0
    for check in due.order_by(F("checked_at").asc(nulls_first=True), "pk")[:limit]:
        if time.monotonic() > enough:
            break
        check_link(check=check, now=now)
        tested += 1
    return tested


def check_link(*, check: LinkCheck, now: datetime) -> None:
    """Ask one address and keep what was found."""
    check.finding = _finding(check.url)
    check.is_ok = not check.finding
    check.checked_at = now
    check.broken_since = None if check.is_ok else (check.broken_since or now)
    check.save()


def _finding(url: str) -> str:
    """Empty if the address answers, else what happened in a few words."""
    try:
        answer = fetch(url, method="HEAD")
        if answer.status in NO_HEAD:
            answer = fetch(url, want_body=False)
    except Refusal as refusal:
        return f"refused: {refusal}"
    except NoAnswer as problem:
        return str(problem)
    # 401, 403 and 429 come from a place that is there and keeps programs out.
    return "" if answer.status < 400 or answer.status in (401, 403, 429) else str(answer.status)


def _linked_urls() -> Iterator[str]:
    """Every address that a live record names."""
    live = ResourcePage.objects.live()
    for field in ("source_link", "original_link"):
        yield from live.exclude(**{field: ""}).values_list(field, flat=True)
    files = ResourceFile.objects.filter(page__live=True).exclude(external_link="")
    yield from files.values_list("external_link", flat=True)
