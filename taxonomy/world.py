"""The world's shapes by country code, for the drawings of common.drawing.

Made by `scripts/make_world_data.py`; an admin who needs other borders replaces the file.
"""

import json
from functools import cache
from pathlib import Path

from common.drawing import World

WORLD = Path(__file__).resolve().parent / "data" / "world.json"


@cache
def world() -> World:
    """All countries of ISO 3166-1 but Antarctica, and XK: each a shape or a point."""
    data = json.loads(WORLD.read_text(encoding="utf-8"))
    return World(
        width=data["width"],
        height=data["height"],
        shapes=data["shapes"],
        points=data["points"],
        land=data["land"],
        borders=data["borders"],
        longitudes=data["longitudes"],
    )
