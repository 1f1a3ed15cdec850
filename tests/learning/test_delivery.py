"""Runs and enrolments: what the database itself refuses (learning.md §4)."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from learning.models import CourseRun, Enrolment, EnrolmentStatus, ItemProgress, Override, RunStatus

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_both_engines")]


@pytest.fixture
def run():
    return CourseRun.objects.create(
        course_key=uuid.uuid4(), name="Standing run", status=RunStatus.OPEN
    )


@pytest.fixture
def enrolment(run):
    return Enrolment.objects.create(
        run=run, course_key=run.course_key, enrolled_at=timezone.now(), preferred_locale="en"
    )


def refuses(constraint):
    """The database names the rule that was broken; SQLite names only the columns of unique ones."""
    return pytest.raises(IntegrityError, match=constraint)


def test_a_course_has_one_standing_run(run):
    with refuses("one_standing_run_per_course|course_key"), transaction.atomic():
        CourseRun.objects.create(course_key=run.course_key, name="A second one")
    CourseRun.objects.filter(pk=run.pk).update(status=RunStatus.ARCHIVED)
    CourseRun.objects.create(course_key=run.course_key, name="A second one")


def test_a_run_closes_after_it_opens(run):
    with refuses("run_closes_after_it_opens"), transaction.atomic():
        CourseRun.objects.filter(pk=run.pk).update(
            opens_at=timezone.now(), closes_at=timezone.now() - timedelta(days=1)
        )


def test_a_run_with_places_has_one(run):
    with refuses("run_has_a_place"), transaction.atomic():
        CourseRun.objects.filter(pk=run.pk).update(capacity=0)


@pytest.mark.parametrize(
    ("status", "is_dated"),
    [(EnrolmentStatus.COMPLETED, False), (EnrolmentStatus.ACTIVE, True)],
)
def test_completed_and_its_date_go_together(enrolment, status, is_dated):
    moment = timezone.now() if is_dated else None
    with refuses("completed_at_only_when_completed"), transaction.atomic():
        Enrolment.objects.filter(pk=enrolment.pk).update(status=status, completed_at=moment)


def test_an_override_has_one_target(run, enrolment):
    facts = {"quiz_key": uuid.uuid4(), "reason": "Power cuts", "granted_at": timezone.now()}
    for target in ({}, {"run": run, "enrolment": enrolment}):
        with refuses("override_has_one_target"), transaction.atomic():
            Override.objects.create(**target, **facts)


def test_progress_is_completed_by_something_at_some_time(enrolment):
    row = ItemProgress.objects.create(
        enrolment=enrolment, item_key=uuid.uuid4(), first_seen_at=timezone.now(), locale="en"
    )
    with refuses("progress_completed_at_only_when_completed"), transaction.atomic():
        ItemProgress.objects.filter(pk=row.pk).update(state="completed")
