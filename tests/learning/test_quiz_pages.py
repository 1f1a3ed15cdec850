"""The pages of a quiz: whole without script, silent about what is right (learning.md §17, §23)."""

import json
import re
import uuid
from datetime import timedelta

import pytest
from django.contrib.auth import SESSION_KEY
from django.urls import reverse
from django.utils import timezone

from learning.models import Attempt, AttemptState, QuizVersion, ResponseEvent
from learning.outline import Item, Outline
from learning.taking.learner_view import Stage, learner_view
from learning.taking.pages import save_token
from learning.taking.starting import start_attempt
from learning.taking.submitting import submit_attempt
from tests.factories.members import UserFactory
from tests.factories.quizzes import (
    EVERY_TYPE,
    enrol,
    information,
    make_question,
    make_quiz,
    make_run,
    numeric,
    short_text,
    true_false,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(member, monkeypatch):
    """`member` has a place in a course that has every quiz of the test."""
    enrolment = enrol(member)

    def outline_for(course_key, language):
        keys = QuizVersion.objects.values_list("quiz_key", flat=True).distinct()
        items = tuple(Item(key=key, kind="quiz", title="Test", url="/") for key in keys)
        if course_key != enrolment.course_key:
            items = ()
        return Outline(course_key, "Work with your diaspora", "/en/course/", (), after=items)

    monkeypatch.setattr("learning.taking.pages.outline_for", outline_for)
    return enrolment


@pytest.fixture
def visitor(client, member, place):
    client.force_login(member)
    return client


def begin(enrolment, quiz, at=None):
    return start_attempt(
        enrolment=enrolment,
        quiz_key=quiz.translation_key,
        locale="en",
        arrived_at=at or timezone.now(),
    )


def address(name, attempt):
    return reverse(f"learning:{name}", args=[attempt.uuid])


def fields_of(html):
    """The hidden fields of the page's form."""
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html))


def post_json(visitor, attempt, *answers, token=None, url="save", **body):
    return visitor.post(
        address(url, attempt),
        json.dumps({"answers": answers, **body}),
        content_type="application/json",
        headers={"X-Save-Token": save_token(attempt) if token is None else token},
    )


def item(slot=1, answer=None, seq=1, **more):
    more = {"key": str(uuid.uuid4())} | more
    return {"slot": slot, "answer": answer, "client_seq": seq} | more


# --- The whole way, by plain forms --------------------------------------------------------------
def test_a_quiz_is_taken_by_plain_forms_alone(visitor, place):
    quiz = make_quiz(make_question(true_false()), make_question(short_text()), questions_per_page=1)
    start = reverse("learning:quiz", args=[quiz.translation_key])
    page = visitor.get(start)
    assert "2 questions" in page.content.decode()
    assert "You pass with 70%" in page.content.decode()
    answer = visitor.post(start)
    attempt = Attempt.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, address("attempt", attempt))

    first = visitor.get(answer["Location"]).content.decode()
    assert "Page 1 of 2" in first
    sent = fields_of(first) | {"s1": "true", "go": "next"}
    answer = visitor.post(address("save", attempt), sent)
    assert answer["Location"] == f"{address('attempt', attempt)}?page=2&saved=1"
    second = visitor.get(answer["Location"]).content.decode()
    sent = fields_of(second) | {"s2": "canarydiaspora", "go": "finish"}
    answer = visitor.post(address("save", attempt), sent)
    assert answer["Location"] == address("summary", attempt)
    summary = visitor.get(answer["Location"]).content.decode()
    assert "All questions are answered." in summary
    answer = visitor.post(address("submit", attempt), fields_of(summary))
    assert (answer.status_code, answer["Location"]) == (303, address("review", attempt))
    review = visitor.get(answer["Location"]).content.decode()
    assert "You have 2 of 2 marks" in review
    assert "That is 100%" in review
    again = visitor.post(address("submit", attempt), fields_of(summary))
    assert again["Location"] == address("review", attempt)
    assert visitor.get(address("attempt", attempt))["Location"] == address("review", attempt)


def test_the_summary_names_what_is_missing_and_what_cannot_be_read(visitor, place):
    quiz = make_quiz(make_question(numeric()), make_question(short_text()))
    attempt = begin(place, quiz)
    page = visitor.get(address("attempt", attempt)).content.decode()
    visitor.post(address("save", attempt), fields_of(page) | {"s1": "about ten", "go": "save"})
    summary = visitor.get(address("summary", attempt)).content.decode()
    assert "Question 1: write a number" in summary
    assert f"{address('attempt', attempt)}?page=1#s2" in summary
    assert (
        "This cannot be read as a number."
        in visitor.get(address("attempt", attempt)).content.decode()
    )


def test_the_page_shows_how_a_number_was_read(visitor, place):
    attempt = begin(place, make_quiz(make_question(numeric())))
    post_json(visitor, attempt, item(answer={"text": "12 500"}))
    page = visitor.get(address("attempt", attempt)).content.decode()
    assert "Read as <bdi>12,500</bdi>" in page
    assert 'value="12 500"' in page


def test_an_answer_that_is_too_long_comes_back_whole_with_the_reason_at_its_question(
    visitor, place
):
    attempt = begin(place, make_quiz(make_question(short_text()), make_question(short_text())))
    page = visitor.get(address("attempt", attempt)).content.decode()
    long = "x" * 1001
    answer = visitor.post(
        address("save", attempt), fields_of(page) | {"s1": long, "s2": "fine", "go": "next"}
    )
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Error:" in html
    assert '<a href="#s1">' in html
    assert f'value="{long}"' in html
    assert attempt.responses.get(slot=2).answer == {"text": "fine"}


def test_a_stale_tab_overwrites_nothing(visitor, place):
    attempt = begin(place, make_quiz(make_question(short_text()), make_question(short_text())))
    stale = fields_of(visitor.get(address("attempt", attempt)).content.decode())
    visitor.post(address("save", attempt), stale | {"s1": "first tab", "s2": "", "go": "save"})
    visitor.post(address("save", attempt), stale | {"s1": "", "s2": "second tab", "go": "save"})
    answers = list(attempt.responses.values_list("answer", flat=True))
    assert answers == [{"text": "first tab"}, {"text": "second tab"}]


def test_what_the_form_says_about_marks_and_layout_is_ignored(visitor, place):
    attempt = begin(place, make_quiz(make_question(true_false())))
    page = fields_of(visitor.get(address("attempt", attempt)).content.decode())
    forged = {"s1": "false", "max_mark": "9", "fraction": "1", "layout": "{}", "submitted_at": "0"}
    visitor.post(address("submit", attempt), page | forged)
    attempt.refresh_from_db()
    assert (attempt.fraction, attempt.max_marks) == (0, 1)


def test_the_start_says_why_and_when_it_is_refused(visitor, place):
    quiz = make_quiz(make_question(), retry_delay_seconds=3600)
    submit_attempt(
        attempt_uuid=begin(place, quiz).uuid, learner=place.user, arrived_at=timezone.now()
    )
    start = reverse("learning:quiz", args=[quiz.translation_key])
    answer = visitor.post(start)
    assert answer.status_code == 409
    assert "You may try again later." in answer.content.decode()
    assert "on it is open to you" in answer.content.decode()


def test_the_answers_come_as_a_file(visitor, place):
    quiz = make_quiz(*(make_question(block()) for block in EVERY_TYPE))
    attempt = begin(place, quiz)
    post_json(visitor, attempt, item(slot=4, answer={"text": "my words"}))
    answer = visitor.get(address("answers", attempt))
    assert answer["Content-Disposition"].startswith("attachment")
    assert "my words" in answer.content.decode()
    assert str(attempt.uuid) in answer.content.decode()


# --- Who may ------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["attempt", "summary", "review", "answers"])
def test_another_learners_attempt_does_not_exist(client, place, name):
    attempt = begin(place, make_quiz(make_question()))
    client.force_login(UserFactory())
    assert client.get(address(name, attempt)).status_code == 404
    client.logout()
    assert client.get(address(name, attempt)).status_code == 302


@pytest.mark.parametrize("name", ["save", "submit"])
def test_saving_to_anothers_attempt_answers_404_and_a_forged_token_403(
    client, visitor, place, name
):
    attempt = begin(place, make_quiz(make_question(short_text())))
    sent = item(answer={"text": "x"})
    for token in ("", "forged", save_token(begin(place, make_quiz(make_question())))):
        assert post_json(visitor, attempt, sent, token=token, url=name).status_code == 403
    other = UserFactory()
    client.force_login(other)
    assert post_json(client, attempt, sent, url=name).status_code == 404
    assert not ResponseEvent.objects.exists()
    attempt.refresh_from_db()
    assert attempt.state == AttemptState.IN_PROGRESS


def test_a_quiz_without_a_place_in_its_course_does_not_exist(client, place):
    quiz = make_quiz(make_question())
    client.force_login(UserFactory())
    assert client.get(reverse("learning:quiz", args=[quiz.translation_key])).status_code == 404


# --- Signed out in the middle -------------------------------------------------------------------
def test_a_form_without_a_session_keeps_its_answers_until_the_person_has_signed_in(
    visitor, member, place
):
    attempt = begin(place, make_quiz(make_question(short_text())))
    page = fields_of(visitor.get(address("attempt", attempt)).content.decode())
    visitor.logout()
    answer = visitor.post(address("save", attempt), page | {"s1": 'my "words"', "go": "save"})
    html = answer.content.decode()
    assert answer.status_code == 401
    assert "Signed in, save now" in html
    assert '<input type="hidden" name="s1" value="my &quot;words&quot;">' in html
    visitor.force_login(member)
    visitor.post(address("save", attempt), page | {"s1": 'my "words"', "go": "save"})
    assert attempt.responses.get().answer == {"text": 'my "words"'}


def test_the_script_is_told_to_sign_in_and_its_old_token_still_works(visitor, member, place):
    """Sign-in changes the CSRF token; the save token stays good."""
    attempt = begin(place, make_quiz(make_question(short_text())))
    token = save_token(attempt)
    visitor.logout()
    assert SESSION_KEY not in visitor.session
    answer = post_json(visitor, attempt, item(answer={"text": "x"}), token=token)
    assert answer.status_code == 401
    assert "login" in answer.json()["sign_in_url"]
    visitor.force_login(member)
    assert post_json(visitor, attempt, item(answer={"text": "x"}), token=token).status_code == 200


# --- What the script is told --------------------------------------------------------------------
def test_a_save_is_acknowledged_with_its_number_and_time(visitor, place):
    attempt = begin(place, make_quiz(make_question(short_text())))
    sent = item(answer={"text": "x"}, seq=7)
    body = post_json(visitor, attempt, sent).json()
    (one,) = body["answers"]
    assert (one["slot"], one["status"], one["rev"], one["client_seq"]) == (1, "applied", 1, 7)
    assert one["saved_at"]
    assert body["server_time"]
    assert post_json(visitor, attempt, sent).json()["answers"][0]["status"] == "replayed"
    older = post_json(visitor, attempt, item(answer={"text": "y"}, seq=3))
    assert older.json()["answers"][0]["status"] == "older"


@pytest.mark.parametrize(
    "broken",
    [
        {"slot": 9},
        {"slot": [1]},
        {"slot": {"a": 1}},
        {"answer": {"text": 5}},
        {"answer": []},
        {"answer": {"text": "x\u0000y"}},
        {"key": "none"},
        {"key": None},
        {"client_seq": "7"},
        {"client_seq": 1.5},
        {"client_seq": True},
        {"client_seq": None},
    ],
)
def test_a_broken_item_is_422_and_the_others_go_on(visitor, place, broken):
    attempt = begin(place, make_quiz(make_question(short_text()), make_question(short_text())))
    answer = post_json(
        visitor, attempt, item(answer={"text": "x"}) | broken, item(slot=2, answer={"text": "y"})
    )
    assert answer.status_code == 422
    assert [one["status"] for one in answer.json()["answers"]] == ["refused", "applied"]
    assert ResponseEvent.objects.count() == 1


@pytest.mark.parametrize(
    "body", [" ", "nonsense", "[]", '{"answers": {}}', '{"answers": [1]}', "[" * 5000, '{"a": NaN}']
)
def test_a_body_that_is_no_such_thing_is_400(visitor, place, body):
    attempt = begin(place, make_quiz(make_question()))
    answer = visitor.post(
        address("save", attempt),
        body,
        content_type="application/json",
        headers={"X-Save-Token": save_token(attempt)},
    )
    assert answer.status_code == 400


def test_a_save_after_the_end_is_409_with_the_way_to_the_result(visitor, place):
    attempt = begin(place, make_quiz(make_question(short_text())))
    post_json(visitor, attempt, url="submit")
    answer = post_json(visitor, attempt, item(answer={"text": "late"}))
    assert answer.status_code == 409
    assert answer.json()["result_url"] == address("review", attempt)
    assert ResponseEvent.objects.get().applied is False
    form = visitor.post(
        address("save", attempt), {"token": save_token(attempt), "h1": "", "s1": "late too"}
    )
    assert form.status_code == 409
    assert "kept as evidence" in form.content.decode()


def test_sending_twice_is_answered_alike(visitor, place):
    attempt = begin(place, make_quiz(make_question(short_text())))
    key = str(uuid.uuid4())
    sent = item(answer={"text": "canarydiaspora"})
    first = post_json(visitor, attempt, sent, url="submit", submit_key=key)
    second = post_json(visitor, attempt, sent, url="submit", submit_key=key)
    assert first.status_code == second.status_code == 200
    assert first.json()["result_url"] == second.json()["result_url"]
    assert (first.json()["state"], second.json()["state"]) == ("graded", "graded")


def test_more_than_sixty_saves_a_minute_wait(visitor, place):
    attempt = begin(place, make_quiz(make_question(short_text())))
    statuses = [
        post_json(visitor, attempt, item(answer={"text": str(at)}, seq=at)).status_code
        for at in range(1, 62)
    ]
    assert statuses == [200] * 60 + [429]
    answer = post_json(visitor, attempt, item(answer={"text": "more"}, seq=99))
    assert int(answer["Retry-After"]) >= 1


# --- What is right stays here (I14) -------------------------------------------------------------
CANARIES = ("CANARY-FEEDBACK", "CANARY-GENERAL", "canarydiaspora", "weight", "pattern", "tolerance")


def wire(visitor, place, **fields):
    """Every body an attempt at every type gives, before it is reviewed, and the attempt."""
    quiz = make_quiz(*(make_question(block()) for block in EVERY_TYPE), **fields)
    start = reverse("learning:quiz", args=[quiz.translation_key])
    bodies = [visitor.get(start), visitor.post(start)]
    attempt = Attempt.objects.get(quiz_key=quiz.translation_key)
    stems = attempt.layout["slots"]["6"]["stems"]
    bodies += [
        visitor.get(address("attempt", attempt)),
        post_json(visitor, attempt, item(slot=1, answer={"choice": "unknown"})),
        post_json(visitor, attempt, item(slot=5, answer={"text": "no number"})),
        post_json(visitor, attempt, item(slot=6, answer={"pairs": {stems[0]: "1"}})),
        visitor.get(address("attempt", attempt)),
        visitor.get(address("summary", attempt)),
        visitor.get(address("answers", attempt)),
        post_json(visitor, attempt, url="submit"),
        visitor.get(start),
        visitor.get(address("answers", attempt)),
    ]
    return attempt, [body.content.decode() for body in bodies]


@pytest.mark.parametrize("preset", ["nothing", "score", "right_wrong", "answers"])
def test_no_key_and_no_feedback_leaves_before_its_time(visitor, place, preset):
    """I14: every body at every stage and preset is searched."""
    attempt, bodies = wire(visitor, place, review=preset, attempts_allowed=3)
    content = attempt.quiz_version.content
    for body in bodies:
        for canary in CANARIES:
            assert canary not in body
    review = visitor.get(address("review", attempt)).content.decode()
    shows_answers = preset == "answers"
    assert ("canarydiaspora" in review) is shows_answers
    assert ("CANARY-GENERAL" in review) is shows_answers
    assert ("Not answered" in review) is (preset in ("right_wrong", "answers"))
    assert ("marks</h1>" in review) is (preset != "nothing")
    pairs = {
        stem["key"]: stem["option"]
        for q in content["questions"].values()
        for stem in q.get("stems", ())
    }
    assert pairs
    for stem, option in pairs.items():
        for body in [*bodies, review]:
            assert not re.search(rf'"{stem}": ?"{option}"', body)
            assert f'value="{option}"' not in body


def test_a_review_waits_for_what_its_preset_says(visitor, member, place, monkeypatch):
    question = make_question(true_false())
    settled = make_quiz(question, review="answers", review_from="settled", attempts_allowed=2)
    attempt = begin(place, settled)
    post_json(visitor, attempt, item(answer={"value": False}), url="submit")
    review = visitor.get(address("review", attempt)).content.decode()
    assert "CANARY" not in review
    assert "once you have passed" in review
    last = begin(place, settled)
    post_json(visitor, last, item(answer={"value": False}), url="submit")
    assert "CANARY-GENERAL" in visitor.get(address("review", attempt)).content.decode()


def test_a_review_after_the_close_waits_for_it(place, visitor):
    place.run.closes_at = timezone.now() + timedelta(hours=1)
    place.run.save()
    quiz = make_quiz(make_question(true_false()), review="answers", review_from="after_close")
    attempt = begin(place, quiz)
    post_json(visitor, attempt, item(answer={"value": True}), url="submit")
    assert "CANARY" not in visitor.get(address("review", attempt)).content.decode()
    place.run.closes_at = timezone.now() - timedelta(minutes=1)
    place.run.save()
    assert "CANARY-GENERAL" in visitor.get(address("review", attempt)).content.decode()


def test_the_view_of_a_learner_is_a_list_of_what_is_allowed(place):
    """A new column of a question reaches nobody until somebody lists it."""
    quiz = make_quiz(*(make_question(block()) for block in EVERY_TYPE))
    attempt = begin(place, quiz)
    content = attempt.quiz_version.content
    allowed = {"type", "prompt", "line", "slot", "number", "max_mark"}
    own = {"choices": {"key", "text"}, "stems": {"key", "text"}, "options": {"place", "text"}}
    for stage in (Stage.ATTEMPT, Stage.RIGHT_WRONG):
        for page in learner_view(content, attempt.layout, stage):
            for view in page:
                assert set(view) - set(own) == allowed
                for name, columns in own.items():
                    assert all(set(one) == columns for one in view.get(name, ()))
    for stage in (Stage.NOTHING, Stage.SCORE):
        assert learner_view(content, attempt.layout, stage) == []


# --- Queries ------------------------------------------------------------------------------------
@pytest.mark.parametrize("count", [1, 100])
def test_the_pages_ask_the_same_number_of_queries_for_any_number_of_questions(
    visitor, place, count, django_assert_max_num_queries
):
    """learning.md §22: at most 12, constant."""
    quiz = make_quiz(
        *(make_question(short_text()) for _n in range(count)), make_question(information())
    )
    attempt = begin(place, quiz)
    visitor.get(address("attempt", attempt))  # what is kept of the frame is kept
    counted = []
    for name in ("attempt", "summary"):
        with django_assert_max_num_queries(12) as queries:
            visitor.get(address(name, attempt))
        counted.append(len(queries))
    post_json(visitor, attempt, url="submit")
    with django_assert_max_num_queries(12) as queries:
        assert visitor.get(address("review", attempt)).status_code == 200
    counted.append(len(queries))
    expected = COUNTED.setdefault("pages", counted)
    assert counted == expected


COUNTED = {}


@pytest.mark.parametrize("count", [1, 30])
def test_an_autosave_asks_at_most_eight_queries(
    visitor, place, count, table, django_assert_max_num_queries
):
    """learning.md §22, with the tokens of the limit beside it: one read and one write."""
    attempt = begin(place, make_quiz(*(make_question(short_text()) for _n in range(count))))
    sent = [item(slot=slot, answer={"text": "x"}) for slot in range(1, count + 1)]
    with django_assert_max_num_queries(8 + LIMIT_QUERIES):
        assert post_json(visitor, attempt, *sent).status_code == 200


LIMIT_QUERIES = 4


def test_runs_are_told_apart_by_the_address(visitor, place, member):
    other = enrol(member, make_run(course_key=place.course_key, pacing="cohort"))
    quiz = make_quiz(make_question())
    start = reverse("learning:quiz", args=[quiz.translation_key])
    visitor.post(f"{start}?run={other.run.uuid}")
    assert Attempt.objects.get().enrolment == other
    assert visitor.get(f"{start}?run={uuid.uuid4()}").status_code == 404
