"""A quiz with its questions as one canonical text, and what stands in the way of it."""

import hashlib
import json
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from random import Random
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from learning.compiling.blueprints import blueprint_problems
from learning.compiling.drawing import draw
from learning.compiling.places import SlotSpec, slots_of
from learning.compiling.questions import compiled_block
from learning.compiling.reading import question_reading, quiz_reading
from learning.compiling.rules import ERROR, WARNING, Problem, question_problems
from learning.grading.numbers import plain_decimal
from learning.models import Question, Quiz
from learning.models.bank import UNGRADED_TYPES, OnTimeout, QuizKind, Review, ReviewFrom

SCHEMA_VERSION = 1
SHORTEST_LIMIT = 60  # seconds
_PLAIN_FIELDS = (
    "title",
    "intro",
    "kind",
    "attempts_allowed",
    "retry_delay_seconds",
    "time_limit_seconds",
    "close_policy",
    "on_timeout",
    "grace_seconds",
    "grade_method",
    "shuffle_questions",
    "questions_per_page",
    "review_from",
)


@dataclass(slots=True)
class Compiled:
    """What would be published: content, and all problems. With an error nothing may be written."""

    content: dict[str, Any] = field(default_factory=dict)
    max_marks: Decimal = Decimal(0)
    problems: list[Problem] = field(default_factory=list)

    @property
    def errors(self) -> list[Problem]:
        return [one for one in self.problems if one.level == ERROR]

    @property
    def warnings(self) -> list[Problem]:
        return [one for one in self.problems if one.level == WARNING]

    def add(self, level: str, message: str, where: str = "") -> None:
        self.problems.append(Problem(level, message, where))


def compiled_quiz(quiz: Quiz, slots: Sequence[SlotSpec] | None = None) -> Compiled:
    """`quiz` with these places as learners would get it, and all problems of learning.md §3.4.

    `where` of a problem is `slot-<number from 1>`, a field's name, or a question's title.
    """
    slots = slots_of(quiz) if slots is None else slots
    result = Compiled()
    bank = _Bank(quiz, slots)
    rows, pools, used = _laid_out(slots, bank, result)
    questions = {}
    for key in sorted(used):
        title, questions[key] = bank.live[key].title, bank.content(key)
        found = question_problems(questions[key])
        found += question_reading(questions[key], quiz.locale.language_code)
        result.problems += [replace(one, where=title, is_of_question=True) for one in found]
    result.max_marks = sum((Decimal(row["max_mark"]) for row in rows), Decimal(0))
    _check_settings(quiz, rows, result)
    result.problems += quiz_reading(questions.values(), quiz.locale.language_code)
    result.problems += blueprint_problems(quiz, slots)
    result.content = _normalised(
        {name: getattr(quiz, name) for name in _PLAIN_FIELDS}
        | {
            "schema": SCHEMA_VERSION,
            "locale": quiz.locale.language_code,
            "pass_mark": plain_decimal(quiz.pass_mark),
            "review": quiz.review_shown,
            "bands": _bands(quiz),
            "slots": rows,
            "pools": pools,
            "questions": questions,
        }
    )
    return result


def canonical(content: Any) -> str:
    """One text for one content: sorted keys, no spaces, letters as they are."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def content_hash(content: dict[str, Any]) -> str:
    """SHA-256 of everything."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def grading_hash(content: dict[str, Any]) -> str:
    """SHA-256 of what can change marks only; a corrected typo keeps it (learning.md §3.3)."""
    marks = {
        "slots": [
            {name: slot[name] for name in ("max_mark", "question", "pool") if name in slot}
            for slot in content["slots"]
        ],
        "pools": content["pools"],
        "questions": {key: _marking(one) for key, one in content["questions"].items()},
    }
    return hashlib.sha256(canonical(marks).encode()).hexdigest()


def _marking(question: dict[str, Any]) -> dict[str, Any]:
    """What of a question can change marks."""
    kept = ("type", "right", "case_sensitive", "unit_mode", "unit_penalty", "penalty_base")
    marks: dict[str, Any] = {name: question[name] for name in kept if name in question}
    rows = ("key", "weight", "pattern", "value", "tolerance", "kind", "multiplier", "option")
    for name in ("choices", "answers", "units", "stems", "options"):
        if name in question:
            marks[name] = [
                {column: one[column] for column in rows if column in one} for one in question[name]
            ]
    for one, unit in zip(marks.get("units", ()), question.get("units", ()), strict=True):
        one["text"] = unit["text"]
    return marks


class _Bank:
    """The questions a quiz may use: live, in its language, by key. Three queries."""

    def __init__(self, quiz: Quiz, slots: Sequence[SlotSpec]) -> None:
        self.locale = quiz.locale.language_code
        wanted = [slot.question_id for slot in slots if slot.question_id]
        named = Question.objects.filter(pk__in=wanted).in_bulk()
        self.key_of = {pk: str(one.translation_key) for pk, one in named.items()}
        self.title_of = {pk: one.title for pk, one in named.items()}
        tag_ids = {pk for slot in slots for pk in slot.tag_ids}
        tagged: dict[str, set[int]] = defaultdict(set)
        through = Question.tags.through.objects.filter(
            banktag__in=tag_ids, question__locale=quiz.locale_id, question__live=True
        )
        for key, tag in through.values_list("question__translation_key", "banktag"):
            tagged[str(key)].add(tag)
        self.tagged = tagged
        live = Question.objects.filter(
            translation_key__in={*self.key_of.values(), *tagged}, locale=quiz.locale_id, live=True
        )
        self.live = {str(one.translation_key): one for one in live if len(one.content)}

    def content(self, key: str) -> dict[str, Any]:
        block = self.live[key].content[0]
        return compiled_block(block.block_type, block.value, locale=self.locale) | {"key": key}

    def pool(self, tag_ids: Iterable[int]) -> list[str]:
        """Keys of graded questions that carry all of these tags, sorted."""
        wanted = set(tag_ids)
        return sorted(
            key
            for key, tags in self.tagged.items()
            if wanted <= tags and key in self.live and self.live[key].type not in UNGRADED_TYPES
        )


def _laid_out(
    slots: Sequence[SlotSpec], bank: _Bank, result: Compiled
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], set[str]]:
    """(slots, pools, keys of all questions); what cannot be laid out becomes a problem."""
    rows: list[dict[str, Any]] = []
    pools: list[dict[str, Any]] = []
    fixed: list[str] = []
    for number, slot in enumerate(slots, start=1):
        where = f"slot-{number}"
        mark = Decimal(1) if slot.max_mark is None else slot.max_mark
        row: dict[str, Any] = {"page": slot.page_no, "max_mark": plain_decimal(mark)}
        if slot.question_id:
            key = bank.key_of.get(slot.question_id, "")
            if key not in bank.live:
                title = bank.title_of.get(slot.question_id, "")
                words = _("“%(title)s” is not published in the language of the quiz.")
                result.add(ERROR, words % {"title": title}, where)
                continue
            if key in fixed:
                result.add(ERROR, _("This question stands in the quiz twice."), where)
            fixed.append(key)
            if slot.max_mark is None:
                row["max_mark"] = plain_decimal(bank.live[key].default_mark)
            if bank.live[key].type in UNGRADED_TYPES:
                row["max_mark"] = "0"
            rows.append(row | {"question": key})
        else:
            if not slot.tag_ids:
                result.add(ERROR, _("Choose the tags to draw from."), where)
            keys = bank.pool(slot.tag_ids) if slot.tag_ids else []
            if slot.tag_ids and len(keys) < (slot.draw_count or 0):
                result.add(ERROR, _too_few(number, slot.draw_count or 0, len(keys)), where)
            pools.append({"count": slot.draw_count or 0, "questions": keys})
            rows += [row | {"pool": len(pools) - 1}] * (slot.draw_count or 0)
    draws = [(pool["count"], pool["questions"]) for pool in pools]
    _check_draws(draws, fixed, result)
    numbered = [row | {"slot": number} for number, row in enumerate(rows, start=1)]
    return numbered, pools, {*fixed, *(key for pool in pools for key in pool["questions"])}


def _too_few(number: int, asked: int, there: int) -> str:
    words = ngettext(
        "Place %(number)d: %(asked)d questions are asked for, %(there)d is there.",
        "Place %(number)d: %(asked)d questions are asked for, %(there)d are there.",
        there,
    )
    return words % {"number": number, "asked": asked, "there": there}


def _check_draws(draws: list[tuple[int, list[str]]], fixed: list[str], result: Compiled) -> None:
    """Whether all draws together are possible; it does not depend on chance."""
    if any(count > len(keys) for count, keys in draws):
        return  # said at its place
    if draw(draws, fixed=set(fixed), seen=set(), chance=Random(0)) is None:  # noqa: S311
        there = len({key for _count, keys in draws for key in keys} - set(fixed))
        numbers = {"asked": sum(count for count, _keys in draws), "there": there}
        words = _(
            "The draws ask for %(asked)d different questions; with their tags %(there)d are there "
            "that do not stand in the quiz already, or too many are wanted from the same ones."
        )
        result.add(ERROR, words % numbers, "slots")


def _check_settings(quiz: Quiz, rows: list[dict[str, Any]], result: Compiled) -> None:
    if not rows:
        result.add(ERROR, _("Put at least one question into the quiz."), "slots")
    elif result.max_marks <= 0 and quiz.kind != QuizKind.PRACTICE:
        result.add(ERROR, _("A quiz that counts needs marks."), "slots")
    if quiz.pass_mark is None or not 0 <= quiz.pass_mark <= 1:
        result.add(ERROR, _("The share to pass is a number between 0 and 1."), "pass_mark")
    limit = quiz.time_limit_seconds
    if limit is not None and limit < SHORTEST_LIMIT:
        result.add(ERROR, _("A time limit is at least 60 seconds."), "time_limit_seconds")
    if quiz.on_timeout == OnTimeout.GRACE and not quiz.grace_seconds:
        result.add(ERROR, _("Say how many seconds of grace there are."), "grace_seconds")
    if quiz.review_from == ReviewFrom.AFTER_CLOSE and quiz.review_shown != Review.NOTHING:
        words = _("Results wait for the close: a course without an end never shows them.")
        result.add(WARNING, words, "review_from")
    is_open_ended = quiz.kind != QuizKind.PRACTICE and not quiz.attempts_allowed
    if is_open_ended and quiz.review_shown == Review.ANSWERS:
        words = _("Right answers are shown, and attempts are not limited: everybody will pass.")
        result.add(WARNING, words, "review")


def _bands(quiz: Quiz) -> list[dict[str, str]]:
    bands = [
        {
            "from": plain_decimal((child.value["from_percent"] or Decimal(0)) / 100),
            "text": child.value["text"],
        }
        for child in quiz.bands
    ]
    return sorted(bands, key=lambda band: Decimal(band["from"]), reverse=True)


def _normalised(value: Any) -> Any:
    """All texts in NFC."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list):
        return [_normalised(one) for one in value]
    if isinstance(value, dict):
        return {name: _normalised(one) for name, one in value.items()}
    return value
