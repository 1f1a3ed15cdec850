"""What was true when a certificate was issued: everything that is printed, and why it was given."""

from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from typing import Any, Self

from learning.models import CoursePage, Enrolment, QuizCurrent, QuizResult
from learning.models.bank import UNCOUNTED


@dataclass(frozen=True, slots=True)
class Printed:
    """The printed fields. `verify` shows every one of them."""

    name: str
    course: str
    language: str
    hours: str
    outcomes: list[str]
    issuer: str
    signatory: str
    completed_on: date
    issued_on: date
    score: str = ""  # "70–79" of 100; empty for courses without a graded test

    @classmethod
    def from_snapshot(cls, snapshot: dict[str, Any]) -> Self:
        known = {name: snapshot[name] for name in cls.__slots__ if name in snapshot}
        for name in ("completed_on", "issued_on"):
            known[name] = date.fromisoformat(known[name])
        return cls(**known)


@dataclass(frozen=True, slots=True)
class Basis:
    """What it was given for: never printed, kept for whoever asks later."""

    course_key: str
    course_revision: int | None
    rule: dict[str, Any]
    quizzes: list[dict[str, Any]] = field(default_factory=list)


def snapshot_of(
    *, enrolment: Enrolment, course: CoursePage, name: str, site_name: str, moment: datetime
) -> dict[str, Any]:
    """Plain values of `Printed`, and under "basis" those of `Basis`."""
    printed = Printed(
        name=name,
        course=course.title,
        language=course.locale.language_code,
        hours=f"{course.hours.normalize():f}" if course.hours else "",
        outcomes=course.outcome_lines,
        issuer=course.issuer or site_name,
        signatory=course.signatory,
        completed_on=(enrolment.completed_at or moment).date(),
        issued_on=moment.date(),
    )
    results = _graded(enrolment)
    printed = replace(printed, score=_band(results))
    basis = Basis(
        course_key=str(enrolment.course_key),
        course_revision=course.live_revision_id,
        rule=enrolment.completion_rule,
        quizzes=[
            {
                "quiz_key": str(one.quiz_key),
                "version": one.attempt.quiz_version_id if one.attempt else None,
                "fraction": str(one.fraction),
            }
            for one in results
        ],
    )
    values = asdict(printed)
    for day in ("completed_on", "issued_on"):
        values[day] = values[day].isoformat()
    return values | {"basis": asdict(basis)}


def with_name(snapshot: dict[str, Any], *, name: str, moment: datetime) -> dict[str, Any]:
    """The same certificate with the right name: nothing else of it is what the course is today."""
    return snapshot | {"name": name, "issued_on": moment.date().isoformat()}


def _graded(enrolment: Enrolment) -> list[QuizResult]:
    """What was passed; practice and tests taken beforehand count nowhere. One query."""
    uncounted = QuizCurrent.objects.filter(version__kind__in=UNCOUNTED).values("quiz_key")
    passed = QuizResult.objects.filter(enrolment=enrolment, passed=True, fraction__isnull=False)
    passed = passed.exclude(quiz_key__in=uncounted)
    return list(passed.select_related("attempt").order_by("quiz_key"))


def _band(results: list[QuizResult]) -> str:
    """The mean of the tests that were passed, in tens: 70–79. Nothing closer is printed."""
    fractions = [one.fraction for one in results if one.fraction is not None]
    if not fractions:
        return ""
    tens = int(sum(fractions) / len(fractions) * 10) * 10
    return "100" if tens == 100 else f"{tens}–{tens + 9}"
