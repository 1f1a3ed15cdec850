"""Whether the words of a quiz are hard to read: a warning, never a stop (learning.md §3.4).

Two measures, as small as they can be and be of use in several languages. The longest sentence of a
question, because an author can cut it. And, of a quiz with words enough, LIX: words a sentence plus
the share of words longer than six letters, in percent (Björnsson 1968; from 45 on "hard").

Languages differ: the demo's course, the same in three, is at 28 in English, 39 in French, 40 in
Spanish, and its sentences have a sixth more words. So each language has its own limits, and one
without limits (Arabic writes articles and pronouns onto words) is not judged (decision 0238).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from learning.compiling.rules import WARNING, Problem

LONG_WORD = 7  # letters
ENOUGH = 100  # words; of fewer, LIX says little
WORD = re.compile(r"[^\W\d_]+")
END = re.compile(r"[.!?…](?=\s|$)|\n")
BLOCK_END = re.compile(r"</(?:p|li|h\d)>|<br\s*/?>")


@dataclass(frozen=True, slots=True)
class Limits:
    """The longest sentence, in words, and the highest LIX that pass without a word."""

    sentence: int
    lix: int


LIMITS = {"en": Limits(30, 45), "fr": Limits(35, 56), "es": Limits(35, 56)}


def question_reading(question: Mapping[str, Any], language: str) -> Iterator[Problem]:
    """A warning for a question with a sentence that is too long."""
    limits = LIMITS.get(language)
    if limits is None:
        return
    longest = max(map(_words_in, _sentences(_texts(question))), default=0)
    if longest > limits.sentence:
        words = _("A sentence has %(number)d words. More than %(most)d are hard to read.")
        yield Problem(WARNING, words % {"number": longest, "most": limits.sentence})


def quiz_reading(questions: Iterable[Mapping[str, Any]], language: str) -> Iterator[Problem]:
    """A warning for a quiz whose words, taken together, are hard to read."""
    limits = LIMITS.get(language)
    if limits is None:
        return
    texts = [text for one in questions for text in _texts(one)]
    if sum(map(_words_in, texts)) < ENOUGH or lix(texts) <= limits.lix:
        return
    words = _("The questions are hard to read: use shorter words and sentences.")
    yield Problem(WARNING, words, "slots")


def lix(texts: Iterable[str]) -> float:
    """Words a sentence, plus percent of words longer than six letters. 0 without words."""
    sentences = list(_sentences(texts))
    words = [word for one in sentences for word in WORD.findall(one)]
    if not words:
        return 0
    long = sum(len(word) >= LONG_WORD for word in words)
    return len(words) / len(sentences) + 100 * long / len(words)


def _texts(question: Mapping[str, Any]) -> list[str]:
    """What is read before answering, as plain text."""
    rows = [one for name in ("choices", "stems", "options") for one in question.get(name, ())]
    prompt = unescape(strip_tags(BLOCK_END.sub("\n", question["prompt"])))
    return [prompt, *(one["text"] for one in rows)]


def _sentences(texts: Iterable[str]) -> Iterator[str]:
    return (one for text in texts for one in END.split(text) if WORD.search(one))


def _words_in(text: str) -> int:
    return len(WORD.findall(text))
