"""What the form of a quiz says before it is published, and where (learning.md §3.3)."""

import pytest
from django.urls import reverse
from wagtail.models import GroupApprovalTask, Workflow, WorkflowTask
from wagtail.test.utils.form_data import querydict_from_html

from learning.models import QuizVersion
from tests.factories.quizzes import choice, make_question, make_quiz, multiple, short_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def publishing(client, admin):
    """publishing(quiz, **fields): the answer to the form that an admin sends to publish it."""
    client.force_login(admin)

    def publishing(quiz, **fields):
        url = reverse("wagtailsnippets_learning_quiz:edit", args=[quiz.pk])
        html = client.get(url).content.decode()
        sent = querydict_from_html(html, form_id="w-editor-form")
        for name, value in {"action-publish": "1", "bands-count": "0", **fields}.items():
            sent[name] = value
        return client.post(url, sent)

    return publishing


def errors_of(answer):
    return answer.context["form"].errors


# Names of a field of the form, of a place there is not, and of something else that is checked.
TITLES = ["review", "slot-99", "slot-1", "slots", "pass_mark"]


@pytest.mark.parametrize("title", TITLES)
def test_a_problem_of_a_question_is_told_with_its_title_whatever_that_is(publishing, title):
    broken = make_question(multiple(choice("A", "1"), choice("B", "0")), title=title)
    answer = publishing(make_quiz(broken, compiled=False))
    assert list(errors_of(answer)) == ["__all__"]
    (words,) = errors_of(answer)["__all__"]
    assert words.startswith(f"“{title}”: Whoever ticks everything")


def test_a_warning_is_told_with_the_title_of_its_question_and_must_be_confirmed(publishing):
    odd = make_question(short_text(("IOM", "1"), ("iom", "0.5")), title="review")
    quiz = make_quiz(odd, compiled=False)
    answer = publishing(quiz)
    assert set(errors_of(answer)) == {"__all__", "confirm_warnings"}
    assert errors_of(answer)["__all__"][0].startswith("review: Warning: “iom” can never count")
    before = QuizVersion.objects.count()
    assert publishing(quiz, confirm_warnings="on").status_code == 302
    assert QuizVersion.objects.count() == before + 1


def test_a_setting_that_cannot_be_is_told_at_its_field(publishing):
    answer = publishing(make_quiz(make_question(), compiled=False, time_limit_seconds=59))
    assert list(errors_of(answer)) == ["time_limit_seconds"]


def test_a_quiz_that_a_reviewer_approves_is_compiled_and_not_before(admin, member):
    """learning.md §3.3: by review as by the button; the version names who wrote the text."""
    task = GroupApprovalTask.objects.create(name="Look at it")
    workflow = Workflow.objects.create(name="Quizzes")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    quiz = make_quiz(make_question(), compiled=False, live=False)
    quiz.save_revision(user=member)
    state = workflow.start(quiz, member)
    assert not QuizVersion.objects.exists()
    state.current_task_state.approve(user=admin)
    version = QuizVersion.objects.get()
    assert (version.quiz_key, version.published_by) == (quiz.translation_key, member)
