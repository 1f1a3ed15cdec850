"""Answers as browsers send them, in JSON or as a plain form, turned into what services take."""

from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, QueryDict

from learning.models import Attempt
from learning.taking.received import answers_of, object_in
from learning.taking.saving import SaveResult, SaveStatus, Sent, question_in


def answers_in_json(request: HttpRequest) -> tuple[list[Sent], dict[str, Any]]:
    """(answers, the whole body). Raises BadRequest where the body is no such thing."""
    try:
        body = object_in(request.body)
        return answers_of(body), body
    except ValueError as problem:
        raise BadRequest(str(problem)) from problem


def answers_in_form(data: QueryDict, attempt: Attempt) -> list[Sent]:
    """One answer for each slot whose fields are in the form; it names them in hidden `h<slot>`."""
    sent = []
    for name in data:
        if name.startswith("h") and name[1:].isascii() and name[1:].isdecimal():
            slot = int(name[1:])
            if str(slot) in attempt.layout["slots"]:
                sent.append(Sent(slot, _from_form(data, attempt, slot), rendered=str(data[name])))
    return sent


def as_json(result: SaveResult) -> dict[str, Any]:
    """One result of a save, for the browser."""
    row: dict[str, Any] = {"slot": result.slot, "status": result.status}
    if result.reason:
        return row | {"reason": result.reason}
    saved_at = result.saved_at.isoformat() if result.saved_at else None
    if result.number:  # so that 1,234 is not taken for 1.234 without a word
        row["state"], row["read_as"] = result.number
    row |= {"rev": result.rev, "client_seq": result.client_seq, "saved_at": saved_at}
    if result.status == SaveStatus.OLDER:
        row["answer"] = result.counting
    return row | {"rendered": result.rendered}


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
