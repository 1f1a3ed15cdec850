"""What an attempt shows after it has ended, as far as its preset allows now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from learning.grading import grade
from learning.models import Attempt, AttemptState, Response
from learning.taking.deadlines import Allowance, allowance_for, closes_at
from learning.taking.learner_view import Stage, answer_words, answered_key, learner_view
from learning.taking.rows import AttemptRow, attempt_rows, percent_of, shown


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One question in the review, as much of it as the preset shows."""

    view: dict[str, Any]
    answer: list[str]
    state: str
    mark: str
    max_mark: str
    feedback: list[Any]


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """An attempt that has ended, with what its preset shows now."""

    attempt: Attempt
    content: dict[str, Any]
    stage: Stage
    waits_for: str
    rows: list[ReviewRow]
    percent: str  # empty where no result is shown
    band: str
    attempts: list[AttemptRow]

    @property
    def marks(self) -> str:
        return shown(self.attempt.raw_marks or Decimal(0))

    @property
    def max_marks(self) -> str:
        return shown(self.attempt.max_marks)

    @property
    def pass_percent(self) -> str:
        return shown(Decimal(self.content["pass_mark"]) * 100)


def stage_of(
    attempt: Attempt, now: datetime, *, attempts_used: int, allowance: Allowance
) -> tuple[Stage, str]:
    """What of an ended attempt may be shown at `now`, and what that waits for, if it does."""
    content = attempt.quiz_version.content
    preset = Stage(content["review"])
    if attempt.state != AttemptState.GRADED:
        return Stage.NOTHING, "grading" if attempt.state == AttemptState.SUBMITTED else ""
    if content["review_from"] == "settled":
        allowed = content["attempts_allowed"]
        is_out = bool(allowed) and attempts_used >= allowed + allowance.extra_attempts
        if not (attempt.passed or is_out):
            return Stage.NOTHING, "settled"
    if content["review_from"] == "after_close":
        close = closes_at(attempt.enrolment.run, allowance)
        if close is None or now < close:
            return Stage.NOTHING, "after_close"
    return preset, ""


def review_page(attempt: Attempt, now: datetime) -> ReviewPage:
    """The review of an ended attempt. Four queries, however many questions."""
    content = attempt.quiz_version.content
    attempts = list(
        Attempt.objects.filter(enrolment=attempt.enrolment_id, quiz_key=attempt.quiz_key).order_by(
            "number"
        )
    )
    allowance = allowance_for(attempt.enrolment, attempt.quiz_key)
    stage, waits_for = stage_of(attempt, now, attempts_used=len(attempts), allowance=allowance)
    shows_score = stage in (Stage.SCORE, Stage.RIGHT_WRONG, Stage.ANSWERS)
    return ReviewPage(
        attempt=attempt,
        content=content,
        stage=stage,
        waits_for=waits_for,
        rows=list(_review_rows(attempt, stage)),
        percent=percent_of(attempt) if shows_score else "",
        band=_band(content, attempt.fraction) if shows_score else "",
        attempts=attempt_rows(attempts, shows_result=shows_score),
    )


def _review_rows(attempt: Attempt, stage: Stage) -> Iterable[ReviewRow]:
    content = attempt.quiz_version.content
    pages = learner_view(content, attempt.layout, stage)
    rows = {row.slot: row for row in Response.objects.filter(attempt=attempt)} if pages else {}
    for view in (one for page in pages for one in page):
        row = rows[view["slot"]]
        question = content["questions"][str(row.question_key)]
        decided = grade(question, row.answer).answer_key if stage == Stage.ANSWERS else None
        feedback = view.get("feedback", {})
        yield ReviewRow(
            view=view,
            answer=answer_words(question, row.answer),
            state=row.state,
            mark=shown((row.fraction or Decimal(0)) * row.max_mark),
            max_mark=shown(row.max_mark),
            feedback=[
                feedback[key]
                for key in answered_key(question, decided, row.answer)
                if feedback.get(key)
            ],
        )


def _band(content: dict[str, Any], fraction: Decimal | None) -> str:
    """The words for the highest share reached. Bands are stored highest first."""
    reached = (
        band["text"]
        for band in content["bands"]
        if fraction is not None and fraction >= Decimal(band["from"])
    )
    return next(reached, "")
