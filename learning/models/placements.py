"""Where quizzes stand: beside a course or at the end of a module (learning.md §3.1)."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldRowPanel
from wagtail.models import Orderable

from learning.models.bank import Quiz
from learning.models.pages import CoursePage, ModulePage


class PlacementRole(models.TextChoices):
    PRE_TEST = "pre_test", _("Before the course")
    MODULE_TEST = "module_test", _("Test of a module")
    FINAL_TEST = "final_test", _("Final test")
    POST_TEST = "post_test", _("After the course")


class QuizPlacement(Orderable):
    """A quiz that belongs to a page. The placements of the course's own language count."""

    page: Any
    quiz: Any

    required = models.BooleanField(_("required"), default=True)

    panels = ["quiz", FieldRowPanel(["role", "required"])]

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return f"{self.page_id} · {self.quiz_id}"


class CourseQuizPlacement(QuizPlacement):
    """A quiz of the whole course."""

    page = ParentalKey(CoursePage, on_delete=models.CASCADE, related_name="quiz_placements")
    quiz = models.ForeignKey(Quiz, models.PROTECT, related_name="+", verbose_name=_("quiz"))
    role = models.CharField(
        _("role"), max_length=11, choices=PlacementRole, default=PlacementRole.FINAL_TEST
    )

    class Meta(QuizPlacement.Meta):
        constraints = [
            models.UniqueConstraint(fields=["page", "quiz"], name="quiz_once_in_a_course"),
            models.CheckConstraint(
                condition=Q(role__in=PlacementRole.values), name="course_quiz_role_known"
            ),
        ]


class ModuleQuizPlacement(QuizPlacement):
    """A quiz of one module."""

    page = ParentalKey(ModulePage, on_delete=models.CASCADE, related_name="quiz_placements")
    quiz = models.ForeignKey(Quiz, models.PROTECT, related_name="+", verbose_name=_("quiz"))
    role = models.CharField(
        _("role"), max_length=11, choices=PlacementRole, default=PlacementRole.MODULE_TEST
    )

    class Meta(QuizPlacement.Meta):
        constraints = [
            models.UniqueConstraint(fields=["page", "quiz"], name="quiz_once_in_a_module"),
            models.CheckConstraint(
                condition=Q(role__in=PlacementRole.values), name="module_quiz_role_known"
            ),
        ]
