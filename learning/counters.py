"""Figures that learning offers. Previews of observers and drafts count nowhere."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common import counters
from learning.models import (
    Attempt,
    AttemptState,
    Certificate,
    CertificateStatus,
    CoursePage,
    Enrolment,
    EnrolmentStatus,
)
from learning.models.bank import UNCOUNTED


@counters.register("courses", _("courses"))
def count_courses() -> QuerySet[Any]:
    """Courses that anybody may read; translations count once."""
    courses = CoursePage.objects.visible_to(AnonymousUser()).order_by()
    return courses.values("translation_key").distinct()


@counters.register("people_trained", _("people who completed a course"))
def count_people() -> QuerySet[Any]:
    """Each person once, however many courses they completed."""
    completed = Enrolment.objects.learners().filter(status=EnrolmentStatus.COMPLETED)
    return completed.order_by().values("learner_ref").distinct()


@counters.register("certificates", _("certificates valid today"))
def count_certificates() -> QuerySet[Any]:
    """Neither replaced, nor revoked, nor withdrawn."""
    valid = Certificate.objects.filter(status=CertificateStatus.VALID)
    return valid.order_by().values("pk")


@counters.register("tests_passed", _("tests passed"))
def count_passed() -> QuerySet[Any]:
    """Attempts, not people. Practice is no test, and what is asked beforehand counts nowhere."""
    graded = Attempt.objects.filter(state=AttemptState.GRADED, passed=True, is_preview=False)
    graded = graded.exclude(quiz_version__kind__in=UNCOUNTED)
    return graded.order_by().values("pk")
