"""Notifications in words, and only those whose target their reader may see at this moment."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

import structlog
from django.db.models import QuerySet

from members.models import User
from members.selectors import blocked_pairs_with
from notifications.models import Notification
from notifications.registry import Message, NotificationType, Told, UnknownType, family, type_of

log = structlog.get_logger(__name__)

ACTOR = ("actor__profile__member_type", "actor__profile__country_of_residence")


def with_actors(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """The rows, read with what a byline of the actor needs."""
    return rows.select_related(*ACTOR)


def described(
    rows: Collection[Notification], recipient: User, *, for_list: bool = False
) -> dict[int, Message]:
    """{number of the notification: what it says}, in the language that is active.

    Left out is what the recipient may not see now: targets that are gone or closed to them (asked
    of the type's `targets`, one query a type), acts of people with a block between them (but of
    families that pass it), types of an app that has gone. A list (`for_list`) needs titles alone,
    and what a type fails to describe is logged and left out; for a mail the failure is raised.
    """
    messages: dict[int, Message] = {}
    for kind, row, target in _seen(rows, recipient):
        told = Told(recipient, target, row.actor, row.data, row.count, in_full=not for_list)
        try:
            message = kind.describe(told)
        except Exception:  # whatever an app's type does wrong: the others must be read
            if not for_list:
                raise
            log.exception("notification_not_described", type=kind.key)
            continue
        if message is not None:
            messages[row.pk] = message
    return messages


@dataclass(frozen=True, slots=True)
class Summed:
    """One item of a digest: what it says, and the notifications it tells of, newest first."""

    rows: list[Notification]
    message: Message


def summed_up(rows: Collection[Notification], recipient: User) -> list[Summed]:
    """What `described` says for a mail, in the order of `rows`; one item of what goes together.

    A member who was away for a day reads "3 posts wait", not three times that one does.
    """
    order = {row.pk: at for at, row in enumerate(rows)}
    groups: dict[tuple[str, str], list[tuple[NotificationType, Notification, Any]]]
    groups = defaultdict(list)
    seen = sorted(_seen(rows, recipient), key=lambda one: order[one[1].pk])
    for kind, row, target in seen:
        about = kind.together(target) if kind.together else f"row {row.pk}"
        groups[kind.key, about].append((kind, row, target))
    found = []
    for alike in groups.values():
        kind, newest, target = alike[0]
        message = kind.describe(
            Told(
                recipient,
                target,
                newest.actor,
                newest.data,
                sum(row.count for _kind, row, _target in alike),
                targets=tuple({one.pk: one for _kind, _row, one in alike}.values()),
            )
        )
        if message is not None:
            found.append(Summed([row for _kind, row, _target in alike], message))
    return found


def still_there(rows: Collection[Notification], recipient: User) -> set[int]:
    """The numbers of those that the recipient may see now, without their words."""
    return {row.pk for _kind, row, _target in _seen(rows, recipient)}


def _seen(
    rows: Collection[Notification], recipient: User
) -> Iterator[tuple[NotificationType, Notification, Any]]:
    """Each with its type and its target. One query a type, and one for blocks."""
    by_type: dict[str, list[Notification]] = defaultdict(list)
    for row in rows:
        by_type[row.type].append(row)
    blocked = blocked_pairs_with(recipient)
    for key, alike in by_type.items():
        try:
            kind = type_of(key)
        except UnknownType:
            log.warning("notification_of_unknown_type", type=key)
            continue
        of = family(kind.family)
        if not (of and of.passes_blocks):
            alike = [row for row in alike if row.actor_id not in blocked]
        targets = kind.targets(recipient).filter(pk__in={row.target_key for row in alike})
        seen = {str(target.pk): target for target in targets}
        for row in alike:
            if row.target_key in seen:
                yield kind, row, seen[row.target_key]
