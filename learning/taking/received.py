"""Answers in JSON, as scripts send them and files hold them, turned into what services take."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_datetime

from learning.taking.saving import Sent

MOST_ANSWERS = 500  # of one request or file; a quiz has fewer


def object_in(text: str | bytes) -> dict[str, Any]:
    """The JSON object in `text`. Raises ValueError for anything else, as NaN or a list."""
    try:
        found = json.loads(text, parse_constant=_refuse_constant)
    except RecursionError as problem:
        raise ValueError("too deep") from problem
    if not isinstance(found, dict):
        raise ValueError("no object")
    return found


def answers_of(body: dict[str, Any]) -> list[Sent]:
    """The answers in `body`, in their order. Raises ValueError where they are no list of such."""
    items = body.get("answers", [])
    if not isinstance(items, list):
        raise ValueError("answers are a list in an object")
    if len(items) > MOST_ANSWERS or not all(isinstance(one, dict) for one in items):
        raise ValueError("answers are objects, not too many")
    return [_sent(one) for one in items]


def as_uuid(value: Any) -> UUID | None:
    """A UUID from outside; None for anything else."""
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _refuse_constant(name: str) -> None:
    raise ValueError(name)  # NaN and Infinity are no JSON


def _sent(item: dict[str, Any]) -> Sent:
    seq = item.get("client_seq")
    key = as_uuid(item.get("key"))
    is_number = isinstance(seq, int) and not isinstance(seq, bool)
    # Without a key or number of its own it would be taken for a plain form: refuse it by its slot.
    slot = item.get("slot") if key and is_number else None
    return Sent(
        slot=slot if isinstance(slot, int | str | type(None)) else None,
        answer=item.get("answer"),
        key=key,
        client_seq=seq if is_number else 0,
        client_at=_moment(item.get("client_at")),
    )


def _moment(value: Any) -> datetime | None:
    try:
        moment = parse_datetime(value) if isinstance(value, str) else None
        return moment.astimezone(UTC) if moment is not None and moment.tzinfo else None
    except (ValueError, OverflowError):  # the first hours of year 1 have no time in UTC
        return None
