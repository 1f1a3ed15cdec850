"""A question of the bank as a plain dictionary: what grading, review and learners' pages read."""

import unicodedata
from decimal import Decimal
from typing import Any

from wagtail.rich_text import RichText, expand_db_html

from common.html import clean_html
from learning.grading.matcher import plain
from learning.grading.numbers import plain_decimal


def compiled_block(kind: str, value: Any, *, locale: str) -> dict[str, Any]:
    """The block `value` of the type `kind`, as a version holds it. All numbers are texts.

    `locale` is the language in which numbers are read.
    """
    content: dict[str, Any] = {
        "type": kind,
        "prompt": _html(value["prompt"]),
        "general_feedback": _html(value["general_feedback"]),
    }
    return content | _OWN[kind](value, locale)


def _single(value: Any, locale: str) -> dict[str, Any]:
    choices = [
        {
            "key": key,
            "text": _text(one["text"]),
            "weight": _number(one["weight"]),
            "feedback": _html(one["feedback"]),
        }
        for key, one in _items(value["choices"])
    ]
    return {"choices": choices, "shuffle": bool(value["shuffle"])}


def _multiple(value: Any, locale: str) -> dict[str, Any]:
    allowed = bool(value["allow_tick_all_score"])
    return _single(value, locale) | {"allow_tick_all_score": allowed}


def _true_false(value: Any, locale: str) -> dict[str, Any]:
    return {
        "right": value["right"] == "true",
        "feedback_right": _html(value["feedback_right"]),
        "feedback_wrong": _html(value["feedback_wrong"]),
    }


def _short_text(value: Any, locale: str) -> dict[str, Any]:
    answers = [
        {
            "key": key,
            "pattern": _text(one["pattern"]),
            "weight": _number(one["weight"]),
            "feedback": _html(one["feedback"]),
        }
        for key, one in _items(value["answers"])
    ]
    return {"answers": answers, "case_sensitive": bool(value["case_sensitive"])}


def _numeric(value: Any, locale: str) -> dict[str, Any]:
    answers = [
        {
            "key": key,
            "value": (one["value"] or "").strip(),
            "tolerance": (one["tolerance"] or "0").strip(),
            "kind": one["kind"],
            "weight": _number(one["weight"]),
            "feedback": _html(one["feedback"]),
        }
        for key, one in _items(value["answers"])
    ]
    units = [
        {"key": key, "text": _text(one["text"]), "multiplier": (one["multiplier"] or "1").strip()}
        for key, one in _items(value["units"])
    ]
    return {
        "answers": answers,
        "units": units,
        "unit_mode": value["unit_mode"],
        "unit_penalty": _number(value["unit_penalty"]),
        "penalty_base": value["penalty_base"],
        "locale": locale,
    }


def _matching(value: Any, locale: str) -> dict[str, Any]:
    """Stems without a text only bring their option; options that read alike are one."""
    keys: dict[str, str] = {}  # by text, as answers are compared
    texts: dict[str, str] = {}  # as written first
    stems = []
    for key, one in _items(value["stems"]):
        option = keys.setdefault(plain(one["option"] or "", case_sensitive=True), key)
        texts.setdefault(option, _text(one["option"]))
        if _text(one["text"]):
            stems.append({"key": key, "text": _text(one["text"]), "option": option})
    for key, text in _items(value["extra"]):
        texts.setdefault(keys.setdefault(plain(text or "", case_sensitive=True), key), _text(text))
    options = [{"key": key, "text": text} for key, text in texts.items()]
    return {"stems": stems, "options": options, "shuffle": bool(value["shuffle"])}


def _information(value: Any, locale: str) -> dict[str, Any]:
    return {}


_OWN = {
    "single": _single,
    "multiple": _multiple,
    "true_false": _true_false,
    "short_text": _short_text,
    "numeric": _numeric,
    "matching": _matching,
    "information": _information,
}


def _items(items: Any) -> list[tuple[str, Any]]:
    """(UUID, value) of each item of a list block; the UUID is the answer_key."""
    return [(child.id, child.value) for child in items.bound_blocks]


def _text(words: str | None) -> str:
    return unicodedata.normalize("NFC", (words or "").strip())


def _html(words: RichText | str | None) -> str:
    """Rich text as readers get it: links resolved now, cleaned, NFC."""
    source = words.source if isinstance(words, RichText) else words or ""
    return unicodedata.normalize("NFC", str(clean_html(expand_db_html(source)))) if source else ""


def _number(number: Decimal | None) -> str:
    return plain_decimal(number or Decimal(0))
