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
from notifications.registry import (
    Message,
    NotificationType,
    Told,
    UnknownType,
    family,
    known_keys,
    type_of,
)

log = structlog.get_logger(__name__)

ACTOR = ("actor__profile__member_type", "actor__profile__country_of_residence")


def with_actors(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """The rows, read with what a byline of the actor needs."""
    return rows.select_related(*ACTOR)


def described(rows: Collection[Notification], recipient: User) -> dict[int, Message]:
    """{number of the notification: what it says}, in the language that is active, for a mail.

    Left out is what the recipient may not see now: targets that are gone or closed to them (asked
    of the type's `targets`, one query a type), acts of people with a block between them (but of
    families that pass it), types of an app that has gone. Raises whatever a type raises.
    """
    said = ((one.row.pk, _message([one], recipient)) for one in _seen(rows, recipient))
    return {pk: message for pk, message in said if message is not None}


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list shows: `messages` by number, as `described`, with their titles alone.

    `unsaid`: those that nobody can describe now, as their type failed or its app is away. They may
    still have something to say, so nobody has read them.
    """

    messages: dict[int, Message]
    unsaid: set[int]


def listed(rows: Collection[Notification], recipient: User) -> Listed:
    """What these say in a list. A type that fails is logged: the others must be read."""
    known = set(known_keys())
    found = Listed({}, {row.pk for row in rows if row.type not in known})
    for one in _seen(rows, recipient, for_list=True):
        try:
            message = _message([one], recipient, in_full=False)
        except Exception:  # whatever an app's type does wrong
            log.exception("notification_not_described", type=one.kind.key)
            found.unsaid.add(one.row.pk)
            continue
        if message is not None:
            found.messages[one.row.pk] = message
    return found


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
    groups: dict[tuple[str, str], list[_Seen]] = defaultdict(list)
    for one in sorted(_seen(rows, recipient), key=lambda one: order[one.row.pk]):
        together = one.kind.together
        about = together(one.targets[0]) if together else f"row {one.row.pk}"
        groups[one.kind.key, about].append(one)
    found = []
    for alike in groups.values():
        message = _message(alike, recipient)
        if message is not None:
            found.append(Summed([one.row for one in alike], message))
    return found


def still_there(rows: Collection[Notification], recipient: User) -> set[int]:
    """The numbers of those that the recipient may see now, without their words."""
    return {one.row.pk for one in _seen(rows, recipient, for_list=True)}


@dataclass(frozen=True, slots=True)
class _Seen:
    """A notification with its type and those of its targets that are to be told, newest first.

    `count`: its acts, but for those on targets that the recipient may not see.
    """

    kind: NotificationType
    row: Notification
    targets: list[Any]
    count: int


def _message(alike: list[_Seen], recipient: User, *, in_full: bool = True) -> Message | None:
    """What these say as one, the newest first."""
    newest = alike[0]
    targets = {target.pk: target for one in alike for target in one.targets}
    told = Told(
        recipient,
        newest.targets[0],
        newest.row.actor,
        newest.row.data,
        sum(one.count for one in alike),
        in_full=in_full,
        targets=tuple(targets.values()),
    )
    return newest.kind.describe(told)


def _seen(
    rows: Collection[Notification], recipient: User, *, for_list: bool = False
) -> Iterator[_Seen]:
    """Those with something to tell: a list has all that a burst did, a mail what none has told.

    One query a type, and one for blocks.
    """
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
        targets = kind.targets(recipient).filter(
            pk__in={key for row in alike for key in _keys(row)}
        )
        seen = {str(target.pk): target for target in targets}
        for row in alike:
            keys = _keys(row)
            to_tell = keys if for_list else keys[-max(1, row.count - row.told) :]
            shown = [seen[key] for key in dict.fromkeys(reversed(to_tell)) if key in seen]
            if shown:
                unseen = sum(key not in seen for key in keys)
                yield _Seen(kind, row, shown, max(1, row.count - unseen))


def _keys(row: Notification) -> list[str]:
    """The targets of its acts, oldest first; of a long burst the last ones."""
    return row.keys or [row.target_key]
