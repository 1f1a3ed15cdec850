"""Which questions an attempt gets where some are drawn: never the same one twice."""

from collections.abc import Sequence
from random import Random

# A draw: how many questions, from which keys.
Draw = tuple[int, Sequence[str]]


def draw(
    draws: Sequence[Draw], *, fixed: set[str], seen: set[str], chance: Random
) -> list[list[str]] | None:
    """The keys for each draw, all different and none of `fixed`; None where that cannot be.

    Keys not in `seen` are taken first, as many as can be. Pools may overlap: each place looks for
    a free key and, where there is none, asks the holders of its keys to take another (Kuhn's
    augmenting paths), so that a possible draw is always found.
    """
    pools = []
    for count, keys in draws:
        pool = sorted(set(keys) - fixed)
        chance.shuffle(pool)
        pools += [pool] * count
    holder: dict[str, int] = {}  # key → place
    waiting = list(range(len(pools)))
    for allowed in ({key for pool in pools for key in pool} - seen, None):
        waiting = [place for place in waiting if not _place(place, pools, holder, allowed)]
    if waiting:
        return None
    by_place = {place: key for key, place in holder.items()}
    drawn, at = [], 0
    for count, _keys in draws:
        drawn.append([by_place[place] for place in range(at, at + count)])
        at += count
    return drawn


def _place(
    first: int, pools: list[list[str]], holder: dict[str, int], allowed: set[str] | None
) -> bool:
    """Give place `first` a key, moving others where needed. Breadth first, so no deep recursion."""
    came_from: dict[str, int] = {}  # key → the place that wants it
    queue = [first]
    wanted: dict[int, str] = {}  # place → the key it holds now
    for place in queue:
        for key in pools[place]:
            if key in came_from or (allowed is not None and key not in allowed):
                continue
            came_from[key] = place
            if key in holder:
                wanted[holder[key]] = key
                queue.append(holder[key])
                continue
            _hand_over(key, came_from, wanted, holder, first)
            return True
    return False


def _hand_over(
    key: str,
    came_from: dict[str, int],
    wanted: dict[int, str],
    holder: dict[str, int],
    first: int,
) -> None:
    """Along the path found: each place takes the key it reached, and gives up the one it held."""
    while True:
        place = came_from[key]
        held = wanted.get(place)
        holder[key] = place
        if place == first or held is None:
            return
        key = held
