"""One search of SQLite: at most three statements of FTS5, none with more rows than the budget."""

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from search.asking import TYPED
from search.backends.base import Answer, Ask, Sort
from search.backends.sqlanswer import COLUMNS, ID, SCORE, Candidate, Sifted, best, found_of, sift
from search.backends.sqlfts import (
    PUBLIC_ONLY,
    PUBLIC_TITLES,
    TITLES,
    all_of,
    among,
    any_of,
    without,
)
from search.backends.sqlplan import Plan, plan_of
from search.backends.sqlsets import Sql, chosen, filter_of, unfolded
from search.backends.sqltables import Tables

if TYPE_CHECKING:
    from search.backends.sqlite import SQLiteEngine

FTS_STATEMENTS = 3  # of one search, at most
OLDER_SHARE = 4  # of the rows: at most a quarter for titles older than the newest
# Weight of a find by column: titles count five times (search.md §8).
TEXT_WEIGHTS, TITLE_WEIGHTS = "5.0, 1.0, 5.0, 1.0", "1.0, 1.0"
COLUMN_OF_FACET = {
    "type": "m.type",
    "theme": "m.themes",
    "country": "m.places",
    "lang": "m.lang",
    "year": "m.year",
    "format": "m.fmt",
}


class Asking:
    """Ask once, then throw away."""

    def __init__(self, engine: "SQLiteEngine", cursor: Any, tables: Tables, ask: Ask) -> None:
        self._engine, self._cursor, self._tables, self._ask = engine, cursor, tables, ask
        self._dialect, self._budget = engine.dialect, engine.budget
        self._left = FTS_STATEMENTS
        self._is_of_titles = ask.question.of_titles
        # Stop words alone are asked of titles as they stand.
        self._table = tables.title if self._is_of_titles else tables.text
        self._is_scored = bool(ask.question.groups) and ask.sort != Sort.DATE
        self._selected = chosen(cursor, tables, self._dialect, ask.selected)
        self._plan = self._planned()

    def answer(self) -> Answer:
        """See base.Engine.search."""
        sifted, is_cut = self._sifted()
        hits = best(sifted.hits, self._ask)
        return Answer(
            found=found_of(self._cursor, self._tables, self._dialect, hits, self._ask),
            total=len(sifted.hits),
            is_cut=is_cut or self._plan.is_cut,
            facets=unfolded(self._cursor, self._tables, self._dialect, sifted.counts),
        )

    def _planned(self) -> Plan:
        ask, engine = self._ask, self._engine
        # Short rows, or few of them: then nothing has to be left out.
        is_small = self._is_of_titles or ask.only is not None
        return plan_of(
            ask.question,
            ask.required,
            budget=None if is_small else self._budget,
            frequencies=lambda asked: engine.frequencies_of(self._cursor, self._tables, asked),
            documents=lambda: engine.public_documents(self._cursor, self._tables),
        )

    def _sifted(self) -> tuple[Sifted, bool]:
        """Hits with counts, and whether there are more.

        Selections are part of the statement, so that they leave room for what meets them. What the
        selected facets would have is counted from rows without selections, and needs no scores.
        """
        selected = self._selected
        rows, is_cut = self._candidates(selected)
        sifted = sift(rows, selected, with_facets=self._ask.with_facets)
        if selected and self._ask.with_facets:
            wide = self._rows(self._asked, {}, is_scored=False)
            is_cut = is_cut or len(wide) > self._budget
            counts = sift(wide[: self._budget], selected, with_facets=True).counts
            sifted.counts |= {facet: counts[facet] for facet in selected}
        sifted.hits = self._scored(list(sifted.hits))
        return sifted, is_cut

    def _candidates(self, selected: Mapping[str, frozenset[int]]) -> tuple[list[Candidate], bool]:
        """The newest that match, and whether there are more."""
        rows = self._rows(self._asked, selected, is_scored=self._is_scored)
        if len(rows) <= self._budget:
            return rows, False
        rows = rows[: self._budget]
        return self._titles_first(rows) if self._plan.is_single else rows, True

    @property
    def _asked(self) -> str:
        return self._expression if self._plan.groups else ""

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

    def _titles_first(self, rows: list[Candidate]) -> list[Candidate]:
        """Of a single common word: also older documents that have it in the title."""
        if not self._is_scored:
            return rows
        titles = PUBLIC_TITLES if self._ask.principal.is_anonymous else TITLES
        older = self._matching(
            COLUMNS,
            any_of(self._plan.every),
            self._selected,
            columns=titles,
            before=rows[-1][ID],
            limit=max(self._budget // OLDER_SHARE, 1),
        )
        return rows[: self._budget - len(older)] + older

    def _rows(
        self, expression: str, selected: Mapping[str, frozenset[int]], *, is_scored: bool
    ) -> list[Candidate]:
        """Candidates, newest first, and one more if there are more. One statement."""
        if expression:
            return self._matching(COLUMNS, expression, selected, is_scored=is_scored)
        conditions, parameters = self._conditions(selected)
        statement = (
            f"SELECT {COLUMNS}, 0.0 FROM {self._tables.meta} m WHERE {conditions}"
            " ORDER BY m.id DESC LIMIT %s"
        )
        self._cursor.execute(statement, [*parameters, self._budget + 1])
        return self._cursor.fetchall()

    def _scores(self, expression: str) -> dict[int, float]:
        """Scores of a part of the question, of the same rows."""
        return dict(self._matching("m.id", expression, self._selected))

    def _matching(
        self,
        chosen: str,
        expression: str,
        selected: Mapping[str, frozenset[int]],
        *,
        columns: str = "",
        is_scored: bool = True,
        before: int | None = None,
        limit: int | None = None,
    ) -> list[Candidate]:
        """FTS5 outside, the integers looked up for each row inside."""
        self._left -= 1
        table, plan = self._table, self._plan
        conditions, parameters = self._conditions(selected)
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
        asked = among(expression, columns or self._columns)
        self._cursor.execute(statement, [asked, *parameters, limit or self._budget + 1])
        return self._cursor.fetchall()

    @property
    def _columns(self) -> str:
        """Anonymous readers are asked of public words alone; others of all."""
        if not self._ask.principal.is_anonymous:
            return ""
        return PUBLIC_TITLES if self._is_of_titles else PUBLIC_ONLY

    def _conditions(self, selected: Mapping[str, frozenset[int]]) -> Sql:
        """All on `m` that a candidate has to meet besides the words."""
        allowed, parameters = filter_of(self._tables, self._dialect, self._ask.principal)
        conditions = [allowed]
        for facet, numbers in selected.items():
            condition, values = self._dialect.found_in(COLUMN_OF_FACET[facet], numbers)
            conditions.append(condition)
            parameters += values
        if self._ask.only is not None:
            condition, values = self._dialect.found_in("key", self._ask.only)
            conditions.append(f"m.id IN (SELECT id FROM {self._tables.doc} WHERE {condition})")
            parameters += values
        for condition, values in (self._excluded_elsewhere(), self._several()):
            if condition:
                conditions.append(condition)
                parameters += values
        return " AND ".join(conditions), parameters

    def _excluded_elsewhere(self) -> Sql:
        """What is excluded, where the words themselves are not asked of the same columns."""
        excluded, table = self._plan.excluded, self._tables.text
        if not excluded or (self._plan.groups and not self._is_of_titles):
            return "", []
        columns = PUBLIC_ONLY if self._ask.principal.is_anonymous else ""
        condition = f"m.id NOT IN (SELECT rowid FROM {table} WHERE {table} MATCH %s)"
        return condition, [among(any_of(excluded), columns)]

    def _several(self) -> Sql:
        """So many of the groups, where it is neither any nor all."""
        plan, table = self._plan, self._table
        if not 1 < plan.required < len(plan.groups):
            return "", []
        one = f"SELECT rowid FROM {table} WHERE {table} MATCH %s"
        every = " UNION ALL ".join([one] * len(plan.groups))
        condition = f"m.id IN (SELECT rowid FROM ({every}) GROUP BY rowid HAVING count(*) >= %s)"
        asked = [among(any_of(group.any_of), self._columns) for group in plan.groups]
        return condition, [*asked, plan.required]
