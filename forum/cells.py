"""Figures about people that name nobody: small cells are hidden, and so is what betrays them.

The rule of forum.md §15: below five a cell reads "fewer than five"; no subtraction from a total
that is printed may tell what it was. Pure functions: see tests/forum/test_statistics.py.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

SMALLEST = 5  # people in a cell that is printed


@dataclass(frozen=True, slots=True)
class Cell:
    """One row of a table of people. Without a count, `is_few` says that it is below five.

    A cell that is neither counted nor few is kept back because another one could be found by it.
    """

    code: str
    count: int | None
    is_few: bool = False


def shown_number(number: int) -> int | None:
    """A number of people as it may be printed: None reads "fewer than five", zero included."""
    return number if number >= SMALLEST else None


def suppress(counts: Mapping[str, int], *, lowest: int = 1) -> list[Cell] | None:
    """The table of `counts`, whose sum readers know, so that each hidden cell stays unknown.

    `lowest`: the least a row can hold, which readers know as well: 1 where rows of zero are not
    printed. Cells below five are hidden; then the smallest of the others, one after the other,
    until no hidden cell follows from the sum. None: even hiding all would not do, so the table
    is not printed at all. Largest first, then by code.
    """
    lowest = min([lowest, *counts.values()])
    order = sorted(counts, key=lambda code: (counts[code], code))
    few = {code for code in order if counts[code] < SMALLEST}
    rest = [code for code in order if code not in few]
    for number in range(len(rest) + 1):
        kept = set(rest[:number])
        shown = rest[number:]
        most = counts[shown[0]] if shown else math.inf  # a kept cell is no larger than those
        if _is_safe(counts, few, kept, lowest, most):
            return [_cell(code, counts[code], few, kept) for code in _largest_first(counts)]
    return None


def _largest_first(counts: Mapping[str, int]) -> list[str]:
    return sorted(counts, key=lambda code: (-counts[code], code))


def _cell(code: str, count: int, few: set[str], kept: set[str]) -> Cell:
    if code in few:
        return Cell(code, None, is_few=True)
    return Cell(code, None if code in kept else count)


def _is_safe(
    counts: Mapping[str, int], few: set[str], kept: set[str], lowest: int, most: float
) -> bool:
    """Whether each hidden cell could hold at least two different numbers, for all readers know."""
    hidden = few | kept
    total = sum(counts[code] for code in hidden)
    bounds = {
        code: (lowest, float(SMALLEST - 1)) if code in few else (SMALLEST, most) for code in hidden
    }
    least = sum(low for low, _high in bounds.values())
    greatest = sum(high for _low, high in bounds.values())
    for low, high in bounds.values():
        up_to = min(high, total - (least - low))
        others = greatest - high if high != math.inf else _sum_without(bounds, math.inf)
        down_to = max(low, total - others)
        if up_to <= down_to:
            return False
    return True


def _sum_without(bounds: Mapping[str, tuple[int, float]], one: float) -> float:
    """The most that all others can hold beside one cell that has no upper bound itself."""
    highs = [high for _low, high in bounds.values()]
    highs.remove(one)
    return sum(highs)
