"""What the script is told (learning.md §17)."""

import uuid
from datetime import datetime, timedelta

import pytest

from learning.models import Response, ResponseEvent
from learning.taking.extending import grant_override
from learning.taking.pages import save_token
from tests.factories.quizzes import (
    make_question,
    make_quiz,
    numeric,
    short_text,
)
from tests.learning.quiz_pages.steps import address, begin, fields_of, item, post_json

pytestmark = pytest.mark.django_db


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


def test_the_script_tells_the_time_of_a_save_in_the_zone_of_the_page(visitor, member, place):
    """As the page does without it: a device may be on a journey."""
    member.timezone = "America/Guayaquil"
    member.save(update_fields=["timezone"])
    attempt = begin(place, make_quiz(make_question(short_text())))
    page = visitor.get(address("attempt", attempt)).content.decode()
    assert 'data-zone="America/Guayaquil"' in page


def test_a_form_that_shows_what_its_script_has_saved_puts_nothing_over_a_newer_answer(
    visitor, place
):
    """Two windows: the older one is sent last, as a plain form, with what it has saved long ago."""
    attempt = begin(place, make_quiz(make_question(short_text()), make_question(short_text())))
    older = fields_of(visitor.get(address("attempt", attempt)).content.decode())
    saved = post_json(visitor, attempt, item(answer={"text": "first"}, seq=7)).json()["answers"][0]
    post_json(visitor, attempt, item(answer={"text": "second"}, seq=8))
    sent = older | {"h1": saved["rendered"], "s1": "first", "s2": "only here", "go": "finish"}
    assert visitor.post(address("save", attempt), sent).status_code == 303
    answers = Response.objects.filter(attempt=attempt).order_by("slot")
    assert [one.answer["text"] for one in answers] == ["second", "only here"]


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


# --- The clock of the page ----------------------------------------------------------------------
def test_a_page_whose_clock_ran_out_too_early_comes_again_with_its_answers(visitor, place):
    """More time was given while it was open: the attempt goes on (learning.md §6)."""
    quiz = make_quiz(make_question(short_text()), time_limit_seconds=600)
    attempt = begin(place, quiz)
    page = fields_of(visitor.get(address("attempt", attempt)).content.decode())
    early = page | {"s1": "canarydiaspora", "time_up": "1"}
    answer = visitor.post(address("submit", attempt), early)
    assert answer["Location"] == f"{address('attempt', attempt)}?page=1&saved=1"
    assert attempt.responses.get().answer == {"text": "canarydiaspora"}
    body = post_json(visitor, attempt, url="submit", time_up=True).json()
    assert body["deadline_at"]
    attempt.refresh_from_db()
    assert attempt.state == "in_progress"
    assert visitor.post(address("submit", attempt), page)["Location"] == address("review", attempt)


def test_each_save_tells_the_page_when_the_attempt_ends(visitor, place, admin):
    attempt = begin(place, make_quiz(make_question(short_text()), time_limit_seconds=600))
    shown = visitor.get(address("attempt", attempt)).content.decode()
    sent = item(answer={"text": "x"})
    ends = post_json(visitor, attempt, sent).json()["deadline_at"]
    assert f'data-ends="{ends}"' in shown
    grant = {"quiz_key": attempt.quiz_key, "by": admin, "reason": "", "enrolment": place}
    grant_override(**grant, extra_seconds=600)
    body = post_json(visitor, attempt, sent).json()
    moved = body["deadline_at"]
    assert datetime.fromisoformat(moved) - datetime.fromisoformat(ends) == timedelta(minutes=10)
    assert body["end_words"] in visitor.get(address("attempt", attempt)).content.decode()
    untimed = begin(place, make_quiz(make_question(short_text())))
    assert post_json(visitor, untimed, sent).json()["deadline_at"] is None


def test_a_save_says_how_a_number_was_read(visitor, place):
    """1,234 is not taken for 1.234 without a word (learning.md §7)."""
    attempt = begin(place, make_quiz(make_question(numeric())))
    row = post_json(visitor, attempt, item(answer={"text": "1234"})).json()["answers"][0]
    assert (row["state"], row["read_as"]) == ("complete", "1,234")
    html = visitor.get(address("summary", attempt)).content.decode()
    assert "<bdi>1,234</bdi>" in html
    row = post_json(visitor, attempt, item(answer={"text": "many"}, seq=2)).json()["answers"][0]
    assert (row["state"], row["read_as"]) == ("invalid", "")
