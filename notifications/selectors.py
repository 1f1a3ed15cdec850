"""Reads: a member's list of notifications."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.http import HttpRequest

from common.paging import ListPage, page_of
from members.models import User
from notifications.describing import described, with_actors
from notifications.models import Notification
from notifications.registry import Message


@dataclass(frozen=True, slots=True)
class Row:
    """One notification as its reader sees it."""

    notification: Notification
    message: Message


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of the list. `gone`: unread ones that have nothing left to say to this reader."""

    page: ListPage
    rows: list[Row]
    gone: list[int]


def notifications_of(member: User, request: HttpRequest) -> Listed:
    """The page of `member`'s notifications that `?page=` asks for, newest first.

    Queries: the count, the rows, blocks, and one a type on the page. Raises Http404.
    """
    page = page_of(with_actors(Notification.objects.visible_to(member)), request)
    found: list[Any] = list(page)
    rows = _rows(found, member)
    said = {row.notification.pk for row in rows}
    gone = [one.pk for one in found if one.pk not in said and one.read_at is None]
    return Listed(page, rows, gone)


def newest_unread(member: User, number: int) -> list[Row]:
    """Up to `number` unread ones, newest first, for the member's own page."""
    unread = with_actors(Notification.objects.visible_to(member).filter(read_at=None))
    return _rows(list(unread[: number * 2]), member)[:number]


def message_of(member: User, pk: int) -> Message | None:
    """What one's own notification says; None where there is no such, or nothing left to say."""
    row = with_actors(Notification.objects.visible_to(member).filter(pk=pk)).first()
    return described([row], member, for_list=True).get(pk) if row else None


def told_of(type: str, targets: Iterable[Model]) -> set[str]:
    """The keys of those of `targets` that somebody was told of by this type. One query."""
    keys = [str(one.pk) for one in targets]
    rows = Notification.objects.filter(type=type, target_key__in=keys)
    return set(rows.values_list("target_key", flat=True))


def _rows(found: list[Notification], member: User) -> list[Row]:
    messages = described(found, member, for_list=True)
    return [Row(one, messages[one.pk]) for one in found if one.pk in messages]
