"""The grammar of the drawings: points on a line, arcs above it and below it."""

from collections.abc import Iterable


def arc(start: int, end: int, height: int, line: int, *, is_above: bool = True) -> str:
    """Half an ellipse from `start` to `end` on a line at `line`, as path data.

    A path that runs from a smaller to a larger x with sweep 1 bows upwards.
    """
    left, right = min(start, end), max(start, end)
    half = round((right - left) / 2)
    sweep = 1 if is_above else 0
    return f"M{left} {line}A{half} {max(1, height)} 0 0 {sweep} {right} {line}"


def points(places: Iterable[int], line: int, radius: int = 3) -> str:
    """A dot on the line at each place."""
    dots = "".join(f'<circle cx="{x}" cy="{line}" r="{radius}"/>' for x in places)
    return f'<g class="points">{dots}</g>'
