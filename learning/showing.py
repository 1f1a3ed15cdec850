"""What the pages of a course show, to whom, and what is noted when they are opened."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from common.collation import sort_key
from common.languages import foreign_language, reading_language, reading_url
from common.paging import page_of
from common.parts import part
from common.reader import viewer_of
from common.templatetags.m4d import language_name
from learning import selectors
from learning.blocks import anchor_of
from learning.completion import evaluate_completion
from learning.course_facets import FACETS
from learning.models import (
    CompletionMode,
    CourseIndexPage,
    CoursePage,
    Enrolment,
    LessonPage,
    ModulePage,
)
from learning.outline import Item, Module, Outline, outline_for
from learning.permissions import can_read_course
from learning.services import record_visit
from library.models import ResourcePage
from taxonomy.facets import FacetSet, Sort
from taxonomy.selectors import tag_links, terms_of

if TYPE_CHECKING:
    from common.typing import AnyUser

SORTS = [
    Sort("title", gettext_lazy("Title, A to Z"), ("title", "pk")),
    Sort("short", gettext_lazy("Shortest first"), ("hours", "title")),
]
# Browsers that fetch ahead say so in one of these; nobody has read anything then.
AHEAD = ("Sec-Purpose", "Purpose", "X-Moz")


# --- The list -----------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class CourseRow:
    """A course in a list."""

    page: CoursePage
    url: str
    lang: str
    facts: list[str]


def index_context(index: CourseIndexPage, request: HttpRequest) -> dict[str, Any]:
    """The courses, filtered by theme, language, length. Two queries beside those of the filters."""
    viewer = viewer_of(request)
    courses = CoursePage.objects.visible_to(viewer).in_language(index.locale)
    facets = FacetSet(courses.filter(alias_of=None), FACETS, request.GET, sorts=SORTS)
    listed = page_of(facets.results.select_related("locale"), request, total=facets.total)
    pages = list(listed.object_list)
    spoken = languages_of([page.translation_key for page in pages])
    listed.object_list = [
        CourseRow(
            page=page,
            url=reading_url(page, request),
            lang=foreign_language(page),
            facts=facts_of(page, spoken.get(page.translation_key, [])),
        )
        for page in pages
    ]
    return {"facets": facets, "listed": listed, "list_url": reading_url(index, request)}


def languages_of(keys: list[UUID]) -> dict[UUID, list[str]]:
    """{course: codes of the languages it is published in}. One query."""
    found: dict[UUID, list[str]] = {}
    pages = CoursePage.objects.live().filter(translation_key__in=keys, alias_of=None)
    rows = pages.order_by("locale__language_code", "pk")
    for key, code in rows.values_list("translation_key", "locale__language_code"):
        found.setdefault(key, []).append(code)
    return found


def facts_of(course: CoursePage, codes: list[str]) -> list[str]:
    """Hours and languages, in words."""
    facts = []
    if course.hours:
        hours = course.hours.normalize()
        words = ngettext("%(number)s hour", "%(number)s hours", 1 if hours == 1 else 2)
        facts.append(words % {"number": f"{hours:f}"})
    names = ", ".join(sorted((language_name(code) for code in codes), key=sort_key))
    return [*facts, str(capfirst(names))] if names else facts


# --- Where a learner stands ---------------------------------------------------------------------
def way_now(enrolment: Enrolment | None, outline: Outline) -> selectors.Way | None:
    """How the learner stands; None without a place. Completed, if nothing is left to do."""
    if enrolment is None or not enrolment.has_a_place:
        return None
    return settled(selectors.way_of(enrolment, outline))


def settled(way: selectors.Way) -> selectors.Way:
    """As it is once it is asked whether the course is completed, where no item would ask that.

    The last open one may have been taken away, or be required no longer (learning.md §1: "stuck").
    """
    if not (way.is_running and way.is_enough):
        return way
    enrolment = evaluate_completion(enrolment=way.enrolment)
    return replace(way, enrolment=enrolment) if enrolment.completed_at else way


# --- A course -----------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class ModuleRow:
    """A module as the course shows it; `done` are the keys that this learner has completed."""

    module: Module
    facts: list[str]
    is_open: bool


def course_context(course: CoursePage, request: HttpRequest) -> dict[str, Any]:
    """The course, its modules, and where this reader stands. Five queries with a warm outline."""
    viewer = viewer_of(request)
    outline = _outline(course.translation_key, viewer)
    enrolment = selectors.enrolment_of(viewer, course.translation_key)
    way = way_now(enrolment, outline)
    enrolment = way.enrolment if way else enrolment
    may_ask = enrolment is None or enrolment.status in ("withdrawn", "refused")
    run = selectors.run_open_to(enrolment, _run(course, viewer)) if may_ask else None
    codes = languages_of([course.translation_key]).get(course.translation_key, [])
    terms = terms_of(course)
    return {
        "outline": outline,
        "modules": [_module_row(one, way, at) for at, one in enumerate(outline.modules)],
        "counts": _counts(outline),
        "facts": facts_of(course, codes),
        "enrolment": enrolment,
        "way": way,
        "run": run,
        # Not the first item: who has no place cannot take the test that may come first.
        "first_url": next((item.url for item in outline.lessons()), ""),
        "packs": _packs(course, request, viewer),
        "certificate_words": _certificate_words(course),
        "lang": foreign_language(course),
        "terms": terms,
        "tags": tag_links(terms, _list_url(course, request)),
    }


def _run(course: CoursePage, viewer: "AnyUser") -> Any:
    """The run to join, the same for all readers: kept for a minute."""
    return part(
        "course-run",
        str(course.translation_key),
        viewer=None,
        make=lambda: selectors.run_to_join(course.translation_key),
    )


def _module_row(module: Module, way: selectors.Way | None, at: int) -> ModuleRow:
    lessons = len(module.lessons)
    words = ngettext("%(number)d lesson", "%(number)d lessons", lessons)
    facts = [words % {"number": lessons}]
    if module.minutes:
        minutes = ngettext("%(number)d minute", "%(number)d minutes", module.minutes)
        facts.append(minutes % {"number": module.minutes})
    holds_next = way is not None and way.target in module.items
    return ModuleRow(module, facts, is_open=holds_next or (way is None and at == 0))


def _counts(outline: Outline) -> str:
    """12 lessons, 2 tests."""
    lessons = len(outline.lessons())
    quizzes = sum(item.kind == "quiz" for item in outline.items())
    words = [ngettext("%(number)d lesson", "%(number)d lessons", lessons) % {"number": lessons}]
    if quizzes:
        tests = ngettext("%(number)d test", "%(number)d tests", quizzes)
        words.append(tests % {"number": quizzes})
    return ", ".join(words)


def _certificate_words(course: CoursePage) -> str:
    """What the certificate is given for; empty where there is none."""
    if not course.certificate_enabled:
        return ""
    percent = int(100 * course.lessons_required)
    words = _("%(percent)d%% of the required lessons, every required test passed")
    return words % {"percent": percent}


def _packs(course: CoursePage, request: HttpRequest, viewer: "AnyUser") -> list[dict[str, str]]:
    """Records for trainers that this reader may see. One query."""
    chosen = course.trainer_pack.values("record")
    records = ResourcePage.objects.visible_to(viewer).filter(pk__in=chosen)
    return [
        {"title": one.title, "url": reading_url(one, request), "lang": foreign_language(one)}
        for one in records.select_related("locale").order_by("title")
    ]


def _list_url(course: CoursePage, request: HttpRequest) -> str:
    parent = course.get_parent()
    return reading_url(parent, request) if parent is not None else ""


# --- A module -----------------------------------------------------------------------------------
def module_context(page: ModulePage, request: HttpRequest) -> dict[str, Any]:
    """The module and what is in it."""
    viewer = viewer_of(request)
    course = page.get_parent()
    outline = _outline(course.translation_key, viewer)
    module = next((one for one in outline.modules if one.key == page.translation_key), None)
    enrolment = selectors.enrolment_of(viewer, course.translation_key)
    return {
        "outline": outline,
        "module": module,
        "row": _module_row(module, None, 0) if module else None,
        "way": way_now(enrolment, outline),
        "lang": foreign_language(page),
    }


# --- A lesson -----------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Reading:
    """A lesson that a request opens: its course, and the reader's place in it. Read once."""

    outline: Outline
    enrolment: Enrolment | None


def lesson_context(page: LessonPage, request: HttpRequest) -> dict[str, Any]:
    """The lesson with the outline beside it. Queries: learning.md §22, twelve for the page."""
    viewer = viewer_of(request)
    reading = _reading(page, request)
    outline, enrolment = reading.outline, reading.enrolment
    item = outline.item(page.translation_key)
    has_place = enrolment is not None and enrolment.has_a_place
    before, after = outline.neighbours(page.translation_key, with_tests=has_place)
    way = way_now(enrolment, outline)
    return {
        "outline": outline,
        "module": next((one for one in outline.modules if item in one.items), None),
        "item": item,
        "place": _place(outline, item),
        "before": before,
        "after": after,
        "way": way,
        "enrolment": way.enrolment if way else enrolment,
        "is_done": way is not None and page.translation_key in way.done,
        "is_manual": page.completion_mode == CompletionMode.MANUAL,
        "units": [anchor_of(child.id) for child in page.body],
        "may_enrol": viewer.is_authenticated and enrolment is None,
        "lang": foreign_language(page),
    }


def closed_to(page: LessonPage, request: HttpRequest) -> HttpResponse | None:
    """The answer to who may not read the course's lessons; None for everybody else."""
    outline = _reading(page, request).outline
    viewer = viewer_of(request)
    if can_read_course(viewer, outline.course_key, outline.audience):
        return None
    context = {"outline": outline, "page_kind": "closed-lesson"}
    return render(request, "learning/closed_lesson.html", context, status=403)


def note_visit(page: LessonPage, request: HttpRequest) -> None:
    """Opening a lesson is noted for learners: not for who fetches ahead, nor for HEAD."""
    ahead = any(request.headers.get(name, "").startswith("pre") for name in AHEAD)
    enrolment = _reading(page, request).enrolment
    if request.method != "GET" or ahead or enrolment is None:
        return
    record_visit(
        enrolment=enrolment,
        item_key=page.translation_key,
        locale=reading_language(),
        completes=page.completion_mode == CompletionMode.VIEW,
    )


def _reading(page: LessonPage, request: HttpRequest) -> Reading:
    known = getattr(request, "_lesson_reading", None)
    if known is None:
        course_key = page.get_parent().get_parent().translation_key
        viewer = viewer_of(request)
        known = Reading(
            outline=_outline(course_key, viewer),
            enrolment=selectors.enrolment_of(viewer, course_key),
        )
        request._lesson_reading = known
    return known


def _place(outline: Outline, item: Item | None) -> str:
    """Lesson 3 of 12."""
    lessons = outline.lessons()
    if item not in lessons:
        return _("Lesson")
    numbers = {"number": lessons.index(item) + 1, "all": len(lessons)}
    return _("Lesson %(number)d of %(all)d") % numbers


def _outline(course_key: UUID, viewer: "AnyUser") -> Outline:
    outline = outline_for(course_key, reading_language())
    if outline is None:  # a preview of a course that nobody has saved yet
        return Outline(course_key=course_key, title="", url="", modules=())
    return outline.seen_by(viewer)
