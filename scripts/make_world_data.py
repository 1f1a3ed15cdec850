"""Make `taxonomy/data/world.json` from the files of the npm package world-atlas.

    python scripts/make_world_data.py countries-110m.json countries-50m.json countries-10m.json

Shapes come from Natural Earth (public domain) at 1:110 million, without Antarctica, in the Equal
Earth projection (Šavrič, Patterson, Jenny 2018), whole pixels at a width of 600. Countries that the
file lacks are a point each, from the finest of the other files that knows them.
"""

import json
import math
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pycountry

WIDTH = 600  # pixels
SOUTHERNMOST = -56.0  # degrees; Cape Horn, Antarctica is left out
NORTHERNMOST = 83.7
MARGIN = 4  # pixels, so that no outline is cut
OWN_CODES = {"Kosovo": "XK"}  # user-assigned, not of ISO 3166-1
NEUTRAL = {"N. Cyprus", "Somaliland", "Siachen Glacier", "Indian Ocean Ter."}
ANTARCTICA = "010"
# With codes of their own, and part of other countries' shapes in the files: (longitude, latitude).
PARTS = {
    "BQ": (-68.3, 12.2),
    "BV": (3.4, -54.4),
    "CC": (96.9, -12.2),
    "CX": (105.7, -10.5),
    "GF": (-53.1, 3.9),
    "GP": (-61.6, 16.3),
    "MQ": (-61.0, 14.6),
    "RE": (55.5, -21.1),
    "SJ": (20.5, 78.6),
    "TK": (-171.9, -9.2),
    "YT": (45.2, -12.8),
}
A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796
M = math.sqrt(3) / 2
SCALE = WIDTH / (2 * math.pi / (M * A1))

Point = tuple[float, float]
TARGET = Path(__file__).resolve().parents[1] / "taxonomy" / "data" / "world.json"


def project(longitude: float, latitude: float) -> Point:
    """Degrees to pixels, y downwards from the northernmost land."""
    x, y = equal_earth(longitude, latitude)
    top = equal_earth(0, NORTHERNMOST)[1]
    return WIDTH / 2 + x * SCALE, MARGIN + (top - y) * SCALE


def equal_earth(longitude: float, latitude: float) -> Point:
    """Degrees to the plane of a globe with radius 1."""
    theta = math.asin(M * math.sin(math.radians(latitude)))
    square = theta * theta
    sixth = square**3
    x = math.radians(longitude) * math.cos(theta)
    x /= M * (A1 + 3 * A2 * square + sixth * (7 * A3 + 9 * A4 * square))
    return x, theta * (A1 + A2 * square + sixth * (A3 + A4 * square))


class Atlas:
    """A TopoJSON file: borders are stored once, countries say which they have."""

    def __init__(self, path: str) -> None:
        data = json.loads(Path(path).read_text(encoding="utf-8"))
        (sx, sy), (tx, ty) = data["transform"]["scale"], data["transform"]["translate"]
        self.arcs: list[list[Point]] = []
        for arc in data["arcs"]:
            x = y = 0
            points = []
            for dx, dy in arc:
                x, y = x + dx, y + dy
                points.append((x * sx + tx, y * sy + ty))
            self.arcs.append(points)
        countries = [one for one in data["objects"]["countries"]["geometries"] if one.get("type")]
        self.countries = [one for one in countries if one.get("id") != ANTARCTICA]
        ice = [one for one in countries if one.get("id") == ANTARCTICA]
        self.ice = {arc for one in ice for arc in self.arcs_of(one)}
        self.land = data["objects"]["land"]["geometries"][0]

    def rings(self, geometry: dict) -> list[list[list[int]]]:
        """The polygons of a country, each a list of rings, each a list of arcs."""
        polygons = geometry["arcs"]
        return [polygons] if geometry["type"] == "Polygon" else polygons

    def arcs_of(self, geometry: dict) -> set[int]:
        """The numbers of the arcs that a geometry uses, whichever way round."""
        arcs = (a for polygon in self.rings(geometry) for ring in polygon for a in ring)
        return {arc if arc >= 0 else ~arc for arc in arcs}

    def line(self, arcs: list[int]) -> list[Point]:
        """The points of a ring; a negative number runs an arc backwards."""
        points: list[Point] = []
        for arc in arcs:
            part = self.arcs[arc] if arc >= 0 else self.arcs[~arc][::-1]
            points += part[1:] if points else part
        return points

    def middle(self, geometry: dict) -> Point:
        """Longitude and latitude of the middle of a country's largest polygon."""
        outlines = [unwrapped(self.line(polygon[0])) for polygon in self.rings(geometry)]
        return centroid(max(outlines, key=lambda points: abs(area(points))))


def area(points: list[Point]) -> float:
    pairs = zip(points, points[1:] + points[:1], strict=True)
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairs) / 2


def centroid(points: list[Point]) -> Point:
    size = area(points)
    if abs(size) < 1e-9:
        return points[0]
    x = y = 0.0
    for (ax, ay), (bx, by) in zip(points, points[1:] + points[:1], strict=True):
        cross = ax * by - bx * ay
        x, y = x + (ax + bx) * cross, y + (ay + by) * cross
    return x / (6 * size), y / (6 * size)


def path(points: list[Point], *, is_closed: bool) -> str:
    """Path data in whole pixels; empty for what is smaller than one."""
    pixels: list[tuple[int, int]] = []
    for longitude, latitude in points:
        x, y = project(longitude, latitude)
        pixel = round(x), round(y)
        if not pixels or pixels[-1] != pixel:
            pixels.append(pixel)
    if is_closed and pixels[0] == pixels[-1]:
        pixels.pop()
    if len(pixels) < (3 if is_closed else 2):
        return ""
    moves = " ".join(f"{bx - ax} {by - ay}" for (ax, ay), (bx, by) in pairwise(pixels))
    moves = moves.replace(" -", "-")
    return f"M{pixels[0][0]} {pixels[0][1]}l{moves}{'z' if is_closed else ''}"


def unwrapped(points: list[Point]) -> list[Point]:
    """The same line without jumps: what crosses the 180th meridian goes on beyond it."""
    line = [points[0]]
    for longitude, latitude in points[1:]:
        turns = round((line[-1][0] - longitude) / 360)
        line.append((longitude + 360 * turns, latitude))
    return line


def inside(points: list[Point], bound: float, sign: int) -> list[Point]:
    """The part of a ring with sign · longitude ≤ sign · bound (Sutherland, Hodgman 1974)."""
    kept: list[Point] = []
    for (ax, ay), (bx, by) in zip(points, points[1:] + points[:1], strict=True):
        if sign * ax <= sign * bound:
            kept.append((ax, ay))
        if (sign * ax <= sign * bound) != (sign * bx <= sign * bound):
            share = (bound - ax) / (bx - ax)
            kept.append((bound, ay + share * (by - ay)))
    return kept


def ring_path(points: list[Point]) -> str:
    """A ring, cut where it crosses the 180th meridian."""
    line = unwrapped(points)
    drawn = []
    for turn in (-360, 0, 360):
        part = inside([(x + turn, y) for x, y in line], 180, 1)
        part = inside(part, -180, -1) if part else []
        if part:
            drawn.append(path(part, is_closed=True))
    return "".join(drawn)


def line_path(points: list[Point]) -> str:
    """A border, broken where it crosses the 180th meridian."""
    parts = [[points[0]]]
    for point in points[1:]:
        if abs(point[0] - parts[-1][-1][0]) > 180:
            parts.append([])
        parts[-1].append(point)
    return "".join(path(part, is_closed=False) for part in parts)


def shape(atlas: Atlas, geometry: dict) -> str:
    rings = [ring for polygon in atlas.rings(geometry) for ring in polygon]
    return "".join(ring_path(atlas.line(ring)) for ring in rings)


def borders(atlas: Atlas) -> str:
    """The arcs that two countries share."""
    used = Counter(arc for geometry in atlas.countries for arc in atlas.arcs_of(geometry))
    shared = [atlas.arcs[arc] for arc, times in used.items() if times > 1]
    return "".join(line_path(points) for points in shared)


def land(atlas: Atlas) -> str:
    """The coasts alone, so that a border is not drawn three times."""
    rings = [ring for polygon in atlas.rings(atlas.land) for ring in polygon]
    inhabited = [ring for ring in rings if not {a if a >= 0 else ~a for a in ring} & atlas.ice]
    return "".join(ring_path(atlas.line(ring)) for ring in inhabited)


def code_of(geometry: dict) -> str | None:
    """Alpha-2, ours for Kosovo, None for what stays neutral."""
    name = geometry["properties"]["name"]
    if geometry.get("id"):
        country = pycountry.countries.get(numeric=geometry["id"])
        return country.alpha_2 if country else None
    return None if name in NEUTRAL else OWN_CODES[name]


def main(coarse: str, *finer: str) -> None:
    atlas = Atlas(coarse)
    shapes: dict[str, str] = {}
    longitudes: dict[str, float] = {}
    for geometry in atlas.countries:
        code, drawn = code_of(geometry), shape(atlas, geometry)
        if code and drawn:
            shapes[code] = drawn
            longitudes[code] = round(atlas.middle(geometry)[0], 1)
    middles = dict(PARTS)
    for name in finer:
        other = Atlas(name)
        for geometry in other.countries:
            known = geometry["properties"]["name"] in OWN_CODES or geometry.get("id")
            code = code_of(geometry) if known else None
            if code and code not in shapes:
                middles.setdefault(code, other.middle(geometry))
    points = {
        code: [round(place) for place in project(*middle)] for code, middle in middles.items()
    }
    longitudes |= {code: round(longitude, 1) for code, (longitude, _lat) in middles.items()}
    world = {
        "source": "Natural Earth, public domain, by world-atlas 2.0.2; Equal Earth projection",
        "width": WIDTH,
        "height": round(project(0, SOUTHERNMOST)[1]) + MARGIN,
        "land": land(atlas),
        "borders": borders(atlas),
        "shapes": dict(sorted(shapes.items())),
        "points": dict(sorted(points.items())),
        "longitudes": dict(sorted(longitudes.items())),
    }
    text = json.dumps(world, ensure_ascii=False, separators=(",", ":"))
    TARGET.write_text(text.replace('","', '",\n"').replace("},", "},\n") + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
