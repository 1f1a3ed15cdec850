"""What learning tells people: places, the end of a course, certificates (learning.md §16)."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from learning.models import Enrolment, EnrolmentStatus
from members.bylines import byline_for
from members.models import User
from notifications import registry
from notifications.registry import Message, NotificationType, Told


def _own(recipient: User) -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(user=recipient.pk).select_related("run")


def _led(recipient: User) -> QuerySet[Enrolment]:
    """Requests that still wait in runs the recipient leads."""
    seen = Enrolment.objects.visible_to(recipient).filter(status=EnrolmentStatus.PENDING)
    return seen.select_related("run")


def describe_place(told: Told) -> Message:
    """Somebody left, and the recipient was first in line."""
    return _mine(told, _("A place has become free for you in “%(course)s”"))


def describe_completion(told: Told) -> Message:
    """The end of the course, and where the certificate is to be had."""
    return _mine(told, _("You have completed “%(course)s”"))


def _mine(told: Told, sentence: str) -> Message:
    title = sentence % {"course": told.target.run.name}
    return Message(title=title, url=reverse("learning:mine"))


def describe_decision(told: Told) -> Message:
    """Yes, yes but wait, or no."""
    words = {
        EnrolmentStatus.WAITING: _("You are on the waiting list of “%(course)s”"),
        EnrolmentStatus.WITHDRAWN: _("You have no place in “%(course)s”"),
    }
    sentence = words.get(told.target.status, _("You have a place in “%(course)s”"))
    return _mine(told, sentence)


def describe_request(told: Told) -> Message:
    """Who asks for a place, for who leads the run."""
    name = byline_for(told.actor, told.recipient, "notification").name
    title = _("%(name)s asks for a place in “%(course)s”")
    return Message(
        title=title % {"name": name, "course": told.target.run.name},
        url=reverse("learning:run", args=[told.target.run.uuid]),
    )


def describe_certificate(told: Told) -> Message:
    """The file can be fetched."""
    return Message(
        title=_("Your certificate of “%(course)s” is ready") % {"course": told.target.run.name},
        url=reverse("learning:certificate", args=[told.target.uuid]),
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
):
    registry.register(_type)
