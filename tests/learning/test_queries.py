"""What pages ask however many courses one takes, or leads, and however long a course is (§22)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from common import parts
from learning.models import CourseQuizPlacement, ModuleQuizPlacement, RunFacilitator
from learning.outline import outlines_for
from tests.budgets import queries
from tests.factories import learning as make
from tests.factories.quizzes import make_question, make_quiz, short_text

pytestmark = pytest.mark.django_db

# {page: (with nothing kept, asked for a moment ago)}. Cold, four read the outlines, and what the
# frame keeps is read too.
BUDGETS = {
    "my-learning": (14, 8),
    "me": (24, 12),
    "quiz": (16, 12),
    "lesson": (16, 12),
    "course": (18, 14),
}


@pytest.fixture
def kept(settings, monkeypatch):
    """Parts are kept, and no two share a slot: keys of courses are drawn anew in each run."""
    settings.PARTS_KEPT_SECONDS = 60
    monkeypatch.setattr(parts, "SLOTS", 2**64)


def a_course_with_tests(**fields):
    """A course with lessons, a test of its module and one of its own."""
    course = make.a_whole_course(**fields)
    first, last = (make_quiz(make_question(short_text())) for _unused in range(2))
    ModuleQuizPlacement.objects.create(page=course.module, quiz=first)
    CourseQuizPlacement.objects.create(page=course, quiz=last)
    course.quiz = first
    return course


def warm(client, url):
    """How many queries a page asks that was asked for a moment ago."""
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def counted(client, course):
    urls = {
        "my-learning": reverse("learning:mine"),
        "me": "/en/me/",
        "quiz": reverse("learning:quiz", args=[course.quiz.translation_key]),
        "lesson": course.lessons[0].url,
        "course": course.url,
    }
    for url in urls.values():
        client.get(url)  # opening a lesson is noted, once
    return {name: (queries(client, url), warm(client, url)) for name, url in urls.items()}


def test_pages_ask_the_same_with_three_times_as_many_courses(client, kept):
    """learning.md §22: cold and warm, at two sizes of data; the budgets are those of quality.md."""
    course = a_course_with_tests()
    learner = make.enrolled_in(course).user
    make.enrolled_in(a_course_with_tests(), user=learner)
    client.force_login(learner)
    alone = counted(client, course)
    for _unused in range(4):
        make.enrolled_in(a_course_with_tests(lessons=9), user=learner)
    assert counted(client, course) == alone
    over = {name: counts for name, counts in alone.items() if not within(counts, BUDGETS[name])}
    assert over == {}


def within(counts, budget):
    return all(count <= most for count, most in zip(counts, budget, strict=True))


def test_outlines_of_many_courses_are_read_together(kept, django_assert_num_queries):
    """Courses, their pages, placements, titles of quizzes; only of those that are not kept."""
    keys = [a_course_with_tests(lessons=n).translation_key for n in (1, 3, 5)]
    outlines_for(keys[:1], "en")
    with django_assert_num_queries(4):
        found = outlines_for(keys, "fr")
    assert [len(found[key].lessons()) for key in keys] == [1, 3, 5]
    assert [sum(one.kind == "quiz" for one in found[key].items()) for key in keys] == [2, 2, 2]
    with django_assert_num_queries(0):
        assert outlines_for(keys, "fr") == found


def test_a_course_that_is_gone_has_no_outline_beside_others(course):
    gone = make.CourseRunFactory().course_key
    found = outlines_for([gone, course.translation_key], "en")
    assert found[gone] is None
    assert found[course.translation_key].title == course.title


def test_who_leads_many_runs_looks_at_a_quiz_at_the_same_cost(client, settings):
    settings.PARTS_KEPT_SECONDS = 0
    course = a_course_with_tests()
    leader = make.facilitator_of(make.enrolled_in(course).run)
    client.force_login(leader)
    url = reverse("learning:preview", args=[course.quiz.translation_key])
    alone = queries(client, url)
    for _unused in range(4):
        run = make.enrolled_in(a_course_with_tests()).run
        RunFacilitator.objects.create(run=run, user=leader)
    assert queries(client, url) == alone
