"""SVG drawn on the server from data passed in: pure functions, no database, no request.

One idea in all of them (look.md §5): arcs that join points on a line, movement above, return below.
Nothing here is mirrored in right-to-left pages.
"""

from common.drawing.covers import cover_svg

__all__ = ["cover_svg"]
