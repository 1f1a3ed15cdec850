"""The ways on from a door: only to what exists and the reader may open."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.urls import reverse
from wagtail.models import Page

from common.languages import foreign_language, reading_locale, reading_url
from common.querysets import BasePageQuerySet
from common.reader import viewer_of

if TYPE_CHECKING:
    from home.models import DoorPage


@dataclass(frozen=True, slots=True)
class Way:
    """A link with a line on what awaits there; `lang` if that is not in the reader's language."""

    title: str
    text: str
    url: str
    lang: str = ""


def ways_of(door: "DoorPage", request: HttpRequest) -> list[Way]:
    """The ways in the order of the editor. Pages lead to the reader's translation. Two queries."""
    blocks = [child.value for child in door.ways]
    keys = {block["page"].translation_key for block in blocks if block["page"]}
    pages = {}
    if keys:
        visible = BasePageQuerySet(Page).visible_to(viewer_of(request))
        found = visible.in_language(reading_locale(door)).filter(translation_key__in=keys)
        pages = {page.translation_key: page for page in found.select_related("locale")}
    ways = (_way(block, pages, request) for block in blocks)
    return [way for way in ways if way is not None]


def _way(block: Any, pages: dict[Any, Page], request: HttpRequest) -> Way | None:
    if not block["page"]:
        if not block["address"]:
            return None  # a page that was deleted since
        return Way(block["title"], block["text"], reverse(block["address"]))
    page = pages.get(block["page"].translation_key)
    if page is None:
        return None
    return Way(block["title"], block["text"], reading_url(page, request), foreign_language(page))
