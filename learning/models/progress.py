"""What a learner has seen and completed. Percentages are worked out, never stored (I11)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from learning.models.delivery import Enrolment


class ItemState(models.TextChoices):
    SEEN = "seen", _("Seen")
    COMPLETED = "completed", _("Completed")


class CompletedHow(models.TextChoices):
    VIEW = "view", _("By opening it")
    MANUAL = "manual", _("Marked as done")
    QUIZ = "quiz", _("By a quiz")
    FACILITATOR = "facilitator", _("By a facilitator")


class ItemProgress(models.Model):
    """One learner's way through one lesson or quiz, in any language. Completed stays (I10)."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="progress")
    item_key = models.UUIDField()  # the translation_key of the lesson or quiz
    state = models.CharField(max_length=9, choices=ItemState, default=ItemState.SEEN)
    first_seen_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True, blank=True)
    completed_how = models.CharField(max_length=11, choices=CompletedHow, blank=True)
    seconds = models.PositiveIntegerField(default=0)
    last_position = models.JSONField(default=dict)  # {"unit": "u-1a2b3c4d", "end": true}
    locale = models.CharField(max_length=10)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "item_key"], name="one_progress_per_item"),
            models.CheckConstraint(
                condition=Q(state__in=ItemState.values), name="progress_state_known"
            ),
            models.CheckConstraint(
                condition=Q(
                    state="completed",
                    completed_at__isnull=False,
                    completed_how__in=CompletedHow.values,
                )
                | Q(state="seen", completed_at__isnull=True, completed_how=""),
                name="progress_completed_at_only_when_completed",
            ),
            models.CheckConstraint(condition=Q(seconds__gte=0), name="progress_seconds_add_up"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} · {self.item_key}"
