"""Runs of courses, and who has a place in one."""

from decimal import Decimal
from typing import TYPE_CHECKING, Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Page

from members.permissions import is_admin

if TYPE_CHECKING:
    from datetime import datetime

    from common.typing import AnyUser


class Pacing(models.TextChoices):
    SELF = "self", _("Self-paced")
    COHORT = "cohort", _("With a group")


class EnrolmentMode(models.TextChoices):
    OPEN = "open", _("Open to every member")
    REQUEST = "request", _("On request")
    LIST = "list", _("By list")
    CLOSED = "closed", _("Closed")


class RunStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    OPEN = "open", _("Open")
    ARCHIVED = "archived", _("Archived")


class LearnerRole(models.TextChoices):
    LEARNER = "learner", _("Learner")
    OBSERVER = "observer", _("Observer")


class EnrolmentStatus(models.TextChoices):
    PENDING = "pending", _("Waiting for a decision")
    WAITING = "waiting", _("On the waiting list")
    ACTIVE = "active", _("Learning")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    REFUSED = "refused", _("No place was given")
    COMPLETED = "completed", _("Completed")


class EnrolmentSource(models.TextChoices):
    SELF = "self", _("By themselves")
    REQUEST = "request", _("On request")
    LIST = "list", _("By list")
    STAFF = "staff", _("By staff")


# Who may learn: reads members-only lessons, keeps progress, takes quizzes.
WITH_A_PLACE = (EnrolmentStatus.ACTIVE, EnrolmentStatus.COMPLETED)


def _title_in(language: str) -> Subquery:
    """The title of the course as it is published in `language`; nothing where it is not."""
    pages = Page.objects.filter(
        translation_key=OuterRef("course_key"), locale__language_code=language, live=True
    )
    return Subquery(pages.order_by("pk").values("title")[:1])


class CourseRunQuerySet(models.QuerySet["CourseRun"]):
    def led_by(self, user: "AnyUser") -> Self:
        """Runs whose people `user` looks after. Twin: permissions.can_lead_run."""
        if not (user.is_authenticated and user.is_active):
            return self.none()
        if is_admin(user):
            return self.all()
        return self.filter(pk__in=RunFacilitator.objects.filter(user=user.pk).values("run"))

    def named_in(self, language: str) -> Self:
        """With `shown_name` for readers of `language`."""
        return self.annotate(course_title=_title_in(language))


class CourseRun(ClusterableModel):
    """One opening of a course. A self-paced course has one standing run that is not archived."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    course_key = models.UUIDField(_("course"), db_index=True)
    name = models.CharField(_("name"), max_length=120)
    pacing = models.CharField(_("pace"), max_length=6, choices=Pacing, default=Pacing.SELF)
    enrol_mode = models.CharField(
        _("enrolment"), max_length=7, choices=EnrolmentMode, default=EnrolmentMode.OPEN
    )
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    capacity = models.PositiveIntegerField(_("places"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=8, choices=RunStatus, default=RunStatus.DRAFT)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )

    objects = CourseRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("run of a course")
        verbose_name_plural = _("runs of courses")
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__isnull=True)
                | Q(opens_at__isnull=True)
                | Q(closes_at__gt=F("opens_at")),
                name="run_closes_after_it_opens",
            ),
            models.CheckConstraint(
                condition=Q(capacity__isnull=True) | Q(capacity__gte=1), name="run_has_a_place"
            ),
            models.CheckConstraint(condition=Q(pacing__in=Pacing.values), name="run_pacing_known"),
            models.CheckConstraint(
                condition=Q(enrol_mode__in=EnrolmentMode.values), name="run_enrol_mode_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=RunStatus.values), name="run_status_known"
            ),
            models.UniqueConstraint(
                fields=["course_key"],
                condition=Q(pacing="self") & ~Q(status="archived"),
                name="one_standing_run_per_course",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def shown_name(self) -> str:
        """The title of the course for its standing run, in the language asked for by `named_in`.

        Runs with a group have the name that was given to them: it tells one from the other.
        """
        title = getattr(self, "course_title", None) if self.pacing == Pacing.SELF else None
        return title or self.name

    def is_open_at(self, moment: "datetime") -> bool:
        """Whether it has begun, has not ended, and is neither a draft nor archived."""
        return (
            self.status == RunStatus.OPEN
            and (self.opens_at is None or self.opens_at <= moment)
            and (self.closes_at is None or moment < self.closes_at)
        )


class RunFacilitator(models.Model):
    """Who leads a run: sees its people, extends, decides who takes part."""

    run = ParentalKey(CourseRun, on_delete=models.CASCADE, related_name="facilitators")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="facilitated_runs"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "user"], name="one_facilitator_row_per_run")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.run_id}"


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def visible_to(self, user: "AnyUser") -> Self:
        """One's own, those of runs one leads, all for admins. Twin: can_view_enrolment."""
        if not (user.is_authenticated and user.is_active):
            return self.none()
        if is_admin(user):
            return self.all()
        led = RunFacilitator.objects.filter(user=user.pk).values("run")
        return self.filter(Q(user=user.pk) | Q(run__in=led))

    def with_a_place(self) -> Self:
        """Those who may learn now."""
        return self.filter(status__in=WITH_A_PLACE)

    def learners(self) -> Self:
        """Without observers, whose attempts are previews and count nowhere."""
        return self.filter(role=LearnerRole.LEARNER)

    def named_in(self, language: str) -> Self:
        """With `named_run` for readers of `language`."""
        return self.select_related("run").annotate(course_title=_title_in(language))


class Enrolment(models.Model):
    """One person in one run. Outlives the account, so that figures stay true.

    `learner_ref` is the same in all enrolments of a person and says nothing of who it is.
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="enrolments"
    )
    learner_ref = models.UUIDField(default=uuid4, db_index=True, editable=False)
    run = models.ForeignKey(CourseRun, models.PROTECT, related_name="enrolments")
    course_key = models.UUIDField(db_index=True)
    role = models.CharField(max_length=8, choices=LearnerRole, default=LearnerRole.LEARNER)
    status = models.CharField(max_length=9, choices=EnrolmentStatus, default=EnrolmentStatus.ACTIVE)
    enrolled_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True, blank=True)
    completion_rule = models.JSONField(default=dict)  # the rule as it was when the person enrolled
    preferred_locale = models.CharField(max_length=10)
    source = models.CharField(max_length=7, choices=EnrolmentSource, default=EnrolmentSource.SELF)
    profile_snapshot = models.JSONField(default=dict)  # only what the person agreed to
    last_item_key = models.UUIDField(null=True, blank=True)
    last_seen_at = models.DateTimeField(null=True, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "run"],
                condition=Q(user__isnull=False),
                name="one_enrolment_per_run",
            ),
            models.UniqueConstraint(fields=["learner_ref", "run"], name="one_learner_per_run"),
            models.CheckConstraint(
                condition=Q(status__in=EnrolmentStatus.values), name="enrolment_status_known"
            ),
            models.CheckConstraint(
                condition=Q(role__in=LearnerRole.values), name="enrolment_role_known"
            ),
            models.CheckConstraint(
                condition=Q(source__in=EnrolmentSource.values), name="enrolment_source_known"
            ),
            models.CheckConstraint(
                condition=Q(status="completed", completed_at__isnull=False)
                | (~Q(status="completed") & Q(completed_at__isnull=True)),
                name="completed_at_only_when_completed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.run_id}"

    @property
    def named_run(self) -> CourseRun:
        """Its run, with the name for readers of the language asked for by `named_in`."""
        self.run.course_title = getattr(self, "course_title", None)  # type: ignore[attr-defined]
        return self.run

    @property
    def has_a_place(self) -> bool:
        """Whether the person may learn now."""
        return self.status in WITH_A_PLACE


class Override(models.Model):
    """More time, more attempts or a later date in one quiz, for one person or a whole run."""

    enrolment = models.ForeignKey(
        Enrolment, models.PROTECT, null=True, blank=True, related_name="overrides"
    )
    run = models.ForeignKey(
        CourseRun, models.PROTECT, null=True, blank=True, related_name="overrides"
    )
    quiz_key = models.UUIDField()
    extra_seconds = models.PositiveIntegerField(default=0)
    time_factor = models.DecimalField(max_digits=4, decimal_places=2, default=Decimal(1))
    extra_attempts = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    granted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(enrolment__isnull=False, run__isnull=True)
                | Q(enrolment__isnull=True, run__isnull=False),
                name="override_has_one_target",
            ),
            models.CheckConstraint(condition=Q(extra_seconds__gte=0), name="override_adds_seconds"),
            models.CheckConstraint(condition=Q(time_factor__gte=1), name="override_never_shortens"),
            models.CheckConstraint(
                condition=Q(extra_attempts__gte=0), name="override_adds_attempts"
            ),
            models.UniqueConstraint(
                fields=["enrolment", "quiz_key"], name="one_override_per_learner_and_quiz"
            ),
            models.UniqueConstraint(
                fields=["run", "quiz_key"], name="one_override_per_run_and_quiz"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id or self.run_id} · {self.quiz_key}"
