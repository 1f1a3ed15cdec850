"""Quizzes to try oneself on, inside lessons: never required, counted nowhere (learning.md §3.1).

They are no items of the outline, so neither progress nor completion knows them.
"""

from collections.abc import Mapping
from uuid import UUID

from django.db.models import TextField
from django.db.models.functions import Cast
from django.urls import reverse

from learning.blocks import PRACTICE_UNIT, anchor_of
from learning.models import LessonPage, Quiz, QuizKind
from learning.outline import Item, Outline

ROLE = "practice"  # of an item; no placement has it


def lessons_with(quiz_key: UUID) -> dict[UUID, str]:
    """{lesson: anchor of the unit} of the published lessons that offer this quiz. Two queries.

    The bodies themselves are asked: Wagtail's index of references is written later, by a task.
    """
    quizzes = Quiz.objects.filter(translation_key=quiz_key, kind=QuizKind.PRACTICE)
    pks = set(quizzes.values_list("pk", flat=True))
    if not pks:
        return {}
    lessons = LessonPage.objects.live().alias(words=Cast("body", TextField()))
    holders = lessons.filter(words__contains=f'"{PRACTICE_UNIT}"').only("translation_key", "body")
    return {
        lesson.translation_key: anchor_of(unit["id"])
        for lesson in holders
        for unit in lesson.body.raw_data
        if unit["type"] == PRACTICE_UNIT and unit["value"].get("quiz") in pks
    }


def lesson_in(outline: Outline, holders: Mapping[UUID, str]) -> Item | None:
    """The first lesson of the course that offers it."""
    return next((one for one in outline.lessons() if one.key in holders), None)


def item_for(quiz_key: UUID) -> Item:
    """What stands for the quiz where one of the outline would."""
    return Item(
        key=quiz_key,
        kind="quiz",
        title="",
        url=reverse("learning:quiz", args=[quiz_key]),
        role=ROLE,
    )
