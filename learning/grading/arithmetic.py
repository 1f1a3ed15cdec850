"""How we calculate: 50 digits, one rounding, three words for how right an answer is."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from enum import StrEnum
from typing import Any

PRECISION = 50  # digits
PLACES = Decimal("0.0000001")
WRONG_BELOW = Decimal("0.000001")
RIGHT_ABOVE = Decimal("0.999999")
ZERO, ONE = Decimal(0), Decimal(1)


class State(StrEnum):
    """Where an answer stands. The words are those of `Response.state`."""

    TODO = "todo"
    INVALID = "invalid"
    COMPLETE = "complete"
    NEEDS_GRADING = "needs_grading"
    WRONG = "wrong"
    PARTIAL = "partial"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an answer is worth. `fraction` is None where nothing is graded.

    `answer_key` names the author's answer that decided; `parts` the share of each part, by key.
    """

    fraction: Decimal | None
    state: State
    answer_key: str | None = None
    parts: tuple[tuple[str, Decimal], ...] = ()


@contextmanager
def exact() -> Iterator[None]:
    """Calculate with 50 digits, rounding half up, whatever the caller's context is."""
    with localcontext() as context:
        context.prec = PRECISION
        context.rounding = ROUND_HALF_UP
        yield


def quantised(number: Decimal) -> Decimal:
    """`number` with 7 places, half up; never minus zero."""
    return number.quantize(PLACES, rounding=ROUND_HALF_UP) + ZERO


def state_of(fraction: Decimal) -> State:
    """Below 0.000001 wrong, above 0.999999 right, else partial: both bounds are partial."""
    if fraction < WRONG_BELOW:
        return State.WRONG
    return State.RIGHT if fraction > RIGHT_ABOVE else State.PARTIAL


def graded(
    number: Decimal, answer_key: str | None = None, parts: tuple[tuple[str, Decimal], ...] = ()
) -> Outcome:
    """The outcome of an answer that is worth `number`."""
    fraction = quantised(number)
    return Outcome(fraction, state_of(fraction), answer_key, parts)


def todo() -> Outcome:
    """Nothing was answered: 0, and said apart from a wrong answer."""
    return Outcome(quantised(ZERO), State.TODO)


def invalid() -> Outcome:
    """The answer cannot be read: 0, and the learner is told before sending."""
    return Outcome(quantised(ZERO), State.INVALID)


def text_in(answer: Any, name: str) -> str:
    """The text an answer carries under `name`; empty where there is none."""
    value = answer.get(name) if isinstance(answer, dict) else None
    return value if isinstance(value, str) else ""
