"""What one attempt asks, in which order: drawn and shuffled once, when it starts."""

from collections.abc import Iterable
from random import Random
from typing import Any

from learning.compiling.drawing import draw


class PoolTooSmall(RuntimeError):
    """A version that could never have been published."""


def make_layout(content: dict[str, Any], *, seed: int, seen: Iterable[str] = ()) -> dict[str, Any]:
    """The layout of a new attempt at the version `content`. The same seed makes the same layout.

    `seen` are keys of questions drawn in earlier attempts: others are drawn first. Slots are
    numbered as in the version; `pages` has them in the order in which they are shown.
    Options of a pair are shown in `options` and sent back as their place in it, because their keys
    would tell which belongs to which.
    """
    chance = Random(seed)  # noqa: S311 - the seed comes from the system's random source
    fixed = {slot["question"] for slot in content["slots"] if "question" in slot}
    draws = [(pool["count"], pool["questions"]) for pool in content["pools"]]
    drawn = draw(draws, fixed=fixed, seen=set(seen), chance=chance)
    if drawn is None:
        raise PoolTooSmall("too few questions to draw from")
    slots = {}
    for slot in content["slots"]:
        key = slot.get("question") or drawn[slot["pool"]].pop(0)
        slots[str(slot["slot"])] = _slot(content["questions"][key], chance)
    return {"slots": slots, "pages": _pages(content, chance)}


def _slot(question: dict[str, Any], chance: Random) -> dict[str, Any]:
    layout: dict[str, Any] = {"question": question["key"]}
    for name in ("choices", "stems"):
        if name in question:
            layout[name] = [one["key"] for one in question[name]]
            if question["shuffle"]:
                chance.shuffle(layout[name])
    if "options" in question:
        layout["options"] = [one["key"] for one in question["options"]]
        chance.shuffle(layout["options"])
    return layout


def _pages(content: dict[str, Any], chance: Random) -> list[list[int]]:
    """Slot numbers by page. Shuffled slots change places within their page, or among all."""
    size = content["questions_per_page"]
    if size:
        order = [slot["slot"] for slot in content["slots"]]
        if content["shuffle_questions"]:
            chance.shuffle(order)
        return [order[at : at + size] for at in range(0, len(order), size)]
    numbers = sorted({slot["page"] for slot in content["slots"]})
    pages = [
        [slot["slot"] for slot in content["slots"] if slot["page"] == number] for number in numbers
    ]
    if content["shuffle_questions"]:
        for page in pages:
            chance.shuffle(page)
    return pages
