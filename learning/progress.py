"""How far a learner is: worked out from sets, never stored (learning.md §10, I11).

Pure functions of an outline, the items done, and the rule that the enrolment keeps.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from learning.outline import Item, Module, Outline

Done = Collection[UUID]


@dataclass(frozen=True, slots=True)
class Progress:
    """`percent` is None where nothing is required: there is no bar to draw."""

    done: int
    required: int

    @property
    def percent(self) -> int | None:
        """Rounded down: 100 means that every required item is done (I11)."""
        return 100 * self.done // self.required if self.required else None


def required_items(outline: Outline, done: Done, rule: Mapping[str, Any]) -> list[Item]:
    """The required items of the course, of its core modules, and of the chosen optional ones."""
    chosen = {module.key for module in optional_modules(outline, done, rule)}
    modules = [one for one in outline.modules if one.is_core or one.key in chosen]
    inside = (item for module in modules for item in module.items)
    return [item for item in (*outline.before, *inside, *outline.after) if item.required]


def optional_modules(outline: Outline, done: Done, rule: Mapping[str, Any]) -> list[Module]:
    """Those of the N optional modules in which the learner is furthest; of equals the first.

    A module that asks for nothing is never one of them.
    """
    offered = [one for one in outline.modules if not one.is_core and _required(one)]
    # Sorting keeps the order of the course among equals.
    furthest = sorted(offered, key=lambda one: _share_done(_required(one), done), reverse=True)
    return furthest[: int(rule.get("optional_modules", 0))]


def progress_of(outline: Outline, done: Done, rule: Mapping[str, Any]) -> Progress:
    """How many of the required items are done."""
    required = required_items(outline, done, rule)
    return Progress(sum(item.key in done for item in required), len(required))


def is_complete(outline: Outline, done: Done, rule: Mapping[str, Any]) -> bool:
    """Enough of the required lessons, every required quiz, and the optional modules.

    Enough is the share that the rule names, of all lessons and within each optional module. A
    course that asks for nothing is never completed.
    """
    required = required_items(outline, done, rule)
    share = Decimal(str(rule.get("lessons_required", "1")))
    return (
        bool(required)
        and _are_enough(required, done, share)
        and all(
            _are_enough(_required(module), done, share)
            for module in optional_modules(outline, done, rule)
        )
    )


def new_since(outline: Outline, done: Done, rule: Mapping[str, Any], moment: Any) -> list[Item]:
    """Required items that came after `moment` and are not done: for those who had finished."""
    return [
        item
        for item in required_items(outline, done, rule)
        if item.key not in done and item.since and item.since > moment
    ]


def _required(module: Module) -> list[Item]:
    return [item for item in module.items if item.required]


def _share_done(items: list[Item], done: Done) -> Fraction:
    return Fraction(sum(item.key in done for item in items), len(items))


def _are_enough(items: list[Item], done: Done, share: Decimal) -> bool:
    lessons = [item for item in items if item.kind == "lesson"]
    quizzes = [item for item in items if item.kind == "quiz"]
    needed = int((share * len(lessons)).to_integral_value(ROUND_CEILING))
    lessons_done = sum(item.key in done for item in lessons)
    return lessons_done >= needed and all(item.key in done for item in quizzes)
