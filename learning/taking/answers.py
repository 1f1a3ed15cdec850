"""Answers as browsers send them, and as they are stored. Nothing else gets into a response."""

import re
from typing import Any

from django.utils.crypto import salted_hmac

from learning.compiling.quizzes import canonical
from learning.grading import NumberUnreadable, format_number
from learning.grading.numbers import read_quantity
from learning.grading.written import TEXT_CAP, read_value
from learning.taking.errors import AnswerRefused

Answer = dict[str, Any] | None

_SURROGATES = re.compile("[\ud800-\udfff]")


def read_answer(question: dict[str, Any], layout: dict[str, Any], sent: Any) -> Answer:
    """The answer `sent` to `question` as it is stored; None for an empty one.

    `layout` is the slot's part of the attempt's layout. Raises AnswerRefused.
    """
    if sent is None:
        return None
    reader = _READERS.get(question["type"])
    if reader is None:
        raise AnswerRefused("nothing to answer")
    if not isinstance(sent, dict):
        raise AnswerRefused("not an object")
    return reader(question, layout, sent)


def answer_hash(answer: Answer) -> str:
    """A short name of an answer, which a form carries to tell what it was rendered with.

    Made with our secret: a plain hash would let a learner try which keys a stored pair has (I14).
    """
    return salted_hmac("learning.rendered", canonical(answer)).hexdigest()[:16]


def read_as(question: dict[str, Any], answer: Any) -> str:
    """How a number was read, in the language of the quiz, where it is not as it was typed.

    The number alone: in the unit of the key it would tell which units count (I14).
    """
    if question["type"] != "numeric" or not answer:
        return ""
    try:
        read_value(question, answer["text"])  # whether it is read at all
        value, unit = read_quantity(answer["text"], question["locale"])
    except NumberUnreadable:
        return ""
    words = format_number(value, question["locale"])
    typed = answer["text"].strip()
    is_as_typed = typed.startswith(words) if unit else typed == words
    return "" if is_as_typed else words


def as_sent(layout: dict[str, Any], answer: Answer) -> Answer:
    """A stored answer as it was sent: pairs by the place of their option.

    Keys of options tell which pair is right, so a stored pair never leaves the server.
    """
    if not answer or "pairs" not in answer:
        return answer
    places = {key: str(place) for place, key in enumerate(layout["options"], start=1)}
    return {"pairs": {stem: places[key] for stem, key in answer["pairs"].items()}}


def _choice(question: dict[str, Any], layout: dict[str, Any], sent: dict[str, Any]) -> Answer:
    chosen = sent.get("choice")
    if chosen in (None, ""):
        return None
    if chosen not in layout["choices"]:
        raise AnswerRefused("unknown choice")
    return {"choice": chosen}


def _choices(question: dict[str, Any], layout: dict[str, Any], sent: dict[str, Any]) -> Answer:
    chosen = sent.get("choices") or []
    if not isinstance(chosen, list) or any(key not in layout["choices"] for key in chosen):
        raise AnswerRefused("unknown choice")
    return {"choices": sorted(set(chosen))} if chosen else None


def _truth(question: dict[str, Any], layout: dict[str, Any], sent: dict[str, Any]) -> Answer:
    value = sent.get("value")
    if value in (None, ""):
        return None
    if not isinstance(value, bool):
        raise AnswerRefused("neither true nor false")
    return {"value": value}


def _text(question: dict[str, Any], layout: dict[str, Any], sent: dict[str, Any]) -> Answer:
    text = sent.get("text")
    if text in (None, ""):
        return None
    if not isinstance(text, str):
        raise AnswerRefused("not a text")
    if len(text) > TEXT_CAP:
        raise AnswerRefused("too long")
    if "\x00" in text:
        raise AnswerRefused("holds a NUL")
    return {"text": _SURROGATES.sub("\ufffd", text)}


def _pairs(question: dict[str, Any], layout: dict[str, Any], sent: dict[str, Any]) -> Answer:
    """Options come as their place in the shown list, from 1; they are stored by key."""
    pairs = sent.get("pairs") or {}
    if not isinstance(pairs, dict):
        raise AnswerRefused("not pairs")
    stored = {}
    for stem, place in pairs.items():
        if stem not in layout["stems"]:
            raise AnswerRefused("unknown pair")
        if place in (None, ""):
            continue
        places = {str(number): key for number, key in enumerate(layout["options"], start=1)}
        if not isinstance(place, str) or place not in places:
            raise AnswerRefused("unknown option")
        stored[stem] = places[place]
    return {"pairs": stored} if stored else None


_READERS = {
    "single": _choice,
    "multiple": _choices,
    "true_false": _truth,
    "short_text": _text,
    "numeric": _text,
    "matching": _pairs,
}
