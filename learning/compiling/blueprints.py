"""Whether the tests before and after a course are of one blueprint (learning.md §3.4, §13).

What was learnt is the difference of the two, so they are to ask alike: the same number of questions
of each kind of place, by tags and marks. Fixed questions are parallel when they carry equal tags.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from learning.compiling.places import SlotSpec, slots_of
from learning.compiling.rules import WARNING, Problem
from learning.models import CourseQuizPlacement, Question, Quiz
from learning.models.bank import QuizKind

OTHER: dict[str, QuizKind] = {QuizKind.PRE: QuizKind.POST, QuizKind.POST: QuizKind.PRE}


def blueprint_problems(quiz: Quiz, slots: Sequence[SlotSpec]) -> Iterator[Problem]:
    """A warning for each counterpart of a pre- or post-test, in its course, that asks otherwise.

    Two queries, two for each counterpart and two for the quiz itself; none for other kinds.
    """
    other_kind = OTHER.get(quiz.kind)
    if other_kind is None:
        return
    courses = CourseQuizPlacement.objects.filter(quiz__translation_key=quiz.translation_key)
    beside = CourseQuizPlacement.objects.filter(page__in=courses.order_by().values("page"))
    others = Quiz.objects.filter(
        translation_key__in=beside.order_by().values("quiz__translation_key"),
        kind=other_kind,
        locale=quiz.locale_id,
    ).prefetch_related("slots__draw_tags")
    for other in others.order_by("pk"):
        if _blueprint(slots) != _blueprint(slots_of(other)):
            words = _("“%(title)s” asks otherwise: what was learnt cannot be told from the two.")
            yield Problem(WARNING, words % {"title": other.title}, "slots")


def _blueprint(slots: Sequence[SlotSpec]) -> Counter[Any]:
    """How often each kind of place stands in a quiz: {(tags, marks): questions}."""
    wanted = [slot.question_id for slot in slots if slot.question_id]
    questions = Question.objects.filter(pk__in=wanted).prefetch_related("tags").in_bulk()
    found: Counter[Any] = Counter()
    for slot in slots:
        question = questions.get(slot.question_id) if slot.question_id else None
        if question is not None:
            tags = frozenset(tag.pk for tag in question.tags.all())
            usual = question.default_mark
        else:
            tags, usual = frozenset(slot.tag_ids), Decimal(1)
        mark = usual if slot.max_mark is None else slot.max_mark
        found[tags, mark.normalize()] += slot.draw_count or 1
    return found
