"""One search of PostgreSQL: rows by GIN, BM25 from frequencies that `ts_rank` gives away."""

import math
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from search.asking import Asked
from search.backends.sqlanswer import NO_SCORE, Sifted
from search.backends.sqlasking import SqlAsking
from search.backends.sqlsets import Sql
from search.backends.sqltsquery import all_of, any_of, phrase, times, without

SCORED = 2_000  # rows, the newest: each costs a call of ts_rank for each word (§12)
K1, B, TITLE = 1.2, 0.75, 5  # search.md §8
EVERYWHERE, IN_TITLE = "{1,1,1,1}", "{0,0,0,1}"  # weights of D, C, B, A


class PgAsking(SqlAsking):
    """GIN finds, Python weighs."""

    @property
    def _asked(self) -> str:
        plan = self._plan
        if not plan.groups:
            return ""
        if plan.required == len(plan.groups) > 1:
            return all_of(plan.groups)
        return any_of(plan.rare or plan.every)

    @property
    def _asked_words(self) -> str:
        return any_of(self._plan.every)

    def _matching(
        self,
        chosen: str,
        expression: str,
        *,
        is_scored: bool = True,
        in_titles: bool = False,
        before: int | None = None,
        limit: int | None = None,
    ) -> list[Any]:
        """Scores come later, for the rows that are hits."""
        plan = self._plan
        conditions, parameters = self._conditions()
        if before is not None:
            conditions, parameters = f"{conditions} AND m.id < %s", [*parameters, before]
        if in_titles and not self._is_of_titles:
            expression = any_of(plan.every, in_titles=True)
        if plan.excluded and not self._is_of_titles:
            expression = without(expression, plan.excluded)
        self._cursor.execute(
            f"SELECT {chosen}, {NO_SCORE} FROM {self._table} t"
            f" JOIN {self._tables.meta} m ON m.id = t.id WHERE t.words @@ %s::tsquery"
            f" AND {conditions} ORDER BY m.id DESC LIMIT %s",
            [expression, *parameters, limit or self._budget + 1],
        )
        return self._cursor.fetchall()

    def _more_conditions(self) -> list[Sql]:
        plan = self._plan
        conditions: list[Sql] = []
        if plan.excluded and (not plan.groups or self._is_of_titles):
            text = self._tables.text
            condition = (
                f"NOT EXISTS (SELECT 1 FROM {text} x WHERE x.id = m.id AND x.words @@ %s::tsquery)"
            )
            conditions.append((condition, [any_of(plan.excluded)]))
        if 1 < plan.required < len(plan.groups):
            held = " + ".join(["(t.words @@ %s::tsquery)::int"] * len(plan.groups))
            asked: list[Any] = [any_of(group.any_of) for group in plan.groups]
            conditions.append((f"{held} >= %s", [*asked, plan.required]))
        return conditions

    def _score(self, sifted: Sifted) -> None:
        """BM25 of the newest of them (§12). Older ones follow without a score."""
        rows, newest = sifted.candidates, sifted.hits[:SCORED]
        scores = self._weighed([rows.ids[at] for at in newest], self._plan.every)
        for at in newest:
            rows.scores[at] = scores.get(rows.ids[at], 0.0)

    def _weighed(self, numbers: Sequence[int], every: Sequence[Asked]) -> dict[int, float]:
        is_plain = self._is_of_titles  # titles alone: then they weigh no more than themselves
        ranks: list[str] = []
        parameters: list[Any] = []
        for one in every:
            for places in (EVERYWHERE,) if is_plain else (EVERYWHERE, IN_TITLE):
                ranks.append("ts_rank(%s, t.words, %s::tsquery)")
                parameters += [places, phrase(one)]
        length = "1" if is_plain else "d.terms"
        self._cursor.execute(
            f"SELECT t.id, {length}, {', '.join(ranks)} FROM {self._table} t"
            f" JOIN {self._tables.doc} d ON d.id = t.id WHERE t.id = ANY(%s)",
            [*parameters, list(numbers)],
        )
        rows = self._cursor.fetchall()
        weights = self._weights(every)
        mean = self._mean_length() if not is_plain else 1.0
        step = 1 if is_plain else 2
        scores = {}
        for number, terms, *found in rows:
            norm = K1 * (1 - B + B * terms / mean)
            score = 0.0
            for at, weight in enumerate(weights):
                often = times(found[at * step])
                if often and not is_plain:
                    often += (TITLE - 1) * times(found[at * step + 1])
                if often:
                    score += weight * often * (K1 + 1) / (often + norm)
            scores[number] = score
        return scores

    def _weights(self, every: Sequence[Asked]) -> list[float]:
        """How much each word says, by how few public documents hold it."""
        documents, _terms = self._sums
        found = self._engine.frequencies_of(self._cursor, self._tables, every)
        return [
            one.weight
            * math.log(
                1 + (max(documents - found[one], 0) + 0.5) / (min(found[one], documents) + 0.5)
            )
            for one in every
        ]

    @cached_property
    def _sums(self) -> tuple[int, int]:
        """Public documents and the terms in them."""
        self._cursor.execute(f"SELECT documents, terms FROM {self._tables.sums}")
        return self._cursor.fetchone()

    def _mean_length(self) -> float:
        documents, terms = self._sums
        return max(terms / documents, 1.0) if documents else 1.0
