"""Places: who gets one, who waits, who moves up (learning.md §11)."""

from collections import Counter
from datetime import timedelta
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from common import personal_data
from common.errors import Refused
from learning.admin_runs import RunViewSet
from learning.models import EnrolmentMode, EnrolmentStatus, Pacing, RunStatus
from learning.services import (
    EnrolmentClosed,
    decide_enrolment,
    enrol_member,
    fill_places,
    open_run,
    withdraw_enrolment,
)
from members.models import Visibility
from taxonomy.models import Country
from tests.factories import learning as make
from tests.factories.members import ProfileFactory, UserFactory
from tests.races import all_at_once

pytestmark = pytest.mark.django_db


def test_a_second_tap_returns_the_first_enrolment(other_member):
    run = make.CourseRunFactory(capacity=1)
    first = enrol_member(member=other_member, run=run)
    assert enrol_member(member=other_member, run=run) == first
    assert first.status == EnrolmentStatus.ACTIVE


def test_who_comes_when_all_places_are_taken_waits_and_moves_up():
    run = make.CourseRunFactory(capacity=1)
    first, second, third = (
        enrol_member(member=one, run=run) for one in UserFactory.create_batch(3)
    )
    assert (second.status, third.status) == ("waiting", "waiting")
    withdraw_enrolment(enrolment=first, by=first.user)
    for enrolment in (first, second, third):
        enrolment.refresh_from_db()
    assert (first.status, second.status, third.status) == ("withdrawn", "active", "waiting")


def waiting_for(run, count):
    """The last enrolments of people who came when `run` was full."""
    people = UserFactory.create_batch(count + run.capacity)
    return [enrol_member(member=one, run=run) for one in people][run.capacity :]


def statuses(enrolments):
    for one in enrolments:
        one.refresh_from_db()
    return [one.status for one in enrolments]


def test_more_places_in_the_admin_move_up_as_many_as_fit(client, admin):
    run = make.CourseRunFactory(capacity=1)
    waiting = waiting_for(run, 3)
    client.force_login(admin)
    url = reverse(RunViewSet.model.snippet_viewset.get_url_name("edit"), args=[run.pk])
    form = client.get(url).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields} | {"capacity": 3}
    formset = next(iter(form.formsets.values()))
    sent |= {f"{formset.prefix}-{name}_FORMS": 0 for name in ("TOTAL", "INITIAL", "MAX_NUM")}
    assert client.post(url, sent).status_code == 302
    assert statuses(waiting) == ["active", "active", "waiting"]


def test_a_newcomer_does_not_pass_those_who_wait(other_member):
    run = make.CourseRunFactory(capacity=1)
    waiting = waiting_for(run, 2)
    type(run).objects.filter(pk=run.pk).update(capacity=2)
    assert enrol_member(member=other_member, run=run).status == "waiting"
    assert statuses(waiting) == ["active", "waiting"]


def test_room_for_everybody_takes_everybody_who_waits():
    run = make.CourseRunFactory(capacity=1)
    waiting = waiting_for(run, 2)
    run.capacity = None
    run.save()
    assert fill_places(run=run) == 2
    assert statuses(waiting) == ["active", "active"]
    assert fill_places(run=run) == 0


def test_an_account_that_is_erased_gives_its_place_to_who_waits():
    """And one that waited waits no more: it would hold the place for nobody."""
    run = make.CourseRunFactory(capacity=1)
    second, third = waiting_for(run, 2)
    personal_data.erase(second.user)
    personal_data.erase(run.enrolments.get(status="active").user)
    assert statuses([second, third]) == ["withdrawn", "active"]


@pytest.mark.parametrize(
    "state",
    [
        {"status": RunStatus.DRAFT},
        {"status": RunStatus.ARCHIVED},
        {"enrol_mode": EnrolmentMode.CLOSED},
        {"enrol_mode": EnrolmentMode.LIST},
        {"opens_at": timezone.now() + timedelta(days=1)},
        {"closes_at": timezone.now() - timedelta(days=1)},
    ],
    ids=["draft", "archived", "closed", "by list", "not open yet", "over"],
)
def test_a_closed_run_takes_nobody(state, other_member):
    run = make.CourseRunFactory(**state)
    with pytest.raises(EnrolmentClosed):
        enrol_member(member=other_member, run=run)
    assert not run.enrolments.exists()


def test_nobody_without_an_account_enrols(anonymous):
    with pytest.raises(PermissionDenied):
        enrol_member(member=anonymous, run=make.CourseRunFactory())


def test_a_request_waits_for_who_leads_the_run(other_member, other_facilitator):
    run = make.CourseRunFactory(enrol_mode=EnrolmentMode.REQUEST)
    leader = make.facilitator_of(run)
    enrolment = enrol_member(member=other_member, run=run)
    assert (enrolment.status, enrolment.source) == ("pending", "request")
    with pytest.raises(PermissionDenied):
        decide_enrolment(enrolment=enrolment, approve=True, by=other_facilitator)
    assert decide_enrolment(enrolment=enrolment, approve=True, by=leader).status == "active"
    again = decide_enrolment(enrolment=enrolment, approve=False, by=leader)
    assert again.status == "active", "what is decided stays"


def test_who_leads_a_run_may_invite_into_a_closed_one(other_member):
    run = make.CourseRunFactory(enrol_mode=EnrolmentMode.CLOSED)
    leader = make.facilitator_of(run)
    enrolment = enrol_member(member=other_member, run=run, source="staff", by=leader)
    assert (enrolment.status, enrolment.source) == ("active", "staff")


def test_who_returns_has_everything_they_had(enrolment, learner):
    withdraw_enrolment(enrolment=enrolment, by=learner)
    back = enrol_member(member=learner, run=enrolment.run)
    assert (back.pk, back.status) == (enrolment.pk, "active")


def test_a_completed_course_is_not_left(enrolment, learner):
    enrolment.status, enrolment.completed_at = "completed", timezone.now()
    enrolment.save()
    with pytest.raises(Refused):
        withdraw_enrolment(enrolment=enrolment, by=learner)


def test_nobody_takes_another_persons_place_away(enrolment, other_member, facilitator):
    with pytest.raises(PermissionDenied):
        withdraw_enrolment(enrolment=enrolment, by=other_member)
    assert withdraw_enrolment(enrolment=enrolment, by=facilitator).status == "withdrawn"


def test_the_rule_of_completion_is_kept_as_it_was(course, other_member):
    run = make.CourseRunFactory(course_key=course.translation_key)
    enrolment = enrol_member(member=other_member, run=run)
    type(course).objects.filter(pk=course.pk).update(optional_modules_required=2)
    enrolment.refresh_from_db()
    assert enrolment.completion_rule == {"lessons_required": "0.900", "optional_modules": 0}


def test_one_person_has_one_reference_and_two_have_two(other_member, donor):
    runs = make.CourseRunFactory.create_batch(2)
    mine = {enrol_member(member=other_member, run=run).learner_ref for run in runs}
    assert len(mine) == 1
    assert enrol_member(member=donor, run=runs[0]).learner_ref not in mine


def test_only_what_a_person_shows_is_noted_with_their_place():
    country = Country.objects.create(code="MD", name="Moldova")
    open_profile = ProfileFactory(country_of_residence=country)
    hidden = ProfileFactory(
        country_of_residence=country, country_of_residence_visibility=Visibility.HIDDEN
    )
    run = make.CourseRunFactory()
    shown = enrol_member(member=open_profile.user, run=run).profile_snapshot
    assert shown == {"country": "MD"}
    assert enrol_member(member=hidden.user, run=run).profile_snapshot == {}


def test_the_standing_run_is_opened_once(course, admin):
    key = course.translation_key
    first = open_run(course_key=key, name="Standing", by=admin)
    assert open_run(course_key=key, name="Another", by=admin) == first
    group = open_run(course_key=key, name="Spring", pacing=Pacing.COHORT, by=admin)
    assert group != first


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_twenty_people_reach_for_the_last_place_and_one_gets_it():
    run = make.CourseRunFactory(capacity=1)
    people = UserFactory.create_batch(20)
    enrolments = all_at_once(partial(enrol_member, member=person, run=run) for person in people)
    assert Counter(each.status for each in enrolments) == {"active": 1, "waiting": 19}
