"""The question bank and the quizzes of the demo, published so that they compile.

Questions and quizzes have the keys of their records on every machine. What an editor has worked
on is left alone.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import QuerySet
from wagtail.models import Locale

from demo.loaders.course_units import key_of, question_stream
from demo.loaders.library import OWN_LICENCE
from demo.seed import Seed, differs, records
from learning.models import BankTag, Question, Quiz, QuizSlot
from learning.models.bank import BankRecord

R = TypeVar("R", bound=BankRecord)


def load(seed: Seed) -> None:
    """Tags, questions, then the quizzes that draw from them, in each language they have."""
    locales = {one.language_code: one for one in Locale.objects.all()}
    for record in records("questions"):
        for language in record["prompt"]:
            _load_question(record, locales[language])
    for record in records("quizzes"):
        for language in record["text"]:
            _load_quiz(record, locales[language])


def quiz_of(record_id: str) -> Quiz:
    """The English quiz of this record. Raises Quiz.DoesNotExist."""
    return Quiz.objects.get(translation_key=key_of(record_id), locale__language_code="en")


def _load_question(record: dict[str, Any], locale: Locale) -> None:
    language = locale.language_code
    is_graded = record["type"] != "information"

    def add_tags(question: Question) -> None:
        question.tags = _tags(record["tags"])

    _put(
        Question,
        key_of(record["id"]),
        locale,
        prepare=add_tags,
        title=f"{record['id']} ({language})",
        external_id=record["id"],
        default_mark=Decimal(1 if is_graded else 0),
        content=question_stream(record, language),
        licence=OWN_LICENCE,
    )


def _load_quiz(record: dict[str, Any], locale: Locale) -> None:
    text = record["text"][locale.language_code]

    def add_slots(quiz: Quiz) -> None:
        quiz.slots = [_slot(one, at) for at, one in enumerate(record["slots"])]

    minutes = record.get("minutes")
    _put(
        Quiz,
        key_of(record["id"]),
        locale,
        prepare=add_slots,
        title=text["title"],
        intro=text["intro"],
        kind=record["kind"],
        attempts_allowed=record["attempts"],
        time_limit_seconds=minutes * 60 if minutes else None,
        on_timeout=record.get("on_timeout", "submit"),
        grace_seconds=record.get("grace_minutes", 0) * 60,
        review=record.get("review", ""),
        review_from=record.get("review_from", "at_once"),
    )


def _slot(place: str | dict[str, Any], at: int) -> QuizSlot:
    """A fixed question, named in English: the compiler finds its twin in the quiz's language."""
    if isinstance(place, dict):
        slot = QuizSlot(draw_count=place["draw"], sort_order=at)
        slot.draw_tags = _tags(place["tags"])
        return slot
    question = Question.objects.get(external_id=place, locale__language_code="en")
    return QuizSlot(question=question, max_mark=question.default_mark, sort_order=at)


def _tags(paths: list[str]) -> list[BankTag]:
    return [BankTag.objects.get_or_create(path=path)[0] for path in paths]


def _put(
    model: type[R], key: str, locale: Locale, *, prepare: Callable[[R], None], **fields: Any
) -> None:
    """Create or bring up to date, and publish; nothing where nothing differs."""
    found: QuerySet[R] = model._default_manager.filter(translation_key=key, locale=locale)
    held = found.first()
    if held is None:
        held = model(translation_key=key, locale=locale, live=False)
    elif _is_an_editors(held) or not any(differs(held, *one) for one in fields.items()):
        return
    for name, value in fields.items():
        setattr(held, name, value)
    prepare(held)
    held.save()
    held.save_revision(clean=False).publish()


def _is_an_editors(held: BankRecord) -> bool:
    return held.revisions.filter(user__isnull=False).exists()
