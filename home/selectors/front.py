"""The front page: what is new, next and latest, in at most a dozen queries."""

from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q
from django.http import HttpRequest
from wagtail.models import Locale, Page

from common import counters
from common.languages import foreign_language, reading_language, reading_locale, reading_url
from common.parts import part
from common.querysets import BasePageQuerySet, restrictions_remembered_by
from common.reader import viewer_of
from events.models import State
from events.selectors import EventRow, upcoming_events
from forum.models import EDiscussionPage
from forum.selectors.elsewhere import (
    OpenDiscussion,
    is_open_now,
    open_discussion,
    with_discussions,
)
from home.models import DoorPage, ThemePage
from home.models.front import PartnerRole
from home.selectors import world
from home.selectors.rows import content_types, rows_for
from home.selectors.stream import DAY, NEWEST, STREAM_TYPES, as_stream_row, stream
from learning.featured import as_course_row, is_featured, with_courses
from learning.models import CoursePage
from library.selectors import latest_records, result_rows
from members.models import Organisation
from news.models import InterviewPage

if TYPE_CHECKING:
    from common.typing import AnyUser
    from home.models import HomePage

NEW = 6
EVENTS = 3
RESOURCES = 4


@dataclass(frozen=True, slots=True)
class FrontLink:
    """A door or a theme: where it leads, and a line on it."""

    title: str
    url: str
    summary: str
    lang: str


@dataclass(frozen=True, slots=True)
class ThemeLink(FrontLink):
    """A theme with its mark."""

    icon: str
    colour: int


def front_context(page: "HomePage", request: HttpRequest) -> dict[str, Any]:
    """Everything the front page shows beside its own words."""
    viewer, locale = viewer_of(request), reading_locale(page)
    partners = partial(partners_of, page)
    if not getattr(request, "is_preview", False):
        partners = partial(part, "front:partners", page.pk, viewer=None, make=partners)
    with restrictions_remembered_by(viewer):
        figures, known = counters.recent_figures(page.figure_keys), world.in_short()
    lists = part(
        "front", locale.language_code, viewer=viewer, make=lambda: _lists(viewer, locale, request)
    )
    live = live_and_next(viewer, locale, request, lists["talks"])
    return lists | {
        "discussion": live.discussion,
        "live": live.event,
        "events": live.next,
        "figures": figures,
        "resource_count": next((one.value for one in figures if one.key == "resources"), None),
        "world": known,
        "partners": partners(),
        "sections": section_urls(),
    }


def _lists(viewer: "AnyUser", locale: Locale, request: HttpRequest) -> dict[str, Any]:
    """What changes only when something is published."""
    return rows_of_pages(viewer, locale, request) | {
        "resources": result_rows(latest_records(viewer, locale, RESOURCES), request),
    }


def section_urls() -> dict[str, str]:
    """Where the "all" links lead: sections, whose slugs are locked (C5)."""
    front = f"/{reading_language()}/"
    paths = {
        "whats_new": "whats-new/",
        "events": "whats-new/events/",
        "past_events": "whats-new/events/past/",
        "interviews": "whats-new/interviews/",
        "library": "library/",
        "themes": "themes/",
        "countries": "countries/",
        "courses": "learn/courses/",
    }
    return {name: front + path for name, path in paths.items()}


def rows_of_pages(viewer: "AnyUser", locale: Locale, request: HttpRequest) -> dict[str, Any]:
    """Doors and themes in the order of the tree, the six newest things, one card beside them.

    The card is the course to start with, or the latest interview where there is none. And the
    discussions that are open, of which rights are not asked yet.
    """
    rows = list(_pages_shown(viewer, locale))
    by_type: dict[type[Page], list[Page]] = defaultdict(list)
    for page in rows:
        by_type[page.specific_class].append(page)
    new = [page for page in rows if page.specific_class in STREAM_TYPES]
    courses = by_type[CoursePage]
    interviews = (page for page in new if page.specific_class is InterviewPage)
    interview = None if courses else next(interviews, None)  # one card beside what is new
    return {
        "doors": _links(by_type[DoorPage], request),
        "themes": _theme_links(by_type[ThemePage], request),
        "new": [as_stream_row(page, request) for page in new if page is not interview][:NEW],
        "interview": as_stream_row(interview, request) if interview else None,
        "course": next((as_course_row(page, request) for page in courses), None),
        "talks": by_type[EDiscussionPage],
    }


def _pages_shown(viewer: "AnyUser", locale: Locale) -> BasePageQuerySet:
    """All are rows of pages, so one query brings them."""
    everything = stream(viewer, locale)
    interviews = everything.filter(content_type__in=content_types([InterviewPage]))
    types = [DoorPage, ThemePage, CoursePage, EDiscussionPage, *STREAM_TYPES]
    pages = with_discussions(with_courses(rows_for(viewer, locale, types))).annotate(
        day=DAY, icon=F("themepage__theme__icon"), colour=F("themepage__theme__colour")
    )
    found = pages.filter(
        Q(content_type__in=content_types([DoorPage, ThemePage]))
        | Q(pk__in=everything.values("pk")[: NEW + 1])
        | Q(pk__in=interviews.values("pk")[:1])
        | is_featured(viewer, locale)
        | is_open_now()
    )
    return found.order_by(*NEWEST)


def _links(pages: list[Any], request: HttpRequest) -> list[FrontLink]:
    """Doors as links, in the order of the tree."""
    return [FrontLink(*_line(page, request)) for page in _in_tree_order(pages)]


def _theme_links(pages: list[Any], request: HttpRequest) -> list[ThemeLink]:
    """Themes as links with their marks, in the order of the tree."""
    return [
        ThemeLink(*_line(page, request), icon=page.icon, colour=page.colour)
        for page in _in_tree_order(pages)
    ]


def _in_tree_order(pages: list[Any]) -> list[Any]:
    return sorted(pages, key=lambda page: page.path)


def _line(page: Any, request: HttpRequest) -> tuple[str, str, str, str]:
    return page.title, reading_url(page, request), page.summary, foreign_language(page)


@dataclass(frozen=True, slots=True)
class Live:
    """The one live thing beside the sentence, and the events that come next."""

    discussion: OpenDiscussion | None
    event: EventRow | None
    next: list[EventRow]


def live_and_next(
    viewer: "AnyUser", locale: Locale, request: HttpRequest, talks: list[Any]
) -> Live:
    """The one of `talks` that the viewer reads, else the next event that takes place; events then.

    One query, and that of rights where there are talks.
    """
    discussion = open_discussion(viewer, talks)
    events = upcoming_events(viewer, locale, request, n=2 * (EVENTS + 1))
    # Cancelled ones stay in the list of events; here they would take the place of others.
    taking_place = [row for row in events if row.state in {State.NOW, State.UPCOMING}]
    if discussion is not None:
        return Live(discussion, None, taking_place[:EVENTS])
    return Live(None, taking_place[0] if taking_place else None, taking_place[1 : 1 + EVENTS])


@dataclass(frozen=True, slots=True)
class PartnerLine:
    """Organisations of one role."""

    role: str
    names: list[Organisation]


def partners_of(page: "HomePage") -> list[PartnerLine]:
    """The organisations named on the page by role, in the order of the editor. One query."""
    partners = list(page.partners.select_related("organisation"))
    lines = (
        PartnerLine(str(role.label), [one.organisation for one in partners if one.role == role])
        for role in PartnerRole
    )
    return [line for line in lines if line.names]
