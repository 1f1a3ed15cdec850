"""Attempts up to 5,000 at the core module's quiz, in a run of their own, graded by the engine."""

import random
from datetime import timedelta
from decimal import Decimal
from typing import Any
from zlib import crc32

from demo.loaders.learners import CORE_QUIZ, answers_to
from demo.made_up.people import PREFIX
from demo.seed import EPOCH
from learning.grading import State, grade, total_of
from learning.models import (
    Attempt,
    AttemptState,
    CourseRun,
    Enrolment,
    GradeEvent,
    Pacing,
    QuizCurrent,
    Response,
    RunStatus,
    SubmitReason,
)
from learning.models.bank import UNGRADED_TYPES
from learning.taking.answers import read_answer
from learning.taking.closing import engine_mark
from learning.taking.layouts import make_layout
from learning.taking.results import recompute_result
from members.models import User

FULL = 5_000  # attempts in all
EACH = 2  # attempts of a learner: the first all wrong or half right, the second better
RUN = "Made up for measuring"
BATCH = 1_000


def fill_up(course_key: Any, total: int = FULL) -> int:
    """Add learners with two attempts each until there are `total`; returns how many attempts."""
    missing = max(0, total - Attempt.objects.count())
    current = QuizCurrent.objects.filter(quiz_key=CORE_QUIZ, locale__language_code="en")
    version = current.select_related("version").get().version
    enrolments = _enrolments(course_key, -(-missing // EACH))
    attempts = [
        _attempt(enrolment, version, number)
        for enrolment in enrolments
        for number in range(1, EACH + 1)
    ][:missing]
    graded = [(attempt, _graded(attempt)) for attempt in attempts]
    Attempt.objects.bulk_create(attempts, batch_size=BATCH)
    responses = [row for _attempt_of, rows in graded for row in rows]
    Response.objects.bulk_create(responses, batch_size=BATCH)
    GradeEvent.objects.bulk_create(
        [
            engine_mark(row.attempt, row, at=row.graded_at)
            for row in responses
            if row.fraction is not None
        ]
        + [engine_mark(attempt, None, at=attempt.submitted_at) for attempt in attempts],
        batch_size=BATCH,
    )
    for enrolment in enrolments:
        recompute_result(enrolment, CORE_QUIZ)
    return len(attempts)


def _enrolments(course_key: Any, wanted: int) -> list[Enrolment]:
    """Made-up members who have no place in the run yet."""
    run, _is_new = CourseRun.objects.get_or_create(
        course_key=course_key,
        name=RUN,
        pacing=Pacing.COHORT,
        defaults={"status": RunStatus.OPEN},
    )
    free = User.objects.filter(handle__startswith=PREFIX).exclude(enrolments__run=run)
    return Enrolment.objects.bulk_create(
        [
            Enrolment(
                user=user,
                run=run,
                course_key=course_key,
                enrolled_at=EPOCH - timedelta(days=60),
                preferred_locale=user.language,
            )
            for user in free.order_by("pk")[:wanted]
        ],
        batch_size=BATCH,
    )


def _attempt(enrolment: Enrolment, version: Any, number: int) -> Attempt:
    # Of the person, not of the row: a second build has other numbers of rows.
    seed = crc32(enrolment.user.handle.encode()) * EACH + number
    started = EPOCH - timedelta(days=50 - number, minutes=seed % 1_000)
    return Attempt(
        enrolment=enrolment,
        quiz_key=version.quiz_key,
        quiz_version=version,
        number=number,
        state=AttemptState.GRADED,
        started_at=started,
        submitted_at=started + timedelta(minutes=9),
        submit_reason=SubmitReason.LEARNER,
        seed=seed,
        layout=make_layout(version.content, seed=seed),
        max_marks=version.max_marks,
    )


def _graded(attempt: Attempt) -> list[Response]:
    """The answers of the attempt, graded by the engine; its marks are written on it."""
    content = attempt.quiz_version.content
    chance = random.Random(attempt.seed)  # noqa: S311 - always the same, nothing secret
    likely = 0.4 if attempt.number == 1 else 0.85
    by_slot = {
        is_right: {one.slot: one.answer for one in answers_to(attempt, right=is_right)}
        for is_right in (True, False)
    }
    rows, parts = [], []
    for slot in content["slots"]:
        layout = attempt.layout["slots"][str(slot["slot"])]
        question = content["questions"][layout["question"]]
        row = Response(
            attempt=attempt,
            slot=slot["slot"],
            question_key=layout["question"],
            max_mark=Decimal(slot["max_mark"]),
            state=State.COMPLETE,
        )
        if question["type"] not in UNGRADED_TYPES:
            sent = by_slot[chance.random() < likely][slot["slot"]]
            row.answer = read_answer(question, layout, sent)
            outcome = grade(question, row.answer)
            row.state, row.fraction = outcome.state, outcome.fraction
            row.saved_at = row.graded_at = attempt.submitted_at
            row.rev = row.client_seq = 1
            if outcome.fraction is not None:
                parts.append((outcome.fraction, row.max_mark))
        rows.append(row)
    pass_mark = Decimal(content["pass_mark"])
    total = total_of(parts, max_marks=attempt.max_marks, pass_mark=pass_mark)
    attempt.raw_marks, attempt.fraction, attempt.passed = total.raw, total.fraction, total.passed
    return rows
