"""SVG drawn on the server from data passed in: pure functions, no database, no request.

One idea in all of them (look.md §5): arcs that join points on a line, movement above, return below.
Nothing here is mirrored in right-to-left pages. Colours come from the classes in `static/css`.
"""

from common.drawing.covers import cover_svg
from common.drawing.horizon import Bond, horizon_svg
from common.drawing.lost import lost_svg
from common.drawing.steps import Step, steps_of
from common.drawing.worldmap import MapKey, World, map_key, world_image_svg, world_map_svg

__all__ = [
    "Bond",
    "MapKey",
    "Step",
    "World",
    "cover_svg",
    "horizon_svg",
    "lost_svg",
    "map_key",
    "steps_of",
    "world_image_svg",
    "world_map_svg",
]
