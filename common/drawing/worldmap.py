"""The world map: shapes and numbers in, one inline SVG out; or the same as an image of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from common.drawing.steps import MOST, Step, steps_of

RADIUS = 3  # pixels, of countries too small for a shape
# An image of its own cannot ask the page for its colours: these are seen on white and on black.
IMAGE_LAND, IMAGE_STEP = "#8a9a92", "#0f8a63"
IMAGE_OPACITY = (0.45, 0.6, 0.8, 1.0)


@dataclass(frozen=True, slots=True)
class World:
    """Shapes and points by country code (alpha-2), in whole pixels of `width` × `height`.

    `land` is all of it by its coasts, also what no code of ours stands for; `borders` are the lines
    between countries; `longitudes` are those of the middles, in degrees.
    """

    width: int
    height: int
    shapes: Mapping[str, str]
    points: Mapping[str, Sequence[int]]
    land: str = ""
    borders: str = ""
    longitudes: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MapKey:
    """One line of the key: `step` 1 to 4 as drawn; `high` is None for the last."""

    step: int
    low: int
    high: int | None


def map_key(values: Mapping[str, int | None]) -> list[MapKey]:
    """The key to a map of these values. Fewer than four steps are the lighter ones."""
    steps = steps_of(value for value in values.values() if value is not None)
    return [MapKey(at, step.low, step.high) for at, step in enumerate(steps, 1)]


def world_map_svg(
    world: World,
    values: Mapping[str, int | None],
    labels: Mapping[str, str],
    links: Mapping[str, str],
    *,
    name: str,
    id: str = "map",
) -> SafeString:
    """Countries with a number in one of four steps, each a link with its label as title.

    `values` by code: None is "no data" and is hatched, nought and absent are plain land.
    `labels` are whole ("Senegal: 42 members"), `links` addresses; `name` says what the map shows,
    `id` keeps its patterns apart from another map's. The order is that of the table: by number.
    """
    steps = steps_of(value for value in values.values() if value is not None)
    drawn = []
    for code in _in_order(values, labels):
        if values[code] != 0:
            css = _class(values[code], steps)
            drawn.append(_country(world, code, css, labels.get(code, ""), links.get(code), id))
    return mark_safe(  # noqa: S308 - every text is escaped below
        f'<svg viewBox="0 0 {world.width} {world.height}" role="group" aria-label="{escape(name)}">'
        f"{_patterns(id)}"
        f'<path class="land" d="{world.land}"/><path class="borders" d="{world.borders}"/>'
        f"{''.join(drawn)}</svg>"
    )


def world_image_svg(world: World, values: Mapping[str, int | None]) -> str:
    """The map as a file for `<img>`: presentation attributes, no styles, no links, no text."""
    steps = steps_of(value for value in values.values() if value is not None)
    drawn = []
    for code in sorted(values):
        step = _step(values[code], steps)
        if step:
            paint = f'fill="{IMAGE_STEP}" fill-opacity="{IMAGE_OPACITY[step - 1]}"'
            drawn.append(_figure(world, code, paint))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {world.width} {world.height}"'
        f' width="{world.width}" height="{world.height}">'
        f'<path fill="{IMAGE_LAND}" fill-opacity=".4" d="{world.land}"/>{"".join(drawn)}</svg>'
    )


# --- Parts ------------------------------------------------------------------------------------
def _country(world: World, code: str, css: str, label: str, link: str | None, id: str) -> str:
    title = f"<title>{escape(label)}</title>" if label else ""
    figure = _figure(world, code, f'class="{css}"', title)
    if not figure:
        return ""
    pattern = {"s4": "dots", "none": "hatch"}.get(css)
    if pattern:  # colour does not speak alone
        figure += _figure(world, code, f'class="{pattern}" fill="url(#{escape(id)}-{pattern})"')
    return f'<a href="{escape(link)}">{figure}</a>' if link else f"<g>{figure}</g>"


def _figure(world: World, code: str, paint: str, title: str = "") -> str:
    if code in world.shapes:
        return f'<path {paint} d="{world.shapes[code]}">{title}</path>'
    if code in world.points:
        x, y = world.points[code]
        return f'<circle {paint} cx="{x}" cy="{y}" r="{RADIUS}">{title}</circle>'
    return ""


def _patterns(id: str) -> str:
    return (
        f'<defs><pattern id="{escape(id)}-dots" width="3" height="3" patternUnits="userSpaceOnUse">'
        '<circle class="dot" cx="1.5" cy="1.5" r=".6"/></pattern>'
        f'<pattern id="{escape(id)}-hatch" width="3" height="3" patternUnits="userSpaceOnUse">'
        '<path class="hatching" d="M0 3L3 0"/></pattern></defs>'
    )


def _in_order(values: Mapping[str, int | None], labels: Mapping[str, str]) -> list[str]:
    return sorted(values, key=lambda code: (-(values[code] or 0), labels.get(code, ""), code))


def _class(value: int | None, steps: Sequence[Step]) -> str:
    return "none" if value is None else f"s{_step(value, steps)}"


def _step(value: int | None, steps: Sequence[Step]) -> int:
    """1 to MOST, the darkest for the last of four; nought for what has no number."""
    if value is None:
        return 0
    found = next((at for at, step in enumerate(steps, 1) if step.holds(value)), 0)
    return min(found, MOST)
