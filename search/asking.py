"""A query as terms: what every engine is asked, in the words that documents are stored in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, repeat

from search.analysis import SCRIPT_LANGUAGES, forms_of, is_stop_word, script_of, stem
from search.parser import Group, ParsedQuery, Piece

TYPED, OTHER_WORDS = 1.0, 0.6  # synonyms and corrections count less than what was typed (§8)


@dataclass(frozen=True, slots=True)
class Asked:
    """Terms in a row (a phrase, if there are several), or the beginning of one."""

    terms: tuple[str, ...]
    is_prefix: bool = False
    weight: float = TYPED


@dataclass(frozen=True, slots=True)
class AskedGroup:
    """Any of these will do."""

    any_of: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of an engine.

    `of_titles`: only stop words were typed ("who", "IT"), so the terms are words as they stand, to
    be looked for in titles.
    """

    groups: tuple[AskedGroup, ...] = ()
    excluded: tuple[Asked, ...] = ()
    of_titles: bool = False


def question_of(
    query: ParsedQuery,
    languages: Sequence[str],
    other_words: Sequence[Sequence[Piece]] = (),
) -> Question:
    """The terms of a query for a reader of the first of the site's `languages`.

    A word asks for its stems in all languages of its script; stop words ask for nothing, unless
    there is nothing else. `other_words`: for each group of the query what means the same
    (`search.synonyms.other_words`); it counts less than what was typed.
    """
    meant = zip(query.groups, chain(other_words, repeat(())), strict=False)
    groups = [group for one, others in meant if (group := _group(one, others, languages)).any_of]
    excluded = tuple(
        asked for piece in query.excluded for asked in (_asked(piece, languages) or _plain(piece))
    )
    if query.groups and not groups:
        plain = tuple(AskedGroup(_plain_of(group)) for group in query.groups)
        return Question(plain, excluded, of_titles=True)
    return Question(tuple(groups), excluded)


def _group(group: Group, others: Sequence[Piece], languages: Sequence[str]) -> AskedGroup:
    found = {asked: None for piece in group.pieces for asked in _asked(piece, languages)}
    for piece in others:
        for asked in _asked(piece, languages):
            if asked not in found:
                found[replace(asked, weight=OTHER_WORDS)] = None
    return AskedGroup(tuple(found))


def _asked(piece: Piece, languages: Sequence[str]) -> list[Asked]:
    """One for each language that writes it differently; none for what is only stop words."""
    if piece.is_prefix:
        return [Asked(piece.words, is_prefix=True)]
    if not piece.is_phrase:
        return [Asked((form,)) for form in forms_of(piece.words[0], languages)]
    readings = (_phrase(piece.words, language) for language in _writing(piece, languages))
    return [Asked(terms) for terms in dict.fromkeys(readings) if terms]


def _phrase(words: Iterable[str], language: str) -> tuple[str, ...]:
    return tuple(stem(word, language) for word in words if not is_stop_word(word, language))


def _writing(piece: Piece, languages: Sequence[str]) -> list[str]:
    """The site's languages that write a word of the phrase; the reader's for figures alone."""
    known = {one for word in piece.words for one in SCRIPT_LANGUAGES.get(script_of(word), ())}
    own = [one for one in languages if one.partition("-")[0] in known]
    return own or sorted(known) or list(languages[:1]) or ["en"]


def _plain_of(group: Group) -> tuple[Asked, ...]:
    return tuple(asked for piece in group.pieces for asked in _plain(piece))


def _plain(piece: Piece) -> list[Asked]:
    return [Asked(piece.words, is_prefix=piece.is_prefix)]
