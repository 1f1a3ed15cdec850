"""Who may read, enrol, lead and correct. Twins are querysets' `visible_to` (learning.md §21)."""

from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils.translation import gettext as _

from learning.models import (
    Attempt,
    Audience,
    Certificate,
    CoursePage,
    CourseRun,
    Enrolment,
    RunFacilitator,
)
from members.permissions import ADMINS, is_admin

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from common.typing import AnyUser
    from members.models import User


def is_course_editor(user: "AnyUser") -> bool:
    """Who writes courses and looks after certificates: holds the right in the admin.

    Twin: course_editors.
    """
    return is_admin(user) or user.has_perm("learning.change_certificate")


def course_editors() -> "QuerySet[User]":
    """Accounts that write courses: for a query that asks. Twin: is_course_editor."""
    right = Permission.objects.filter(
        content_type__app_label="learning", codename="change_certificate"
    )
    holders = (
        Q(is_superuser=True)
        | Q(pk__in=Group.objects.filter(Q(name=ADMINS) | Q(permissions__in=right)).values("user"))
        | Q(user_permissions__in=right)
    )
    return get_user_model().objects.filter(holders, is_active=True)


# --- Reading ------------------------------------------------------------------------------------
def can_read_course(user: "AnyUser", course_key: "UUID", audience: str) -> bool:
    """Whether the audience of the course admits `user`. Two queries at most, none
    for courses that everybody or every member reads.

    Restrictions set on pages close more; they are common.permissions' matter.
    """
    if audience == Audience.PUBLIC:
        return True
    if not (user.is_authenticated and user.is_active):
        return False
    if audience == Audience.MEMBERS or is_course_editor(user):
        return True
    has_place = Enrolment.objects.with_a_place().filter(user=user.pk, course_key=course_key)
    leads = RunFacilitator.objects.filter(user=user.pk, run__course_key=course_key)
    return has_place.exists() or leads.exists()


def can_begin_in(user: "AnyUser", course_key: "UUID") -> bool:
    """Whether `user` may take a place or begin a test in the course: it is published in some
    language and no editor has closed it to them. Who is in the middle of a test goes on.

    A run without pages keeps nothing secret. Four queries at most.
    """
    pages = CoursePage.objects.filter(translation_key=course_key, alias_of=None)
    return pages.visible_to(user).exists() or not pages.exists()


# --- Enrolments ---------------------------------------------------------------------------------
def can_view_enrolment(user: "AnyUser", enrolment: Enrolment) -> bool:
    """Learner, facilitator of the run, admin. Twin: EnrolmentQuerySet.visible_to."""
    if not (user.is_authenticated and user.is_active):
        return False
    return user.pk == enrolment.user_id or can_lead_run(user, enrolment.run)


def check_enrol(user: "AnyUser") -> None:
    """Raise PermissionDenied with a reason to show."""
    if not (user.is_authenticated and user.is_active):
        raise PermissionDenied(_("Sign in to enrol."))


def check_learn(user: "AnyUser", enrolment: Enrolment) -> None:
    """Raise PermissionDenied unless it is the learner's own place, and they have it now."""
    if not (user.is_active and user.pk == enrolment.user_id and enrolment.has_a_place):
        raise PermissionDenied(_("You have no place in this course."))


# --- Runs ---------------------------------------------------------------------------------------
def can_lead_run(user: "AnyUser", run: CourseRun) -> bool:
    """Facilitators of the run, and admins. Twin: CourseRunQuerySet.led_by."""
    if not (user.is_authenticated and user.is_active):
        return False
    return is_admin(user) or RunFacilitator.objects.filter(run=run, user=user.pk).exists()


def check_lead_run(user: "AnyUser", run: CourseRun) -> None:
    """Raise PermissionDenied with a reason to show."""
    if not can_lead_run(user, run):
        raise PermissionDenied(_("Only those who lead this run may do this."))


def can_view_attempt(user: "AnyUser", attempt: Attempt) -> bool:
    """Learner, facilitator of the run, admin. Twin: AttemptQuerySet.visible_to."""
    return can_view_enrolment(user, attempt.enrolment)


# --- Certificates -------------------------------------------------------------------------------
def can_view_certificate(user: "AnyUser", certificate: Certificate) -> bool:
    """The holder, who leads the run, editors of courses, admins. Twin: CertificateQuerySet."""
    if not (user.is_authenticated and user.is_active):
        return False
    return is_course_editor(user) or can_view_enrolment(user, certificate.enrolment)


def can_replace_certificate(user: "AnyUser", certificate: Certificate) -> bool:
    """Editors and admins; holders correct their own name, once."""
    if not (user.is_authenticated and user.is_active):
        return False
    if is_course_editor(user):
        return True
    own = user.pk == certificate.enrolment.user_id
    return own and not Certificate.objects.filter(replaced_by=certificate).exists()


def check_replace_certificate(user: "AnyUser", certificate: Certificate) -> None:
    """Raise PermissionDenied with a reason to show."""
    if not can_replace_certificate(user, certificate):
        raise PermissionDenied(_("A name is corrected once. Write to us if it is still wrong."))


def check_revoke_certificate(user: "AnyUser") -> None:
    """Raise PermissionDenied with a reason to show."""
    if not is_course_editor(user):
        raise PermissionDenied(_("Only editors of courses may revoke a certificate."))
