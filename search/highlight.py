"""A few words around what was found, the finds marked (search.md §9).

One highlighter for all engines, on the stored text of the shown hits: it marks what our analyser
says matches, so a mark never disagrees with the find.
"""

import re
from collections.abc import Iterable

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from search.analysis import fold, is_stop_word, stem, words_of
from search.asking import Asked, Question

WINDOW = 600  # characters that are analysed
LENGTH = 240  # characters that are shown
BEFORE = 60  # of them before the first find
MAX_WORD = 60  # what is longer is cut
FIRST_LETTERS = 4  # by which a window is looked for before anything is analysed
PART = 10_000  # characters that are folded at once, until one holds a find
LOOKED_AT = 100_000  # what a text says after that is not looked for
# What folding drops of a word: accents apart from their letter, vowel signs, what nobody sees.
_DROPPED = "\u00ad\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
_DROPPED += "\u200c-\u200f\u2060"
_WORD = re.compile(rf"\w[\w{_DROPPED}]*")


def highlighted(text: str, question: Question, language: str) -> SafeString:
    """All of a short text, such as a title, with the finds marked; safe to print."""
    marks = _Marks(question, language)
    return mark_safe(_marked(text, marks))  # noqa: S308 - every part is escaped in _marked


def snippet(text: str, question: Question, language: str) -> SafeString:
    """At most 240 characters of `text` around the first find, the finds marked; safe to print.

    The beginning where nothing is found. Dots say where something is left out.
    """
    marks = _Marks(question, language)
    begin = _window(text, marks)
    part = text[begin : begin + WINDOW]
    first = next((one.start() for one in _WORD.finditer(part) if marks.has(one[0])), 0)
    start = _word_start(part, first - BEFORE)
    shown = _to_word_end(part[start:], LENGTH, is_all=begin + WINDOW >= len(text))
    before = "… " if begin + start > 0 else ""
    after = " …" if begin + start + len(shown) < len(text.rstrip()) else ""
    return mark_safe(f"{before}{_marked(shown.strip(), marks)}{after}")  # noqa: S308 - escaped


class _Marks:
    """Which words of a text in one language are finds."""

    def __init__(self, question: Question, language: str) -> None:
        self._language = language
        self._is_plain = question.of_titles
        every = [one for group in question.groups for one in group.any_of]
        self._terms = {term for one in every if not one.is_prefix for term in one.terms}
        self._beginnings = tuple(one.terms[0] for one in every if one.is_prefix)
        self.needles = sorted(_needles(every), key=len, reverse=True)

    def has(self, word: str) -> bool:
        """Whether a word, as it stands in the text, is a find or holds one."""
        parts = words_of(fold(word[:MAX_WORD]))
        if not self._is_plain:  # stop words are not in the index, so they are no finds
            parts = [one for one in parts if not is_stop_word(one, self._language)]
        forms = parts if self._is_plain else [stem(one, self._language) for one in parts]
        return not self._terms.isdisjoint(forms) or any(
            one.startswith(self._beginnings) for one in parts if self._beginnings
        )


def _needles(every: Iterable[Asked]) -> set[str]:
    return {term[:FIRST_LETTERS] for one in every for term in one.terms}


def _window(text: str, marks: _Marks) -> int:
    """Where the analysed part begins: a little before the first likely find."""
    if len(text) <= WINDOW or not marks.needles:
        return 0
    for start in range(0, min(len(text), LOOKED_AT), PART):
        # A little more than the part: a find may stand across its end.
        part = text[start : start + PART + MAX_WORD]
        folded = fold(part)
        places = [place for needle in marks.needles if (place := folded.find(needle)) >= 0]
        if places:
            # One folded letter may come from two: the place is near enough, not exact.
            place = start + int(min(places) * len(part) / len(folded))
            return _word_start(text, min(place - 2 * BEFORE, len(text) - WINDOW))
    return 0


def _word_start(text: str, place: int) -> int:
    """The first place at or after `place` at which a word begins."""
    if place <= 0:
        return 0
    blank = text.find(" ", place - 1, place + MAX_WORD)
    return blank + 1 if blank >= 0 else place


def _to_word_end(text: str, length: int, *, is_all: bool) -> str:
    if len(text) <= length:
        return text if is_all else text.rpartition(" ")[0] or text
    return text[: length + 1].rpartition(" ")[0] or text[:length]


def _marked(text: str, marks: _Marks) -> str:
    parts: list[str] = []
    end = 0
    for match in _WORD.finditer(text):
        word = match[0]
        parts.append(escape(text[end : match.start()]))
        shown = word if len(word) <= MAX_WORD else f"{word[:MAX_WORD]}…"
        parts.append(f"<mark>{escape(shown)}</mark>" if marks.has(word) else escape(shown))
        end = match.end()
    return "".join([*parts, escape(text[end:])])
