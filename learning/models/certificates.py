"""Certificates: what was printed stays, whatever happens to the course or the account."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from learning.models.delivery import Enrolment


class CertificateStatus(models.TextChoices):
    VALID = "valid", _("Valid")
    REPLACED = "replaced", _("Replaced")
    REVOKED = "revoked", _("Revoked")
    WITHDRAWN = "withdrawn", _("Withdrawn by the holder")


class Frozen(Exception):
    """Something tried to change what must stay as it is."""


class Certificate(models.Model):
    """One certificate as printed. `snapshot` and `code` never change; a mistake makes a new row."""

    # The one exception: the holder withdraws, and their name goes (learning.md §4, Erasure).
    FROZEN = ("code", "snapshot", "enrolment_id", "issued_at")

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    code = models.CharField(max_length=13, unique=True)
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="certificates")
    snapshot = models.JSONField()
    pdf = models.FileField(upload_to="certificates", blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    status = models.CharField(
        max_length=9, choices=CertificateStatus, default=CertificateStatus.VALID
    )
    replaced_by = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaces"
    )
    status_at = models.DateTimeField(null=True, blank=True)
    status_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    status_reason = models.CharField(max_length=500, blank=True)
    issued_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment"],
                condition=Q(status="valid"),
                name="one_valid_certificate_per_enrolment",
            ),
            models.CheckConstraint(
                condition=Q(status__in=CertificateStatus.values), name="certificate_status_known"
            ),
            models.CheckConstraint(
                condition=Q(status="replaced", replaced_by__isnull=False)
                | (~Q(status="replaced") & Q(replaced_by__isnull=True)),
                name="certificate_replaced_names_its_successor",
            ),
        ]

    def __str__(self) -> str:
        return self.code
