"""Covers: drawings for items without a picture, made from what names the item."""

import hashlib
from random import Random

from django.utils.safestring import SafeString, mark_safe

from common.drawing.arcs import arc, points

WIDTH, HEIGHT, LINE = 320, 84, 57
PLACES = range(40, 300, 20)
SERIES = 6  # colours of the chart series, look.md §2.1


def cover_svg(seed: str, *, series: int = 0) -> SafeString:
    """Five to seven points, some joined above the line, a pair below; one colour, no text.

    The same seed draws the same cover on every machine. `series` 1 to 6 fixes the colour.
    """
    chance = Random(hashlib.sha256(seed.encode()).digest())  # noqa: S311 - a drawing, no secret
    places = sorted(chance.sample(PLACES, chance.randint(5, 7)))
    pairs = [(a, b) for at, a in enumerate(places) for b in places[at + 1 :]]
    above = chance.sample(pairs, chance.randint(4, 6))
    below = chance.sample(pairs, 2)
    drawn = [arc(a, b, _height(b - a), LINE) for a, b in above]
    drawn += [arc(a, b, min(19, (b - a) // 3), LINE, is_above=False) for a, b in below]
    colour = series if 1 <= series <= SERIES else chance.randint(1, SERIES)
    return mark_safe(  # noqa: S308 - numbers only
        f'<svg class="cover" data-series="{colour}" viewBox="0 0 {WIDTH} {HEIGHT}"'
        f' width="{WIDTH}" height="{HEIGHT}" preserveAspectRatio="xMidYMid slice"'
        f' aria-hidden="true"><path d="{"".join(drawn)}"/>'
        f'<path class="line" d="M0 {LINE}H{WIDTH}"/>'
        f"{points(places, LINE)}</svg>"
    )


def _height(width: int) -> int:
    """Wide arcs flatten, so that all of them stay inside the picture."""
    return min(width // 2, 20 + width // 8, LINE - 6)
