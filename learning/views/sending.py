"""Answers as browsers send them, in JSON or as a plain form, turned into what services take."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import BadRequest
from django.http import HttpRequest, QueryDict
from django.utils.dateparse import parse_datetime

from learning.models import Attempt
from learning.taking.saving import SaveResult, Sent, question_in

MOST_ANSWERS = 500  # of one request; a quiz has fewer


def answers_in_json(request: HttpRequest) -> tuple[list[Sent], dict[str, Any]]:
    """(answers, the whole body). Raises BadRequest where the body is no such thing."""
    try:
        body = json.loads(request.body, parse_constant=_refuse_constant)
    except (ValueError, RecursionError, UnicodeDecodeError) as problem:
        raise BadRequest("not JSON") from problem
    if not isinstance(body, dict) or not isinstance(body.get("answers", []), list):
        raise BadRequest("answers are a list in an object")
    items = body.get("answers", [])
    if len(items) > MOST_ANSWERS or not all(isinstance(one, dict) for one in items):
        raise BadRequest("answers are objects, not too many")
    return [_sent(one) for one in items], body


def answers_in_form(data: QueryDict, attempt: Attempt) -> list[Sent]:
    """One answer for each slot whose fields are in the form; it names them in hidden `h<slot>`."""
    sent = []
    for name in data:
        if name.startswith("h") and name[1:].isascii() and name[1:].isdecimal():
            slot = int(name[1:])
            if str(slot) in attempt.layout["slots"]:
                sent.append(Sent(slot, _from_form(data, attempt, slot), rendered=str(data[name])))
    return sent


def as_uuid(value: Any) -> UUID | None:
    """A UUID from outside; None for anything else."""
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None


def as_json(result: SaveResult) -> dict[str, Any]:
    """One result of a save, for the browser."""
    row: dict[str, Any] = {"slot": result.slot, "status": result.status}
    if result.reason:
        return row | {"reason": result.reason}
    saved_at = result.saved_at.isoformat() if result.saved_at else None
    return row | {"rev": result.rev, "client_seq": result.client_seq, "saved_at": saved_at}


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
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo else None


def _from_form(data: QueryDict, attempt: Attempt, slot: int) -> Any:
    kind = question_in(attempt, slot)["type"]
    name = f"s{slot}"
    if kind == "single":
        return {"choice": data.get(name, "")}
    if kind == "multiple":
        return {"choices": data.getlist(name)}
    if kind == "true_false":
        values = {"true": True, "false": False}
        value = data.get(name, "")
        return {"value": values.get(value, value)}
    if kind == "matching":
        stems = attempt.layout["slots"][str(slot)]["stems"]
        return {"pairs": {stem: data.get(f"{name}-{stem}", "") for stem in stems}}
    return {"text": data.get(name, "")}
