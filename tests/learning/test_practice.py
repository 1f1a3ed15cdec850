"""Quizzes to practise with stand in lessons and count nowhere (learning.md §3.1)."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale

from common import counters
from learning.blocks import PracticeQuizBlock, anchor_of
from learning.certification.snapshots import snapshot_of
from learning.completion import done_keys
from learning.models import Attempt, QuizKind, QuizResult
from learning.outline import build_outline
from learning.services import complete_item
from tests.budgets import queries
from tests.factories import learning as make
from tests.factories.quizzes import make_question, make_quiz, true_false

pytestmark = pytest.mark.django_db


@pytest.fixture
def quiz(db):
    return make_quiz(make_question(true_false()), kind=QuizKind.PRACTICE, title="Try yourself")


@pytest.fixture
def lesson(course, quiz):
    """A lesson of the course that offers the quiz between two paragraphs."""
    units = [make.text_unit(), ("practice_quiz", {"title": "", "quiz": quiz.pk}), make.text_unit()]
    return make.a_lesson(course.module, units=units, title="With practice", required=False)


def start_of(quiz):
    return reverse("learning:quiz", args=[quiz.translation_key])


def practise(client, quiz):
    """Begin, tick the right answer and send: by plain forms."""
    client.post(start_of(quiz))
    attempt = Attempt.objects.order_by("pk").last()
    page = client.get(reverse("learning:attempt", args=[attempt.uuid]))
    token = page.context["page_of"].token
    sent = {"token": token, "h1": "", "s1": "true", "page": "1"}
    client.post(reverse("learning:submit", args=[attempt.uuid]), sent)
    attempt.refresh_from_db()
    return attempt


def test_a_learner_finds_the_way_to_practise_in_the_lesson(client, lesson, quiz, learner):
    client.force_login(learner)
    html = client.get(lesson.get_url()).content.decode()
    assert "Try yourself" in html
    assert f'href="{start_of(quiz)}"' in html


def test_who_has_no_place_is_led_to_the_course(client, lesson, quiz, course):
    html = client.get(lesson.get_url()).content.decode()
    assert start_of(quiz) not in html
    assert "Enrol in the course to practise" in html


def test_a_quiz_taken_off_the_site_leaves_no_trace_in_the_lesson(client, lesson, quiz, learner):
    type(quiz).objects.filter(pk=quiz.pk).update(live=False)
    client.force_login(learner)
    assert "Try yourself" not in client.get(lesson.get_url()).content.decode()


def test_the_button_calls_practice_by_its_name(client, lesson, quiz, learner):
    """A label says what it does: who only tries must not think that it counts."""
    client.force_login(learner)
    assert "Begin the practice" in client.get(start_of(quiz)).content.decode()
    client.post(start_of(quiz))
    page = client.get(start_of(quiz)).content.decode()
    assert "Continue the practice" in page
    assert "Begin the test" not in page


def test_practice_is_taken_by_plain_forms_and_leads_back_to_its_unit(client, lesson, quiz, learner):
    client.force_login(learner)
    unit = next(child for child in lesson.body if child.block_type == "practice_quiz")
    back = f'href="{lesson.get_url()}#{anchor_of(unit.id)}"'
    assert back in client.get(start_of(quiz)).content.decode()
    attempt = practise(client, quiz)
    assert (attempt.state, attempt.fraction) == ("graded", 1)
    review = client.get(reverse("learning:review", args=[attempt.uuid])).content.decode()
    assert back in review
    assert "It is practice and counts for nothing." in review
    assert "to pass" not in review
    assert "CANARY-GENERAL" in review, "practice shows at once what was right, and why"


def test_practice_counts_nowhere(client, course, lesson, quiz, enrolment, learner):
    """Neither in progress, nor for completion, nor on the certificate, nor in the figures."""
    client.force_login(learner)
    practise(client, quiz)
    assert QuizResult.objects.get().passed
    assert build_outline(course.translation_key, "en").item(quiz.translation_key) is None
    for one in course.lessons:
        complete_item(
            enrolment=enrolment, item_key=one.translation_key, how="manual", locale="en", by=learner
        )
    enrolment.refresh_from_db()
    assert enrolment.status == "completed", "without the practice"
    assert quiz.translation_key not in done_keys(enrolment)
    printed = snapshot_of(
        enrolment=enrolment, course=course, name="A", site_name="M4D", moment=timezone.now()
    )
    assert (printed["score"], printed["basis"]["quizzes"]) == ("", [])
    assert [one.value for one in counters.figures(["tests_passed"])] == [0]


@pytest.mark.parametrize("reason", ["no place", "unpublished lesson", "not practice"])
def test_outside_of_its_lesson_there_is_no_practice(
    reason, client, lesson, quiz, learner, other_member
):
    client.force_login(other_member if reason == "no place" else learner)
    if reason == "unpublished lesson":
        type(lesson).objects.filter(pk=lesson.pk).update(live=False)
    if reason == "not practice":
        type(quiz).objects.filter(pk=quiz.pk).update(kind=QuizKind.GRADED)
    assert client.get(start_of(quiz)).status_code == 404


def test_the_quiz_of_another_language_is_the_same_quiz(client, course, learner):
    """A lesson may choose the French twin: attempts hang on the key that both share."""
    french = Locale.objects.get_or_create(language_code="fr")[0]
    question = make_question(true_false())
    english = make_quiz(question, kind=QuizKind.PRACTICE)
    twin = make_quiz(
        make_question(true_false(), locale=french, translation_key=question.translation_key),
        kind=QuizKind.PRACTICE,
        locale=french,
        translation_key=english.translation_key,
    )
    make.a_lesson(course.module, units=[("practice_quiz", {"title": "", "quiz": twin.pk})])
    client.force_login(learner)
    assert client.get(start_of(english)).status_code == 200


def test_only_quizzes_for_practice_are_chosen_for_a_lesson(quiz):
    block = PracticeQuizBlock()
    graded = make_quiz(make_question())
    assert block.clean(block.normalize({"title": "", "quiz": quiz}))["quiz"] == quiz
    with pytest.raises(ValidationError):
        block.clean(block.normalize({"title": "", "quiz": graded}))


def test_many_quizzes_in_a_lesson_cost_as_much_as_one(client, course, enrolment):
    pages = []
    for count in (1, 3):
        quizzes = [
            make_quiz(make_question(true_false()), kind=QuizKind.PRACTICE) for _n in range(count)
        ]
        units = [("practice_quiz", {"title": "", "quiz": one.pk}) for one in quizzes]
        pages.append(make.a_lesson(course.module, units=units, slug=f"with-{count}"))
    client.force_login(enrolment.user)
    for page in pages:
        client.get(page.get_url())  # the first visit writes that it was seen
    asked = [queries(client, page.get_url()) for page in pages]
    assert asked[0] == asked[1]
