"""Pictures for the demo: arcs over a line, drawn from a name. No photographs, no text, no people.

The idea is the site's own (look.md §5): movement above the line, return below it. The same name
gives the same picture on every machine.
"""

import io
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1280, 720  # pixels
SCALE = 2  # drawn larger and reduced, which smooths the lines

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Palette:
    """Ground, line and the two directions, from the light column of look.md §2.1."""

    ground: Colour
    line: Colour
    out: Colour
    back: Colour


INK = (22, 32, 28)
PALETTES = [
    Palette((227, 242, 236), INK, (11, 107, 77), (168, 71, 15)),
    Palette((230, 241, 248), INK, (10, 90, 140), (168, 71, 15)),
    Palette((251, 238, 230), INK, (168, 71, 15), (11, 107, 77)),
    Palette((244, 246, 245), INK, (90, 58, 138), (138, 109, 0)),
    Palette((253, 241, 220), INK, (138, 83, 0), (10, 90, 140)),
]


def illustration(name: str) -> bytes:
    """A PNG of 1280 × 720 pixels for `name`, always the same for the same name."""
    chance = random.Random(name)  # noqa: S311 - a pattern, not a secret
    palette = chance.choice(PALETTES)
    canvas = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), palette.ground)
    pen = ImageDraw.Draw(canvas)
    base = int(HEIGHT * SCALE * chance.uniform(0.58, 0.68))
    places = sorted(chance.sample(range(6, 95), chance.randint(9, 13)))
    points = [place * WIDTH * SCALE // 100 for place in places]
    _arcs(pen, list(_pairs(chance, points, 10)), base, palette.out, height=0.95, up=True)
    _arcs(pen, list(_pairs(chance, points, 5)), base, palette.back, height=0.4, up=False)
    pen.line([(0, base), (WIDTH * SCALE, base)], fill=palette.line, width=3 * SCALE)
    for x in points:
        radius = 9 * SCALE
        pen.ellipse([x - radius, base - radius, x + radius, base + radius], fill=palette.line)
    small = canvas.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    small.quantize(64, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def _pairs(chance: random.Random, points: list[int], count: int) -> Iterator[tuple[int, int]]:
    """`count` pairs of different points."""
    for _unused in range(count):
        start, end = sorted(chance.sample(points, 2))
        yield start, end


def _arcs(
    pen: ImageDraw.ImageDraw,
    pairs: list[tuple[int, int]],
    base: int,
    colour: Colour,
    *,
    height: float,
    up: bool,
) -> None:
    """Half ellipses from point to point; the further apart, the flatter."""
    for start, end in pairs:
        rise = height * math.sqrt(end - start) * 9 * SCALE
        box = [start, base - rise, end, base + rise]
        turn = (180, 360) if up else (0, 180)
        pen.arc(box, *turn, fill=colour, width=4 * SCALE)
