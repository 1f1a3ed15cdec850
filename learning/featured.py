"""The course that the front page offers to begin with."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q
from django.http import HttpRequest
from wagtail.models import Locale

from common.languages import foreign_language, reading_url
from learning.models import Audience, CoursePage
from learning.showing import CourseRow, facts_of

if TYPE_CHECKING:
    from common.typing import AnyUser

NEWEST = (F("first_published_at").desc(nulls_last=True), "-pk")
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)


def is_featured(viewer: "AnyUser", locale: Locale) -> Q:
    """A condition on rows of the page table: the newest course that everybody may take.

    It depends on restrictions of pages alone, so what it finds may be kept with other lists.
    """
    courses = CoursePage.objects.visible_to(viewer).in_language(locale)
    open_to_all = courses.filter(audience=Audience.PUBLIC, alias_of=None)
    return Q(pk__in=open_to_all.order_by(*NEWEST).values("pk")[:1])


def with_courses(pages: Any) -> Any:
    """Rows of Wagtail's page table, each with the facts of a course."""
    twins = CoursePage.objects.live().filter(
        alias_of=None, translation_key=OuterRef("translation_key")
    )
    spoken = {
        f"course_in_{code}": Exists(twins.filter(locale__language_code=code)) for code in LANGUAGES
    }
    return pages.annotate(hours=F("coursepage__hours"), **spoken)


def as_course_row(page: Any, request: HttpRequest) -> CourseRow:
    """A page read by `with_courses` as a course in a list. Asks nothing."""
    codes = [code for code in LANGUAGES if getattr(page, f"course_in_{code}")]
    return CourseRow(
        page=page,
        url=reading_url(page, request),
        lang=foreign_language(page),
        facts=facts_of(page, codes),
    )
