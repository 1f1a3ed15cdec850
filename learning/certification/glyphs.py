"""Which letters our fonts can print: a certificate with empty boxes for a name is none."""

from functools import cache

from django.conf import settings
from fontTools.ttLib import TTFont

NAME_FONT = "DejaVuSans-Bold.ttf"  # what names are set in; it has fewer letters than the other


def unprintable(text: str) -> list[str]:
    """The letters of `text` that would come out as boxes, each once, in order."""
    known = _letters()
    return [one for one in dict.fromkeys(text) if ord(one) not in known]


@cache
def _letters() -> frozenset[int]:
    font = TTFont(settings.ROOT / "static" / "fonts" / NAME_FONT, lazy=True)
    return frozenset(font.getBestCmap())
