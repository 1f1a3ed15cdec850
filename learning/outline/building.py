"""Outlines read from the pages: of one course or of many, in as many queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import F, Q
from django.db.models.functions import Coalesce
from wagtail.models import Page

from common.languages import url_in
from common.parts import parts
from learning.models import (
    CompletionMode,
    CoursePage,
    CourseQuizPlacement,
    ModuleKind,
    ModuleQuizPlacement,
    PlacementRole,
    QuizCurrent,
)
from learning.outline.shape import Item, Module, Outline

# One condition a course: databases take a thousand in a query, and nobody takes so many courses.
MOST_AT_ONCE = 200


def outline_for(course_key: UUID, language: str) -> Outline | None:
    """The outline for readers of `language`, made now or within the last minute; None: no course.

    Publishing anything makes it anew. Four queries at most, whatever the size of the course.
    """
    return outlines_for([course_key], language)[course_key]


def outlines_for(course_keys: Iterable[UUID], language: str) -> dict[UUID, Outline | None]:
    """As `outline_for`, of many courses: four queries for all that are not kept."""
    keys = list(dict.fromkeys(course_keys))
    about = {key: (str(key), language) for key in keys}

    def make(wanted: Collection[tuple[Any, ...]]) -> dict[tuple[Any, ...], Outline | None]:
        built = build_outlines([key for key in keys if about[key] in wanted], language)
        return {about[key]: outline for key, outline in built.items()}

    found = parts("course-outline", about.values(), viewer=None, make=make)
    return {key: found[about[key]] for key in keys}


def build_outline(course_key: UUID, language: str) -> Outline | None:
    """As `outline_for`, read now: what decides on completion."""
    return build_outlines([course_key], language)[course_key]


def build_outlines(course_keys: Iterable[UUID], language: str) -> dict[UUID, Outline | None]:
    """As `build_outline`, of many courses: courses, their pages, placements, titles of quizzes."""
    keys = list(course_keys)
    found: dict[UUID, Outline | None] = {}
    for start in range(0, len(keys), MOST_AT_ONCE):
        found |= _built_at_once(keys[start : start + MOST_AT_ONCE], language)
    return found


def _built_at_once(keys: list[UUID], language: str) -> dict[UUID, Outline | None]:
    twins: dict[UUID, list[CoursePage]] = defaultdict(list)
    courses = CoursePage.objects.filter(translation_key__in=keys, alias_of=None)
    for course in courses.defer("body").select_related("locale").order_by("pk"):
        twins[course.translation_key].append(course)
    sources = {key: of_key[0] for key, of_key in twins.items()}
    locals_: dict[UUID, CoursePage | None] = {
        key: next(
            (one for one in of_key if one.locale.language_code == language and one.live), None
        )
        for key, of_key in twins.items()
    }
    trees = _trees_of({one for one in (*sources.values(), *locals_.values()) if one})
    placed = _placements_of(
        [source.pk for source in sources.values()]
        + [module.pk for source in sources.values() for module in trees[source.path].modules]
    )
    titles = _titles_of({one.key for of_page in placed.values() for one in of_page})
    return {
        key: (
            _Parts(sources[key], locals_[key], language, trees, placed, titles).outline()
            if key in sources
            else None
        )
        for key in keys
    }


@dataclass(slots=True)
class _Tree:
    """The live pages below one course, in order."""

    modules: list[Any] = field(default_factory=list)
    lessons: list[Any] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Placed:
    """A quiz that belongs to a course or a module."""

    key: UUID
    role: str
    required: bool
    since: Any


class _Parts:
    """The modules and lessons of one course in its own language and in the reader's."""

    def __init__(
        self,
        source: CoursePage,
        local: CoursePage | None,
        language: str,
        trees: dict[str, _Tree],
        placed: dict[int, list[_Placed]],
        titles: dict[UUID, dict[str, str]],
    ) -> None:
        self.language = language
        self.source, self.named = source, local or source
        self.own = trees[source.path]
        self.local = trees[local.path] if local and local.pk != source.pk else _Tree()
        self._twins: dict[UUID, Page] = {
            page.translation_key: page for page in (*self.local.modules, *self.local.lessons)
        }
        self._placed, self._titles = placed, titles

    def outline(self) -> Outline:
        before, after = self.quizzes()
        return Outline(
            course_key=self.source.translation_key,
            title=self.named.title,
            url=url_in(self.language, self.named),
            modules=tuple(self.modules()),
            before=tuple(before),
            after=tuple(after),
            lang=_foreign(self.named, self.language),
            audience=self.source.audience,
            is_live=self.named.live,
            path=self.named.path,
            has_certificate=self.source.certificate_enabled,
        )

    def quizzes(self) -> tuple[list[Item], list[Item]]:
        """Those of the course: before its modules, and after them."""
        items = self._tests_of(self.source)
        first = [item for item in items if item.role == PlacementRole.PRE_TEST]
        return first, [item for item in items if item not in first]

    def _tests_of(self, page: Page) -> list[Item]:
        """Its quizzes as learners take them: without those of which no version is published."""
        own = self.source.locale.language_code
        items = []
        for one in self._placed.get(page.pk, []):
            titles = self._titles.get(one.key)
            if not titles:
                continue
            spoken = next(code for code in (self.language, own, *titles) if code in titles)
            items.append(
                Item(
                    key=one.key,
                    kind="quiz",
                    title=titles[spoken],
                    url=f"/{self.language}/learning/quizzes/{one.key}/",  # learning.md §19
                    lang="" if spoken == self.language else spoken,
                    required=one.required,
                    since=one.since,
                    role=one.role,
                )
            )
        return items

    def modules(self) -> Iterator[Module]:
        """Those of the source, each with its items; then those that one language alone has."""
        known = {page.translation_key for page in (*self.own.modules, *self.own.lessons)}
        extra_lessons = [one for one in self.local.lessons if one.translation_key not in known]
        homes = {page.path: page.translation_key for page in self.local.modules}
        extras: dict[UUID, list[Any]] = {}
        for lesson in extra_lessons:
            home = homes.get(_above(lesson))
            if home is not None:
                extras.setdefault(home, []).append(lesson)
        for module in self.own.modules:
            lessons = [one for one in self.own.lessons if _above(one) == module.path]
            items = [self._lesson(one, required=one.is_required) for one in lessons]
            items += [self._lesson(one) for one in extras.get(module.translation_key, [])]
            items += self._tests_of(module)
            yield self._module(module, items, is_core=module.kind_of_module == ModuleKind.CORE)
        for module in self.local.modules:
            if module.translation_key not in known:
                items = [self._lesson(one) for one in extras.get(module.translation_key, [])]
                yield self._module(module, items, is_core=False)

    def _module(self, source: Any, items: Iterable[Item], *, is_core: bool) -> Module:
        page: Any = self._twins.get(source.translation_key, source)
        return Module(
            key=source.translation_key,
            title=page.title,
            url=url_in(self.language, page),
            is_core=is_core,
            lang=_foreign(page, self.language),
            summary=page.summary,
            minutes=source.minutes,
            path=page.path,
            items=tuple(items),
        )

    def _lesson(self, source: Any, *, required: bool = False) -> Item:
        page = self._twins.get(source.translation_key, source)
        return Item(
            key=source.translation_key,
            kind="lesson",
            title=page.title,
            url=url_in(self.language, page),
            lang=_foreign(page, self.language),
            minutes=source.minutes,
            required=required,
            by_view=source.completion_mode == CompletionMode.VIEW,
            since=source.first_published_at,
            path=page.path,
        )


def _trees_of(courses: Collection[CoursePage]) -> dict[str, _Tree]:
    """{path of the course: what is published below it}. One query.

    Rows of Wagtail's own table with what modules and lessons have of their own: both at once.
    """
    trees = {course.path: _Tree() for course in courses}
    if not trees:
        return trees
    below = reduce(or_, (Q(path__startswith=path) for path in trees))
    pages = (
        Page.objects.filter(below)
        .live()
        .annotate(
            kind_of_module=F("modulepage__kind_of_module"),
            summary=F("modulepage__summary"),
            minutes=Coalesce("modulepage__minutes", "lessonpage__minutes"),
            is_required=F("lessonpage__required"),
            completion_mode=F("lessonpage__completion_mode"),
        )
    )
    # A course has another length of path only where editors have moved the list of courses.
    lengths = {len(path) for path in trees}
    for page in pages.select_related("locale").order_by("path"):
        tree = next((trees[page.path[:end]] for end in lengths if page.path[:end] in trees), None)
        if tree is None or page.path in trees:
            continue
        if page.kind_of_module is not None:
            tree.modules.append(page)
        elif page.completion_mode is not None:
            tree.lessons.append(page)
    return trees


def _placements_of(pages: Collection[int]) -> dict[int, list[_Placed]]:
    """{page: its quizzes in order}, of courses and modules. One query."""
    if not pages:
        return {}
    columns = ("page", "sort_order", "pk", "role", "required")
    of_quiz = ("quiz__translation_key", "quiz__first_published_at")
    rows = (
        CourseQuizPlacement.objects.filter(page__in=pages)
        .order_by()
        .values_list(*columns, *of_quiz)
        .union(
            ModuleQuizPlacement.objects.filter(page__in=pages)
            .order_by()
            .values_list(*columns, *of_quiz),
            all=True,
        )
    )
    found: dict[int, list[_Placed]] = defaultdict(list)
    # An order nobody has set stands last, as the databases would not agree.
    in_order = sorted(rows, key=lambda row: (row[1] is None, row[1] or 0, row[2]))
    for page, _order, _pk, role, required, key, since in in_order:
        found[page].append(_Placed(key, role, required, since))
    return found


def _titles_of(keys: set[UUID]) -> dict[UUID, dict[str, str]]:
    """{quiz: {language: title}} of what learners take now. One query, none without quizzes."""
    if not keys:
        return {}
    rows = (
        QuizCurrent.objects.offered()
        .filter(quiz_key__in=keys)
        .values_list("quiz_key", "locale__language_code", "version__content__title")
        .order_by("locale")
    )
    found: dict[UUID, dict[str, str]] = {}
    for key, code, title in rows:
        found.setdefault(key, {})[code] = title
    return found


def _above(page: Page) -> str:
    return page.path[: -page.steplen]


def _foreign(page: Page, language: str) -> str:
    own = page.locale.language_code
    return "" if own == language else own
