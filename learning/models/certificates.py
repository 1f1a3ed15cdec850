"""Certificates: what was printed stays, whatever happens to the course or the account."""

from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn, Self
from uuid import uuid4

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.uploads import stored_name
from learning.models.delivery import Enrolment
from learning.models.versions import Frozen
from members.permissions import is_admin

if TYPE_CHECKING:
    from datetime import datetime

    from common.typing import AnyUser


class CertificateStatus(models.TextChoices):
    VALID = "valid", _("Valid")
    REPLACED = "replaced", _("Replaced")
    REVOKED = "revoked", _("Revoked")
    WITHDRAWN = "withdrawn", _("Withdrawn by the holder")


# Written once (learning.md §4). The one exception is `CertificateQuerySet.blank_names`.
FROZEN = ("code", "snapshot", "enrolment", "issued_at")


def certificate_path(certificate: "Certificate", filename: str) -> str:
    """Where the file lies: a name of chance (decision 0100)."""
    return f"certificates/{stored_name(filename)}"


class CertificateQuerySet(models.QuerySet["Certificate"]):
    """Rows are added and read; only their status and their file come later."""

    def visible_to(self, user: "AnyUser") -> Self:
        """Twin: permissions.can_view_certificate."""
        if not (user.is_authenticated and user.is_active):
            return self.none()
        if is_admin(user) or user.has_perm("learning.change_certificate"):
            return self.all()
        return self.filter(enrolment__in=Enrolment.objects.visible_to(user))

    def update(self, **values: Any) -> int:
        if set(values) & set(FROZEN):
            raise Frozen("What a certificate says never changes; a correction is a new one.")
        return super().update(**values)

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise Frozen("Certificates are changed one by one.")

    def delete(self) -> NoReturn:
        raise Frozen("Certificates are not deleted.")

    def withdraw(self, *, moment: "datetime") -> int:
        """At the holder's wish: their name goes from what was printed, and the file; codes stay."""
        rows = list(self)
        for row in rows:
            blank = {"snapshot": row.snapshot | {"name": ""}, "pdf": "", "pdf_sha256": ""}
            super(CertificateQuerySet, self.filter(pk=row.pk)).update(**blank)
            if row.pdf:
                transaction.on_commit(partial(row.pdf.delete, save=False))
        valid = self.filter(status=CertificateStatus.VALID)
        valid.update(status=CertificateStatus.WITHDRAWN, status_at=moment)
        return len(rows)


class Certificate(models.Model):
    """One certificate as printed. `snapshot` and `code` never change; a mistake makes a new row."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    code = models.CharField(max_length=13, unique=True)
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="certificates")
    snapshot = models.JSONField()
    pdf = models.FileField(upload_to=certificate_path, blank=True)
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

    objects = CertificateQuerySet.as_manager()

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

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            fields = kwargs.get("update_fields")
            if fields is None or set(fields) & set(FROZEN):
                raise Frozen("Name the fields to change; code and snapshot are none of them.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise Frozen("Certificates are not deleted.")
