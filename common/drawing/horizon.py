"""The horizon: countries from west to east on one line, arcs between those that share something.

Above the line: where people went to live. Below it: work with the country they came from.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from common.drawing.arcs import arc, points

WIDTH, HEIGHT, LINE = 1136, 160, 110
MARGIN = 50  # pixels left and right, where the outermost countries stand
MOST_ABOVE, MOST_BELOW = 26, 14  # arcs; more of them is a hedge, and the drawing has 6 kB
HIGHEST, DEEPEST = 102, 42  # pixels


@dataclass(frozen=True, slots=True)
class Bond:
    """Two countries (alpha-2) that share a project or a study. `is_return` draws it below."""

    start: str
    end: str
    is_return: bool = False


def horizon_svg(
    longitudes: Mapping[str, float], bonds: Iterable[Bond], countries: Iterable[str] = ()
) -> SafeString:
    """The drawing of these bonds; empty without any that can be drawn.

    `longitudes` in degrees by code; `countries` get a point also where no bond ends. A bond drawn
    once is not drawn again, whichever way round. The caption in words stands beside it.
    """
    known = [one for one in _once(bonds) if {one.start, one.end} <= longitudes.keys()]
    above = [one for one in known if not one.is_return][:MOST_ABOVE]
    below = [one for one in known if one.is_return][:MOST_BELOW]
    drawn = [*above, *below]
    if not drawn:
        return SafeString("")
    codes = {code for one in drawn for code in (one.start, one.end)}
    codes |= {code for code in countries if code in longitudes}
    places = _places({code: longitudes[code] for code in codes})
    return mark_safe(  # noqa: S308 - numbers only
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="xMidYMid slice"'
        ' aria-hidden="true" focusable="false">'
        f'<path class="go" d="{_arcs(above, places, is_above=True)}"/>'
        f'<path class="back" d="{_arcs(below, places, is_above=False)}"/>'
        f'<path class="line" d="M-400 {LINE}H1600"/>'
        f"{points(sorted(set(places.values())), LINE)}</svg>"
    )


def _once(bonds: Iterable[Bond]) -> list[Bond]:
    seen: dict[tuple[frozenset[str], bool], Bond] = {}
    for one in bonds:
        if one.start != one.end:
            seen.setdefault((frozenset((one.start, one.end)), one.is_return), one)
    return list(seen.values())


def _places(longitudes: Mapping[str, float]) -> dict[str, int]:
    """Pixels from the left by longitude, the outermost countries at the margins."""
    west, east = min(longitudes.values()), max(longitudes.values())
    width = east - west or 1
    scale = (WIDTH - 2 * MARGIN) / width
    return {code: round(MARGIN + (at - west) * scale) for code, at in longitudes.items()}


def _arcs(bonds: Sequence[Bond], places: Mapping[str, int], *, is_above: bool) -> str:
    """Wide arcs rise slower than they widen; the widest of a side fills its height."""
    spans = [sorted((places[one.start], places[one.end])) for one in bonds]
    widest = max((end - start for start, end in spans), default=0)
    return "".join(
        arc(start, end, _height((end - start) / widest, is_above=is_above), LINE, is_above=is_above)
        for start, end in spans
        if start != end
    )


def _height(share: float, *, is_above: bool) -> int:
    return max(3, round((HIGHEST if is_above else DEEPEST) * share**0.6))
