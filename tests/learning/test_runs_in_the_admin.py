"""Runs as editors make and change them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from learning.admin_runs import RunViewSet
from learning.models import CourseRun, ModuleQuizPlacement
from tests.factories import learning as make
from tests.factories.quizzes import make_question, make_quiz
from tests.learning.quiz_pages.steps import begin

pytestmark = pytest.mark.django_db


def url_of(name, *args):
    return reverse(RunViewSet.model.snippet_viewset.get_url_name(name), args=args)


def post(client, url, **fields):
    """The form of `url` with these fields changed."""
    form = client.get(url).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    formset = next(iter(form.formsets.values()))
    sent |= {f"{formset.prefix}-{name}_FORMS": 0 for name in ("TOTAL", "INITIAL", "MAX_NUM")}
    return client.post(url, sent | fields)


@pytest.fixture
def editing(client, admin):
    client.force_login(admin)
    return client


def test_a_run_is_added_to_a_course(editing, course):
    fields = {"course_key": str(course.translation_key), "name": "Spring", "status": "open"}
    assert post(editing, url_of("add"), pacing="cohort", **fields).status_code == 302
    run = CourseRun.objects.get()
    assert (run.course_key, run.pacing) == (course.translation_key, "cohort")


def test_a_run_without_a_course_is_refused_with_a_word(editing, course):
    answer = post(editing, url_of("add"), name="Spring")
    assert answer.status_code == 200
    assert answer.context["form"].errors["course_key"]
    assert not CourseRun.objects.exists()


def test_a_second_self_paced_run_is_refused_with_a_word(editing, course):
    make.CourseRunFactory(course_key=course.translation_key)
    answer = post(
        editing, url_of("add"), course_key=str(course.translation_key), name="x", pacing="self"
    )
    assert "This course has its self-paced run." in answer.content.decode()
    assert CourseRun.objects.count() == 1


def test_a_run_stays_with_its_course(editing, course):
    other = make.a_course(slug="other")
    run = make.CourseRunFactory(course_key=course.translation_key)
    change = {"course_key": str(other.translation_key), "pacing": "cohort", "name": "Autumn"}
    assert post(editing, url_of("edit", run.pk), **change).status_code == 302
    run.refresh_from_db()
    assert (run.course_key, run.pacing, run.name) == (course.translation_key, "self", "Autumn")


def test_a_later_end_of_a_run_reaches_the_tests_that_are_being_taken(editing, course, enrolment):
    """`cut` means the end of the run: the new one."""
    now = timezone.now().replace(microsecond=0, second=0)
    CourseRun.objects.update(closes_at=now + timedelta(minutes=30))
    enrolment.run.refresh_from_db()
    quiz = make_quiz(make_question())
    ModuleQuizPlacement.objects.create(page=course.module, quiz=quiz)
    attempt = begin(enrolment, quiz, at=now)
    assert attempt.deadline_at == now + timedelta(minutes=30)
    later = now + timedelta(days=3)
    fields = {"closes_at": later.strftime("%Y-%m-%d %H:%M")}
    assert post(editing, url_of("edit", enrolment.run_id), **fields).status_code == 302
    attempt.refresh_from_db()
    assert attempt.deadline_at == later
