"""Which terms of a question are asked, so that no more rows than the budget are looked at.

The rule of rare words (search.md §11.4), on numbers of public documents alone: what a reader may
not see decides nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from search.asking import TYPED, Asked, AskedGroup, Question


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked of the tables.

    `groups`: those of the question, without terms that are left out. `rare`: documents must hold
    one of these; empty: no such demand. `lighter`: what counts less than typed words. `is_cut`:
    more documents match the question than this finds. `is_large`: even so more than the budget.
    """

    groups: tuple[AskedGroup, ...]
    required: int
    excluded: tuple[Asked, ...] = ()
    rare: tuple[Asked, ...] = ()
    is_cut: bool = False
    is_large: bool = False

    @property
    def every(self) -> tuple[Asked, ...]:
        return every_of(self.groups)

    @property
    def lighter(self) -> tuple[Asked, ...]:
        return tuple(one for one in self.every if one.weight < TYPED)

    @property
    def is_single(self) -> bool:
        """One word or phrase, so that no rarer one can lead to the best documents."""
        return len(self.every) == 1


def every_of(groups: Sequence[AskedGroup]) -> tuple[Asked, ...]:
    """All that is asked, each once: what is typed stands before the same as a synonym."""
    found: dict[tuple[tuple[str, ...], bool], Asked] = {}
    for one in sorted(
        (one for group in groups for one in group.any_of), key=lambda one: -one.weight
    ):
        found.setdefault((one.terms, one.is_prefix), one)
    return tuple(found.values())


def plan_of(
    question: Question,
    required: int,
    *,
    budget: int | None,
    frequencies: Callable[[Sequence[Asked]], Mapping[Asked, int]],
    documents: Callable[[], int],
) -> Plan:
    """Cut by rare words where all words together may find more than `budget` documents.

    `frequencies` tells in how many public documents each is, at most; `documents` how many public
    ones there are. No budget: no cut. Where all groups are required there is nothing to cut: the
    rarest rules anyway.
    """
    needed = min(max(required, 1), max(len(question.groups), 1))
    whole = Plan(question.groups, needed, question.excluded)
    if budget is None or needed > 1 or not question.groups:
        return whole
    found = frequencies(whole.every)
    if sum(found.values()) <= budget:
        return whole
    if whole.is_single:  # there is no other to choose rows by
        return replace(whole, is_large=True)
    kept = _without_common(whole.every, found, documents() / 2)
    plan = replace(whole, groups=_only(whole.groups, kept), is_cut=len(kept) < len(found))
    if sum(found[one] for one in kept) <= budget:
        return plan
    rare = _rarest(kept, found, budget)
    plan = replace(plan, is_large=sum(found[one] for one in rare) > budget)
    if len(rare) == len(kept):
        return plan
    return replace(plan, rare=rare, is_cut=True)


def _without_common(every: Sequence[Asked], found: Mapping[Asked, int], half: float) -> list[Asked]:
    """Without what is in more than half of all documents, while something else remains."""
    return [one for one in every if found[one] <= half] or [min(every, key=found.__getitem__)]


def _rarest(kept: Sequence[Asked], found: Mapping[Asked, int], budget: int) -> tuple[Asked, ...]:
    rare: list[Asked] = []
    rows = 0
    for one in sorted(kept, key=lambda one: (found[one], one.terms)):
        rows += found[one]
        if rare and rows > budget:
            break
        rare.append(one)
    return tuple(rare)


def _only(groups: Sequence[AskedGroup], kept: Sequence[Asked]) -> tuple[AskedGroup, ...]:
    wanted = {(one.terms, one.is_prefix) for one in kept}
    left = (
        AskedGroup(tuple(one for one in group.any_of if (one.terms, one.is_prefix) in wanted))
        for group in groups
    )
    return tuple(group for group in left if group.any_of)
