"""One search of SQLite: at most three statements of FTS5, none with more rows than the budget."""

from functools import cached_property
from typing import Any

from search.asking import TYPED
from search.backends.sqlanswer import ID, SCORE, Candidate
from search.backends.sqlasking import SqlAsking
from search.backends.sqlfts import (
    PUBLIC_ONLY,
    PUBLIC_TITLES,
    TITLES,
    all_of,
    among,
    any_of,
    without,
)
from search.backends.sqlsets import Sql

FTS_STATEMENTS = 3  # of one search, at most
# Weight of a find by column: titles count five times (search.md §8).
TEXT_WEIGHTS, TITLE_WEIGHTS = "5.0, 1.0, 5.0, 1.0", "1.0, 1.0"


class Asking(SqlAsking):
    """FTS5 matches and gives BM25; what it counts twice or too high is taken off."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._left = FTS_STATEMENTS

    @property
    def _asked(self) -> str:
        return self._expression if self._plan.groups else ""

    @property
    def _asked_words(self) -> str:
        return any_of(self._plan.every)

    @cached_property
    def _expression(self) -> str:
        """The whole question, for FTS5."""
        plan = self._plan
        if plan.required == len(plan.groups) > 1:
            return all_of(plan.groups)
        if plan.rare:
            return f"({any_of(plan.rare)} AND {any_of(plan.every)})"
        return any_of(plan.every)

    def _scored(self, rows: list[Candidate]) -> list[Candidate]:
        """With the scores of an honest BM25 (§11.4)."""
        if not self._is_scored:
            return rows
        too_much: dict[int, float] = {}
        if self._plan.rare:
            # Their finds were counted twice: once to choose rows, once among all.
            too_much = self._scores(any_of(self._plan.rare))
        if self._plan.lighter and self._left:
            for number, score in self._lighter(rows).items():
                too_much[number] = too_much.get(number, 0.0) + score
        if not too_much:
            return rows
        return [(*row[:SCORE], row[SCORE] - too_much.get(row[ID], 0.0)) for row in rows]

    def _lighter(self, rows: list[Candidate]) -> dict[int, float]:
        """By how much synonyms and corrections were counted too high."""
        lighter = any_of(self._plan.lighter)
        share = TYPED - min(one.weight for one in self._plan.lighter)
        if self._plan.required == 1 and not self._plan.rare:
            return {number: share * score for number, score in self._scores(lighter).items()}
        # Among the same rows; there all else is counted along, so it has to be taken off.
        whole = {row[ID]: row[SCORE] for row in rows}
        both = self._scores(f"({self._expression} AND {lighter})")
        return {one: share * (score - whole.get(one, score)) for one, score in both.items()}

    def _scores(self, expression: str) -> dict[int, float]:
        """Scores of a part of the question, of the same rows."""
        return dict(self._matching("m.id", expression))

    def _matching(
        self,
        chosen: str,
        expression: str,
        *,
        is_scored: bool = True,
        in_titles: bool = False,
        before: int | None = None,
        limit: int | None = None,
    ) -> list[Candidate]:
        """FTS5 outside, the integers looked up for each row inside."""
        self._left -= 1
        table, plan = self._table, self._plan
        conditions, parameters = self._conditions()
        if before is not None:
            conditions, parameters = f"{conditions} AND {table}.rowid < %s", [*parameters, before]
        if plan.excluded and not self._is_of_titles:
            expression = without(expression, plan.excluded)
        weights = TITLE_WEIGHTS if self._is_of_titles else TEXT_WEIGHTS
        score = f"-bm25({table}, {weights})" if is_scored else "0.0"
        statement = (
            f"SELECT {chosen}, {score} FROM {table} CROSS JOIN {self._tables.meta} m"
            f" ON m.id = {table}.rowid WHERE {table} MATCH %s AND {conditions}"
            f" ORDER BY {table}.rowid DESC LIMIT %s"
        )
        asked = among(expression, self._title_columns if in_titles else self._columns)
        self._cursor.execute(statement, [asked, *parameters, limit or self._budget + 1])
        return self._cursor.fetchall()

    @property
    def _columns(self) -> str:
        """Anonymous readers are asked of public words alone; others of all."""
        if not self._ask.principal.is_anonymous:
            return ""
        return PUBLIC_TITLES if self._is_of_titles else PUBLIC_ONLY

    @property
    def _title_columns(self) -> str:
        return PUBLIC_TITLES if self._ask.principal.is_anonymous else TITLES

    def _more_conditions(self) -> list[Sql]:
        return [*self._excluded_elsewhere(), *self._several()]

    def _excluded_elsewhere(self) -> list[Sql]:
        """What is excluded, where the words themselves are not asked of the same columns."""
        excluded, table = self._plan.excluded, self._tables.text
        if not excluded or (self._plan.groups and not self._is_of_titles):
            return []
        columns = PUBLIC_ONLY if self._ask.principal.is_anonymous else ""
        condition = f"m.id NOT IN (SELECT rowid FROM {table} WHERE {table} MATCH %s)"
        return [(condition, [among(any_of(excluded), columns)])]

    def _several(self) -> list[Sql]:
        """So many of the groups, where it is neither any nor all."""
        plan, table = self._plan, self._table
        if not 1 < plan.required < len(plan.groups):
            return []
        one = f"SELECT rowid FROM {table} WHERE {table} MATCH %s"
        every = " UNION ALL ".join([one] * len(plan.groups))
        condition = f"m.id IN (SELECT rowid FROM ({every}) GROUP BY rowid HAVING count(*) >= %s)"
        asked = [among(any_of(group.any_of), self._columns) for group in plan.groups]
        return [(condition, [*asked, plan.required])]
