"""The front page: what is new, next and latest, in at most a dozen queries."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.http import HttpRequest
from wagtail.models import Locale, Page

from common import counters
from common.languages import foreign_language, reading_locale, reading_url
from common.reader import viewer_of
from events.models import State
from events.selectors import EventRow, upcoming_events
from home.models import DoorPage, ThemePage
from home.selectors import world
from home.selectors.rows import PageRow, rows_for
from home.selectors.stream import as_stream_row, stream
from library.selectors import latest_records, result_rows
from news.models import InterviewPage

if TYPE_CHECKING:
    from common.typing import AnyUser
    from home.models import HomePage, HomePartner

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


def front_context(page: "HomePage", request: HttpRequest) -> dict[str, Any]:
    """Everything the front page shows beside its own words."""
    viewer, locale = viewer_of(request), reading_locale(page)
    doors, themes = doors_and_themes(viewer, locale, request)
    new, interview = new_and_interview(viewer, locale, request)
    live, events = live_and_next(viewer, locale, request)
    keys = [figure.key for figure in page.figures.all()]
    return {
        "doors": doors,
        "themes": themes,
        "live": live,
        "new": new,
        "interview": interview,
        "events": events,
        "resources": result_rows(latest_records(viewer, locale, RESOURCES), request),
        "figures": counters.recent_figures(keys),
        "world": world.facts(),
        "partners": partners_of(page),
    }


def doors_and_themes(
    viewer: "AnyUser", locale: Locale, request: HttpRequest
) -> tuple[list[FrontLink], list[FrontLink]]:
    """The doors and the themes in the order of the tree. One query for both."""
    found: dict[type[Page], list[FrontLink]] = {DoorPage: [], ThemePage: []}
    pages = rows_for(viewer, locale, found).order_by("path")
    for page in pages:
        found[page.specific_class].append(
            FrontLink(page.title, reading_url(page, request), page.summary, foreign_language(page))
        )
    return found[DoorPage], found[ThemePage]


def new_and_interview(
    viewer: "AnyUser", locale: Locale, request: HttpRequest
) -> tuple[list[PageRow], PageRow | None]:
    """The six newest things, and the latest interview apart from them. One query for both."""
    everything = stream(viewer, locale)
    kind = ContentType.objects.get_for_model(InterviewPage)
    latest = everything.filter(content_type=kind)
    newest = everything.filter(
        Q(pk__in=everything.values("pk")[: NEW + 1]) | Q(pk__in=latest.values("pk")[:1])
    )
    rows = [as_stream_row(page, request) for page in newest]
    interview = next((row for row in rows if row.page.specific_class is InterviewPage), None)
    return [row for row in rows if row is not interview][:NEW], interview


def live_and_next(
    viewer: "AnyUser", locale: Locale, request: HttpRequest
) -> tuple[EventRow | None, list[EventRow]]:
    """The one live thing beside the sentence, and the events after it. One query.

    Until discussions are open it is the next event that takes place.
    """
    events = upcoming_events(viewer, locale, request, n=EVENTS + 1)
    live = next((row for row in events if row.state in {State.NOW, State.UPCOMING}), None)
    return live, [row for row in events if row is not live][:EVENTS]


def partners_of(page: "HomePage") -> list["HomePartner"]:
    """The organisations named on the page, in the order of the editor. One query."""
    return list(page.partners.select_related("organisation"))
