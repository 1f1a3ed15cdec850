"""One search of an engine in the site's database: candidates, counts, scores (search.md §11, §12).

What differs between the two, how words are matched and weighed, is left to them.
"""

from collections.abc import Mapping
from typing import Any

from search.backends.base import Answer, Ask, Sort
from search.backends.sqlanswer import COLUMNS, NO_SCORE, Candidates, Sifted, found_of, sift
from search.backends.sqlengine import SqlEngine
from search.backends.sqlplan import Plan, plan_of
from search.backends.sqlsets import Sql, chosen, filter_of, unfolded
from search.backends.sqltables import Tables

OLDER_SHARE = 4  # of the rows: at most a quarter for titles older than the newest
COLUMN_OF_FACET = {
    "type": "m.type",
    "theme": "m.themes",
    "country": "m.places",
    "lang": "m.lang",
    "year": "m.year",
    "format": "m.fmt",
}


class SqlAsking:
    """Ask once, then throw away."""

    def __init__(self, engine: SqlEngine, cursor: Any, tables: Tables, ask: Ask) -> None:
        self._engine, self._cursor, self._tables, self._ask = engine, cursor, tables, ask
        self._dialect, self._budget = engine.dialect, engine.budget
        self._is_of_titles = ask.question.of_titles
        # Stop words alone are asked of titles as they stand.
        self._table = tables.title if self._is_of_titles else tables.text
        self._is_scored = bool(ask.question.groups) and ask.sort != Sort.DATE
        self._selected = chosen(cursor, tables, self._dialect, ask.selected)
        # Selections that are part of the statements, so that they leave room for what meets them.
        self._within: Mapping[str, frozenset[int]] = self._selected
        self._plan = self._planned()

    def answer(self) -> Answer:
        """See base.Engine.search."""
        sifted, is_cut = self._sifted()
        return Answer(
            found=found_of(self._cursor, self._tables, self._dialect, sifted, self._ask),
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

        What the selected facets would have is counted from rows without selections. Where these are
        all within the budget, the hits are among them; else selections are part of the statement,
        so that they leave room for what meets them.
        """
        if self._selected and self._ask.with_facets:
            sifted, is_cut = self._counted_apart()
        else:
            rows, is_cut = self._candidates()
            sifted = sift(rows, self._selected, with_facets=self._ask.with_facets)
        if self._is_scored and sifted.hits:
            self._score(sifted)
        return sifted, is_cut

    def _counted_apart(self) -> tuple[Sifted, bool]:
        """With selections, and counts of what else could be selected."""
        selected, is_scored = self._selected, self._is_scored
        self._within = {}
        # Scores of rows that are too many for certain would be thrown away.
        is_scored_at_once = is_scored and not self._plan.is_large
        wide = self._rows(self._asked, is_scored=is_scored_at_once)
        if len(wide) <= self._budget and is_scored_at_once == is_scored:
            # What is scored besides is asked of the same rows.
            return sift(wide, selected, with_facets=True), False
        self._within = selected
        rows, is_cut = self._candidates()
        sifted = sift(rows, selected, with_facets=True)
        counts = sift(wide.first(self._budget), selected, with_facets=True).counts
        sifted.counts |= {facet: counts[facet] for facet in selected}
        return sifted, is_cut or len(wide) > self._budget

    def _candidates(self) -> tuple[Candidates, bool]:
        """The newest that match, and whether there are more."""
        rows = self._rows(self._asked, is_scored=self._is_scored)
        if len(rows) <= self._budget:
            return rows, False
        rows = rows.first(self._budget)
        return self._titles_first(rows) if self._plan.is_single else rows, True

    @property
    def _asked(self) -> str:
        """The whole question as the database reads it; nothing where all is asked for."""
        raise NotImplementedError

    @property
    def _asked_words(self) -> str:
        """Any of the words, without what is demanded or excluded besides."""
        raise NotImplementedError

    def _score(self, sifted: Sifted) -> None:
        """Give the hits the scores of an honest BM25."""
        raise NotImplementedError

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
        """Columns and a score of what matches, newest first: one more than the budget at most.

        `before`: only rows of lower numbers.
        """
        raise NotImplementedError

    def _more_conditions(self) -> list[Sql]:
        """On what words cannot say: exclusions elsewhere, a number of groups."""
        raise NotImplementedError

    def _titles_first(self, rows: Candidates) -> Candidates:
        """Of a single common word: also older documents that have it in the title."""
        if not self._is_scored:
            return rows
        older = Candidates(
            self._matching(
                COLUMNS,
                self._asked_words,
                in_titles=True,
                before=rows.ids[-1],
                limit=max(self._budget // OLDER_SHARE, 1),
            )
        )
        return rows.first(self._budget - len(older)).with_older(older)

    def _rows(self, expression: str, *, is_scored: bool) -> Candidates:
        """Candidates, newest first, and one more if there are more. One statement."""
        if expression:
            return Candidates(self._matching(COLUMNS, expression, is_scored=is_scored))
        conditions, parameters = self._conditions()
        statement = (
            f"SELECT {COLUMNS}, {NO_SCORE} FROM {self._tables.meta} m WHERE {conditions}"
            " ORDER BY m.id DESC LIMIT %s"
        )
        self._cursor.execute(statement, [*parameters, self._budget + 1])
        return Candidates(self._cursor.fetchall())

    def _conditions(self) -> Sql:
        """All on `m` that a candidate has to meet besides the words."""
        allowed, parameters = filter_of(self._tables, self._dialect, self._ask.principal)
        conditions = [allowed]
        for facet, numbers in self._within.items():
            condition, values = self._dialect.found_in(COLUMN_OF_FACET[facet], numbers)
            conditions.append(condition)
            parameters += values
        if self._ask.only is not None:
            condition, values = self._dialect.found_in("key", self._ask.only)
            conditions.append(f"m.id IN (SELECT id FROM {self._tables.doc} WHERE {condition})")
            parameters += values
        for condition, values in self._more_conditions():
            conditions.append(condition)
            parameters += values
        return " AND ".join(conditions), parameters
