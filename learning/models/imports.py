"""Files of questions from elsewhere, and what became of each question."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

GIVEN_UP_AFTER = timedelta(hours=1)  # 2,000 drafts take minutes


class ImportBatch(models.Model):
    """One uploaded file of questions and what became of each: nothing is silently dropped."""

    class Format(models.TextChoices):
        GIFT = "gift", "GIFT"

    format = models.CharField(max_length=4, choices=Format, default=Format.GIFT)
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    source = models.TextField(editable=False)  # kept: what was refused can be read again
    locale = models.ForeignKey("wagtailcore.Locale", models.PROTECT, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    report = models.JSONField(default=dict)
    found = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    existing = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("import of questions")
        verbose_name_plural = _("imports of questions")
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(condition=Q(format="gift"), name="import_format_known"),
            models.CheckConstraint(
                condition=Q(found=models.F("created") + models.F("existing") + models.F("refused")),
                name="import_counts_add_up",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def state(self) -> str:
        """One word or two for a list."""
        if self.applied_at is not None:
            return gettext("Finished")
        return gettext("Being made") if self.is_being_made else gettext("Not confirmed")

    @property
    def is_being_made(self) -> bool:
        """Whether the worker has it; after an hour it is believed to have given up."""
        if self.confirmed_at is None or self.applied_at is not None:
            return False
        return timezone.now() - self.confirmed_at < GIVEN_UP_AFTER
