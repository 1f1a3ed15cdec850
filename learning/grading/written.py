"""Questions whose answer is written: short text, number."""

from decimal import Decimal
from typing import Any

from learning.grading.arithmetic import ONE, ZERO, Outcome, graded, invalid, text_in, todo
from learning.grading.matcher import matches
from learning.grading.numbers import NumberUnreadable, normalised, read_quantity

EPSILON = Decimal("1e-14")
ANY_NUMBER = "*"
TEXT_CAP = 1000  # characters


def grade_short_text(question: dict[str, Any], answer: Any) -> Outcome:
    """Answers in order, the first that matches wins."""
    text = text_in(answer, "text")
    if not text.strip():
        return todo()
    if len(text) > TEXT_CAP:
        return invalid()
    for one in question["answers"]:
        if matches(text, one["pattern"], case_sensitive=question["case_sensitive"]):
            return graded(Decimal(one["weight"]), one["key"])
    return graded(ZERO)


def grade_numeric(question: dict[str, Any], answer: Any) -> Outcome:
    """Answers in order, the first interval that holds the value wins; then the unit's penalty."""
    text = text_in(answer, "text")
    if not text.strip():
        return todo()
    try:
        value, is_unit_right = read_value(question, text)
    except NumberUnreadable:
        return invalid()
    for one in question["answers"]:
        if holds(one, value):
            fraction = Decimal(one["weight"])
            return graded(fraction if is_unit_right else _less(fraction, question), one["key"])
    return graded(ZERO)


def read_value(question: dict[str, Any], text: str) -> tuple[Decimal, bool]:
    """The number in the question's base unit, and whether the unit is as it must be.

    Raises NumberUnreadable: no number, or a unit where none, or no such unit, is asked for.
    """
    number, unit = read_quantity(text, question["locale"])
    mode = question["unit_mode"]
    multipliers = {normalised(one["text"]): Decimal(one["multiplier"]) for one in question["units"]}
    if not unit:
        return number, mode != "graded"
    if mode == "none" or (mode == "optional" and unit not in multipliers):
        raise NumberUnreadable(text)
    return number * multipliers.get(unit, ONE), unit in multipliers


def bounds(answer: dict[str, Any]) -> tuple[Decimal, Decimal]:
    """The lowest and highest number that count, both included.

    Nominal a ± (t + ε·max(|t|, |a|, ε)); relative a ± |a|(t + ε); geometric from a/(1+t+ε) to
    a·(1+t+ε), swapped below 0. Rule: documented by Moodle, learning.md §7.
    """
    a, t = Decimal(answer["value"]), Decimal(answer["tolerance"])
    kind = answer["kind"]
    if kind == "geometric":
        low, high = a / (1 + t + EPSILON), a * (1 + t + EPSILON)
        return min(low, high), max(low, high)
    margin = abs(a) * (t + EPSILON) if kind == "relative" else t + EPSILON * max(t, abs(a), EPSILON)
    return a - margin, a + margin


def holds(answer: dict[str, Any], value: Decimal) -> bool:
    """Whether the author's `answer` accepts `value`."""
    if answer["value"] == ANY_NUMBER:
        return True
    low, high = bounds(answer)
    return low <= value <= high


def _less(fraction: Decimal, question: dict[str, Any]) -> Decimal:
    """What is left after a wrong or missing unit; a penalty takes nothing below 0."""
    if fraction <= 0:
        return fraction
    base = fraction if question["penalty_base"] == "mark" else ONE
    return max(ZERO, fraction - Decimal(question["unit_penalty"]) * base)
