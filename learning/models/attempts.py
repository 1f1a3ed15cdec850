"""One go at a quiz: what was asked, what was answered, every save, every mark."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from learning.models.bank import GradeMethod, marks
from learning.models.delivery import Enrolment, RunFacilitator
from learning.models.versions import Frozen, FrozenModel, FrozenQuerySet, QuizVersion
from members.permissions import is_admin

if TYPE_CHECKING:
    from common.typing import AnyUser


def fraction_field() -> models.DecimalField:
    """A share of a mark: 7 places (learning.md §4)."""
    return models.DecimalField(max_digits=9, decimal_places=7, null=True, blank=True)


class AttemptState(models.TextChoices):
    IN_PROGRESS = "in_progress", _("In progress")
    OVERDUE = "overdue", _("Time is up")
    SUBMITTED = "submitted", _("Sent")
    GRADED = "graded", _("Graded")
    ABANDONED = "abandoned", _("Abandoned")


OPEN_STATES = (AttemptState.IN_PROGRESS, AttemptState.OVERDUE)
FINISHED_STATES = (AttemptState.SUBMITTED, AttemptState.GRADED)


class SubmitReason(models.TextChoices):
    LEARNER = "learner", _("By the learner")
    TIMER = "timer", _("When time was up")
    SWEEPER = "sweeper", _("By the clock")
    STAFF = "staff", _("By staff")


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def visible_to(self, user: "AnyUser") -> Self:
        """One's own, those of runs one leads, all for admins. Twin: can_view_attempt."""
        if not (user.is_authenticated and user.is_active):
            return self.none()
        if is_admin(user):
            return self.all()
        led = RunFacilitator.objects.filter(user=user.pk).values("run")
        return self.filter(Q(enrolment__user=user.pk) | Q(enrolment__run__in=led))

    def open(self) -> Self:
        return self.filter(state__in=OPEN_STATES)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Previews alone (`compacting`). Raises Frozen where any other is among them (I12)."""
        if self.filter(is_preview=False).exists():
            raise Frozen("A learner's attempts are not deleted.")
        return super().delete()

    # As Django says of its own: no manager has it, and no template calls it.
    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]


class Attempt(models.Model):
    """One go at a version by one learner. Its deadline never moves earlier (I7)."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="attempts")
    quiz_key = models.UUIDField()
    quiz_version = models.ForeignKey(QuizVersion, models.PROTECT, related_name="attempts")
    number = models.PositiveIntegerField()
    is_preview = models.BooleanField(default=False)
    state = models.CharField(max_length=11, choices=AttemptState, default=AttemptState.IN_PROGRESS)
    started_at = models.DateTimeField()
    deadline_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submit_reason = models.CharField(max_length=7, choices=SubmitReason, blank=True)
    submit_key = models.UUIDField(null=True, blank=True, unique=True)
    seed = models.BigIntegerField()
    layout = models.JSONField()
    raw_marks = marks(null=True, blank=True)
    max_marks = marks()
    fraction = fraction_field()
    passed = models.BooleanField(null=True, blank=True)
    needs_grading = models.PositiveIntegerField(default=0)
    agent_family = models.CharField(max_length=30, blank=True)
    created = models.DateTimeField(auto_now_add=True)
    updated = models.DateTimeField(auto_now=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        indexes = [
            models.Index(
                fields=["deadline_at"],
                condition=Q(state__in=["in_progress", "overdue"]),
                name="open_attempts_by_deadline",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "quiz_key", "number"], name="one_attempt_per_number"
            ),
            models.UniqueConstraint(
                fields=["enrolment", "quiz_key"],
                condition=Q(state__in=["in_progress", "overdue"], is_preview=False),
                name="one_open_attempt_per_quiz",
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="attempt_numbers_from_one"),
            models.CheckConstraint(
                condition=Q(state__in=AttemptState.values), name="attempt_state_known"
            ),
            models.CheckConstraint(
                condition=Q(submit_reason__in=["", *SubmitReason.values]),
                name="attempt_reason_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["submitted", "graded"], submitted_at__isnull=False)
                | (~Q(state__in=["submitted", "graded"]) & Q(submitted_at__isnull=True)),
                name="submitted_at_only_when_sent",
            ),
            models.CheckConstraint(
                condition=Q(deadline_at__isnull=True) | Q(deadline_at__gt=F("started_at")),
                name="attempt_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(fraction__isnull=True) | Q(fraction__gte=0, fraction__lte=1),
                name="attempt_fraction_in_range",
            ),
            models.CheckConstraint(
                condition=Q(passed__isnull=True, fraction__isnull=True)
                | Q(passed__isnull=False, fraction__isnull=False),
                name="passed_only_with_a_fraction",
            ),
            models.CheckConstraint(
                condition=Q(max_marks__gte=0), name="attempt_marks_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(needs_grading__gte=0), name="attempt_waits_for_none_or_some"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quiz_key} · {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        known: datetime | None = getattr(self, "_deadline_known", None)
        if known is not None and self.deadline_at is not None and self.deadline_at < known:
            raise ValueError("A deadline never moves earlier (I7).")
        super().save(*args, **kwargs)
        self._deadline_known = self.deadline_at

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        if not self.is_preview:
            raise Frozen("A learner's attempts are not deleted.")
        return super().delete(*args, **kwargs)

    @classmethod
    def from_db(
        cls, db: str | None, field_names: Collection[str], values: Collection[Any], **kwargs: Any
    ) -> Self:
        attempt = super().from_db(db, field_names, values, **kwargs)
        if "deadline_at" in field_names:
            attempt._deadline_known = attempt.deadline_at
        return attempt

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        super().refresh_from_db(*args, **kwargs)
        self._deadline_known = self.deadline_at

    @property
    def is_open(self) -> bool:
        """Whether it may still be sent."""
        return self.state in OPEN_STATES

    @property
    def is_finished(self) -> bool:
        return self.state in FINISHED_STATES


class ResponseState(models.TextChoices):
    TODO = "todo", _("Not answered")
    INVALID = "invalid", _("Cannot be read")
    COMPLETE = "complete", _("Answered")
    NEEDS_GRADING = "needs_grading", _("Waits for a person")
    WRONG = "wrong", _("Wrong")
    PARTIAL = "partial", _("Partly right")
    RIGHT = "right", _("Right")


def _share_in_range(field: str, name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__gte": -1, f"{field}__lte": 1}),
        name=name,
    )


class Response(models.Model):
    """The answer in one slot as it stands. All rows are made at start."""

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="responses")
    slot = models.PositiveSmallIntegerField()
    question_key = models.UUIDField()
    max_mark = marks()
    answer = models.JSONField(null=True, blank=True)
    client_seq = models.BigIntegerField(default=0)
    rev = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=13, choices=ResponseState, default=ResponseState.TODO)
    fraction = fraction_field()
    graded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["slot"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "slot"], name="one_response_per_slot"),
            models.CheckConstraint(
                condition=Q(state__in=ResponseState.values), name="response_state_known"
            ),
            models.CheckConstraint(condition=Q(max_mark__gte=0), name="response_mark_not_negative"),
            _share_in_range("fraction", "response_fraction_in_range"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id} · {self.slot}"


class EventSource(models.TextChoices):
    AUTOSAVE = "autosave"
    FORM = "form"
    SUBMIT = "submit"
    FILE = "file"


class ResponseEventQuerySet(FrozenQuerySet):
    """Saves are added and read; what a person typed may go with the person."""

    def empty(self) -> int:
        """Within triggers.stepping_aside, for erasure alone: the answer goes, the save stays."""
        return super(FrozenQuerySet, self).update(answer=None)


class ResponseEvent(FrozenModel):
    """One save as it arrived, applied or not. Written once."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="events")
    slot = models.PositiveSmallIntegerField()
    key = models.UUIDField()
    client_seq = models.BigIntegerField()
    answer = models.JSONField(null=True, blank=True)
    received_at = models.DateTimeField()
    client_at = models.DateTimeField(null=True, blank=True)
    applied = models.BooleanField()
    late = models.BooleanField(default=False)
    source = models.CharField(max_length=8, choices=EventSource)

    objects = ResponseEventQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["attempt", "key"], name="one_event_per_key"),
            models.CheckConstraint(
                condition=Q(source__in=EventSource.values), name="event_source_known"
            ),
            models.CheckConstraint(
                condition=Q(late=False) | Q(applied=False), name="late_saves_are_not_applied"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id} · {self.slot} · {self.client_seq}"


class GradeKind(models.TextChoices):
    AUTO = "auto"
    MANUAL = "manual"
    REGRADE = "regrade"
    OVERRIDE = "override"
    REVERT = "revert"


class GradeEvent(FrozenModel):
    """One mark that was given: for a response, or (without one) for the whole attempt."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="grade_events")
    response = models.ForeignKey(
        Response, models.PROTECT, null=True, blank=True, related_name="grade_events"
    )
    kind = models.CharField(max_length=8, choices=GradeKind)
    old_fraction = fraction_field()
    new_fraction = fraction_field()
    rules_version = models.PositiveSmallIntegerField()
    graded_with = models.ForeignKey(QuizVersion, models.PROTECT, related_name="+")
    grader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    comment = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=GradeKind.values), name="grade_event_kind_known"
            ),
            _share_in_range("old_fraction", "grade_event_old_in_range"),
            _share_in_range("new_fraction", "grade_event_new_in_range"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id} · {self.kind}"


class QuizResult(models.Model):
    """What counts of one learner's attempts at one quiz. A cache: `rebuild_results` makes it."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="quiz_results")
    quiz_key = models.UUIDField()
    method = models.CharField(max_length=7, choices=GradeMethod)
    fraction = fraction_field()
    passed = models.BooleanField(null=True, blank=True)
    attempt = models.ForeignKey(
        Attempt, models.PROTECT, null=True, blank=True, related_name="result_of"
    )
    counted = models.PositiveIntegerField(default=0)
    computed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "quiz_key"], name="one_result_per_quiz"),
            models.CheckConstraint(
                condition=Q(method__in=GradeMethod.values), name="result_method_known"
            ),
            models.CheckConstraint(
                condition=Q(fraction__isnull=True) | Q(fraction__gte=0, fraction__lte=1),
                name="result_fraction_in_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} · {self.quiz_key}"
