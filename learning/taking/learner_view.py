"""What a learner may see of a compiled quiz at each stage: an allow-list (I14).

Everything that reaches a browser about questions comes from here. Keys, weights, patterns and
feedback stand in the content beside texts, so nothing of it is handed out whole.
"""

from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from common.html import clean_html
from learning.grading.matcher import pieces_of
from learning.models.bank import UNGRADED_TYPES


class Stage(StrEnum):
    """How much is shown. The last four are the review presets."""

    ATTEMPT = "attempt"
    NOTHING = "nothing"
    SCORE = "score"
    RIGHT_WRONG = "right_wrong"
    ANSWERS = "answers"


def learner_view(
    content: dict[str, Any], layout: dict[str, Any], stage: Stage
) -> list[list[dict[str, Any]]]:
    """The questions of one attempt, page by page, with what `stage` allows and nothing else.

    Before a review shows single answers, there are none: `nothing` and `score` give no question.
    """
    if stage in (Stage.NOTHING, Stage.SCORE):
        return []
    marks = {slot["slot"]: slot["max_mark"] for slot in content["slots"]}
    pages, number = [], 0
    for page in layout["pages"]:
        seen = []
        for slot in page:
            row = layout["slots"][str(slot)]
            question = content["questions"][row["question"]]
            is_asked = question["type"] not in UNGRADED_TYPES
            number += is_asked
            view = _asked(question, row) | {
                "slot": slot,
                "number": number if is_asked else None,
                "max_mark": marks[slot],
            }
            if stage == Stage.ANSWERS:
                view |= _revealed(question)
            seen.append(view)
        pages.append(seen)
    return pages


def _asked(question: dict[str, Any], row: dict[str, Any]) -> dict[str, Any]:
    """Type, words, and what may be chosen, in the order of the layout."""
    prompt = clean_html(question["prompt"])
    view: dict[str, Any] = {"type": question["type"], "prompt": prompt, "line": _line(prompt)}
    if "choices" in row:
        view["choices"] = _in_order(question["choices"], row["choices"])
    if "stems" in row:
        view["stems"] = _in_order(question["stems"], row["stems"])
    if "options" in row:
        texts = {one["key"]: one["text"] for one in question["options"]}
        view["options"] = [
            {"place": str(place), "text": texts[key]}
            for place, key in enumerate(row["options"], start=1)
        ]
    return view


def _line(prompt: str) -> SafeString | str:
    """A prompt of one paragraph as the words of a heading; nothing where it is more than that."""
    is_one = prompt.startswith("<p>") and prompt.endswith("</p>") and prompt.count("<p>") == 1
    return clean_html(prompt[len("<p>") : -len("</p>")]) if is_one else ""


def _in_order(items: list[dict[str, Any]], order: list[str]) -> list[dict[str, str]]:
    texts = {one["key"]: one["text"] for one in items}
    return [{"key": key, "text": texts[key]} for key in order]


def _revealed(question: dict[str, Any]) -> dict[str, Any]:
    """The right answers in words, and all feedback by the key of what was answered."""
    feedback = {
        one["key"]: clean_html(one["feedback"])
        for name in ("choices", "answers")
        for one in question.get(name, ())
        if one["feedback"]
    }
    if question["type"] == "true_false":
        key = {True: "true", False: "false"}
        feedback[key[question["right"]]] = clean_html(question["feedback_right"])
        feedback[key[not question["right"]]] = clean_html(question["feedback_wrong"])
    return {
        "right": right_words(question),
        "feedback": feedback,
        "general_feedback": clean_html(question["general_feedback"]),
    }


def right_words(question: dict[str, Any]) -> list[str]:
    """The right answers as words."""
    kind = question["type"]
    if kind == "single":
        return [one["text"] for one in question["choices"] if one["weight"] == "1"]
    if kind == "multiple":
        return [one["text"] for one in question["choices"] if Decimal(one["weight"]) > 0]
    if kind == "true_false":
        return [_("True") if question["right"] else _("False")]
    if kind == "short_text":
        full = (one["pattern"] for one in question["answers"] if one["weight"] == "1")
        return ["…".join(pieces_of(pattern)) for pattern in full]
    if kind == "numeric":
        return [one["value"] for one in question["answers"] if one["weight"] == "1"]
    if kind == "matching":
        texts = {one["key"]: one["text"] for one in question["options"]}
        return [f"{stem['text']}: {texts[stem['option']]}" for stem in question["stems"]]
    return []


def answer_words(question: dict[str, Any], answer: Any) -> list[str]:
    """What the learner answered, as words; empty for nothing."""
    if not answer:
        return []
    kind = question["type"]
    if kind in ("single", "multiple"):
        chosen = answer.get("choices") or [answer.get("choice")]
        return [one["text"] for one in question["choices"] if one["key"] in chosen]
    if kind == "true_false":
        return [_("True") if answer["value"] else _("False")]
    if kind == "matching":
        texts = {one["key"]: one["text"] for one in question["options"]}
        return [
            f"{stem['text']}: {texts[answer['pairs'][stem['key']]]}"
            for stem in question["stems"]
            if stem["key"] in answer["pairs"]
        ]
    return [answer["text"]]


def answered_key(question: dict[str, Any], outcome_key: str | None, answer: Any) -> list[str]:
    """Keys whose feedback belongs to this answer: what was ticked, else what decided."""
    if question["type"] == "multiple" and isinstance(answer, dict):
        return list(answer.get("choices", ()))
    return [outcome_key] if outcome_key else []
