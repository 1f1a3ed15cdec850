"""A quiz for those who write or lead it: taken and looked at, and nothing of it is kept (0215)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Q

from learning.compiling.quizzes import compiled_quiz
from learning.grading import grade
from learning.grading.totals import total_of
from learning.models import Attempt, CourseRun, Quiz, QuizVersion, Response, RunStatus
from learning.models.bank import UNGRADED_TYPES
from learning.outline import courses_of_lessons, courses_with, outlines_for
from learning.permissions import is_course_editor
from learning.practice import lesson_in, lessons_with
from learning.taking.answers import read_answer
from learning.taking.errors import AnswerRefused
from learning.taking.layouts import make_layout
from learning.taking.learner_view import Stage, learner_view
from learning.taking.pages import Field, field_of
from learning.taking.reviewing import ReviewRow, review_rows
from learning.taking.rows import shown
from learning.taking.starting import current_version

if TYPE_CHECKING:
    from common.typing import AnyUser
    from learning.taking.saving import Sent


@dataclass(slots=True)
class Preview:
    """What is looked at: the text an editor has saved last, or what learners take now."""

    content: dict[str, Any]
    stage: Stage  # how much is shown afterwards
    problems: list[str] = field(default_factory=list)  # what stops it from being published

    @property
    def shows_marks(self) -> bool:
        """Where learners wait for their result, so does who leads them."""
        return self.stage != Stage.NOTHING

    @property
    def is_limited(self) -> bool:
        """Whether the marks, asked for again and again, would tell keys that are not theirs."""
        return self.stage == Stage.SCORE

    def attempt(self, seed: int) -> Attempt:
        """An attempt as it would begin, in memory alone."""
        layout = make_layout(self.content, seed=seed)
        return Attempt(quiz_version=QuizVersion(content=self.content), layout=layout)


@dataclass(frozen=True, slots=True)
class PreviewResult:
    """What the answers would be worth."""

    rows: list[ReviewRow]
    marks: str
    max_marks: str


def preview_for(user: "AnyUser", quiz_key: UUID, language: str) -> Preview | None:
    """The preview that `user` may have; None for everybody else, and for what is no quiz.

    Editors see the newest saved text with all answers. Who leads a run sees what its learners
    take, and how much their own answers are worth: keys are not theirs (learning.md §21).
    """
    if is_course_editor(user):
        return _as_written(quiz_key, language)
    course = _course_led(user, quiz_key, language)
    version = current_version(quiz_key, language, course) if course else None
    return Preview(version.content, _shown_to_leaders(version.content)) if version else None


def _shown_to_leaders(content: dict[str, Any]) -> Stage:
    """The score at the end, where learners see one at once: never which answers were right.

    A preview can be repeated without end, so "right or wrong" would be the keys (decision 0237).
    Who leads a run may learn in another one: what waits for its learners waits for them, too.
    """
    waits = content["review"] == Stage.NOTHING or content["review_from"] == "after_close"
    return Stage.NOTHING if waits else Stage.SCORE


def fields_of(attempt: Attempt) -> list[Field]:
    """Every question, as it is asked, on one page."""
    pages = learner_view(attempt.quiz_version.content, attempt.layout, Stage.ATTEMPT)
    rows = _responses(attempt, {})
    return [field_of(attempt, view, rows[view["slot"]]) for page in pages for view in page]


def result_of(attempt: Attempt, sent: list["Sent"], stage: Stage) -> PreviewResult:
    """The answers graded as those of an attempt are; what cannot be taken counts as none."""
    answers: dict[int, Any] = {}
    content = attempt.quiz_version.content
    for one in sent:
        layout = attempt.layout["slots"][str(one.slot)]
        try:
            answers[one.slot] = read_answer(
                content["questions"][layout["question"]], layout, one.answer
            )
        except AnswerRefused:
            continue
    rows = _responses(attempt, answers)
    parts = [(one.fraction or Decimal(0), one.max_mark) for one in rows.values()]
    most = sum((mark for _fraction, mark in parts), Decimal(0))
    total = total_of(parts, max_marks=most, pass_mark=Decimal(content["pass_mark"]))
    return PreviewResult(
        rows=list(review_rows(attempt, stage, rows)),
        marks=shown(total.raw),
        max_marks=shown(most),
    )


def _responses(attempt: Attempt, answers: Mapping[int, Any]) -> dict[int, Response]:
    content = attempt.quiz_version.content
    rows = {}
    for slot in content["slots"]:
        number, answer = slot["slot"], answers.get(slot["slot"])
        question = content["questions"][attempt.layout["slots"][str(number)]["question"]]
        outcome = grade(question, answer)
        is_read = question["type"] in UNGRADED_TYPES
        rows[number] = Response(
            slot=number,
            question_key=UUID(question["key"]),
            answer=answer,
            max_mark=Decimal(0 if is_read else slot["max_mark"]),
            fraction=outcome.fraction,
            state=outcome.state,
        )
    return rows


def _as_written(quiz_key: UUID, language: str) -> Preview | None:
    quizzes = list(
        Quiz.objects.filter(translation_key=quiz_key).select_related("locale").order_by("pk")
    )
    mine = (one for one in quizzes if one.locale.language_code == language)
    quiz = next(mine, None) or next(iter(quizzes), None)
    if quiz is None:
        return None
    compiled = compiled_quiz(quiz.get_latest_revision_as_object())
    return Preview(compiled.content, Stage.ANSWERS, [one.message for one in compiled.errors])


def _course_led(user: "AnyUser", quiz_key: UUID, language: str) -> UUID | None:
    """The course with this quiz, as a test or in a lesson, of which `user` leads a run."""
    runs = CourseRun.objects.led_by(user).exclude(status=RunStatus.ARCHIVED)
    if not runs.exists():
        return None
    holders = lessons_with(quiz_key)
    having = Q(course_key__in=courses_with(quiz_key))
    if holders:
        having |= Q(course_key__in=courses_of_lessons(holders))
    led = runs.filter(having).order_by("-pk").values_list("course_key", flat=True)
    for course_key, outline in outlines_for(led, language).items():
        if outline is None or outline.is_closed_to(user):
            continue
        if outline.item(quiz_key) or lesson_in(outline, holders):
            return course_key
    return None
