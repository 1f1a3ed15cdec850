"""Numbers and lines that several pages of a quiz print."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from babel.numbers import format_decimal
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

from learning.grading import shown_percent
from learning.models import Attempt, AttemptState
from learning.models.bank import QuizKind
from learning.taking.deadlines import grace_ends_at


def shown(number: Decimal) -> str:
    """A mark or percentage with at most 2 places, in the reader's number format."""
    rounded = number.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    locale = to_locale(get_language() or "en")
    return str(format_decimal(rounded, format="#,##0.##", locale=locale))


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """One line of a learner's attempts; `result` only where results may be shown.

    `open_until` is of one whose time is up and which may still be sent.
    """

    uuid: UUID
    number: int
    submitted_at: datetime | None
    state: str
    result: str = ""
    open_until: datetime | None = None


def attempt_rows(attempts: Iterable[Attempt], *, told: Container[int]) -> list[AttemptRow]:
    """A learner's attempts at one quiz, in order; `told` are those whose result may be shown."""
    return [
        AttemptRow(
            one.uuid,
            one.number,
            one.submitted_at,
            _state_words(one),
            percent_of(one) if one.pk in told else "",
            open_until(one),
        )
        for one in attempts
    ]


def open_until(attempt: Attempt) -> datetime | None:
    """Until when an attempt may be sent whose time is up; None for every other."""
    return grace_ends_at(attempt) if attempt.state == AttemptState.OVERDUE else None


def _state_words(attempt: Attempt) -> str:
    """Its state for its learner, who is not told a result: that it has one would promise one."""
    content = attempt.quiz_version.content
    if attempt.state != AttemptState.GRADED:
        return attempt.get_state_display()
    if content["kind"] == QuizKind.PRE:
        return _("Counts for nothing")
    return _("Not shown") if content["review"] == "nothing" else _("Not shown yet")


def percent_of(attempt: Attempt) -> str:
    if attempt.fraction is None:
        return ""
    return shown(shown_percent(attempt.fraction, passed=attempt.passed))
