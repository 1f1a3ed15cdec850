"""Courses, modules and lessons as readers meet them."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import PageViewRestriction

from learning.models import Audience, CoursePage, CourseRun, ItemProgress
from learning.services import apply_audience
from tests.budgets import queries
from tests.factories import learning as make
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db


def read(client, page):
    return client.get(page.get_url())


def progress(enrolment):
    return {row.item_key: row.state for row in ItemProgress.objects.filter(enrolment=enrolment)}


# --- The course ---------------------------------------------------------------------------------
def test_anybody_reads_a_public_course_and_is_led_to_its_first_lesson(client, course):
    html = read(client, course).content.decode()
    assert course.title in html
    assert "3 lessons" in html
    assert course.lessons[0].get_url() in html


def test_the_list_shows_the_course_once_in_each_language(client, course, french):
    for page, title in ((course, course.title), (french, french.title)):
        html = client.get(page.get_parent().get_url()).content.decode()
        assert html.count('class="result-row"') == 1
        assert title in html


def test_publishing_opens_the_standing_run_and_keeps_members_courses_to_members(client, course):
    course.audience = Audience.MEMBERS
    course.save_revision().publish()
    assert CourseRun.objects.get(course_key=course.translation_key).name == course.title
    assert read(client, course).status_code == 302
    assert read(client, course.lessons[0]).status_code == 302
    assert not CoursePage.objects.visible_to(AnonymousUser()).exists()
    client.force_login(UserFactory())
    assert read(client, course.lessons[0]).status_code == 200
    course.audience = Audience.PUBLIC
    course.save_revision().publish()
    assert CourseRun.objects.count() == 1
    client.logout()
    assert read(client, course.lessons[0]).status_code == 200


def test_a_restriction_of_an_editor_is_left_alone(course):
    PageViewRestriction.objects.create(page=course, restriction_type="password", password="x")
    course.audience = Audience.MEMBERS
    apply_audience(course=course)
    assert course.view_restrictions.get().restriction_type == "password"


READS_A_COHORTS_LESSON = {
    "other_member": 403,
    "learner": 200,
    "facilitator": 200,
    "other_facilitator": 403,
    "course_editor": 200,
    "course_admin": 200,
}


@pytest.mark.parametrize(("role", "status"), READS_A_COHORTS_LESSON.items())
def test_lessons_of_a_cohort_are_for_those_with_a_place(role, status, client, course, request):
    course.audience = Audience.COHORT
    course.save_revision().publish()
    client.force_login(request.getfixturevalue(role))
    assert read(client, course.lessons[0]).status_code == status
    assert read(client, course).status_code == 200


# --- Lessons ------------------------------------------------------------------------------------
def test_units_have_addresses_made_of_their_ids(client, course):
    lesson = course.lessons[0]
    unit = lesson.body[0]
    assert f'id="u-{unit.id[:8]}"' in read(client, lesson).content.decode()


def test_opening_a_lesson_is_noted_and_a_second_look_writes_nothing(
    client, course, enrolment, learner, django_assert_num_queries
):
    client.force_login(learner)
    read(client, course.lessons[0])
    assert progress(enrolment) == {course.lessons[0].translation_key: "seen"}
    enrolment.refresh_from_db()
    seen = enrolment.last_seen_at
    read(client, course.lessons[0])
    enrolment.refresh_from_db()
    assert enrolment.last_seen_at == seen


@pytest.mark.parametrize(
    "extra", [{"headers": {"sec-purpose": "prefetch"}}, {"headers": {"purpose": "prefetch"}}]
)
def test_what_a_browser_fetches_ahead_is_not_read(extra, client, course, enrolment, learner):
    client.force_login(learner)
    client.get(course.lessons[0].get_url(), **extra)
    client.head(course.lessons[0].get_url())
    assert progress(enrolment) == {}


def test_readers_without_a_place_leave_no_trace(client, course, other_member):
    client.force_login(other_member)
    assert read(client, course.lessons[0]).status_code == 200
    assert not ItemProgress.objects.exists()


def test_a_lesson_that_is_done_when_opened_is_done_then(client, course, enrolment, learner):
    lesson = make.a_lesson(course.module, completion_mode="view")
    client.force_login(learner)
    read(client, lesson)
    assert progress(enrolment) == {lesson.translation_key: "completed"}


def done_url(lesson):
    return reverse("learning:done", args=[lesson.translation_key])


def test_marking_lessons_as_done_leads_on_and_completes_the_course(
    client, course, enrolment, learner
):
    client.force_login(learner)
    for lesson, following in zip(course.lessons, [*course.lessons[1:], course], strict=True):
        answer = client.post(done_url(lesson))
        assert (answer.status_code, answer["Location"]) == (303, following.get_url())
    enrolment.refresh_from_db()
    assert enrolment.status == "completed"


def test_nobody_marks_a_lesson_without_a_place(client, course, other_member):
    assert client.post(done_url(course.lessons[0])).status_code == 303
    client.force_login(other_member)
    assert client.post(done_url(course.lessons[0])).status_code == 404


def test_a_deleted_or_unknown_lesson_is_not_found(client, course, learner):
    client.force_login(learner)
    course.lessons[0].unpublish()
    assert client.post(done_url(course.lessons[0])).status_code == 404


def test_what_is_completed_stays_completed_when_the_course_grows(
    client, course, enrolment, learner
):
    """I10."""
    client.force_login(learner)
    for lesson in course.lessons:
        client.post(done_url(lesson))
    new = make.a_lesson(course.module, first_published_at=None)
    new.save_revision().publish()
    enrolment.refresh_from_db()
    assert enrolment.status == "completed"
    html = read(client, course).content.decode()
    assert "1 lesson is new since you finished" in html
    assert "75%" in html


def test_a_lesson_that_came_after_a_learner_is_named_as_new_until_it_is_done(
    client, course, enrolment, learner
):
    """learning.md §10; to others it is a lesson as any."""
    new = make.a_lesson(course.module, first_published_at=None, title="What came later")
    new.save_revision().publish()
    pages = (course.get_url(), course.module.get_url())
    assert not [url for url in pages if "new in this course" in client.get(url).content.decode()]
    client.force_login(learner)
    for url in pages:
        row = client.get(url).content.decode().partition("What came later</a>")[2]
        assert "new in this course" in row.partition("</li>")[0]
        assert client.get(url).content.decode().count("new in this course") == 1
    client.post(done_url(new))
    assert not [url for url in pages if "new in this course" in client.get(url).content.decode()]


def test_a_course_is_finished_in_another_language_than_it_was_begun(
    client, course, french, enrolment, learner
):
    """learning.md §10: progress is keyed by translation_key."""
    client.force_login(learner)
    client.post(done_url(course.lessons[0]))
    html = client.get(french.lesson.get_url()).content.decode()
    assert "La première leçon" in html
    with_english = client.get(french.get_url()).content.decode()
    assert course.lessons[1].title in with_english, "what has no translation is shown as it is"
    for lesson in course.lessons[1:]:
        client.post(done_url(lesson).replace("/en/", "/fr/"))
    enrolment.refresh_from_db()
    assert enrolment.status == "completed"


def test_what_french_alone_has_is_extra_and_never_required(
    client, course, french, enrolment, learner
):
    make.put(type(course.lessons[0]), french.module, title="Une leçon de plus")
    client.force_login(learner)
    assert "Une leçon de plus" in client.get(french.get_url()).content.decode()
    for lesson in course.lessons:
        client.post(done_url(lesson))
    enrolment.refresh_from_db()
    assert enrolment.status == "completed"


def test_continue_leads_to_the_unit_that_was_read_last(client, course, enrolment, learner):
    client.force_login(learner)
    lesson = course.lessons[1]
    read(client, lesson)
    anchor = f"u-{lesson.body[0].id[:8]}"
    url = reverse("learning:visit", args=[lesson.translation_key])
    assert client.post(url, {"seconds": "30", "unit": anchor}).status_code == 204
    assert f'href="{lesson.get_url()}#{anchor}"' in read(client, course).content.decode()
    assert ItemProgress.objects.get(enrolment=enrolment).seconds == 30


def test_continue_leads_back_into_a_lesson_that_was_half_read(client, course, enrolment, learner):
    client.force_login(learner)
    units = [make.text_unit(title) for title in ("First", "Second")]
    lesson = make.a_lesson(course.module, units=units, completion_mode="view")
    after = make.a_lesson(course.module, units=units)
    for one in course.lessons:
        client.post(done_url(one))
    read(client, lesson)  # and done by that
    url = reverse("learning:visit", args=[lesson.translation_key])
    first, last = (f"u-{block.id[:8]}" for block in lesson.body)
    here, onward = f'href="{lesson.get_url()}#{first}"', f'href="{after.get_url()}"'
    mine = reverse("learning:mine")
    client.post(url, {"unit": first})
    assert here in client.get(mine).content.decode()
    client.post(url, {"unit": last})
    assert onward in client.get(mine).content.decode()
    client.post(url, {"unit": first})  # looked at again from the top
    assert onward in client.get(mine).content.decode()


@pytest.mark.parametrize(
    "report", [{"seconds": "-1"}, {"seconds": "x"}, {"unit": "<script>"}, {"seconds": "99999"}]
)
def test_a_report_that_makes_no_sense_is_refused(report, client, course, learner, enrolment):
    client.force_login(learner)
    url = reverse("learning:visit", args=[course.lessons[0].translation_key])
    assert client.post(url, report).status_code == 400
    assert not ItemProgress.objects.exists()


# --- My learning --------------------------------------------------------------------------------
def test_my_learning_shows_ones_own_courses_and_no_others(client, course, learner, other_member):
    url = reverse("learning:mine")
    assert client.get(url).status_code == 302
    client.force_login(learner)
    assert course.title in client.get(url).content.decode()
    client.force_login(other_member)
    html = client.get(url).content.decode()
    assert course.title not in html
    assert "You have no course yet" in html


def test_ones_own_page_leads_back_into_the_course(client, course, learner, enrolment):
    client.force_login(learner)
    html = client.get(reverse("members:me")).content.decode()
    assert f'<a href="{course.get_url()}">{course.title}</a>' in html
    assert f'<a href="{course.lessons[0].get_url()}">Start the course' in html


def test_a_course_that_one_has_left_is_not_on_ones_own_page(client, course, learner, enrolment):
    enrolment.status = "withdrawn"
    enrolment.save()
    client.force_login(learner)
    assert "my-courses" not in client.get(reverse("members:me")).content.decode()


def test_a_member_enrols_and_leaves(client, course, other_member):
    make.CourseRunFactory(course_key=course.translation_key)
    client.force_login(other_member)
    enrol = reverse("learning:enrol", args=[course.translation_key])
    assert "Enrol" in client.get(enrol).content.decode()
    assert client.post(enrol)["Location"] == course.lessons[0].get_url()
    assert client.post(enrol).status_code == 303
    withdraw = reverse("learning:withdraw", args=[course.translation_key])
    assert client.get(withdraw).status_code == 200
    assert client.post(withdraw)["Location"] == course.get_url()
    assert other_member.enrolments.get().status == "withdrawn"


def test_nobody_enrols_in_a_course_that_is_a_draft(client, course, other_member):
    make.CourseRunFactory(course_key=course.translation_key)
    course.unpublish()
    client.force_login(other_member)
    url = reverse("learning:enrol", args=[course.translation_key])
    assert client.get(url).status_code == 404
    assert client.post(url).status_code == 404


# --- Budgets ------------------------------------------------------------------------------------
def warm(client, url):
    """Queries of a page that was asked for a moment ago."""
    assert client.get(url).status_code == 200
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return [query["sql"] for query in asked]


def a_course_of(size):
    course = make.a_whole_course(lessons=size)
    make.a_lesson(course.module, units=[make.text_unit()] * size, slug="long")
    make.enrolled_in(course)
    for _unused in range(size):
        make.enrolled_in(course)
    return course


@pytest.mark.parametrize("size", [2, 6])
def test_a_lesson_asks_at_most_twelve_queries_whatever_there_is(size, client, settings):
    """learning.md §22."""
    settings.PARTS_KEPT_SECONDS = 60
    course = a_course_of(size)
    learner = make.enrolled_in(course).user
    client.force_login(learner)
    url = f"{course.module.get_url()}long/"
    for lesson in course.lessons:
        client.post(done_url(lesson))
    assert len(warm(client, url)) <= 12


def test_cold_pages_ask_the_same_for_small_and_large_courses(client):
    small, large = a_course_of(2), a_course_of(6)
    for name in ("module", ""):
        pages = [getattr(one, name) if name else one for one in (small, large)]
        asked = [queries(client, page.get_url()) for page in pages]
        assert asked[0] == asked[1]


def test_the_old_address_of_an_unpublished_lesson_leads_to_its_course(client, course):
    lesson = course.lessons[0]
    url = lesson.get_url()
    lesson.unpublish()
    answer = client.get(url)
    assert answer.status_code == 404
    assert f'href="{course.module.get_url()}"' in answer.content.decode()
    draft = make.a_lesson(course.module, live=False, first_published_at=None)
    html = client.get(f"{course.module.get_url()}{draft.slug}/").content.decode()
    assert "What stood here" not in html, "what was never published is not told of"
