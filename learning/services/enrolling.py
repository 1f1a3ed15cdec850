"""Getting a place in a run, deciding, leaving (learning.md §11)."""

from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from activity.services import record
from common.audiences import user_token
from common.errors import Refused
from learning.models import (
    CoursePage,
    CourseRun,
    Enrolment,
    EnrolmentMode,
    EnrolmentSource,
    EnrolmentStatus,
    Pacing,
    RunStatus,
)
from learning.permissions import can_begin_in, check_enrol, check_lead_run
from members.models import MemberProfile, User, Visibility
from members.permissions import ADMINS
from notifications.services import notify

if TYPE_CHECKING:
    from datetime import datetime


class EnrolmentClosed(Refused):
    """The run takes nobody now."""


@transaction.atomic
def open_run(
    *,
    course_key: UUID,
    name: str,
    pacing: str = Pacing.SELF,
    by: User | None = None,
    enrol_mode: str = EnrolmentMode.OPEN,
    capacity: int | None = None,
    opens_at: "datetime | None" = None,
    closes_at: "datetime | None" = None,
) -> CourseRun:
    """A run that takes people from now on. The standing run of a course is opened once.

    Raises ValidationError for times or places that make no sense.
    """
    if pacing == Pacing.SELF:
        standing = standing_run(course_key)
        if standing is not None:
            return standing
    run = CourseRun(
        course_key=course_key,
        name=name,
        pacing=pacing,
        enrol_mode=enrol_mode,
        capacity=capacity,
        opens_at=opens_at,
        closes_at=closes_at,
        status=RunStatus.OPEN,
        created_by=by,
    )
    run.full_clean()
    run.save()
    return run


def standing_run(course_key: UUID) -> CourseRun | None:
    """The self-paced run of a course that is not archived. One query."""
    runs = CourseRun.objects.filter(course_key=course_key, pacing=Pacing.SELF)
    return runs.exclude(status=RunStatus.ARCHIVED).first()


@transaction.atomic
def enrol_member(
    *,
    member: User,
    run: CourseRun,
    source: str = EnrolmentSource.SELF,
    by: User | None = None,
) -> Enrolment:
    """Give `member` a place in `run`, or one on its waiting list when all are taken.

    A second call returns the first enrolment; who had withdrawn comes back to all they had. Who
    was refused does not ask again: they come back when somebody who leads the run enrols them.
    `by` is who leads the run, where they enrol somebody else. Raises PermissionDenied,
    EnrolmentClosed. Rule: learning.md §11.
    """
    run = CourseRun.objects.select_for_update().get(pk=run.pk)  # places are counted under this lock
    check_enrol(member)
    if by is not None:
        check_lead_run(by, run)
    elif not can_begin_in(member, run.course_key):
        raise EnrolmentClosed(_("This course is not open to you now."))
    enrolment = Enrolment.objects.filter(user=member, run=run).first()
    if enrolment is not None and not _may_come_back(enrolment, is_invited=by is not None):
        return enrolment
    status = _first_status(run, is_invited=by is not None)
    if enrolment is not None:
        enrolment.status = status
        enrolment.save(update_fields=["status"])
        if by is not None:  # they did not ask, or were told no before
            notify(type="learning.decided", recipients=[member], target=enrolment)
        return enrolment
    enrolment = Enrolment.objects.create(
        user=member,
        run=run,
        course_key=run.course_key,
        status=status,
        source=EnrolmentSource.REQUEST if status == EnrolmentStatus.PENDING else source,
        learner_ref=_learner_ref(member),
        enrolled_at=timezone.now(),
        completion_rule=_rule_of(run.course_key),
        preferred_locale=get_language() or member.language,
        profile_snapshot=_shown_of(member),
    )
    record(
        actor=member,
        verb="learning.enrolled",
        target=enrolment,
        audience=user_token(member.pk),
    )
    if status == EnrolmentStatus.PENDING:
        deciding = _who_decide(run)
        notify(type="learning.request", recipients=deciding, target=enrolment, actor=member)
    return enrolment


@transaction.atomic
def decide_enrolment(*, enrolment: Enrolment, approve: bool, by: User) -> Enrolment:
    """Answer a request for a place: a place or the waiting list, or no.

    Only requests are decided; a second decision changes nothing. Raises PermissionDenied.
    """
    run = CourseRun.objects.select_for_update().get(pk=enrolment.run_id)
    check_lead_run(by, run)
    enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    if enrolment.status == EnrolmentStatus.PENDING:
        enrolment.status = _place_in(run) if approve else EnrolmentStatus.REFUSED
        enrolment.save(update_fields=["status"])
        if enrolment.user is not None:
            notify(type="learning.decided", recipients=[enrolment.user], target=enrolment)
    return enrolment


@transaction.atomic
def withdraw_enrolment(*, enrolment: Enrolment, by: User) -> Enrolment:
    """Give the place back; attempts and progress stay. The first who waits moves up.

    Raises PermissionDenied for anybody but the learner and who leads the run; Refused for a course
    that is completed.
    """
    run = CourseRun.objects.select_for_update().get(pk=enrolment.run_id)
    if by.pk != enrolment.user_id:
        check_lead_run(by, run)
    enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    if enrolment.status == EnrolmentStatus.COMPLETED:
        raise Refused(_("You have completed this course: there is nothing to leave."))
    if enrolment.status not in (EnrolmentStatus.WITHDRAWN, EnrolmentStatus.REFUSED):
        enrolment.status = EnrolmentStatus.WITHDRAWN
        enrolment.save(update_fields=["status"])
        _move_up(run)
    return enrolment


@transaction.atomic
def fill_places(*, run: CourseRun) -> int:
    """Give the places that have become free to who waits, in the order they came; how many.

    For whatever frees places otherwise than by withdrawing: more places, an account erased.
    """
    return _move_up(CourseRun.objects.select_for_update().get(pk=run.pk))


def _who_decide(run: CourseRun) -> list[User]:
    """Who leads the run; where nobody does, the admins, who lead every run. Two queries at most."""
    leaders = list(User.objects.filter(facilitated_runs__run=run))
    return leaders or list(User.objects.filter(groups__name=ADMINS))


def _may_come_back(enrolment: Enrolment, *, is_invited: bool) -> bool:
    refused = enrolment.status == EnrolmentStatus.REFUSED
    return enrolment.status == EnrolmentStatus.WITHDRAWN or (refused and is_invited)


def _first_status(run: CourseRun, *, is_invited: bool) -> str:
    """What somebody gets who comes now. Raises EnrolmentClosed."""
    if not run.is_open_at(timezone.now()):
        raise EnrolmentClosed(_("Enrolment is not open. Choose another date of this course."))
    if is_invited or run.enrol_mode == EnrolmentMode.OPEN:
        return _place_in(run)
    if run.enrol_mode == EnrolmentMode.REQUEST:
        return EnrolmentStatus.PENDING
    raise EnrolmentClosed(_("This course takes people by invitation only."))


def _place_in(run: CourseRun) -> str:
    """A place, or the waiting list; nobody passes those who wait. Under the run's lock."""
    _move_up(run)
    free = _free_places(run)
    return EnrolmentStatus.ACTIVE if free is None or free > 0 else EnrolmentStatus.WAITING


def _free_places(run: CourseRun) -> int | None:
    """How many places are free; None where there is room for everybody.

    Who was erased before they completed the course holds none.
    """
    if run.capacity is None:
        return None
    holders = Enrolment.objects.learners().with_a_place().filter(run=run)
    gone = Q(user=None, status=EnrolmentStatus.ACTIVE)
    return run.capacity - holders.exclude(gone).count()


def _move_up(run: CourseRun) -> int:
    """Who has waited longest gets a place, as far as places are free. Under the run's lock."""
    if run.status != RunStatus.OPEN:
        return 0
    waiting = Enrolment.objects.filter(run=run, status=EnrolmentStatus.WAITING)
    first = list(waiting.select_for_update().order_by("enrolled_at", "pk"))
    if first and (free := _free_places(run)) is not None:
        first = first[: max(0, free)]
    for enrolment in first:
        enrolment.status = EnrolmentStatus.ACTIVE
        enrolment.save(update_fields=["status"])
        if enrolment.user is not None:
            notify(type="learning.place", recipients=[enrolment.user], target=enrolment)
    return len(first)


def _learner_ref(member: User) -> UUID:
    """The same in all enrolments of a person, and nothing else of theirs (learning.md §4)."""
    known = Enrolment.objects.filter(user=member).values_list("learner_ref", flat=True).first()
    return known or uuid4()


def _rule_of(course_key: UUID) -> dict[str, Any]:
    """The rule of the course as it is now: what comes later does not change it for this person."""
    course = CoursePage.objects.filter(translation_key=course_key).order_by("pk").first()
    return course.completion_rule() if course else {}


def _shown_of(member: User) -> dict[str, str]:
    """Country and kind of member, as far as the person shows them to others (decision 0160)."""
    terms = ("country_of_residence", "member_type")
    profile = MemberProfile.objects.filter(user=member).select_related(*terms).first()
    if profile is None:
        return {}
    names = {"country": "country_of_residence", "member_type": "member_type"}
    shown = {
        name: getattr(profile, field)
        for name, field in names.items()
        if getattr(profile, f"{field}_visibility") != Visibility.HIDDEN
    }
    return {name: term.code for name, term in shown.items() if term is not None}
