"""What learning tells people: places, ends, certificates, what failed (learning.md §16)."""

from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.languages import reading_language
from common.zones import deadline_words
from learning.exchange.importing import can_import, report_url
from learning.models import (
    Attempt,
    AttemptState,
    Certificate,
    CertificateStatus,
    CourseRun,
    Enrolment,
    EnrolmentStatus,
    ImportBatch,
    Quiz,
)
from learning.taking.deadlines import grace_ends_at
from members.bylines import byline_for
from members.models import User
from notifications import registry
from notifications.registry import Message, NotificationType, Told


def _own(recipient: User) -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(user=recipient.pk).named_in(reading_language())


def _led(recipient: User) -> QuerySet[Enrolment]:
    """Requests that still wait in runs the recipient leads."""
    seen = Enrolment.objects.visible_to(recipient).filter(status=EnrolmentStatus.PENDING)
    return seen.named_in(reading_language())


def _held(recipient: User) -> QuerySet[Certificate]:
    """Certificates of the recipient that staff have taken back or replaced."""
    changed = (CertificateStatus.REVOKED, CertificateStatus.REPLACED)
    held = Certificate.objects.filter(enrolment__user=recipient.pk, status__in=changed)
    return held.select_related("enrolment")


def _taken(recipient: User) -> QuerySet[Attempt]:
    """The recipient's attempts that do not go on."""
    mine = Attempt.objects.filter(enrolment__user=recipient.pk)
    return mine.exclude(state=AttemptState.IN_PROGRESS).select_related("quiz_version")


def _reopened(recipient: User) -> QuerySet[Attempt]:
    """The recipient's attempts that go on, and end."""
    mine = Attempt.objects.filter(enrolment__user=recipient.pk, deadline_at__isnull=False)
    return mine.filter(state=AttemptState.IN_PROGRESS).select_related("quiz_version")


def _written(recipient: User) -> QuerySet[Quiz]:
    """Quizzes, for who may change them now."""
    may = recipient.is_active and recipient.has_perm("learning.change_quiz")
    return Quiz.objects.all() if may else Quiz.objects.none()


def _imported(recipient: User) -> QuerySet[ImportBatch]:
    """Imports that have ended, for who may read their reports now."""
    if not can_import(recipient):
        return ImportBatch.objects.none()
    return ImportBatch.objects.exclude(applied_at=None).defer("source", "report")


def describe_place(told: Told) -> Message:
    """Somebody left, and the recipient was first in line."""
    return _mine(told, _("A place has become free for you in “%(course)s”"))


def describe_completion(told: Told) -> Message:
    """The end of the course, and where the certificate is to be had."""
    return _mine(told, _("You have completed “%(course)s”"))


def _mine(told: Told, sentence: str) -> Message:
    title = sentence % {"course": told.target.named_run.shown_name}
    return Message(title=title, url=reverse("learning:mine"))


def describe_decision(told: Told) -> Message:
    """Yes, yes but wait, or no."""
    words = {
        EnrolmentStatus.WAITING: _("You are on the waiting list of “%(course)s”"),
        EnrolmentStatus.REFUSED: _("You have no place in “%(course)s”"),
    }
    sentence = words.get(told.target.status, _("You have a place in “%(course)s”"))
    return _mine(told, sentence)


def describe_request(told: Told) -> Message:
    """Who asks for a place, for who leads the run."""
    name = byline_for(told.actor, told.recipient, "notification").name
    title = _("%(name)s asks for a place in “%(course)s”")
    return Message(
        title=title % {"name": name, "course": told.target.named_run.shown_name},
        url=reverse("learning:run", args=[told.target.run.uuid]),
    )


def describe_certificate(told: Told) -> Message:
    """The file can be fetched."""
    return Message(
        title=_("Your certificate of “%(course)s” is ready")
        % {"course": told.target.named_run.shown_name},
        url=reverse("learning:certificate", args=[told.target.uuid]),
    )


def describe_certificate_change(told: Told) -> Message:
    """Revoked or replaced by staff; the reason is the holder's to read."""
    sentence = _("Your certificate of “%(course)s” was replaced")
    if told.target.status == CertificateStatus.REVOKED:
        sentence = _("Your certificate of “%(course)s” was revoked")
    return Message(
        title=sentence % {"course": told.target.snapshot["course"]},
        url=reverse("learning:certificate", args=[told.target.enrolment.uuid]),
        text=told.target.status_reason,
    )


def describe_timeout(told: Told) -> Message:
    """What the clock did to an attempt while its learner was away. No result: that is the review's.

    In its time of grace it leads to the page from which it is still sent, and says until when.
    """
    attempt, name, text = told.target, "learning:review", ""
    sentence = _("Time was up in “%(quiz)s”: the answers you had saved were sent")
    if attempt.state == AttemptState.ABANDONED:
        sentence = _("Time was up in “%(quiz)s” before you sent your answers")
    elif attempt.state == AttemptState.OVERDUE:
        sentence = _("Time is up in “%(quiz)s”: send your answers now, or they do not count")
        name = "learning:summary"
        text = _send_by(grace_ends_at(attempt))
    return Message(
        title=sentence % {"quiz": attempt.quiz_version.content["title"]},
        url=reverse(name, args=[attempt.uuid]),
        text=text,
    )


def describe_reopening(told: Told) -> Message:
    """An attempt that was lost may go on, and until when."""
    attempt = told.target
    return Message(
        title=_("“%(quiz)s” is open to you again")
        % {"quiz": attempt.quiz_version.content["title"]},
        url=reverse("learning:attempt", args=[attempt.uuid]),
        text=_send_by(attempt.deadline_at),
    )


def _send_by(moment: datetime | None) -> str:
    """A sentence with the moment in the reader's zone; nothing where no end is set."""
    if moment is None:
        return ""
    return _("Send your answers by %(moment)s.") % {"moment": deadline_words(moment)}


def describe_failure(told: Told) -> Message:
    """A quiz that was published and could not be compiled: learners take the former version."""
    problems = told.data["problems"]
    title = ngettext(
        "“%(quiz)s” did not reach learners: %(number)d problem",
        "“%(quiz)s” did not reach learners: %(number)d problems",
        len(problems),
    )
    return Message(
        title=title % {"quiz": told.target.title, "number": len(problems)},
        url=reverse("wagtailsnippets_learning_quiz:edit", args=[told.target.pk]),
        text="\n".join(problems),
    )


def describe_import(told: Told) -> Message:
    """All drafts of a file are made: how many, and the report."""
    batch = told.target
    text = _("Drafts: %(created)d. Already in the bank: %(existing)d. Refused: %(refused)d.")
    numbers = {name: getattr(batch, name) for name in ("created", "existing", "refused")}
    return Message(
        title=_("The import of “%(file)s” is finished") % {"file": batch.file_name},
        url=report_url(batch.pk),
        text=text % numbers,
    )


for _type in (
    NotificationType(
        "learning.decided", registry.DECISIONS.key, targets=_own, describe=describe_decision
    ),
    NotificationType(
        "learning.place", registry.PERSONAL.key, targets=_own, describe=describe_place
    ),
    NotificationType(
        "learning.completed", registry.PERSONAL.key, targets=_own, describe=describe_completion
    ),
    NotificationType(
        "learning.certificate",
        registry.PERSONAL.key,
        targets=_own,
        describe=describe_certificate,
    ),
    NotificationType(
        "learning.request", registry.WORK.key, targets=_led, describe=describe_request
    ),
    NotificationType(
        "learning.certificate_changed",
        registry.DECISIONS.key,
        targets=_held,
        describe=describe_certificate_change,
    ),
    NotificationType(
        "learning.timeout", registry.PERSONAL.key, targets=_taken, describe=describe_timeout
    ),
    NotificationType(
        "learning.reopened",
        registry.PERSONAL.key,
        targets=_reopened,
        describe=describe_reopening,
    ),
    NotificationType(
        "learning.not_compiled", registry.WORK.key, targets=_written, describe=describe_failure
    ),
    NotificationType(
        "learning.imported", registry.WORK.key, targets=_imported, describe=describe_import
    ),
):
    registry.register(_type)


def _leads_or_writes(user: User) -> bool:
    return user.has_perm("learning.change_quiz") or CourseRun.objects.led_by(user).exists()


registry.register_duty(registry.WORK.key, _leads_or_writes)
