"""Other spellings of what was typed: "did you mean", and the second try of few finds (§7, §9)."""

import re
from collections.abc import Mapping, Sequence

from django.db.models import Count
from rapidfuzz.distance import DamerauLevenshtein

from search.analysis import fold, forms_of
from search.models import SpellGram, SpellWord
from search.parser import Group, ParsedQuery, Piece
from search.vocabulary import LEAST_DF, LEAST_LETTERS, grams_of, words_in

CANDIDATES = 200
MOST_CORRECTED = 3  # unknown words of a query: each costs a query
SHORT = 5  # letters: a word with two faults of so few is another word
_TOKEN = re.compile(r"\w+")


def nearest(word: str, languages: Sequence[str]) -> str | None:
    """The word that `word` may have been meant to be, folded; None if there is none.

    Of the public vocabulary: at most two letters wrong, missing, too many or changed about, one in
    a word of five letters or less; the nearest first, then the commonest. One query. What has a
    form in common with the word, in the reader's `languages`, is no correction: it finds the same.
    """
    folded = fold(word)
    if len(folded) < LEAST_LETTERS:
        return None
    most = 1 if len(folded) <= SHORT else 2
    own_forms = set(forms_of(folded, languages))
    near = [
        (distance, -df, term)
        for term, df in _candidates(folded, most)
        if (distance := DamerauLevenshtein.distance(folded, term, score_cutoff=most)) <= most
        and term != folded
        and own_forms.isdisjoint(forms_of(term, languages))
    ]
    return min(near)[2] if near else None


def corrections(query: ParsedQuery, languages: Sequence[str]) -> dict[str, str]:
    """Unknown words of the query (folded) with the nearest known ones. At most four queries."""
    typed = [
        word
        for group in query.groups
        for piece in group.pieces
        if not piece.is_prefix
        for word in piece.words
        if words_in(word, languages[0] if languages else "en")
    ]
    unknown = _unknown(dict.fromkeys(typed))[:MOST_CORRECTED]
    found = {word: nearest(word, languages) for word in unknown}
    return {word: other for word, other in found.items() if other}


def corrected(query: ParsedQuery, known: Mapping[str, str]) -> str | None:
    """The query as it may have been meant, for "did you mean"; None if nothing is to be corrected.

    `known`: its `corrections`. All else stays as it was typed.
    """
    if not known:
        return None
    text = _TOKEN.sub(lambda token: known.get(fold(token[0]), token[0]), query.text)
    return text if text != query.text else None


def other_spellings(query: ParsedQuery, known: Mapping[str, str]) -> list[list[Piece]]:
    """For each group of the query what else it may mean, as `question_of` takes other words.

    `known`: its `corrections`. They count less than what was typed, so exact finds stay above.
    """
    return [_of_group(group, known) for group in query.groups]


def _of_group(group: Group, known: Mapping[str, str]) -> list[Piece]:
    return [
        Piece(tuple(known.get(word, word) for word in piece.words))
        for piece in group.pieces
        if not piece.is_prefix and any(word in known for word in piece.words)
    ]


def _unknown(words: Mapping[str, None]) -> list[str]:
    if not words:
        return []
    rows = SpellWord.objects.filter(term__in=list(words), df__gte=LEAST_DF)
    known = set(rows.values_list("term", flat=True))
    return [word for word in words if word not in known]


def _candidates(word: str, most: int) -> list[tuple[str, int]]:
    """Words with the most groups of three letters in common, and their numbers of documents.

    The groups are counted in their own index, which holds all that it takes (search.md §20).
    """
    lengths = range(len(word) - most, len(word) + most + 1)
    alike = (
        SpellGram.objects.filter(gram__in=grams_of(word), length__in=lengths)
        .values("word")
        .annotate(shared=Count("gram"))
        .order_by("-shared", "word")
    )
    words = SpellWord.objects.filter(pk__in=alike.values("word")[:CANDIDATES], blocked=False)
    return list(words.values_list("term", "df"))
