"""The question bank, and quizzes as editors write them. Learners only ever meet compiled versions.

A question or quiz stands once a language; `translation_key` is what the others call `question_key`
and `quiz_key`. Whatever decides about marks is the same in every language, except patterns.
"""

from decimal import Decimal
from typing import Any

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    Orderable,
    RevisionMixin,
    TranslatableMixin,
    WorkflowMixin,
)
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from common.fields import BodyField
from learning.admin_bank_forms import QuestionForm, QuizForm
from learning.bank_blocks import BandsBlock, QuestionContentBlock
from learning.models.imports import ImportBatch
from taxonomy.models import Theme

UNGRADED_TYPES = frozenset({"information"})


def marks(**options: Any) -> models.DecimalField:
    """A column of marks: 12 digits, 7 of them after the point (learning.md §4)."""
    return models.DecimalField(max_digits=12, decimal_places=7, **options)


class BankTag(index.Indexed, models.Model):
    """A tag of the bank, written as a path: `core/remittances`. Draws pick questions by it."""

    path = models.CharField(_("tag"), max_length=200, unique=True)

    search_fields = [index.SearchField("path"), index.AutocompleteField("path")]

    class Meta:
        ordering = ["path"]
        verbose_name = _("tag of questions")
        verbose_name_plural = _("tags of questions")

    def __str__(self) -> str:
        return self.path


class BankRecord(
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    TranslatableMixin,
    index.Indexed,
    ClusterableModel,
):
    """What questions and quizzes have in common: drafts, revisions, locks, review, languages."""

    # Not `title`: wagtail's own search and choosers read it from the model below.
    title = models.CharField(_("title"), max_length=255)

    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        for_concrete_model=False,
    )
    _revisions = GenericRelation(
        "wagtailcore.Revision",
        content_type_field="base_content_type",
        object_id_field="object_id",
        for_concrete_model=False,
    )

    class Meta(TranslatableMixin.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.title

    @property
    def revisions(self) -> Any:
        return self._revisions


class Difficulty(models.IntegerChoices):
    EASY = 1, _("Easy")
    MEDIUM = 2, _("Medium")
    HARD = 3, _("Hard")


class Question(BankRecord):
    """One question of the bank: exactly one block. Publishing it changes no quiz by itself."""

    base_form_class = QuestionForm

    default_mark = marks(
        verbose_name=_("marks"),
        default=Decimal(1),
        help_text=_("What a right answer is worth, unless the quiz says otherwise."),
    )
    content = BodyField(QuestionContentBlock(), verbose_name=_("question"))
    difficulty = models.PositiveSmallIntegerField(
        _("difficulty"), choices=Difficulty, null=True, blank=True
    )
    themes = ParentalManyToManyField(
        Theme, blank=True, related_name="questions", verbose_name=_("themes")
    )
    tags = ParentalManyToManyField(
        BankTag, blank=True, related_name="questions", verbose_name=_("tags")
    )
    external_id = models.CharField(_("id in the source"), max_length=120, blank=True)
    import_batch = models.ForeignKey(
        ImportBatch,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="questions",
    )
    # Of the imported text: the same question again is "already in the bank".
    source_hash = models.CharField(max_length=64, blank=True, editable=False)
    licence = models.CharField(_("licence"), max_length=60, blank=True)

    search_fields = [
        index.SearchField("title"),
        index.AutocompleteField("title"),
        index.SearchField("content"),
        index.FilterField("locale"),
    ]
    override_translatable_fields = [
        SynchronizedField("default_mark", overridable=False),
        SynchronizedField("difficulty", overridable=False),
        SynchronizedField("themes", overridable=False),
        SynchronizedField("tags", overridable=False),
        SynchronizedField("external_id", overridable=False),
        SynchronizedField("licence", overridable=False),
    ]

    class Meta(BankRecord.Meta):
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(default_mark__gte=0), name="question_mark_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(difficulty__isnull=True) | Q(difficulty__in=Difficulty.values),
                name="question_difficulty_known",
            ),
            models.UniqueConstraint(
                fields=["external_id", "locale"],
                condition=~Q(external_id=""),
                name="one_question_per_external_id_and_language",
            ),
        ]

    @property
    def type(self) -> str:
        """The type of its block; empty while a draft has none."""
        return self.content[0].block_type if len(self.content) else ""


class QuizKind(models.TextChoices):
    PRACTICE = "practice", _("Practice")
    GRADED = "graded", _("Graded")
    PRE = "pre", _("Before the course")
    POST = "post", _("After the course")


# In no figure and on no certificate: tried for oneself, or taken before anything was learnt.
UNCOUNTED = (QuizKind.PRACTICE, QuizKind.PRE)


class ClosePolicy(models.TextChoices):
    CUT = "cut", _("Ends when the quiz closes")
    FINISH = "finish", _("May be finished after the quiz closes")


class OnTimeout(models.TextChoices):
    SUBMIT = "submit", _("Answers are sent")
    GRACE = "grace", _("There is a time of grace to send them")
    ABANDON = "abandon", _("The attempt is lost")


class GradeMethod(models.TextChoices):
    HIGHEST = "highest", _("Highest result")
    AVERAGE = "average", _("Average of all results")
    FIRST = "first", _("First result")
    LAST = "last", _("Last result")


class Review(models.TextChoices):
    NOTHING = "nothing", _("Nothing")
    SCORE = "score", _("The result")
    RIGHT_WRONG = "right_wrong", _("The result, and which answers are right")
    ANSWERS = "answers", _("Right answers and all feedback")


class ReviewFrom(models.TextChoices):
    AT_ONCE = "at_once", _("At once")
    SETTLED = "settled", _("Once passed, or when no attempt is left")
    AFTER_CLOSE = "after_close", _("After the quiz has closed")


# What learners see afterwards unless the quiz says otherwise (learning.md §3.2).
USUAL_REVIEW = {
    QuizKind.PRE: Review.NOTHING,
    QuizKind.PRACTICE: Review.ANSWERS,
    QuizKind.GRADED: Review.RIGHT_WRONG,
    QuizKind.POST: Review.RIGHT_WRONG,
}


def _known(field: str, choices: Any, name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(**{f"{field}__in": choices.values}), name=name)


class Quiz(BankRecord):
    """A quiz as editors write it. Publishing compiles it; learners take the compiled version."""

    base_form_class = QuizForm

    intro = models.TextField(_("introduction"), max_length=2000, blank=True)
    kind = models.CharField(_("kind"), max_length=8, choices=QuizKind, default=QuizKind.GRADED)
    pass_mark = models.DecimalField(
        _("share to pass"),
        max_digits=9,
        decimal_places=7,
        default=Decimal("0.7"),
        help_text=_("Between 0 and 1: 0.7 is 70 %."),
    )
    attempts_allowed = models.PositiveSmallIntegerField(
        _("attempts allowed"), default=0, help_text=_("0: no limit.")
    )
    retry_delay_seconds = models.PositiveIntegerField(_("seconds between attempts"), default=0)
    time_limit_seconds = models.PositiveIntegerField(
        _("time limit in seconds"), null=True, blank=True
    )
    close_policy = models.CharField(
        _("when the quiz closes"), max_length=6, choices=ClosePolicy, default=ClosePolicy.CUT
    )
    on_timeout = models.CharField(
        _("when time is up"), max_length=7, choices=OnTimeout, default=OnTimeout.SUBMIT
    )
    grace_seconds = models.PositiveIntegerField(_("seconds of grace"), default=0)
    grade_method = models.CharField(
        _("what counts"), max_length=7, choices=GradeMethod, default=GradeMethod.HIGHEST
    )
    shuffle_questions = models.BooleanField(_("shuffle questions"), default=False)
    questions_per_page = models.PositiveSmallIntegerField(
        _("questions on a page"),
        default=0,
        help_text=_("0: all on one page, or as the page numbers below say."),
    )
    review = models.CharField(
        _("shown afterwards"),
        max_length=11,
        choices=Review,
        blank=True,
        help_text=_("Empty: as usual for the kind."),
    )
    review_from = models.CharField(
        _("shown from"), max_length=11, choices=ReviewFrom, default=ReviewFrom.AT_ONCE
    )
    bands = BodyField(BandsBlock(required=False), blank=True, verbose_name=_("words for results"))

    search_fields = [
        index.SearchField("title"),
        index.AutocompleteField("title"),
        index.FilterField("locale"),
    ]
    override_translatable_fields = [
        SynchronizedField(name, overridable=False)
        for name in (
            "kind",
            "pass_mark",
            "attempts_allowed",
            "retry_delay_seconds",
            "time_limit_seconds",
            "close_policy",
            "on_timeout",
            "grace_seconds",
            "grade_method",
            "shuffle_questions",
            "questions_per_page",
            "review",
            "review_from",
            "slots",
        )
    ]

    class Meta(BankRecord.Meta):
        verbose_name = _("quiz")
        verbose_name_plural = _("quizzes")
        ordering = ["title", "pk"]
        constraints = [
            _known("kind", QuizKind, "quiz_kind_known"),
            _known("close_policy", ClosePolicy, "quiz_close_policy_known"),
            _known("on_timeout", OnTimeout, "quiz_on_timeout_known"),
            _known("grade_method", GradeMethod, "quiz_grade_method_known"),
            _known("review_from", ReviewFrom, "quiz_review_from_known"),
            models.CheckConstraint(
                condition=Q(review__in=["", *Review.values]), name="quiz_review_known"
            ),
        ]

    @property
    def review_shown(self) -> str:
        """What learners see afterwards: as chosen, else as usual for the kind."""
        return self.review or USUAL_REVIEW[QuizKind(self.kind)]


class QuizSlot(Orderable, ClusterableModel):
    """A place in a quiz: one question, or a draw of some that carry all of the tags."""

    quiz = ParentalKey(Quiz, on_delete=models.CASCADE, related_name="slots")
    question = models.ForeignKey(
        Question,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="slots",
        verbose_name=_("question"),
    )
    draw_count = models.PositiveSmallIntegerField(
        _("or draw"), null=True, blank=True, help_text=_("Number of questions drawn by chance.")
    )
    draw_tags = ParentalManyToManyField(
        BankTag, blank=True, related_name="+", verbose_name=_("from the questions tagged")
    )
    max_mark = marks(
        verbose_name=_("marks"),
        null=True,
        blank=True,
        help_text=_("Empty: as the question says; 1 for each question drawn."),
    )
    page_no = models.PositiveSmallIntegerField(_("page"), default=1)

    class Meta(Orderable.Meta):
        verbose_name = _("question of the quiz")
        verbose_name_plural = _("questions of the quiz")
        constraints = [
            models.CheckConstraint(
                condition=Q(question__isnull=False, draw_count__isnull=True)
                | Q(question__isnull=True, draw_count__isnull=False, draw_count__gte=1),
                name="slot_is_a_question_or_a_draw",
                violation_error_message=_("Choose a question, or say how many are drawn."),
            ),
            models.CheckConstraint(condition=Q(max_mark__gte=0), name="slot_mark_not_negative"),
        ]

    def __str__(self) -> str:
        return str(self.question) if self.question_id else f"{self.draw_count}"
