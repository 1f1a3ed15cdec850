"""The pages of a course: list, course, module, lesson (learning.md §3.1)."""

from decimal import Decimal
from typing import Any

from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    PageChooserPanel,
)
from wagtail.models import Orderable
from wagtail_localize.fields import SynchronizedField

from common.fields import BodyField, lines_of
from common.models import BasePage, SectionPage
from learning.blocks import UnitsBlock, unit_blocks
from taxonomy.admin_forms import classified_panels
from taxonomy.models import Classified, LicenceType

LINES = [MaxLengthValidator(2_000)]


class Audience(models.TextChoices):
    """Who may read a course. Public ones need no account; progress and certificates do."""

    PUBLIC = "public", _("Everybody")
    MEMBERS = "members", _("Members")
    COHORT = "cohort", _("Members with a place in a run")


class CourseIndexPage(SectionPage):
    """All courses, by theme, language and length."""

    page_kind = "course-list"
    max_count_per_parent = 1
    parent_page_types = ["home.DoorPage", "home.HomePage"]
    subpage_types = ["learning.CoursePage"]

    content_panels = [*SectionPage.content_panels, "body"]

    class Meta(SectionPage.Meta):
        verbose_name = _("list of courses")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from learning import showing  # they import models: the one local import we allow

        context = super().get_context(request, *args, **kwargs)
        return context | showing.index_context(self, request)


class CoursePage(Classified, BasePage):
    """A course: what one can do after it, and the modules that lead there."""

    audience = models.CharField(
        _("who may read it"), max_length=7, choices=Audience, default=Audience.PUBLIC
    )
    for_whom = models.TextField(_("who it is for"), blank=True, validators=LINES)
    objectives = models.TextField(
        _("after this course you can"), blank=True, validators=LINES, help_text=_("One a line.")
    )
    outcomes = models.TextField(
        _("competencies"),
        blank=True,
        validators=LINES,
        help_text=_("In a few words each, one a line. They are printed on the certificate."),
    )
    hours = models.DecimalField(
        _("hours"),
        max_digits=5,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.1"))],
    )
    licence = models.ForeignKey(
        LicenceType,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="courses",
        verbose_name=_("licence"),
    )
    credits = models.TextField(_("credits"), blank=True, validators=LINES)
    optional_modules_required = models.PositiveSmallIntegerField(
        _("optional modules to take"), default=0
    )
    lessons_required = models.DecimalField(
        _("share of required lessons"),
        max_digits=4,
        decimal_places=3,
        default=Decimal("0.900"),
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(1))],
        help_text=_("0.9 means: nine of ten. Every required quiz is to be passed in any case."),
    )
    certificate_enabled = models.BooleanField(_("gives a certificate"), default=True)
    issuer = models.CharField(_("issued by"), max_length=160, blank=True)
    signatory = models.CharField(_("signed by"), max_length=160, blank=True)

    override_translatable_fields = [
        *Classified.override_translatable_fields,
        *(
            SynchronizedField(name, overridable=False)
            for name in (
                "audience",
                "hours",
                "licence",
                "optional_modules_required",
                "lessons_required",
                "certificate_enabled",
                "quiz_placements",
                "trainer_pack",
            )
        ),
    ]

    parent_page_types = ["learning.CourseIndexPage"]
    subpage_types = ["learning.ModulePage"]

    content_panels = [
        *BasePage.content_panels,
        FieldRowPanel(["audience", "hours"]),
        "objectives",
        "for_whom",
        "body",
        MultiFieldPanel(
            [FieldRowPanel(["lessons_required", "optional_modules_required"])], _("Completion")
        ),
        MultiFieldPanel(
            ["certificate_enabled", FieldRowPanel(["issuer", "signatory"]), "outcomes"],
            _("Certificate"),
        ),
        InlinePanel("quiz_placements", heading=_("Quizzes of the course"), label=_("quiz")),
        InlinePanel("trainer_pack", heading=_("For trainers"), label=_("record of the library")),
        MultiFieldPanel(["licence", "credits"], _("Licence and credits")),
        *classified_panels(),
    ]

    class Meta(BasePage.Meta):  # type: ignore[misc]  # one list holds two kinds of constraints
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        constraints = [
            *BasePage.Meta.constraints,
            models.CheckConstraint(
                condition=Q(audience__in=Audience.values), name="course_audience_known"
            ),
            models.CheckConstraint(
                condition=Q(lessons_required__gte=0, lessons_required__lte=1),
                name="course_lessons_required_is_a_share",
            ),
        ]

    @property
    def objective_lines(self) -> list[str]:
        return lines_of(self.objectives)

    @property
    def outcome_lines(self) -> list[str]:
        return lines_of(self.outcomes)

    def completion_rule(self) -> dict[str, Any]:
        """The rule as it stands now; an enrolment keeps a copy (learning.md §10)."""
        return {
            "lessons_required": str(self.lessons_required),
            "optional_modules": self.optional_modules_required,
        }

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from learning import showing  # they import models: the one local import we allow

        context = super().get_context(request, *args, **kwargs)
        return context | showing.course_context(self, request)


class TrainerPackLink(Orderable):
    """A record of the library that helps to teach the course in a room."""

    page = ParentalKey(CoursePage, on_delete=models.CASCADE, related_name="trainer_pack")
    record = models.ForeignKey(
        "library.ResourcePage", models.CASCADE, related_name="+", verbose_name=_("record")
    )

    panels = [PageChooserPanel("record")]

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(fields=["page", "record"], name="one_trainer_link_per_record")
        ]

    def __str__(self) -> str:
        return f"{self.page_id} → {self.record_id}"


class ModuleKind(models.TextChoices):
    CORE = "core", _("Core")
    OPTIONAL = "optional", _("Optional")


class ModulePage(BasePage):
    """A part of a course: everybody takes the core ones, and as many others as the course says."""

    kind_of_module = models.CharField(
        _("kind"), max_length=8, choices=ModuleKind, default=ModuleKind.CORE
    )
    objectives = models.TextField(
        _("what it is for"), blank=True, validators=LINES, help_text=_("One a line.")
    )
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)

    override_translatable_fields = [
        *BasePage.override_translatable_fields,
        SynchronizedField("kind_of_module", overridable=False),
        SynchronizedField("minutes", overridable=False),
        SynchronizedField("quiz_placements", overridable=False),
    ]

    parent_page_types = ["learning.CoursePage"]
    subpage_types = ["learning.LessonPage"]

    content_panels = [
        *BasePage.content_panels,
        FieldRowPanel(["kind_of_module", "minutes"]),
        "objectives",
        "body",
        InlinePanel("quiz_placements", heading=_("Quizzes of the module"), label=_("quiz")),
    ]

    class Meta(BasePage.Meta):
        verbose_name = _("module")
        verbose_name_plural = _("modules")
        constraints = [
            *BasePage.Meta.constraints,
            models.CheckConstraint(
                condition=Q(kind_of_module__in=ModuleKind.values), name="module_kind_known"
            ),
        ]

    @property
    def objective_lines(self) -> list[str]:
        return lines_of(self.objectives)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from learning import showing  # they import models: the one local import we allow

        context = super().get_context(request, *args, **kwargs)
        return context | showing.module_context(self, request)


class CompletionMode(models.TextChoices):
    VIEW = "view", _("When it is opened")
    MANUAL = "manual", _("When the learner marks it as done")


class LessonPage(BasePage):
    """A topic, read in one sitting: units one below the other, each with its own address."""

    body = BodyField(UnitsBlock(unit_blocks), blank=True, verbose_name=_("units"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    required = models.BooleanField(_("required"), default=True)
    completion_mode = models.CharField(
        _("done"), max_length=6, choices=CompletionMode, default=CompletionMode.MANUAL
    )

    override_translatable_fields = [
        *BasePage.override_translatable_fields,
        *(
            SynchronizedField(name, overridable=False)
            for name in ("minutes", "required", "completion_mode")
        ),
    ]

    parent_page_types = ["learning.ModulePage"]
    subpage_types: list[str] = []

    content_panels = [
        *BasePage.content_panels,
        FieldRowPanel(["minutes", "completion_mode", "required"]),
        FieldPanel("body"),
    ]

    class Meta(BasePage.Meta):
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
        constraints = [
            *BasePage.Meta.constraints,
            models.CheckConstraint(
                condition=Q(completion_mode__in=CompletionMode.values),
                name="lesson_completion_mode_known",
            ),
        ]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from learning import showing  # they import models: the one local import we allow

        context = super().get_context(request, *args, **kwargs)
        return context | showing.lesson_context(self, request)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The lesson, for whom the course's audience admits; opening it is noted for learners."""
        from learning import showing

        refused = showing.closed_to(self, request)
        if refused is not None:
            return refused
        showing.note_visit(self, request)
        return super().serve(request, *args, **kwargs)
