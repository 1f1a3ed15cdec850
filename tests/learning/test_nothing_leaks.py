"""While an attempt goes on, no answer of the site tells what is right (I14, issue 5).

Everything that a learner can ask for is asked: pages, JSON, refusals, files, search, export.
"""

import hashlib
import itertools
import json
import re
import uuid

import pytest
from allauth.account.internal.flows import reauthentication
from django.http import QueryDict
from django.urls import reverse

from learning.compiling.quizzes import canonical
from learning.models import Attempt, ModuleQuizPlacement, QuizKind
from learning.taking.pages import save_token
from search.access import principal_for
from search.backends import engines
from search.generations import rebuild
from search.models import Generation
from search.request import from_params
from search.selectors import query
from tests.factories import learning as make
from tests.factories.members import UserFactory
from tests.factories.quizzes import (
    enrol,
    information,
    make_question,
    make_quiz,
    matching,
    multiple,
    number,
    numeric,
    short_text,
    single,
    true_false,
)

pytestmark = pytest.mark.django_db

# What stands in feedback and in keys that are words; names of columns that only the key has.
MARKERS = (
    "CANARY-FEEDBACK",
    "CANARY-GENERAL",
    "canarydiaspora",
    "98765.4321",
    "weight",
    "pattern",
    "tolerance",
    "multiplier",
    "grading_hash",
    "content_hash",
)
TYPES = (
    single,
    multiple,
    true_false,
    short_text,
    lambda: numeric(number(value="98765.4321")),
    matching,
    information,
)
MATCHING = 6  # the slot of that type


@pytest.fixture
def quiz(course):
    """Every type, answers shown at once after the end, in the middle of a course."""
    quiz = make_quiz(
        *(make_question(block(), title=f"Bank title {at}") for at, block in enumerate(TYPES)),
        title="Core test",
        review="answers",
        questions_per_page=2,
        kind=QuizKind.GRADED,
    )
    ModuleQuizPlacement.objects.create(page=course.module, quiz=quiz)
    return quiz


@pytest.fixture
def attempt(quiz, learner, client):
    client.force_login(learner)
    client.post(reverse("learning:quiz", args=[quiz.translation_key]))
    return Attempt.objects.get()


@pytest.fixture
def pairs(attempt):
    """The right ones, as they are stored: {stem: option}."""
    questions = attempt.quiz_version.content["questions"].values()
    return {stem["key"]: stem["option"] for one in questions for stem in one.get("stems", ())}


class Walk:
    """A learner who asks for everything and keeps what came back, by what was asked."""

    def __init__(self, client, attempt):
        self.client, self.attempt = client, attempt
        self.bodies = {}

    def keep(self, name, answer, status):
        assert answer.status_code == status, name
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        headers = " ".join(f"{key}: {value}" for key, value in answer.headers.items())
        assert name not in self.bodies
        self.bodies[name] = f"{headers}\n{body.decode()}"

    def address(self, name):
        return reverse(f"learning:{name}", args=[self.attempt.uuid])

    def get(self, name, url, status=200, **data):
        self.keep(name, self.client.get(url, data), status)

    def send(self, name, answers, status=200, token=None, url="save"):
        body = answers if isinstance(answers, str) else json.dumps({"answers": answers})
        headers = {"X-Save-Token": save_token(self.attempt) if token is None else token}
        sent = {"content_type": "application/json", "headers": headers}
        self.keep(name, self.client.post(self.address(url), body, **sent), status)

    def post(self, name, status, **fields):
        fields = {"token": save_token(self.attempt), "page": "1"} | fields
        self.keep(name, self.client.post(self.address("save"), fields), status)


def row(slot, answer, seq=1):
    return {"slot": slot, "key": str(uuid.uuid4()), "client_seq": seq, "answer": answer}


def right_pairs(attempt, pairs):
    """All right pairs as a browser sends them: by place."""
    options = attempt.layout["slots"][str(MATCHING)]["options"]
    return {stem: str(options.index(option) + 1) for stem, option in pairs.items()}


def walk_while_it_goes_on(client, attempt, pairs, course, learner):
    """Pages, saves right and wrong, refusals, files, what is beside the quiz."""
    walk = Walk(client, attempt)
    version, key = attempt.quiz_version, attempt.quiz_key
    walk.get("start", reverse("learning:quiz", args=[key]))
    walk.get("first page", walk.address("attempt"))
    # --- Saves, among them all that is right -----------------------------------------------
    choices = attempt.layout["slots"]["1"]["choices"]
    walk.send("saved", [row(1, {"choice": choices[0]}), row(3, {"value": True})])
    walk.send("saved pairs", [row(MATCHING, {"pairs": right_pairs(attempt, pairs)})])
    walk.send("saved number", [row(5, {"text": "98,765.5"})])
    walk.send("older", [row(3, {"value": False}, seq=0)])
    # --- Refusals ----------------------------------------------------------------------------
    walk.send("unknown choice", [row(1, {"choice": "nobody"})], status=422)
    walk.send("unknown option", [row(MATCHING, {"pairs": {next(iter(pairs)): "99"}})], status=422)
    walk.send("option by key", [row(MATCHING, {"pairs": pairs})], status=422)
    walk.send("unknown slot", [row(99, {"value": True})], status=422)
    walk.send("wrong shape", [row(3, {"value": "yes"}), row(4, {"text": 7})], status=422)
    walk.send("text too long", [row(4, {"text": "x" * 5_000})], status=422)
    walk.send("no JSON", "{", status=400)
    walk.send("no list", '{"answers": 3}', status=400)
    walk.send("forged token", [], status=403, token="forged")
    walk.post("form too long", 422, h4="x", s4="x" * 5_000, page="2")
    walk.post("form saved", 303, h4="x", s4="a guess", page="2", go="finish")
    # --- The same pages again, filled in -------------------------------------------------------
    for page in (1, 2, 3, 4):
        walk.get(f"page {page}", walk.address("attempt"), page=page)
    walk.get("summary", walk.address("summary"))
    walk.get("answers", walk.address("answers"))
    walk.get("review before the end", walk.address("review"), status=302)
    # --- Beside the quiz -----------------------------------------------------------------------
    for name, page in (
        ("course", course),
        ("module", course.module),
        ("lesson", course.lessons[0]),
    ):
        walk.get(name, page.get_url())
    walk.get("my learning", reverse("learning:mine"))
    walk.get("me", reverse("members:me"))
    walk.get("notifications", reverse("notifications:list"))
    walk.get("unknown version", f"/en/learning/quizzes/{uuid.uuid4()}/", status=404)
    walk.get("version by its key", f"/en/learning/quizzes/{version.grading_hash}/", status=404)
    # --- Search --------------------------------------------------------------------------------
    rebuild(engines.embedded())
    for at, words in enumerate(("canarydiaspora", "CANARY-GENERAL", "Bank title", "Core test")):
        walk.get(f"search {at}", reverse("search"), q=words)
        walk.get(f"suggest {at}", reverse("search_suggest"), q=words)
        walk.get(f"search as data {at}", reverse("search_api"), q=words)
    return walk


def without_what_was_asked(body):
    """A search page repeats the words that somebody typed; they came from the test, not the key."""
    return re.sub(r"(?i)(canarydiaspora|canary-general)", "", body)


@pytest.fixture
def index(db):
    yield
    for name in Generation.objects.values_list("name", flat=True):
        engines.embedded().drop(name)


def test_no_answer_of_the_site_tells_what_is_right_while_an_attempt_goes_on(
    client, attempt, pairs, course, learner, index, monkeypatch
):
    walk = walk_while_it_goes_on(client, attempt, pairs, course, learner)
    monkeypatch.setattr(reauthentication, "did_recently_reauthenticate", lambda request: True)
    walk.keep("export", client.post(reverse("members:export")), 200)
    client.logout()
    walk.send("signed out", [row(3, {"value": True}, seq=9)], status=401)
    walk.post("form signed out", 401, h4="x", s4="a guess")
    client.force_login(UserFactory())
    walk.send("somebody else", [row(3, {"value": True}, seq=9)], status=404)

    attempt.refresh_from_db()
    assert attempt.is_open, "the walk must not have ended it"
    for name, body in walk.bodies.items():
        asked = without_what_was_asked(body) if name.startswith("sear") else body
        for marker in MARKERS:
            assert marker not in asked, f"{marker} in {name}"
        for stem, option in pairs.items():
            # The key of a right option is that of its stem: beside it, or as a value, it tells.
            assert not re.search(rf'{stem}"?[:=] ?"?{option}', body), name
            assert f'value="{option}"' not in body, name


def test_search_finds_no_question_and_no_quiz(quiz, course, learner, index):
    """Questions are no documents, for nobody: also for who may read the lessons beside them."""
    rebuild(engines.embedded())
    for words in ("canarydiaspora", "CANARY-GENERAL", "Bank title", "Core test"):
        asked = from_params(QueryDict(f"q={words}"), "en")
        assert [hit.title for hit in query(asked, principal_for(learner, "en")).hits] == []


def test_what_a_form_carries_of_a_stored_answer_cannot_be_tried_out(client, attempt, pairs):
    """A plain hash of right pairs could be computed from the page alone, and compared."""
    walk = Walk(client, attempt)
    walk.send("saved", [row(MATCHING, {"pairs": right_pairs(attempt, pairs)})])
    html = "".join(
        client.get(walk.address("attempt"), {"page": page}).content.decode() for page in range(1, 5)
    )
    carried = re.search(rf'name="h{MATCHING}" value="([^"]*)"', html)[1]
    guesses = itertools.product(pairs, repeat=len(pairs))
    for guess in guesses:
        tried = {"pairs": dict(zip(pairs, guess, strict=True))}
        assert hashlib.sha256(canonical(tried).encode()).hexdigest()[:16] != carried


def test_after_the_end_each_answer_comes_with_its_time_and_not_before(client, attempt, quiz):
    """The markers are there to be found: else the walk above would prove nothing."""
    body = json.dumps({"answers": [], "submit_key": str(uuid.uuid4())})
    sent = {"content_type": "application/json", "headers": {"X-Save-Token": save_token(attempt)}}
    reply = client.post(reverse("learning:submit", args=[attempt.uuid]), body, **sent)
    assert not any(marker in reply.content.decode() for marker in MARKERS)
    review = client.get(reverse("learning:review", args=[attempt.uuid])).content.decode()
    assert "canarydiaspora" in review
    assert "CANARY-GENERAL" in review


def test_an_observers_preview_is_as_silent_as_a_learners_attempt(client, quiz, course):
    observer = make.enrolled_in(course, role="observer").user
    client.force_login(observer)
    client.post(reverse("learning:quiz", args=[quiz.translation_key]))
    preview = Attempt.objects.get()
    assert preview.is_preview
    for page in range(1, 5):
        url = reverse("learning:attempt", args=[preview.uuid])
        html = client.get(url, {"page": page}).content.decode()
        assert not any(marker in html for marker in MARKERS)


def test_another_run_shows_nothing_of_it_either(client, attempt):
    """Whoever learns elsewhere finds neither the quiz nor the attempt."""
    client.force_login(enrol(UserFactory()).user)
    for name in ("attempt", "summary", "review", "answers"):
        answer = client.get(reverse(f"learning:{name}", args=[attempt.uuid]))
        assert answer.status_code == 404
        assert not any(marker in answer.content.decode() for marker in MARKERS)
