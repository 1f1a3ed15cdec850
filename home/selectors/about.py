"""The milestones: all of them, and those that lead to us."""

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch
from django.http import HttpRequest
from wagtail.models import Page

from common.blocks import headings_of
from common.languages import foreign_language, reading_url
from common.partial_dates import PartialDate
from common.querysets import BasePageQuerySet
from common.reader import viewer_of
from events.when import days_in_words
from home.models import Milestone, MilestoneRelated
from taxonomy.selectors.languages import language_to_say, read_in_language

if TYPE_CHECKING:
    from common.typing import AnyUser

TEASER = 6


@dataclass(frozen=True, slots=True)
class RelatedPage:
    """A page that tells more."""

    title: str
    url: str
    lang: str


@dataclass(frozen=True, slots=True)
class Step:
    """A milestone as the timeline prints it."""

    anchor: str
    date: PartialDate
    end: PartialDate | None
    title: str
    text: str
    our_role: bool
    source: str
    related: list[RelatedPage]
    lang: str

    @property
    def when(self) -> str:
        """`2003`, `December 2018`, `2009 to 2010`, `1 and 2 September 2021`."""
        return days_in_words(self.date, self.end or self.date)


@dataclass(frozen=True, slots=True)
class Decade:
    """Ten years of the timeline; `year` is the first."""

    year: int
    steps: list[Step]


def steps(*, viewer: "AnyUser", request: HttpRequest) -> list[Step]:
    """All milestones in order of time, in the reader's language or as the original.

    Related pages that `viewer` may not open are left out. At most three queries.
    """
    pages = BasePageQuerySet(Page).visible_to(viewer).select_related("locale")
    links = MilestoneRelated.objects.filter(page__in=pages.values("pk")).order_by("sort_order")
    related = links.prefetch_related(Prefetch("page", queryset=pages))
    milestones = Milestone.objects.prefetch_related(Prefetch("related", queryset=related))
    return [_step(one, request) for one in read_in_language(milestones)]


def _step(milestone: Milestone, request: HttpRequest) -> Step:
    return Step(
        anchor=milestone.anchor,
        date=milestone.partial_date,
        end=milestone.partial_end,
        title=milestone.title,
        text=milestone.text,
        our_role=milestone.our_role,
        source=milestone.source,
        related=[
            RelatedPage(
                link.page.title, reading_url(link.page, request), foreign_language(link.page)
            )
            for link in milestone.related.all()
        ],
        lang=language_to_say(milestone),
    )


def timeline_context(request: HttpRequest) -> dict[str, Any]:
    """The whole timeline, by decades."""
    found = steps(viewer=viewer_of(request), request=request)
    decades = groupby(found, key=lambda step: step.date.year // 10 * 10)
    return {"decades": [Decade(year, list(group)) for year, group in decades]}


def teaser_context(request: HttpRequest) -> dict[str, Any]:
    """The latest steps in which we had a part, and how many milestones there are in all."""
    found = steps(viewer=viewer_of(request), request=request)
    ours = [step for step in found if step.our_role] or found
    return {"steps": ours[-TEASER:], "step_count": len(found)}


def parts_of(body: Any) -> list[dict[str, str]]:
    """The headings of a body as links: what `components/on_this_page.html` shows."""
    return [{"id": anchor, "title": words} for anchor, words in headings_of(body)]
