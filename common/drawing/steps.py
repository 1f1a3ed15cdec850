"""Up to four steps for the colours of a map: few enough to tell apart (look.md §2.1)."""

from collections.abc import Iterable
from dataclasses import dataclass

MOST = 4


@dataclass(frozen=True, slots=True)
class Step:
    """Whole numbers from `low` to `high`; the last step of a map has no `high`."""

    low: int
    high: int | None

    def holds(self, value: int) -> bool:
        return self.low <= value and (self.high is None or value <= self.high)


def steps_of(values: Iterable[int]) -> list[Step]:
    """Steps in rising order; each positive value is in exactly one, and no step is empty.

    Bounds are round where numbers are large. They part the different values, not the countries:
    most countries have one or two things, and would leave a single colour to all that have more.
    """
    counted = sorted({value for value in values if value > 0})
    if not counted:
        return []
    lows = [_rounded(counted[0])]
    for part in range(1, MOST):
        low = _rounded(counted[len(counted) * part // MOST])
        if low > lows[-1]:
            lows.append(low)
    lows = [low for low, above in _with_next(lows) if _any(counted, low, above)]
    return [Step(low, above - 1 if above else None) for low, above in _with_next(lows)]


def _with_next(lows: list[int]) -> list[tuple[int, int | None]]:
    return list(zip(lows, [*lows[1:], None], strict=True))


def _any(counted: list[int], low: int, above: int | None) -> bool:
    return any(low <= value and (above is None or value < above) for value in counted)


def _rounded(value: int) -> int:
    """Down to a number that reads well: 7 stays 7, 14 is 10, 47 is 45, 137 is 100, 862 is 800."""
    unit = 10 ** (len(str(value)) - 1)
    step = max(1, unit // 2 if value < 5 * unit else unit)
    return value // step * step
