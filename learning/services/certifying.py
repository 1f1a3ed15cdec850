"""Giving, correcting and taking back certificates (learning.md §12)."""

import hashlib
import unicodedata
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from activity.services import record
from common.audiences import user_token
from common.errors import Refused
from learning.certification.codes import new_code
from learning.certification.glyphs import unprintable
from learning.certification.snapshots import snapshot_of, with_name
from learning.models import (
    Certificate,
    CertificateStatus,
    CoursePage,
    Enrolment,
    EnrolmentStatus,
)
from learning.permissions import (
    check_learn,
    check_replace_certificate,
    check_revoke_certificate,
)
from learning.tasks import print_certificate
from members.models import User
from notifications.services import notify

TRIES = 3  # two codes of 60 random bits are never alike; a third time is a fault of ours


class NotCompleted(Refused):
    """There is nothing to certify."""


@transaction.atomic
def issue_certificate(
    *, enrolment: Enrolment, printed_name: str, by: User, language: str = ""
) -> Certificate:
    """The certificate of a completed course, with the name its learner has confirmed.

    Once: a second call returns the first. It is printed afterwards by the worker. `language` is
    that of the course's title. Raises PermissionDenied; NotCompleted; Refused for a course without
    certificates, for one whose certificate was taken back, for a name we cannot print.
    """
    check_learn(by, enrolment)
    enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    if enrolment.status != EnrolmentStatus.COMPLETED:
        raise NotCompleted(_("Complete the course first."))
    known = list(enrolment.certificates.order_by("-pk"))
    valid = next((one for one in known if one.status == CertificateStatus.VALID), None)
    if valid is not None:
        return valid
    if known:
        raise Refused(_("Your certificate was taken back. Write to us."))
    _check_letters(printed_name)
    now = timezone.now()
    snapshot = snapshot_of(
        enrolment=enrolment,
        course=_course_in(language, enrolment),
        name=printed_name,
        site_name=settings.SITE_NAME,
        moment=now,
    )
    certificate = _create(enrolment, snapshot, now)
    # Theirs to read alone: others hear of a certificate from its holder (learning.md §16).
    record(actor=by, verb="learning.certified", target=certificate, audience=user_token(by.pk))
    return certificate


@transaction.atomic
def replace_certificate(
    *, certificate: Certificate, printed_name: str, by: User, reason: str = ""
) -> Certificate:
    """A new certificate with the right name; the old one says that it was replaced, and by which.

    Holders correct their own name once; staff say why, which is logged, and the holder is told. A
    second call for the same one returns its successor. Raises PermissionDenied; Refused without a
    reason of staff, for one that is valid no longer, for a name we cannot print.
    """
    enrolment = Enrolment.objects.select_for_update().get(pk=certificate.enrolment_id)
    certificate = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if certificate.replaced_by is not None:
        return certificate.replaced_by
    check_replace_certificate(by, certificate)
    if by.pk != enrolment.user_id:
        _check_reason(reason)
    if certificate.status != CertificateStatus.VALID:
        raise Refused(_("This certificate is not valid any more."))
    _check_letters(printed_name)
    # Only one may be valid at a time, and the old one names the new one: so the new one waits.
    now = timezone.now()
    snapshot = with_name(certificate.snapshot, name=printed_name, moment=now)
    new = _create(enrolment, snapshot, now, status=CertificateStatus.WITHDRAWN)
    _set_status(
        certificate, CertificateStatus.REPLACED, by=by, reason=reason.strip(), replaced_by=new
    )
    _set_status(new, CertificateStatus.VALID)
    _note_act(certificate, "learning.replace", by)
    return new


@transaction.atomic
def revoke_certificate(*, certificate: Certificate, reason: str, by: User) -> Certificate:
    """Take a certificate back. Row, code and history stay, so that its address tells of it.

    It is logged, and the holder is told with the reason. Twice is as once. Raises
    PermissionDenied; Refused without a reason and for one that is valid no longer.
    """
    check_revoke_certificate(by)
    _check_reason(reason)
    certificate = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if certificate.status == CertificateStatus.VALID:
        _set_status(certificate, CertificateStatus.REVOKED, by=by, reason=reason.strip())
        _note_act(certificate, "learning.revoke", by)
    elif certificate.status != CertificateStatus.REVOKED:
        raise Refused(_("This certificate is not valid any more."))
    return certificate


@transaction.atomic
def withdraw_certificates(*, enrolment: Enrolment, by: User) -> int:
    """The holder wants to be verified no longer: their name goes, the codes stay (decision 0162).

    Returns how many. Raises PermissionDenied for anybody else.
    """
    check_learn(by, enrolment)
    Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    return enrolment.certificates.all().withdraw(moment=timezone.now())


@transaction.atomic
def keep_printed(*, certificate: Certificate, pdf: bytes) -> None:
    """Store what the worker has printed. The first print stays, whoever else printed it too."""
    certificate = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if certificate.pdf or certificate.status == CertificateStatus.WITHDRAWN:
        return
    certificate.pdf.save("certificate.pdf", ContentFile(pdf), save=False)
    certificate.pdf_sha256 = hashlib.sha256(pdf).hexdigest()
    certificate.save(update_fields=["pdf", "pdf_sha256"])
    holder = certificate.enrolment.user
    if holder is not None:
        notify(type="learning.certificate", recipients=[holder], target=certificate.enrolment)


def _check_letters(name: str) -> None:
    """Rather a question now than boxes on paper: the name is corrected only once (0213)."""
    missing = unprintable(unicodedata.normalize("NFC", name))
    if missing:
        words = _("We cannot print %(letters)s. Write the name in Latin letters, as in a passport.")
        raise Refused(words % {"letters": " ".join(missing)}, field="printed_name")


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused(_("Write the reason: it is kept with the certificate."), field="reason")


def _note_act(certificate: Certificate, act: str, by: User) -> None:
    """A row in the log of the admin, and a word to the holder unless it was their own act."""
    log(instance=certificate, action=act, user=by)
    holder = certificate.enrolment.user
    if holder is not None:
        notify(
            type="learning.certificate_changed", recipients=[holder], target=certificate, actor=by
        )


def _create(
    enrolment: Enrolment,
    snapshot: dict[str, Any],
    moment: datetime,
    *,
    status: str = CertificateStatus.VALID,
) -> Certificate:
    certificate = _with_free_code(
        enrolment=enrolment, snapshot=snapshot, status=status, issued_at=moment
    )
    transaction.on_commit(lambda: print_certificate.enqueue(certificate.pk))
    return certificate


def _with_free_code(**values: Any) -> Certificate:
    for _unused in range(TRIES - 1):
        try:
            with transaction.atomic():
                return Certificate.objects.create(code=new_code(), **values)
        except IntegrityError:
            continue
    return Certificate.objects.create(code=new_code(), **values)


def _course_in(language: str, enrolment: Enrolment) -> CoursePage:
    """The course in this language, else in the one it was written in. Raises Refused."""
    wanted = language or enrolment.preferred_locale
    twins = CoursePage.objects.filter(translation_key=enrolment.course_key, alias_of=None)
    pages = list(twins.select_related("locale").order_by("pk"))
    local = [one for one in pages if one.locale.language_code == wanted and one.live]
    if not pages or not pages[0].certificate_enabled:
        raise Refused(_("This course gives no certificate."))
    return (local or pages)[0]


def _set_status(
    certificate: Certificate,
    status: str,
    *,
    by: User | None = None,
    reason: str = "",
    replaced_by: Certificate | None = None,
) -> None:
    certificate.status, certificate.replaced_by = status, replaced_by
    certificate.status_at = None if status == CertificateStatus.VALID else timezone.now()
    certificate.status_by, certificate.status_reason = by, reason
    fields = ["status", "replaced_by", "status_at", "status_by", "status_reason"]
    certificate.save(update_fields=fields)
