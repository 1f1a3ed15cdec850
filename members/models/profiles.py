"""What others may see of a person, and what the person agreed to."""

from typing import Any

from django.conf import settings
from django.core.validators import MinLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from taxonomy.models import Country, MemberType

TERMS_VERSION = "2026-11-25"  # of the texts at /terms/ and /privacy/; a new text is a new version


class Visibility(models.TextChoices):
    PUBLIC = "public", _("Everybody")
    MEMBERS = "members", _("Members who are signed in")
    HIDDEN = "hidden", _("Nobody")


class MemberProfile(models.Model):
    """A person as others meet them. Each field has its own visibility, within bounds."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="profile"
    )
    display_name = models.CharField(
        _("Your name"), max_length=120, validators=[MinLengthValidator(2)]
    )
    display_name_visibility = models.CharField(
        max_length=7, choices=Visibility, default=Visibility.MEMBERS
    )
    member_type = models.ForeignKey(
        MemberType, models.PROTECT, null=True, blank=True, related_name="profiles"
    )
    member_type_visibility = models.CharField(
        max_length=7, choices=Visibility, default=Visibility.MEMBERS
    )
    country = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, related_name="profiles"
    )
    country_visibility = models.CharField(
        max_length=7, choices=Visibility, default=Visibility.MEMBERS
    )

    class Meta:
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(display_name_visibility__in=["public", "members"]),
                name="members_always_see_a_members_name",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    member_type_visibility__in=Visibility.values,
                    country_visibility__in=Visibility.values,
                ),
                name="profile_visibility_known",
            ),
        ]

    def __str__(self) -> str:
        return self.display_name


class ConsentPurpose(models.TextChoices):
    TERMS = "terms", _("Terms of use")
    PRIVACY = "privacy", _("Privacy notice")


class ConsentQuerySet(models.QuerySet["Consent"]):
    def update(self, **kwargs: Any) -> int:
        raise TypeError("A consent is written once; a change is a new row.")

    def delete(self) -> Any:
        raise TypeError("A consent goes only with its account.")


class Consent(models.Model):
    """One yes or no to one text. Append-only: the last row of a purpose is what holds (PRV3)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=20, choices=ConsentPurpose)
    text_version = models.CharField(max_length=20)
    given = models.BooleanField()
    at = models.DateTimeField(auto_now_add=True)
    source = models.CharField(max_length=30)

    objects = ConsentQuerySet.as_manager()

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

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise TypeError("A consent is written once; a change is a new row.")
        super().save(*args, **kwargs)


class AuditEntry(models.Model):
    """What staff did to a person's account. Append-only (SEC27)."""

    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="audit_acts"
    )
    subject = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="audit_entries"
    )
    act = models.CharField(max_length=40)
    reason = models.TextField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("act of staff")
        verbose_name_plural = _("acts of staff")

    def __str__(self) -> str:
        return f"{self.act} · {self.subject}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise TypeError("An audit entry is written once.")
        super().save(*args, **kwargs)
