"""From candidate rows to an answer: choosing, counting, the best (search.md §9, §11.3)."""

from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from search.asking import TYPED, Asked, Question
from search.backends.base import FACETS, Ask, Sort
from search.backends.sqlrows import FACT_CODE, FACTS, moment_at, native
from search.backends.sqlsets import Dialect, contents_of
from search.backends.sqltables import Tables
from search.ranking import Found, by_date

TITLE_PHRASE = 1.2  # all words in order in the title: 20 % more (§8)
COLUMNS = "m.id, m.facts"
NO_SCORE = "CAST(0 AS DOUBLE PRECISION)"
FACT_OF_FACET = {
    "type": "type",
    "country": "places",
    "theme": "themes",
    "lang": "lang",
    "year": "year",
    "format": "fmt",
}


class Candidates:
    """Rows of COLUMNS and a score, by column: there are thousands, and Python is slow by the row.

    A row is named by its place here. The order is that of the rows: newest first.
    """

    def __init__(self, rows: Sequence[tuple[Any, ...]] = ()) -> None:
        ids, facts, scores = zip(*rows, strict=True) if rows else ((), (), ())
        self.ids: Sequence[int] = ids
        self.scores: list[float] = list(scores)
        self._facts = native(array(FACT_CODE, b"".join(facts)))

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def _columns(self) -> Mapping[str, Sequence[int]]:
        return {name: self._facts[at :: len(FACTS)] for at, name in enumerate(FACTS)}

    def fact(self, name: str) -> Sequence[int]:
        """One integer of each row: its moment, or the number of a set (sqlrows.FACTS)."""
        return self._columns[name]

    def first(self, number: int) -> "Candidates":
        """The newest of them."""
        if number >= len(self):
            return self
        part = Candidates()
        part.ids, part.scores = self.ids[:number], self.scores[:number]
        part._facts = self._facts[: number * len(FACTS)]
        return part

    def with_older(self, older: "Candidates") -> "Candidates":
        """These and what follows them."""
        whole = Candidates()
        whole.ids = [*self.ids, *older.ids]
        whole.scores = self.scores + older.scores
        whole._facts = self._facts + older._facts
        return whole


@dataclass(slots=True)
class Sifted:
    """Which candidates meet all selections, and counts of set numbers by facet."""

    candidates: Candidates
    hits: Sequence[int]
    counts: dict[str, Counter[int]] = field(default_factory=dict)


def sift(
    candidates: Candidates, selected: Mapping[str, frozenset[int]], *, with_facets: bool
) -> Sifted:
    """Choose and count: each facet with all other selections applied, never its own."""
    sifted = Sifted(candidates, _meeting(candidates, selected))
    if with_facets:
        for facet in FACETS:
            counted = sifted.hits
            if facet in selected:
                others = {name: values for name, values in selected.items() if name != facet}
                counted = _meeting(candidates, others)
            numbers = candidates.fact(FACT_OF_FACET[facet])
            all_of_them = len(counted) == len(numbers)
            sifted.counts[facet] = Counter(
                numbers if all_of_them else map(numbers.__getitem__, counted)
            )
    return sifted


def _meeting(candidates: Candidates, selected: Mapping[str, frozenset[int]]) -> Sequence[int]:
    places: Sequence[int] = range(len(candidates))
    for facet, values in selected.items():
        numbers = candidates.fact(FACT_OF_FACET[facet])
        places = [place for place in places if numbers[place] in values]
    return places


def best(sifted: Sifted, ask: Ask) -> list[int]:
    """As many as are asked for: by text, or the newest. Ties stay newest first."""
    rows = sifted.candidates
    is_by_date = ask.sort == Sort.DATE or not ask.question.groups
    values = rows.fact("moment") if is_by_date else rows.scores
    return sorted(sifted.hits, key=values.__getitem__, reverse=True)[: ask.limit]


def found_of(
    cursor: Any, tables: Tables, dialect: Dialect, sifted: Sifted, ask: Ask
) -> list[Found]:
    """What ranking needs of the best hits, in order. Two statements."""
    rows, places = sifted.candidates, best(sifted, ask)
    types, langs = rows.fact("type"), rows.fact("lang")
    codes = {
        number: values[0]
        for number, values in contents_of(
            cursor, tables, dialect, {one[at] for at in places for one in (types, langs)}
        ).items()
    }
    phrase = TitlePhrase(ask.question)
    title = "folded_title" if ask.question.of_titles else "title_terms"
    condition, parameters = dialect.found_in("id", [rows.ids[at] for at in places])
    cursor.execute(
        "SELECT id, key, static_rank, published, starts,"
        f" {title if phrase.is_possible else 'NULL'} FROM {tables.doc} WHERE {condition}",
        parameters,
    )
    shown = {number: rest for number, *rest in cursor.fetchall()}
    found = []
    for at in places:
        key, static_rank, published, starts, words = shown[rows.ids[at]]
        found.append(
            Found(
                key=key,
                text_score=rows.scores[at] * (TITLE_PHRASE if phrase.is_in(words) else 1.0),
                type=codes[types[at]],
                lang=codes[langs[at]],
                static_rank=static_rank,
                published_at=moment_at(published),
                starts_at=moment_at(starts),
            )
        )
    if ask.sort == Sort.DATE or not ask.question.groups:
        return by_date(found)
    return sorted(found, key=lambda one: -one.text_score)


class TitlePhrase:
    """Whether all that was typed stands side by side in a title: two words at least."""

    def __init__(self, question: Question) -> None:
        typed = ([one for one in g.any_of if one.weight >= TYPED] for g in question.groups)
        self._groups = list(typed)
        self._least = sum(
            min((len(one.terms) for one in group), default=0) for group in self._groups
        )
        self.is_possible = self._least > 1 and all(self._groups)
        # Most titles lack one of the words: that is seen without looking where they stand.
        self._needed = {
            group[0].terms[0]
            for group in self._groups
            if len(group) == 1 and not (group[0].is_prefix and len(group[0].terms) == 1)
        }

    def is_in(self, title: str | None) -> bool:
        """`title`: its terms, joined by blanks."""
        if not self.is_possible or not title:
            return False
        words = title.split()
        if not self._needed.issubset(words):
            return False
        return any(self._follows(words, at) for at in range(len(words) - self._least + 1))

    def _follows(self, words: Sequence[str], start: int) -> bool:
        ends = {start}
        for group in self._groups:
            ends = {
                end + len(one.terms) for end in ends for one in group if _stands(words, end, one)
            }
            if not ends:
                return False
        return True


def _stands(words: Sequence[str], at: int, asked: Asked) -> bool:
    if len(asked.terms) == 1 and not asked.is_prefix:
        return at < len(words) and words[at] == asked.terms[0]
    stretch = tuple(words[at : at + len(asked.terms)])
    if not asked.is_prefix:
        return stretch == asked.terms
    return (
        len(stretch) == len(asked.terms)
        and stretch[:-1] == asked.terms[:-1]
        and stretch[-1].startswith(asked.terms[-1])
    )
