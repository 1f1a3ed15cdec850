"""Questions that offer what may be chosen: single, multiple, true or false, matching."""

from decimal import Decimal
from typing import Any

from learning.grading.arithmetic import ONE, ZERO, Outcome, graded, invalid, text_in, todo


def grade_single(question: dict[str, Any], answer: Any) -> Outcome:
    """The weight of the chosen answer, which may be negative."""
    chosen = text_in(answer, "choice")
    if not chosen:
        return todo()
    weights = _weights(question)
    return graded(weights[chosen], chosen) if chosen in weights else invalid()


def grade_multiple(question: dict[str, Any], answer: Any) -> Outcome:
    """The sum of all ticked weights, not below 0 and not above 1."""
    ticked = _ticked(answer)
    if not ticked:
        return todo()
    weights = _weights(question)
    if not ticked <= weights.keys():
        return invalid()
    parts = tuple((key, weights[key]) for key in sorted(ticked))
    return graded(min(max(ZERO, sum((weights[key] for key in ticked), ZERO)), ONE), parts=parts)


def grade_true_false(question: dict[str, Any], answer: Any) -> Outcome:
    """1 or 0."""
    value = answer.get("value") if isinstance(answer, dict) else None
    if value is None:
        return todo()
    if not isinstance(value, bool):
        return invalid()
    return graded(ONE if value is question["right"] else ZERO, "true" if value else "false")


def grade_matching(question: dict[str, Any], answer: Any) -> Outcome:
    """Right pairs ÷ stems. An unanswered stem is wrong; options with equal text are one."""
    pairs = answer.get("pairs") if isinstance(answer, dict) else None
    if not pairs:
        return todo()
    stems = {stem["key"]: stem["option"] for stem in question["stems"]}
    options = {option["key"] for option in question["options"]}
    if not isinstance(pairs, dict) or not set(pairs) <= set(stems):
        return invalid()
    if any(chosen not in options for chosen in pairs.values()):
        return invalid()
    parts = tuple(
        (stem, ONE if pairs.get(stem) == option else ZERO) for stem, option in sorted(stems.items())
    )
    right = sum((share for _stem, share in parts), ZERO)
    return graded(right / len(stems), parts=parts)


def _weights(question: dict[str, Any]) -> dict[str, Decimal]:
    return {choice["key"]: Decimal(choice["weight"]) for choice in question["choices"]}


def _ticked(answer: Any) -> set[str]:
    chosen = answer.get("choices") if isinstance(answer, dict) else None
    return {key for key in chosen if isinstance(key, str)} if isinstance(chosen, list) else set()
