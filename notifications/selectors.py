"""Reads: a member's list of notifications."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.http import HttpRequest

from common.paging import ListPage, page_of
from members.models import User
from notifications.describing import listed, with_actors
from notifications.models import Notification
from notifications.registry import Message
from notifications.unread import MOST


@dataclass(frozen=True, slots=True)
class Row:
    """One notification as its reader sees it."""

    notification: Notification
    message: Message


@dataclass(frozen=True, slots=True)
class PageOfList:
    """A page of the list. `gone`: unread ones that have nothing left to say to this reader."""

    page: ListPage
    rows: list[Row]
    gone: list[int]


def notifications_of(member: User, request: HttpRequest) -> PageOfList:
    """The page of `member`'s notifications that `?page=` asks for, newest first.

    Queries: the count, the rows, blocks, and one a type on the page. Raises Http404.
    """
    page = page_of(with_actors(Notification.objects.visible_to(member)), request)
    found: list[Any] = list(page)
    said = listed(found, member)
    there = said.messages.keys() | said.unsaid
    gone = [one.pk for one in found if one.pk not in there and one.read_at is None]
    return PageOfList(page, _rows(found, said.messages), gone)


def newest_unread(member: User, number: int) -> list[Row]:
    """Up to `number` unread ones, newest first, for the member's own page.

    Where the newest are closed to them, it is looked further, as far as the count above each page.
    """
    unread = with_actors(Notification.objects.visible_to(member).filter(read_at=None))
    shown: list[Row] = []
    for some in (slice(0, 2 * number), slice(2 * number, MOST)):
        found: list[Any] = list(unread[some])
        shown += _rows(found, listed(found, member).messages)
        if len(shown) >= number or len(found) < 2 * number:
            break
    return shown[:number]


def message_of(member: User, pk: int) -> Message | None:
    """What one's own notification says; None where there is no such, or nothing left to say."""
    row = with_actors(Notification.objects.visible_to(member).filter(pk=pk)).first()
    return listed([row], member).messages.get(pk) if row else None


def told_of(type: str, targets: Iterable[Model]) -> set[str]:
    """The keys of those of `targets` that somebody was told of by this type. One query."""
    keys = [str(one.pk) for one in targets]
    rows = Notification.objects.filter(type=type, target_key__in=keys)
    return set(rows.values_list("target_key", flat=True))


def _rows(found: Collection[Notification], messages: dict[int, Message]) -> list[Row]:
    return [Row(one, messages[one.pk]) for one in found if one.pk in messages]
