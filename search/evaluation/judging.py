"""nDCG over judged queries (Järvelin and Kekäläinen 2002), with linear gain as in trec_eval."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

DEPTH = 10


@dataclass(frozen=True, slots=True)
class Judged:
    """A query with what it should find: key → grade, 0 for what it should not."""

    id: str
    text: str
    grades: Mapping[str, int]


def ndcg(keys: Sequence[str], grades: Mapping[str, int], depth: int = DEPTH) -> float:
    """Normalised discounted cumulative gain of the first `depth` keys: 1 is the best order.

    0 where nothing is judged to be worth finding.
    """
    best = _gain(sorted(grades.values(), reverse=True)[:depth])
    return _gain([grades.get(key, 0) for key in keys[:depth]]) / best if best else 0.0


def _gain(grades: Sequence[int]) -> float:
    return sum(grade / math.log2(place + 2) for place, grade in enumerate(grades))


def mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
