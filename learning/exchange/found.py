"""What a reader makes of one question of a file."""

import hashlib
import json
import uuid
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext as _

from learning.grading.numbers import plain_decimal

MOST_PARTS = 12  # n of the k/n a percentage may stand for
NEAR = Decimal("0.0004")  # 0.04 points
PLACES = Decimal("0.0000001")


class QuestionRefused(Exception):
    """The question cannot be taken. The message is the reason, for the report."""


@dataclass(slots=True)
class Found:
    """One question of a file: a block of the bank, or the reason why not."""

    line: int
    title: str
    source: str
    kind: str = ""
    value: dict[str, Any] = field(default_factory=dict)
    tags: list[str] = field(default_factory=list)
    external_id: str = ""
    notes: list[str] = field(default_factory=list)  # what was changed or lost on the way
    refusal: str = ""

    @property
    def digest(self) -> str:
        """The same question has the same, whatever its title, tags and keys."""
        content = [self.kind, _without_keys(self.value)]
        text = json.dumps(content, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


def item(value: Any) -> dict[str, Any]:
    """A row of a list block with a key of its own."""
    return {"type": "item", "id": str(uuid.uuid4()), "value": value}


def share_of(percent: str, notes: list[str]) -> str:
    """A percentage as a share with 7 places.

    33.3 means a third: the nearest k/n (n up to 12) within 0.04 points is taken and noted. What
    is near none is kept and noted.
    """
    try:
        share = Decimal(percent) / 100
    except ArithmeticError as problem:
        raise QuestionRefused(_("A percentage cannot be read.")) from problem
    if not share.is_finite() or abs(share) > 1:
        raise QuestionRefused(_("A percentage is above 100."))
    parts = (
        (Decimal(k) / n).quantize(PLACES, rounding=ROUND_HALF_UP)
        for n in range(1, MOST_PARTS + 1)
        for k in range(n + 1)
    )
    nearest = min(parts, key=lambda one: abs(one - abs(share)))
    if abs(nearest - abs(share)) > NEAR:
        notes.append(_("%(percent)s %% is no simple share and was kept.") % {"percent": percent})
        return plain_decimal(share.quantize(PLACES, rounding=ROUND_HALF_UP))
    taken = nearest if share >= 0 else -nearest
    if taken != share:
        words = _("%(percent)s %% was taken as %(share)s.")
        notes.append(words % {"percent": percent, "share": plain_decimal(taken)})
    return plain_decimal(taken)


def _without_keys(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_keys(one) for one in value]
    if isinstance(value, dict):
        if set(value) == {"type", "id", "value"}:
            return _without_keys(value["value"])
        return {name: _without_keys(one) for name, one in value.items()}
    return value
