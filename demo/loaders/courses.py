"""The course "Migration and local development": its pages in their languages.

The core module stands in English, French and Spanish, the optional one in English. Toolboxes of
others are cited and linked, never copied.
"""

from decimal import Decimal
from typing import Any

from demo.loaders import quizzes
from demo.loaders.course_units import units_stream
from demo.loaders.library import OURSELVES, OWN_LICENCE
from demo.seed import TRANSLATED, Seed, records, text_body
from learning.models import (
    CourseIndexPage,
    CoursePage,
    CourseQuizPlacement,
    LessonPage,
    ModulePage,
    ModuleQuizPlacement,
)
from learning.models.pages import TrainerPackLink
from library.models import ResourcePage
from taxonomy.models import LicenceType
from taxonomy.services import classify

COURSE = "course-migration-local-development"


def load(seed: Seed) -> None:
    """The bank and its quizzes first: pages say where these stand."""
    quizzes.load(seed)
    index = CourseIndexPage.objects.get(locale=seed.english)
    for record in records("courses"):
        course = _load_course(seed, index, record)
        for module in record["modules"]:
            _load_module(seed, course, module)


def _load_course(seed: Seed, index: CourseIndexPage, record: dict[str, Any]) -> CoursePage:
    def prepare(page: CoursePage) -> None:
        classify(page=page, themes=record["themes"])
        guides = {one.external_id: one for one in _guides(record["trainer_pack"])}
        page.trainer_pack = [
            TrainerPackLink(record=guides[one], sort_order=at)
            for at, one in enumerate(record["trainer_pack"])
        ]
        _place_quizzes(page, CourseQuizPlacement, record["id"])

    facts = {
        "hours": Decimal(record["hours"]),
        "licence": LicenceType.objects.get(code=OWN_LICENCE),
        "issuer": OURSELVES,
    }
    course = seed.put(
        CoursePage,
        index,
        slug=record["slug"],
        external_id=record["id"],
        prepare=prepare,
        **facts,
        **_course_words(record, "en"),
    )
    for language in TRANSLATED:
        seed.translate(
            course, language, prepare=prepare, **facts, **_course_words(record, language)
        )
    return course


def _place_quizzes(
    page: CoursePage | ModulePage,
    model: type[CourseQuizPlacement] | type[ModuleQuizPlacement],
    record_id: str,
) -> None:
    """The quizzes that the record of the page is named in. Those of the original page count."""
    page.quiz_placements = [
        model(
            quiz=quizzes.quiz_of(one["id"]),
            role=one["role"],
            required=one["required"],
            sort_order=at,
        )
        for at, one in enumerate(records("quizzes"))
        if one["on"] == record_id
    ]


def _guides(ids: list[str]) -> list[ResourcePage]:
    return list(ResourcePage.objects.filter(external_id__in=ids))


def _course_words(record: dict[str, Any], language: str) -> dict[str, Any]:
    text = record["text"][language]
    own = {name: text[name] for name in ("title", "summary", "for_whom", "credits")}
    lines = {name: "\n".join(text[name]) for name in ("objectives", "outcomes")}
    return own | lines | {"body": text_body(text["body"], key=f"{record['id']}/{language}")}


def _load_module(seed: Seed, course: CoursePage, record: dict[str, Any]) -> None:
    def prepare(page: ModulePage) -> None:
        _place_quizzes(page, ModuleQuizPlacement, record["id"])

    facts = {"kind_of_module": record["kind"], "minutes": record["minutes"]}
    module = seed.put(
        ModulePage,
        course,
        slug=record["slug"],
        external_id=record["id"],
        prepare=prepare,
        **facts,
        **_module_words(record, "en"),
    )
    for language in TRANSLATED:
        if language in record["text"]:
            seed.translate(
                module, language, prepare=prepare, **facts, **_module_words(record, language)
            )
    for lesson in record["lessons"]:
        _load_lesson(seed, module, lesson)


def _module_words(record: dict[str, Any], language: str) -> dict[str, str]:
    text = record["text"][language]
    own = {name: text[name] for name in ("title", "summary")}
    return own | {"objectives": "\n".join(text["objectives"])}


def _load_lesson(seed: Seed, module: ModulePage, record: dict[str, Any]) -> None:
    facts = {"minutes": record["minutes"], "completion_mode": record["mode"]}
    lesson = seed.put(
        LessonPage,
        module,
        slug=record["slug"],
        external_id=record["id"],
        **facts,
        **_lesson_words(seed, record, "en"),
    )
    for language in TRANSLATED:
        if language in record["text"]:
            seed.translate(lesson, language, **facts, **_lesson_words(seed, record, language))


def _lesson_words(seed: Seed, record: dict[str, Any], language: str) -> dict[str, str]:
    text = record["text"][language]
    own = {name: text[name] for name in ("title", "summary")}
    return own | {"body": units_stream(seed, record["id"], text["units"], language)}
