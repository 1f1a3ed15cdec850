"""Numbers and lines that several pages of a quiz print."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from babel.numbers import format_decimal
from django.utils.translation import get_language, to_locale

from learning.grading import shown_percent
from learning.models import Attempt


def shown(number: Decimal) -> str:
    """A mark or percentage with at most 2 places, in the reader's number format."""
    rounded = number.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    locale = to_locale(get_language() or "en")
    return str(format_decimal(rounded, format="#,##0.##", locale=locale))


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """One line of a learner's attempts; `result` only where results may be shown."""

    uuid: UUID
    number: int
    submitted_at: datetime | None
    state: str
    result: str = ""


def attempt_rows(attempts: Iterable[Attempt], *, told: Container[int]) -> list[AttemptRow]:
    """A learner's attempts at one quiz, in order; `told` are those whose result may be shown."""
    return [
        AttemptRow(
            one.uuid,
            one.number,
            one.submitted_at,
            one.get_state_display(),
            percent_of(one) if one.pk in told else "",
        )
        for one in attempts
    ]


def percent_of(attempt: Attempt) -> str:
    if attempt.fraction is None:
        return ""
    return shown(shown_percent(attempt.fraction, passed=attempt.passed))
