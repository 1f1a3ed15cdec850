"""Who writes or leads a quiz looks at it, and leaves no trace (learning.md §21, decision 0215)."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from learning.models import Attempt, Enrolment, ModuleQuizPlacement, Response
from tests.factories import learning as make
from tests.factories.members import UserFactory
from tests.factories.quizzes import EVERY_TYPE, make_question, make_quiz
from tests.learning.quiz_pages.steps import fields_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def quiz():
    """Of every type, in a course with an open run."""
    course = make.a_whole_course()
    quiz = make_quiz(*(make_question(block()) for block in EVERY_TYPE), review="right_wrong")
    ModuleQuizPlacement.objects.create(page=course.module, quiz=quiz)
    quiz.run = make.CourseRunFactory(course_key=course.translation_key)
    return quiz


@pytest.fixture
def people(quiz):
    editor, learner = UserFactory(), make.EnrolmentFactory(run=quiz.run).user
    editor.user_permissions.add(
        Permission.objects.get(codename="change_certificate", content_type__app_label="learning")
    )
    elsewhere = make.facilitator_of(make.CourseRunFactory())
    leader = make.facilitator_of(quiz.run)
    return {
        "editor": editor,
        "leader": leader,
        "leader elsewhere": elsewhere,
        "learner": learner,
        "member": UserFactory(),
    }


WHO = {"editor": 200, "leader": 200, "leader elsewhere": 404, "learner": 404, "member": 404}


@pytest.mark.parametrize(("who", "status"), WHO.items())
def test_a_preview_is_for_who_writes_or_leads(who, status, quiz, people, client):
    client.force_login(people[who])
    url = reverse("learning:preview", args=[quiz.translation_key])
    assert client.get(url).status_code == status
    assert client.post(url).status_code == status


@pytest.mark.parametrize(("who", "sees_keys"), [("editor", True), ("leader", False)])
def test_a_preview_is_answered_and_graded_and_nothing_is_kept(who, sees_keys, quiz, people, client):
    client.force_login(people[who])
    start = reverse("learning:quiz", args=[quiz.translation_key])
    page = client.get(start, follow=True)
    url = reverse("learning:preview", args=[quiz.translation_key])
    assert page.redirect_chain == [(url, 302)]
    html = page.content.decode()
    assert "canary" not in html.lower(), "no key before it is answered"
    form = fields_of(html) | {"s3": "true", "s4": "canarydiaspora", "s5": "nonsense"}
    html = client.post(url, form).content.decode()
    assert "You have 2 of 6 marks" in html
    assert ("CANARY-FEEDBACK" in html) == sees_keys
    assert not Attempt.objects.exists()
    assert not Response.objects.exists()
    assert not Enrolment.objects.filter(user=people[who]).exists()


def test_an_editor_sees_a_draft_and_what_stops_it(people, client):
    client.force_login(people["editor"])
    quiz = make_quiz(make_question(title="Old"), compiled=False, live=False, title="Not yet out")
    quiz.save_revision()
    url = reverse("learning:preview", args=[quiz.translation_key])
    assert "Not yet out" in client.get(url).content.decode()
    empty = make_quiz(compiled=False, live=False)
    url = reverse("learning:preview", args=[empty.translation_key])
    assert "at least one question" in client.get(url).content.decode()


WAITS = [
    ({"review": "answers", "review_from": "settled"}, "You have 2 of 6 marks"),
    ({"review": "right_wrong", "review_from": "settled"}, "You have 2 of 6 marks"),
    ({"review": "answers", "review_from": "after_close"}, "No result is shown"),
    ({"review": "nothing", "review_from": "at_once"}, "No result is shown"),
]


@pytest.mark.parametrize(("rule", "shown"), WAITS)
def test_what_waits_for_learners_waits_for_who_leads_a_run(rule, shown, people, client):
    """learning.md §21: keys are not theirs, also not of a course they learn in."""
    course = make.a_whole_course(slug="another")
    quiz = make_quiz(*(make_question(block()) for block in EVERY_TYPE), attempts_allowed=2, **rule)
    ModuleQuizPlacement.objects.create(page=course.module, quiz=quiz)
    client.force_login(
        make.facilitator_of(make.CourseRunFactory(course_key=course.translation_key))
    )
    url = reverse("learning:preview", args=[quiz.translation_key])
    form = fields_of(client.get(url).content.decode())
    html = client.post(url, form | {"s3": "true", "s4": "canarydiaspora"}).content.decode()
    assert "CANARY-FEEDBACK" not in html
    assert shown in html
    assert ("of 6 marks" in html) == ("of 6 marks" in shown)


RIGHT = ("Right", "Wrong", "Not answered")


@pytest.mark.parametrize("review", ["right_wrong", "answers"])
def test_no_preview_tells_who_leads_a_run_which_answers_are_right(review, people, client):
    """learning.md §21, decision 0237: it can be repeated, so "right or wrong" would be the keys."""
    course = make.a_whole_course(slug="another")
    quiz = make_quiz(*(make_question(block()) for block in EVERY_TYPE), review=review)
    ModuleQuizPlacement.objects.create(page=course.module, quiz=quiz)
    run = make.CourseRunFactory(course_key=course.translation_key)
    client.force_login(make.facilitator_of(run))
    url = reverse("learning:preview", args=[quiz.translation_key])
    page = client.get(url).content.decode()
    assert "You can see your marks 5 times a day." in page
    form = fields_of(page)
    told = {
        client.post(url, form | {"s3": answer}).content.decode().partition("<h2")[2]
        for answer in ("true", "false")
    }
    assert len(told) == 2, "the marks differ"
    assert not [words for one in told for words in RIGHT if words in one]
    client.force_login(people["editor"])
    page = client.get(url).content.decode()
    assert "times a day" not in page
    assert "Right" in client.post(url, fields_of(page) | {"s3": "true"}).content.decode()


@pytest.mark.parametrize(("who", "most"), [("leader", 5), ("editor", 12)])
def test_who_may_not_see_keys_sees_the_marks_of_a_quiz_five_times_a_day(
    who, most, quiz, people, client, table
):
    client.force_login(people[who])
    url = reverse("learning:preview", args=[quiz.translation_key])
    answers = [client.post(url) for _unused in range(12)]
    assert [one.status_code for one in answers] == [200] * most + [429] * (12 - most)
    assert all("Retry-After" in one.headers for one in answers[most:])
    assert client.get(url).status_code == 200, "looking at it is free"
