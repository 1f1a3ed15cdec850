"""From answers to the result of an attempt."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

from learning.grading.arithmetic import ONE, ZERO, exact, quantised

PASS_PLACES = Decimal("0.00001")  # so that three thirds pass at 100 %
SHOWN_PLACES = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Total:
    """`raw` marks, may be negative; `fraction` 0…1 and `passed`, None where there is no mark."""

    raw: Decimal
    fraction: Decimal | None
    passed: bool | None


def total_of(
    parts: Iterable[tuple[Decimal, Decimal]], *, max_marks: Decimal, pass_mark: Decimal
) -> Total:
    """The total of (fraction, max mark) pairs: raw = Σ fraction × max mark, ÷ max_marks, 0…1."""
    with exact():
        raw = sum((fraction * most for fraction, most in parts), ZERO)
        if max_marks <= 0:
            return Total(quantised(raw), None, None)
        fraction = quantised(min(max(ZERO, raw / max_marks), ONE))
    return Total(quantised(raw), fraction, passes(fraction, pass_mark))


def passes(fraction: Decimal, pass_mark: Decimal) -> bool:
    """Whether the fraction, rounded to 5 places, reaches the pass mark."""
    return fraction.quantize(PASS_PLACES, rounding=ROUND_HALF_UP) >= pass_mark


def shown_percent(fraction: Decimal, *, passed: bool | None) -> Decimal:
    """Percent with 2 places. A failing one is rounded down: nobody reads "70 %, not passed"."""
    rounding = ROUND_FLOOR if passed is False else ROUND_HALF_UP
    return (fraction * 100).quantize(SHOWN_PLACES, rounding=rounding)
