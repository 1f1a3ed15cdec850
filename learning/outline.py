"""What a course consists of, the same in every language: its outline, keyed by translation_key.

The required set comes from the pages of the course's own language, so a learner may switch the
language in the middle and keeps progress (learning.md §10). Titles and addresses are those of the
reader's language where it has them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Length, Substr
from wagtail.models import Page

from common.languages import url_in
from common.parts import part
from common.querysets import closed_paths
from learning.models import (
    Audience,
    CompletionMode,
    CoursePage,
    CourseQuizPlacement,
    LessonPage,
    ModuleKind,
    ModulePage,
    ModuleQuizPlacement,
    PlacementRole,
    QuizCurrent,
)

if TYPE_CHECKING:
    from common.typing import AnyUser

Kind = Literal["lesson", "quiz"]


@dataclass(frozen=True, slots=True)
class Item:
    """A lesson or a quiz of a course. `lang` only where it is not the reader's language."""

    key: UUID
    kind: Kind
    title: str
    url: str
    lang: str = ""
    minutes: int | None = None
    required: bool = False
    by_view: bool = False  # done when it is opened
    since: datetime | None = None  # when it was first published
    path: str = ""  # of the page: what is closed to a reader is found by it
    role: str = ""  # of a quiz


@dataclass(frozen=True, slots=True)
class Module:
    """A module with its items in order."""

    key: UUID
    title: str
    url: str
    is_core: bool
    lang: str = ""
    summary: str = ""
    minutes: int | None = None
    path: str = ""
    items: tuple[Item, ...] = ()

    @property
    def lessons(self) -> list[Item]:
        return [item for item in self.items if item.kind == "lesson"]


@dataclass(frozen=True, slots=True)
class Outline:
    """A course in order: quizzes before the modules, the modules, quizzes after them."""

    course_key: UUID
    title: str
    url: str
    modules: tuple[Module, ...]
    lang: str = ""
    audience: str = Audience.PUBLIC
    is_live: bool = True
    path: str = ""  # of the page that readers of this language get
    has_certificate: bool = False
    before: tuple[Item, ...] = ()
    after: tuple[Item, ...] = ()

    def items(self) -> Iterator[Item]:
        """Everything, in the order in which it is taken."""
        yield from self.before
        for module in self.modules:
            yield from module.items
        yield from self.after

    def lessons(self) -> list[Item]:
        return [item for item in self.items() if item.kind == "lesson"]

    def item(self, key: UUID | None) -> Item | None:
        return next((item for item in self.items() if item.key == key), None)

    def neighbours(self, key: UUID, *, with_tests: bool = True) -> tuple[Item | None, Item | None]:
        """What stands before and after the item; without tests for who may not take them."""
        items = list(self.items()) if with_tests else self.lessons()
        at = next((place for place, item in enumerate(items) if item.key == key), None)
        if at is None:
            return None, None
        after = items[at + 1] if at + 1 < len(items) else None
        return (items[at - 1] if at else None), after

    def is_open_to(self, viewer: "AnyUser") -> bool:
        """Whether the course is published, and no editor has closed it to this reader."""
        return self.is_live and not self.is_closed_to(viewer)

    def is_closed_to(self, viewer: "AnyUser") -> bool:
        """Whether a restriction of the page tree shuts this reader out of the whole course."""
        return _is_in(self.path, tuple(closed_paths(viewer)))

    def seen_by(self, viewer: "AnyUser") -> "Outline":
        """Without what an editor has closed to this reader. What is required does not change."""
        closed = tuple(closed_paths(viewer))
        if not closed:
            return self
        modules = tuple(
            replace(
                module, items=tuple(one for one in module.items if not _is_in(one.path, closed))
            )
            for module in self.modules
            if not _is_in(module.path, closed)
        )
        return replace(self, modules=modules)


def outline_for(course_key: UUID, language: str) -> Outline | None:
    """The outline for readers of `language`, made now or within the last minute; None: no course.

    Publishing anything makes it anew. Eight queries at most, whatever the size of the course.
    """
    return part(
        "course-outline",
        str(course_key),
        language,
        viewer=None,
        make=lambda: build_outline(course_key, language),
    )


def build_outline(course_key: UUID, language: str) -> Outline | None:
    """As `outline_for`, read now: what decides on completion."""
    twins = list(
        CoursePage.objects.filter(translation_key=course_key, alias_of=None)
        .select_related("locale")
        .order_by("pk")
    )
    if not twins:
        return None
    source = twins[0]
    local = next((one for one in twins if one.locale.language_code == language and one.live), None)
    parts = _Parts(source, local if local and local != source else None, language)
    named = local or source
    before, after = parts.quizzes()
    return Outline(
        course_key=course_key,
        title=named.title,
        url=url_in(language, named),
        modules=tuple(parts.modules()),
        before=tuple(before),
        after=tuple(after),
        lang=_foreign(named, language),
        audience=source.audience,
        is_live=named.live,
        path=named.path,
        has_certificate=source.certificate_enabled,
    )


def courses_with(quiz_key: UUID) -> Any:
    """Keys of the courses that have the quiz as a test, in any language: for a query that asks."""
    of_course = CourseQuizPlacement.objects.filter(quiz__translation_key=quiz_key)
    of_module = ModuleQuizPlacement.objects.filter(quiz__translation_key=quiz_key)
    above = of_module.values_list(_path_above("page__path", 1), flat=True)
    courses = CoursePage.objects.filter(Q(pk__in=of_course.values("page")) | Q(path__in=above))
    return courses.order_by().values("translation_key")


def courses_of_lessons(lessons: Iterable[UUID]) -> Any:
    """Keys of the courses in which these lessons stand: for a query that asks."""
    pages = LessonPage.objects.filter(translation_key__in=list(lessons))
    above = pages.order_by().values_list(_path_above("path", 2), flat=True)
    return CoursePage.objects.filter(path__in=above).order_by().values("translation_key")


def _path_above(field: str, levels: int) -> Substr:
    """The path of the page that stands so many levels above."""
    return Substr(field, 1, Length(field) - levels * CoursePage.steplen)


class _Parts:
    """The modules and lessons of one course in its own language and in the reader's."""

    def __init__(self, source: CoursePage, local: CoursePage | None, language: str) -> None:
        self.language = language
        self.source_modules = _below(ModulePage, source)
        self.source_lessons = _below(LessonPage, source)
        self.local_modules = _below(ModulePage, local) if local else []
        self.local_lessons = _below(LessonPage, local) if local else []
        self._twins: dict[UUID, Page] = {
            page.translation_key: page for page in (*self.local_modules, *self.local_lessons)
        }

        self.source = source
        self._placed = _placements_of(source, self.source_modules)
        self._titles = _titles_of({one.quiz.translation_key for one in self._placed})

    def quizzes(self) -> tuple[list[Item], list[Item]]:
        """Those of the course: before its modules, and after them."""
        own = [one for one in self._placed if isinstance(one, CourseQuizPlacement)]
        items = [item for one in own if (item := self._quiz(one))]
        first = [item for item in items if item.role == PlacementRole.PRE_TEST]
        return first, [item for item in items if item not in first]

    def _quiz(self, placed: CourseQuizPlacement | ModuleQuizPlacement) -> Item | None:
        """The quiz as learners take it; None where no version of it is published."""
        key = placed.quiz.translation_key
        titles = self._titles.get(key)
        if not titles:
            return None
        own = self.source.locale.language_code
        spoken = next(code for code in (self.language, own, *titles) if code in titles)
        return Item(
            key=key,
            kind="quiz",
            title=titles[spoken],
            url=f"/{self.language}/learning/quizzes/{key}/",  # learning.md §19
            lang="" if spoken == self.language else spoken,
            required=placed.required,
            since=placed.quiz.first_published_at,
            role=placed.role,
        )

    def modules(self) -> Iterator[Module]:
        """Those of the source, each with its items; then those that one language alone has."""
        known = {page.translation_key for page in (*self.source_modules, *self.source_lessons)}
        extra_lessons = [one for one in self.local_lessons if one.translation_key not in known]
        homes = {page.path: page.translation_key for page in self.local_modules}
        extras: dict[UUID, list[Any]] = {}
        for lesson in extra_lessons:
            home = homes.get(_above(lesson))
            if home is not None:
                extras.setdefault(home, []).append(lesson)
        for module in self.source_modules:
            own = [one for one in self.source_lessons if _above(one) == module.path]
            items = [self._lesson(one, required=one.required) for one in own]
            items += [self._lesson(one) for one in extras.get(module.translation_key, [])]
            tests = [one for one in self._placed if _stands_in(one, module)]
            items += [item for one in tests if (item := self._quiz(one))]
            yield self._module(module, items, is_core=module.kind_of_module == ModuleKind.CORE)
        for module in self.local_modules:
            if module.translation_key not in known:
                items = [self._lesson(one) for one in extras.get(module.translation_key, [])]
                yield self._module(module, items, is_core=False)

    def _module(self, source: ModulePage, items: Iterable[Item], *, is_core: bool) -> Module:
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

    def _lesson(self, source: LessonPage, *, required: bool = False) -> Item:
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


def _placements_of(
    course: CoursePage, modules: list[ModulePage]
) -> list[CourseQuizPlacement | ModuleQuizPlacement]:
    """All quizzes of the course and its modules, in order. Two queries."""
    of_course = CourseQuizPlacement.objects.filter(page=course)
    of_modules = ModuleQuizPlacement.objects.filter(page__in=[one.pk for one in modules])
    order = ("sort_order", "pk")
    return [
        *of_course.select_related("quiz").order_by(*order),
        *of_modules.select_related("quiz").order_by(*order),
    ]


def _titles_of(keys: set[UUID]) -> dict[UUID, dict[str, str]]:
    """{quiz: {language: title}} of what learners take now. One query."""
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


def _stands_in(placed: CourseQuizPlacement | ModuleQuizPlacement, module: ModulePage) -> bool:
    return isinstance(placed, ModuleQuizPlacement) and placed.page_id == module.pk


def _below(model: Any, course: CoursePage) -> list[Any]:
    pages = model.objects.descendant_of(course).live().defer("body")
    return list(pages.select_related("locale").order_by("path"))  # `defer` forgets it


def _above(page: Page) -> str:
    return page.path[: -page.steplen]


def _foreign(page: Page, language: str) -> str:
    own = page.locale.language_code
    return "" if own == language else own


def _is_in(path: str, closed: tuple[str, ...]) -> bool:
    return bool(path) and path.startswith(closed)
