"""The icons of the interface: lucide's drawings, kept in `static/img/icons/`, put into the page."""

import re
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

# Arrows and the like point the way text runs; clocks, ticks and media signs do not turn.
POINTING = {"arrow-right", "chevron-right", "reply", "send", "log-out"}
SIZES = {"": 20, "small": 16}  # pixels
DRAWING = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


@cache
def names() -> frozenset[str]:
    """All icons there are."""
    return frozenset(path.stem for path in _folder().glob("*.svg"))


@cache
def icon_svg(name: str, *, size: str = "", points: str = "") -> SafeString:
    """An inline SVG that readers of the text do not hear: the words stand beside it.

    `points="back"` turns an arrow against the text. A name that is not in the set draws nothing:
    names come from editors too (the icon of a theme), and no icon is ever the only sign.
    """
    if name not in names():
        return SafeString("")
    pixels = SIZES[size]
    mirror = f' data-mirror="{points}"' if name in POINTING else ""
    return format_html(
        '<svg class="icon"{}{} viewBox="0 0 24 24" width="{}" height="{}" aria-hidden="true">{}'
        "</svg>",
        mark_safe(f' data-size="{size}"' if size else ""),  # noqa: S308 - a key of SIZES
        mark_safe(mirror),  # noqa: S308 - "" or "back", of our templates
        pixels,
        pixels,
        mark_safe(_drawing(name)),  # noqa: S308 - a file of ours
    )


@cache
def _drawing(name: str) -> str:
    text = (_folder() / f"{name}.svg").read_text(encoding="utf-8")
    match = DRAWING.search(text)
    return match[1].strip() if match else ""


def _folder() -> Path:
    return Path(settings.ROOT) / "static" / "img" / "icons"
