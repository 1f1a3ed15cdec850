"""What means the same as what was typed, read from the taxonomy when a question is asked (§6).

Nothing of it is in the index, so a new synonym counts as soon as the kept copy is forgotten:
within a minute, in this process at once (common.parts).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.utils import translation

from common.parts import part
from search.analysis import fold, forms_of, stem, words_of
from search.parser import Group, ParsedQuery, Piece
from taxonomy.models import SameWords, words_in_reading_language

MAX_OTHERS = 5  # alternatives of one group
MAX_RUN = 8  # words of a phrase that is looked for among those typed

Stems = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What somebody also finds. `capitals`: only if the letters were typed so."""

    words: tuple[str, ...]
    capitals: bool = False


@dataclass(frozen=True, slots=True)
class OtherWords:
    """The synonyms and acronyms of one reading language, by the stems of what is typed."""

    languages: tuple[str, ...] = ()
    by_stems: Mapping[Stems, tuple[Meaning, ...]] = field(default_factory=dict)

    @property
    def longest(self) -> int:
        """Words of the longest phrase there is."""
        return min(max(map(len, self.by_stems), default=0), MAX_RUN)

    def of(self, words: Sequence[str], *, capitals: bool) -> list[tuple[str, ...]]:
        """What means the same as these words in this order; each once."""
        found: dict[tuple[str, ...], None] = {}
        for stems in _readings(words, self.languages):
            for meaning in self.by_stems.get(stems, ()):
                if capitals or not meaning.capitals:
                    found[meaning.words] = None
        return list(found)


def other_words(query: ParsedQuery, lang: str) -> list[list[Piece]]:
    """For each group of the query at most five pieces that mean the same, for a reader of `lang`.

    A phrase that was typed without quotation marks stands in several groups: each of them gets
    what the phrase means, so that it counts as a find of all its words. No query while the words
    are kept.
    """
    known = _known(lang)
    others: list[dict[Piece, None]] = [{} for _group in query.groups]
    if known.by_stems:
        for at, group in enumerate(query.groups):
            for piece in group.pieces:
                if not piece.is_prefix:
                    _add(others[at], known.of(piece.words, capitals=piece.is_capitals))
        for run in _runs(query.groups, known.longest):
            words = [query.groups[at].pieces[0].words[0] for at in run]
            meanings = known.of(words, capitals=False)
            for at in run:
                _add(others[at], meanings)
    return [list(some)[:MAX_OTHERS] for some in others]


def _add(others: dict[Piece, None], meanings: Iterable[tuple[str, ...]]) -> None:
    others.update(dict.fromkeys(Piece(words) for words in meanings))


def _runs(groups: Sequence[Group], longest: int) -> Iterable[range]:
    """All runs of at least two single words that stand side by side."""
    single = [
        len(one.pieces) == 1 and not (one.pieces[0].is_phrase or one.pieces[0].is_prefix)
        for one in groups
    ]
    for start in range(len(groups)):
        for end in range(start + 2, min(start + longest, len(groups)) + 1):
            if all(single[start:end]):
                yield range(start, end)


def _known(lang: str) -> OtherWords:
    """The words for readers of `lang`, made now or within the last minute. Two queries if made."""
    with translation.override(lang):
        return part("search:other words", viewer=None, make=_read)


def _read() -> OtherWords:
    """From the taxonomy, in the reading language."""
    own = translation.get_language() or settings.LANGUAGE_CODE
    languages = (own, *(code for code, _name in settings.LANGUAGES if code != own))
    by_stems: dict[Stems, list[Meaning]] = {}
    synonyms, acronyms = words_in_reading_language()
    for row in [*acronyms, *synonyms]:
        _learn(by_stems, row, languages)
    return OtherWords(languages, {stems: tuple(some) for stems, some in by_stems.items()})


def _learn(
    by_stems: dict[Stems, list[Meaning]], row: SameWords, languages: tuple[str, ...]
) -> None:
    words, means = (tuple(words_of(fold(side))) for side in (row.words, row.means))
    if not words or not means:  # signs alone: nobody can ask for them
        return
    for stems in _readings(words, languages):
        by_stems.setdefault(stems, []).append(Meaning(means, getattr(row, "is_word", False)))
    if row.both_ways:
        for stems in _readings(means, languages):
            by_stems.setdefault(stems, []).append(Meaning(words))


def _readings(words: Sequence[str], languages: Sequence[str]) -> list[Stems]:
    """The words by their stems, in each language that writes them differently."""
    if len(words) == 1:
        return [(form,) for form in forms_of(words[0], languages)] or [(words[0],)]
    readings = (tuple(stem(word, language) for word in words) for language in languages)
    return list(dict.fromkeys(readings))
