"""What stands in the braces of a GIFT question, as a block of the bank."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from learning.exchange.found import QuestionRefused, item, share_of
from learning.exchange.words import show_escapes, words_as_html, words_as_line
from learning.grading.numbers import plain_decimal

_TRUTH = re.compile(r"\A(T|TRUE|F|FALSE)\s*(?:#([^#]*))?(?:#(.*))?\Z", re.IGNORECASE | re.DOTALL)
_SIGN = re.compile(r"([=~])")
_WEIGHT = re.compile(r"\A\s*%(-?[0-9]+(?:\.[0-9]+)?)%")
_NUMBER = re.compile(
    r"\A[+-]?(?:[0-9]{1,30}(?:\.[0-9]{0,30})?|\.[0-9]{1,30})(?:[eE][+-]?[0-9]{1,2})?\Z"
)
LONGEST_CHOICE = 500  # characters
LONGEST_OPTION = 255


@dataclass(frozen=True, slots=True)
class _Answer:
    sign: str
    weight: str | None  # a share, where a percentage was written
    text: str
    feedback: str


def block_of(body: str, form: str, notes: list[str]) -> tuple[str, dict[str, Any]]:
    """(type, fields) for the body of the braces, its signs still hidden. Raises QuestionRefused.

    `form` is the format of the question: it holds for choices, stems and feedback that have none of
    their own. Patterns and options are plain, as Moodle writes them.
    """
    if not body:
        raise QuestionRefused(_("Essays are not taken yet."))
    truth = _TRUTH.match(body)
    if truth:
        return "true_false", {
            "right": "true" if truth[1][0].upper() == "T" else "false",
            "feedback_wrong": words_as_html(truth[2] or "", form, notes),
            "feedback_right": words_as_html(truth[3] or "", form, notes),
        }
    if body.startswith("#"):
        return "numeric", _numeric(body[1:].strip(), form, notes)
    answers = _answers(body, notes)
    signs = {one.sign for one in answers}
    if signs == {"="}:
        if all("->" in one.text for one in answers):
            return "matching", _matching(answers, form, notes)
        if any("->" in one.text for one in answers):
            raise QuestionRefused(_("Some answers are pairs and some are not."))
        return "short_text", _short_text(answers, form, notes)
    if signs == {"~"}:
        if all(one.weight is None for one in answers):
            raise QuestionRefused(_("No answer is marked as right."))
        return "multiple", _choices(answers, form, notes) | {"allow_tick_all_score": False}
    return "single", _choices(answers, form, notes)


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


def _line(text: str, form: str, notes: list[str], *, limit: int) -> str:
    """One line of plain text, as an answer is. Raises QuestionRefused."""
    plain = words_as_line(text, form, notes)
    if not plain:
        raise QuestionRefused(_("An answer is empty."))
    if len(plain) > limit:
        raise QuestionRefused(_("An answer is too long."))
    return plain


def _choices(answers: list[_Answer], form: str, notes: list[str]) -> dict[str, Any]:
    rows = [
        item(
            {
                "text": _line(one.text, form, notes, limit=LONGEST_CHOICE),
                "weight": one.weight or ("1" if one.sign == "=" else "0"),
                "feedback": words_as_html(one.feedback, form, notes),
            }
        )
        for one in answers
    ]
    return {"choices": rows, "shuffle": True}


def _short_text(answers: list[_Answer], form: str, notes: list[str]) -> dict[str, Any]:
    """A star of GIFT is a star of ours; other signs mean themselves."""
    rows = [
        item(
            {
                "pattern": _line(one.text, "plain", notes, limit=LONGEST_OPTION),
                "weight": one.weight or "1",
                "feedback": words_as_html(one.feedback, form, notes),
            }
        )
        for one in answers
    ]
    return {"answers": rows, "case_sensitive": False}


def _matching(answers: list[_Answer], form: str, notes: list[str]) -> dict[str, Any]:
    rows = []
    for one in answers:
        stem, _arrow, option = one.text.partition("->")
        words = words_as_line(stem, form, notes)
        right = _line(option, "plain", notes, limit=LONGEST_OPTION)
        rows.append(item({"text": words, "option": right}))
    if sum(bool(row["value"]["text"]) for row in rows) < 2:
        raise QuestionRefused(_("There are fewer than two things to match."))
    return {"stems": rows, "extra": [], "shuffle": True}


def _numeric(body: str, form: str, notes: list[str]) -> dict[str, Any]:
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
        value, tolerance = _interval(show_escapes(one.text).strip())
        rows.append(
            item(
                {
                    "value": value,
                    "tolerance": tolerance,
                    "kind": "nominal",
                    "weight": one.weight or "1",
                    "feedback": words_as_html(one.feedback, form, notes),
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
