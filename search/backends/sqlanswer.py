"""From candidate rows to an answer: choosing, counting, the best (search.md §9, §11.3)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from search.asking import TYPED, Asked, Question
from search.backends.base import FACETS, Ask, Sort
from search.backends.sqlrows import moment_at
from search.backends.sqlsets import Dialect, contents_of
from search.backends.sqltables import Tables
from search.ranking import Found, by_date

TITLE_PHRASE = 1.2  # all words in order in the title: 20 % more (§8)
COLUMNS = "m.id, m.moment, m.type, m.places, m.themes, m.lang, m.year, m.fmt"


NO_SCORE = "CAST(0 AS DOUBLE PRECISION)"
# A row of COLUMNS with its score: a plain tuple, because there are ten thousand of them.
Candidate = tuple[Any, ...]
ID, MOMENT, TYPE, LANG, SCORE = 0, 1, 2, 5, 8
PLACE_OF_FACET = {"type": TYPE, "country": 3, "theme": 4, "lang": LANG, "year": 6, "format": 7}


@dataclass(slots=True)
class Sifted:
    """Candidates that meet all selections, and counts of set numbers by facet."""

    hits: Sequence[Candidate]
    counts: dict[str, Counter[int]] = field(default_factory=dict)


def sift(
    rows: Sequence[Candidate], selected: Mapping[str, frozenset[int]], *, with_facets: bool
) -> Sifted:
    """Choose and count: each facet with all other selections applied, never its own."""
    sifted = Sifted(_meeting(rows, selected))
    if with_facets:
        for facet in FACETS:
            counted = sifted.hits
            if facet in selected:
                others = {name: values for name, values in selected.items() if name != facet}
                counted = _meeting(rows, others)
            sifted.counts[facet] = Counter(map(itemgetter(PLACE_OF_FACET[facet]), counted))
    return sifted


def _meeting(
    rows: Sequence[Candidate], selected: Mapping[str, frozenset[int]]
) -> Sequence[Candidate]:
    for facet, values in selected.items():
        place = PLACE_OF_FACET[facet]
        rows = [row for row in rows if row[place] in values]
    return rows


def best(hits: Sequence[Candidate], ask: Ask) -> list[Candidate]:
    """As many as are asked for: by text, or the newest. `hits` are newest first, and ties stay."""
    column = MOMENT if ask.sort == Sort.DATE or not ask.question.groups else SCORE
    return sorted(hits, key=itemgetter(column), reverse=True)[: ask.limit]


def found_of(
    cursor: Any, tables: Tables, dialect: Dialect, rows: Sequence[Candidate], ask: Ask
) -> list[Found]:
    """What ranking needs of these rows, in their order. Two statements."""
    codes = {
        number: values[0]
        for number, values in contents_of(
            cursor, tables, dialect, {one for row in rows for one in (row[TYPE], row[LANG])}
        ).items()
    }
    title = "folded_title" if ask.question.of_titles else "title_terms"
    condition, parameters = dialect.found_in("id", [row[ID] for row in rows])
    cursor.execute(
        f"SELECT id, key, static_rank, published, starts, {title} FROM {tables.doc}"
        f" WHERE {condition}",
        parameters,
    )
    shown = {number: rest for number, *rest in cursor.fetchall()}
    phrase = TitlePhrase(ask.question)
    found = []
    for row in rows:
        key, static_rank, published, starts, words = shown[row[ID]]
        found.append(
            Found(
                key=key,
                text_score=row[SCORE] * (TITLE_PHRASE if phrase.is_in(words) else 1.0),
                type=codes[row[TYPE]],
                lang=codes[row[LANG]],
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
        self._is_possible = self._least > 1 and all(self._groups)

    def is_in(self, title: str) -> bool:
        """`title`: its terms, joined by blanks."""
        if not self._is_possible:
            return False
        words = title.split()
        # Most titles are shorter than this or end here: five hundred are looked at.
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
