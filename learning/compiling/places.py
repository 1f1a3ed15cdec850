"""The places of a quiz, as a form or the saved quiz has them."""

from dataclasses import dataclass
from decimal import Decimal

from learning.models import Quiz


@dataclass(frozen=True, slots=True)
class SlotSpec:
    """A place in a quiz as the editor's form or the saved quiz has it."""

    question_id: int | None
    draw_count: int | None
    tag_ids: tuple[int, ...]
    max_mark: Decimal | None  # None: as the question says
    page_no: int


def slots_of(quiz: Quiz) -> list[SlotSpec]:
    """The places of a saved or unsaved quiz, in order."""
    return [
        SlotSpec(
            slot.question_id,
            slot.draw_count,
            tuple(tag.pk for tag in slot.draw_tags.all()),
            slot.max_mark,
            slot.page_no,
        )
        for slot in quiz.slots.all()
    ]
