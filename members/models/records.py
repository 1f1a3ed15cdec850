"""What is written once and kept: what a person agreed to, what staff did to a person."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# Of the texts at /terms/, /privacy/ and /code-of-conduct/; a new text is a new version.
TERMS_VERSION = "2026-11-25"


class AppendOnly(TypeError):
    """Somebody tried to change or remove a row that is kept as it was written."""


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Rows are added and read. They go only with the account they belong to, by its cascade."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnly("Rows of this table are written once; a change is a new row.")

    def delete(self) -> NoReturn:
        raise AppendOnly("Rows of this table are not deleted.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly("Rows of this table are written once; a change is a new row.")


class AppendOnlyModel(models.Model):
    """The base of such tables."""

    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly("Rows of this table are written once; a change is a new row.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly("Rows of this table are not deleted.")


class ConsentPurpose(models.TextChoices):
    TERMS = "terms", _("Terms of use")
    PRIVACY = "privacy", _("Privacy notice")


class Consent(AppendOnlyModel):
    """One yes or no to one text. The last row of a purpose is what holds (PRV3)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=20, choices=ConsentPurpose)
    text_version = models.CharField(max_length=20)
    given = models.BooleanField()
    source = models.CharField(max_length=30)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(purpose__in=ConsentPurpose.values),
                name="consent_purpose_known",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.purpose} · {self.given}"


class ActOfStaff(models.TextChoices):
    INVITED = "invited", _("Account made")
    CHANGED = "changed", _("Account changed")
    SUSPENDED = "suspended", _("Suspended")
    RESTORED = "restored", _("Suspension lifted")
    FACTOR_RESET = "factor_reset", _("Second factor removed")
    ERASED = "erased", _("Erased")


class AuditEntry(AppendOnlyModel):
    """What staff did to a person: role, suspension, second factor (SEC27)."""

    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="audit_acts"
    )
    subject = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="audit_entries"
    )
    act = models.CharField(max_length=20, choices=ActOfStaff)
    reason = models.TextField(blank=True)
    details = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("act of staff")
        verbose_name_plural = _("acts of staff")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(act__in=ActOfStaff.values), name="act_of_staff_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()} · {self.subject}"
