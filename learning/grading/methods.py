"""From attempts to the result of a quiz."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from learning.grading.arithmetic import ZERO, exact, quantised
from learning.grading.totals import passes


@dataclass(frozen=True, slots=True)
class Finished:
    """A finished attempt: no preview, not abandoned. Without a fraction it waits for a person."""

    number: int
    fraction: Decimal | None
    passed: bool | None = None
    is_graded: bool = True


@dataclass(frozen=True, slots=True)
class MethodResult:
    """The result of a quiz. `number` is the attempt that decided, None for an average."""

    fraction: Decimal | None
    passed: bool | None
    number: int | None
    counted: int


def result_of(method: str, attempts: Sequence[Finished], *, pass_mark: Decimal) -> MethodResult:
    """`method` (highest, average, first, last) over attempts in any order.

    `pass_mark` is that of the latest counted version: an average passes against it. First or last
    still waiting for a person: the result is open. Rule: learning.md §7.
    """
    attempts = sorted(attempts, key=lambda one: one.number)
    counted = [one for one in attempts if one.is_graded and one.fraction is not None]
    if method in ("first", "last"):
        return _chosen(attempts[0 if method == "first" else -1] if attempts else None, counted)
    if method == "highest":
        # The earliest of equals: max() keeps the first it meets.
        return _chosen(max(counted, key=_fraction, default=None), counted)
    if method != "average":
        raise ValueError(f"unknown grade method {method!r}")
    if not counted:
        return MethodResult(None, None, None, 0)
    with exact():
        mean = quantised(sum(map(_fraction, counted), ZERO) / len(counted))
    return MethodResult(mean, passes(mean, pass_mark), None, len(counted))


def _fraction(attempt: Finished) -> Decimal:
    return attempt.fraction or ZERO


def _chosen(attempt: Finished | None, counted: Sequence[Finished]) -> MethodResult:
    if attempt is None or not attempt.is_graded:
        return MethodResult(None, None, None, len(counted))
    return MethodResult(attempt.fraction, attempt.passed, attempt.number, len(counted))
