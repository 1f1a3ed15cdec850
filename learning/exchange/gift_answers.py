"""What stands in the braces of a GIFT question, as a block of the bank."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.html import escape, strip_tags
from django.utils.translation import gettext as _

from learning.exchange.found import QuestionRefused, item, share_of
from learning.grading.numbers import plain_decimal

_TRUTH = re.compile(r"\A(T|TRUE|F|FALSE)\s*(?:#([^#]*))?(?:#(.*))?\Z", re.IGNORECASE | re.DOTALL)
_SIGN = re.compile(r"([=~])")
_WEIGHT = re.compile(r"\A\s*%(-?[0-9]+(?:\.[0-9]+)?)%")
_FORMAT = re.compile(r"\A\s*\[(?:html|plain|markdown|moodle)\]", re.IGNORECASE)
_NUMBER = re.compile(
    r"\A[+-]?(?:[0-9]{1,30}(?:\.[0-9]{0,30})?|\.[0-9]{1,30})(?:[eE][+-]?[0-9]{1,2})?\Z"
)
_HIDDEN = str.maketrans(
    {
        "\ue010": "~",
        "\ue011": "=",
        "\ue012": "#",
        "\ue013": "{",
        "\ue014": "}",
        "\ue015": ":",
        "\ue016": "\\",
    }
)
LONGEST_CHOICE = 500  # characters
LONGEST_OPTION = 255


@dataclass(frozen=True, slots=True)
class _Answer:
    sign: str
    weight: str | None  # a share, where a percentage was written
    text: str
    feedback: str


def block_of(body: str, notes: list[str]) -> tuple[str, dict[str, Any]]:
    """(type, fields) for the body of the braces, its signs still hidden. Raises QuestionRefused."""
    if not body:
        raise QuestionRefused(_("Essays are not taken yet."))
    truth = _TRUTH.match(body)
    if truth:
        return "true_false", {
            "right": "true" if truth[1][0].upper() == "T" else "false",
            "feedback_wrong": _feedback(truth[2]),
            "feedback_right": _feedback(truth[3]),
        }
    if body.startswith("#"):
        return "numeric", _numeric(body[1:].strip(), notes)
    answers = _answers(body, notes)
    signs = {one.sign for one in answers}
    if signs == {"="}:
        if all("->" in one.text for one in answers):
            return "matching", _matching(answers)
        if any("->" in one.text for one in answers):
            raise QuestionRefused(_("Some answers are pairs and some are not."))
        return "short_text", _short_text(answers)
    if signs == {"~"}:
        if all(one.weight is None for one in answers):
            raise QuestionRefused(_("No answer is marked as right."))
        return "multiple", _choices(answers, notes) | {"allow_tick_all_score": False}
    return "single", _choices(answers, notes)


def _answers(body: str, notes: list[str]) -> list[_Answer]:
    head, *parts = _SIGN.split(body)
    if head.strip() or not parts:
        raise QuestionRefused(_("What stands in the braces is not known."))
    answers = []
    for sign, rest in zip(parts[::2], parts[1::2], strict=True):
        weight = _WEIGHT.match(rest)
        rest = rest[weight.end() :] if weight else rest
        text, _mark, feedback = rest.partition("#")
        share = share_of(weight[1], notes) if weight else None
        answers.append(_Answer(sign, share, text, feedback))
    return answers


def _shown(text: str) -> str:
    return text.translate(_HIDDEN)


def _line(text: str, notes: list[str], *, limit: int) -> str:
    """One line of plain text. HTML of an answer goes, and is noted. Raises QuestionRefused."""
    is_marked = _FORMAT.match(text)
    words = " ".join(_shown(text[is_marked.end() :] if is_marked else text).split())
    plain = strip_tags(words) if is_marked and "html" in is_marked[0].lower() else words
    if plain != words:
        notes.append(_("HTML of an answer was removed."))
    if not plain:
        raise QuestionRefused(_("An answer is empty."))
    if len(plain) > limit:
        raise QuestionRefused(_("An answer is too long."))
    return plain


def _feedback(text: str | None) -> str:
    words = " ".join(_shown(text or "").split())
    return f"<p>{escape(words)}</p>" if words else ""


def _choices(answers: list[_Answer], notes: list[str]) -> dict[str, Any]:
    rows = [
        item(
            {
                "text": _line(one.text, notes, limit=LONGEST_CHOICE),
                "weight": one.weight or ("1" if one.sign == "=" else "0"),
                "feedback": _feedback(one.feedback),
            }
        )
        for one in answers
    ]
    return {"choices": rows, "shuffle": True}


def _short_text(answers: list[_Answer]) -> dict[str, Any]:
    """A star of GIFT is a star of ours; other signs mean themselves."""
    rows = [
        item(
            {
                "pattern": _line(one.text, [], limit=LONGEST_OPTION),
                "weight": one.weight or "1",
                "feedback": _feedback(one.feedback),
            }
        )
        for one in answers
    ]
    return {"answers": rows, "case_sensitive": False}


def _matching(answers: list[_Answer]) -> dict[str, Any]:
    rows = []
    for one in answers:
        stem, _arrow, option = one.text.partition("->")
        words = " ".join(_shown(stem).split())
        rows.append(item({"text": words, "option": _line(option, [], limit=LONGEST_OPTION)}))
    if sum(bool(row["value"]["text"]) for row in rows) < 2:
        raise QuestionRefused(_("There are fewer than two things to match."))
    return {"stems": rows, "extra": [], "shuffle": True}


def _numeric(body: str, notes: list[str]) -> dict[str, Any]:
    if not body:
        raise QuestionRefused(_("An answer has no number."))
    parts = _answers(body, notes) if body[0] in "=~" else []
    if any(one.sign == "~" for one in parts):
        raise QuestionRefused(_("What stands in the braces is not known."))
    if not parts:
        number, _mark, feedback = body.partition("#")
        parts = [_Answer("=", None, number, feedback)]
    rows = []
    for one in parts:
        value, tolerance = _interval(_shown(one.text).strip())
        rows.append(
            item(
                {
                    "value": value,
                    "tolerance": tolerance,
                    "kind": "nominal",
                    "weight": one.weight or "1",
                    "feedback": _feedback(one.feedback),
                }
            )
        )
    return {
        "answers": rows,
        "units": [],
        "unit_mode": "none",
        "unit_penalty": "0.1",
        "penalty_base": "mark",
    }


def _interval(text: str) -> tuple[str, str]:
    """(value, tolerance) of `v`, `v:t`, `lo..hi`; a range is its middle ± half, exactly."""
    if ".." in text:
        low, high = (_number(one) for one in text.split("..", 1))
        return plain_decimal((low + high) / 2), plain_decimal(abs(high - low) / 2)
    value, _sign, tolerance = text.partition(":")
    if value.strip() == "*":
        return "*", "0"
    near = plain_decimal(_number(tolerance)) if tolerance.strip() else "0"
    return plain_decimal(_number(value)), near


def _number(text: str) -> Decimal:
    words = text.strip()
    try:
        if not _NUMBER.match(words):
            raise InvalidOperation
        return Decimal(words)
    except InvalidOperation as problem:
        reason = _("“%(text)s” cannot be read as a number.") % {"text": words[:60]}
        raise QuestionRefused(reason) from problem
