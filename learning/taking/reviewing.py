"""What an attempt shows after it has ended, as far as its preset allows now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from learning.grading import grade
from learning.models import Attempt, AttemptState, Response
from learning.models.bank import QuizKind
from learning.taking.closing import settle
from learning.taking.deadlines import Allowance, allowance_for, closes_at
from learning.taking.learner_view import Stage, answer_words, answered_key, learner_view
from learning.taking.rows import AttemptRow, attempt_rows, open_until, percent_of, shown


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One question in the review, as much of it as the preset shows."""

    view: dict[str, Any]
    answer: list[str]
    state: str
    mark: str
    max_mark: str
    feedback: list[Any]

    @property
    def answer_is_ours(self) -> bool:
        """Whether the answer is a word of the site, not of the quiz."""
        return bool(self.view["type"] == "true_false")


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
    left: int | None  # attempts that are left; None without a limit
    has_passed: bool  # in this attempt or another
    open_attempt: Attempt | None  # another one, to go on with

    @property
    def grace_ends_at(self) -> datetime | None:
        """Until when the open attempt may be sent, where its time is up."""
        return open_until(self.open_attempt) if self.open_attempt else None

    @property
    def may_retry(self) -> bool:
        """Whether trying again is what a learner wants next."""
        return self.counts and not self.has_passed and self.left != 0

    @property
    def counts(self) -> bool:
        """Whether it may be passed: what is asked before the course counts for nothing."""
        return bool(self.content["kind"] != QuizKind.PRE)

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
    attempt: Attempt, now: datetime, *, attempts: Sequence[Attempt], allowance: Allowance
) -> tuple[Stage, str]:
    """What of an ended attempt may be shown at `now`, and what that waits for, if it does.

    `attempts` are all of this learner at the quiz. "Settled" holds back answers, not the result:
    whoever fails is told (decision 0206).
    """
    content = attempt.quiz_version.content
    preset = Stage(content["review"])
    if attempt.state != AttemptState.GRADED:
        return Stage.NOTHING, "grading" if attempt.state == AttemptState.SUBMITTED else ""
    if content["review_from"] == "settled" and preset in (Stage.RIGHT_WRONG, Stage.ANSWERS):
        # While the last one is still being written, the answers of those before it are its answers.
        is_out = attempts_left(content, attempts, allowance) == 0
        is_out = is_out and not any(one.is_open for one in attempts)
        if not (is_out or any(one.passed for one in attempts)):
            return Stage.SCORE, "settled"
    if content["review_from"] == "after_close":
        close = closes_at(attempt.enrolment.run, allowance)
        if close is None or now < close:
            return Stage.NOTHING, "after_close"
    return preset, ""


def attempts_left(
    content: dict[str, Any], attempts: Sequence[Attempt], allowance: Allowance
) -> int | None:
    """How many more attempts there are; None without a limit."""
    allowed = content["attempts_allowed"]
    return max(0, allowed + allowance.extra_attempts - len(attempts)) if allowed else None


def told_of(attempts: Sequence[Attempt], now: datetime, allowance: Allowance) -> set[int]:
    """Those of a learner's attempts at a quiz whose result may be shown now."""
    return {
        one.pk
        for one in attempts
        if stage_of(one, now, attempts=attempts, allowance=allowance)[0] != Stage.NOTHING
    }


def review_page(attempt: Attempt, now: datetime) -> ReviewPage:
    """The review of an ended attempt. Four queries, however many questions."""
    content = attempt.quiz_version.content
    attempts = list(
        Attempt.objects.filter(enrolment=attempt.enrolment_id, quiz_key=attempt.quiz_key)
        .select_related("quiz_version", "enrolment__run")
        .order_by("number")
    )
    attempts = [settle(one, now) for one in attempts]
    allowance = allowance_for(attempt.enrolment, attempt.quiz_key)
    stage, waits_for = stage_of(attempt, now, attempts=attempts, allowance=allowance)
    shows_score = stage != Stage.NOTHING
    shows_rows = stage in (Stage.RIGHT_WRONG, Stage.ANSWERS)
    found = Response.objects.filter(attempt=attempt) if shows_rows else ()
    responses = {row.slot: row for row in found}
    return ReviewPage(
        attempt=attempt,
        content=content,
        stage=stage,
        waits_for=waits_for,
        rows=list(review_rows(attempt, stage, responses)),
        percent=percent_of(attempt) if shows_score else "",
        band=_band(content, attempt.fraction) if shows_score else "",
        attempts=attempt_rows(attempts, told=told_of(attempts, now, allowance)),
        left=attempts_left(content, attempts, allowance),
        has_passed=any(one.passed for one in attempts),
        open_attempt=next((one for one in attempts if one.is_open), None),
    )


def review_rows(
    attempt: Attempt, stage: Stage, rows: Mapping[int, Response]
) -> Iterable[ReviewRow]:
    """The questions with what was answered; `rows` are the responses by slot."""
    content = attempt.quiz_version.content
    pages = learner_view(content, attempt.layout, stage)
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
