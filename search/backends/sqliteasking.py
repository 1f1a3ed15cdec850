"""One search of SQLite: at most three statements of FTS5, none with more rows than the budget."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from search.asking import TYPED
from search.backends.sqlanswer import COLUMNS, Candidates, Sifted
from search.backends.sqlasking import OLDER_SHARE, SqlAsking
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
TITLE = 5.0
TEXT_WEIGHTS, TITLE_WEIGHTS = f"{TITLE}, 1.0, {TITLE}, 1.0", "1.0, 1.0"
BEST_LOOKED_AT = 4  # times the finds that are wanted


class Asking(SqlAsking):
    """FTS5 matches and gives BM25; what it counts twice or too high is taken off."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._left = FTS_STATEMENTS
        # Of a beginning alone how often it is there says nothing, and FTS5 would merge hundreds of
        # words once more to count them: titles first, as every engine's shortest answer.
        self._is_flat = self._is_scored and self._plan.is_single and self._plan.every[0].is_prefix
        self._titled: frozenset[int] | None = None  # rows with the beginning in their title

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

    def _score(self, sifted: Sifted) -> None:
        """Take off what the statement counted twice or too high (§11.4)."""
        if self._is_flat:
            self._score_titles(sifted)
            return
        rows, hits = sifted.candidates, sifted.hits
        whole = dict(zip(rows.ids, rows.scores, strict=True))
        too_much: dict[int, float] = {}
        if self._plan.rare:
            # Their finds were counted twice: once to choose rows, once among all.
            hits = self._leave_best(sifted)
            too_much = self._scores(any_of(self._plan.rare), [rows.ids[at] for at in hits])
        if self._plan.lighter and self._left:
            for number, score in self._lighter(whole).items():
                too_much[number] = too_much.get(number, 0.0) + score
        if too_much:
            for at in hits:
                rows.scores[at] -= too_much.get(rows.ids[at], 0.0)

    def _leave_best(self, sifted: Sifted) -> Sequence[int]:
        """Those that can be among the best; the others stand behind, without a score.

        What has to be taken off costs by the row, and is a half of the score at most.
        """
        looked_at, scores = BEST_LOOKED_AT * self._ask.limit, sifted.candidates.scores
        if len(sifted.hits) <= looked_at:
            return sifted.hits
        order = sorted(sifted.hits, key=scores.__getitem__, reverse=True)
        for at in order[looked_at:]:
            scores[at] = 0.0
        return order[:looked_at]

    def _score_titles(self, sifted: Sifted) -> None:
        rows = sifted.candidates
        if self._titled is None:
            self._titled = frozenset(row[0] for row in self._of_titles("m.id"))
        for at in sifted.hits:
            rows.scores[at] = TITLE if rows.ids[at] in self._titled else TYPED

    def _titles_first(self, rows: Candidates) -> Candidates:
        if not self._is_flat:
            return super()._titles_first(rows)
        titled = self._of_titles(COLUMNS)
        self._titled = frozenset(row[0] for row in titled)
        older = Candidates([row for row in titled if row[0] < rows.ids[-1]])
        return rows.first(self._budget - len(older)).with_older(older)

    def _of_titles(self, chosen: str) -> list[Any]:
        limit = max(self._budget // OLDER_SHARE, 1)
        return self._matching(chosen, self._asked_words, in_titles=True, limit=limit)

    def _lighter(self, whole: Mapping[int, float]) -> dict[int, float]:
        """By how much synonyms and corrections were counted too high."""
        lighter = any_of(self._plan.lighter)
        share = TYPED - min(one.weight for one in self._plan.lighter)
        if self._plan.required == 1 and not self._plan.rare:
            return {number: share * score for number, score in self._scores(lighter).items()}
        # Among the same rows; there all else is counted along, so it has to be taken off.
        both = self._scores(f"({self._expression} AND {lighter})")
        return {one: share * (score - whole.get(one, score)) for one, score in both.items()}

    def _scores(self, expression: str, only: Sequence[int] = ()) -> dict[int, float]:
        """Scores of a part of the question, of the same rows, or of some of them."""
        return dict(self._matching("m.id", expression, only=only))

    def _matching(
        self,
        chosen: str,
        expression: str,
        *,
        is_scored: bool = True,
        in_titles: bool = False,
        before: int | None = None,
        limit: int | None = None,
        only: Sequence[int] = (),
    ) -> list[Any]:
        """FTS5 outside, the integers looked up for each row inside."""
        self._left -= 1
        table, plan = self._table, self._plan
        conditions, parameters = self._conditions()
        if before is not None:
            conditions, parameters = f"{conditions} AND {table}.rowid < %s", [*parameters, before]
        if only:
            # The sign keeps SQLite from asking FTS5 for each of them anew.
            condition, values = self._dialect.found_in(f"+{table}.rowid", only)
            conditions, parameters = f"{conditions} AND {condition}", [*parameters, *values]
        if plan.excluded and not self._is_of_titles:
            expression = without(expression, plan.excluded)
        weights = TITLE_WEIGHTS if self._is_of_titles else TEXT_WEIGHTS
        score = f"-bm25({table}, {weights})" if is_scored and not self._is_flat else "0.0"
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
