"""The overview of a run: for who leads it, and nobody else (learning.md §11, §21)."""

import re
from datetime import timedelta
from decimal import Decimal
from html import unescape

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone, translation

from common import counters, personal_data
from learning.models import CourseRun, Enrolment, ModuleQuizPlacement, Override
from learning.services import complete_item
from notifications.models import Notification
from tests.factories import learning as make
from tests.factories.quizzes import make_question, make_quiz

pytestmark = pytest.mark.django_db

SEES_THE_RUN = {
    "learner": 404,
    "other_member": 404,
    "facilitator": 200,
    "other_facilitator": 404,
    "donor": 404,
    "course_admin": 200,
}


@pytest.mark.parametrize(("role", "status"), SEES_THE_RUN.items())
def test_a_run_is_shown_to_who_leads_it_and_to_admins(role, status, enrolment, client, request):
    client.force_login(request.getfixturevalue(role))
    assert client.get(reverse("learning:run", args=[enrolment.run.uuid])).status_code == status


def test_who_fell_silent_is_at_risk(enrolment, facilitator, client):
    Enrolment.objects.filter(pk=enrolment.pk).update(
        last_seen_at=timezone.now() - timedelta(days=8)
    )
    client.force_login(facilitator)
    url = reverse("learning:run", args=[enrolment.run.uuid])
    assert "not seen for seven days" in client.get(url).content.decode()
    assert "Nobody is here yet" not in client.get(f"{url}?at-risk=1").content.decode()


def test_the_address_of_a_form_that_was_refused_leads_to_the_run(enrolment, facilitator, client):
    """The menu of languages on that page is followed by reading it."""
    client.force_login(facilitator)
    answer = client.get(reverse("learning:extend", args=[enrolment.run.uuid]))
    assert answer["Location"] == reverse("learning:run", args=[enrolment.run.uuid])


@pytest.mark.parametrize("role", ["facilitator", "course_admin"])
def test_who_leads_extends_with_a_reason(role, course, enrolment, client, request):
    quiz = make_quiz(make_question(), time_limit_seconds=600)
    ModuleQuizPlacement.objects.create(page=course.module, quiz=quiz)
    client.force_login(request.getfixturevalue(role))
    url = reverse("learning:extend", args=[enrolment.run.uuid])
    form = {"learner": str(enrolment.uuid), "quiz": str(quiz.translation_key), "minutes": "10"}
    assert client.post(url, form).status_code == 200, "a reason is asked for"
    assert client.post(url, form | {"reason": "Power cuts"}).status_code == 303
    assert Override.objects.get().extra_seconds == 600


def test_a_request_is_answered_where_the_run_is_seen(enrolment, facilitator, client):
    asked = make.EnrolmentFactory(run=enrolment.run, status="pending")
    client.force_login(facilitator)
    url = reverse("learning:decide", args=[enrolment.run.uuid])
    assert client.post(url, {"enrolment": str(asked.uuid), "answer": "yes"}).status_code == 303
    asked.refresh_from_db()
    assert asked.status == "active"


def test_ones_data_is_handed_out_and_erased(course, enrolment, learner):
    complete_item(
        enrolment=enrolment,
        item_key=course.lessons[0].translation_key,
        how="manual",
        locale="en",
        by=learner,
    )
    data = personal_data.export(learner)
    assert len(data["course places"]) == len(data["course progress"]) == 1
    personal_data.erase(learner)
    enrolment.refresh_from_db()
    assert enrolment.user is None
    assert enrolment.profile_snapshot == {"year": enrolment.enrolled_at.year}


def test_people_who_completed_are_counted_once(enrolment):
    Enrolment.objects.filter(pk=enrolment.pk).update(
        status="completed", completed_at=timezone.now()
    )
    assert [one.value for one in counters.figures(["people_trained"])] == [1]


def test_a_request_that_was_refused_is_no_withdrawal(enrolment, facilitator, client, course):
    asked = make.EnrolmentFactory(run=enrolment.run, status="pending")
    client.force_login(facilitator)
    answer = {"enrolment": str(asked.uuid), "answer": "no"}
    url = reverse("learning:decide", args=[enrolment.run.uuid])
    assert (
        "is told that there is no place" in client.post(url, answer, follow=True).content.decode()
    )
    client.force_login(asked.user)
    assert "You were given no place" in client.get(reverse("learning:mine")).content.decode()
    enrol = reverse("learning:enrol", args=[course.translation_key])
    assert "takes nobody" in client.get(enrol).content.decode()
    client.post(enrol)
    client.post(reverse("learning:withdraw", args=[course.translation_key]))
    asked.refresh_from_db()
    assert asked.status == "refused", "and not asked for again by leaving first"


@pytest.mark.parametrize(("role", "may"), [("facilitator", True), ("other_facilitator", False)])
def test_who_was_refused_is_let_in_all_the_same_where_the_run_is_seen_and_told(
    role, may, enrolment, client, request
):
    refused = make.EnrolmentFactory(run=enrolment.run, status="refused")
    client.force_login(request.getfixturevalue(role))
    page = client.get(reverse("learning:run", args=[enrolment.run.uuid]))
    assert ("Give a place" in page.content.decode()) is may
    url = reverse("learning:decide", args=[enrolment.run.uuid])
    sent = {"enrolment": str(refused.uuid), "answer": "yes"}
    html = client.post(url, sent, follow=True).content.decode()
    refused.refresh_from_db()
    assert (refused.status == "active") is may
    assert ("has a place now" in html) is may
    told = Notification.objects.filter(recipient=refused.user, type="learning.decided")
    assert told.exists() is may


def test_a_run_that_is_over_lets_nobody_in_and_says_so(enrolment, facilitator, client):
    refused = make.EnrolmentFactory(run=enrolment.run, status="refused")
    CourseRun.objects.update(opens_at=None, closes_at=timezone.now() - timedelta(days=1))
    client.force_login(facilitator)
    url = reverse("learning:decide", args=[enrolment.run.uuid])
    sent = {"enrolment": str(refused.uuid), "answer": "yes"}
    assert "Enrolment is not open" in client.post(url, sent, follow=True).content.decode()
    refused.refresh_from_db()
    assert refused.status == "refused"


@pytest.fixture
def extending(course, enrolment, facilitator, client):
    """Posts the form for more time; answers with the page."""
    CourseRun.objects.filter(pk=enrolment.run_id).update(
        closes_at=timezone.now() + timedelta(days=2)
    )
    fields = {"time_limit_seconds": 600, "attempts_allowed": 2, "title": "Timed"}
    quiz = make_quiz(make_question(), **fields)
    ModuleQuizPlacement.objects.create(page=course.module, quiz=quiz)
    free = make_quiz(make_question(), title="Free")
    ModuleQuizPlacement.objects.create(page=course.module, quiz=free)
    client.force_login(facilitator)

    def post(language="en", **form):
        form = {"quiz": str(quiz.translation_key), "reason": "Power cuts"} | form
        if form["quiz"] == "free":
            form["quiz"] = str(free.translation_key)
        with translation.override(language):
            url = reverse("learning:extend", args=[enrolment.run.uuid])
        return client.post(url, form, follow=True).content.decode()

    return post


def test_only_more_time_is_said_to_be_there_for_open_attempts(extending, enrolment):
    who = {"learner": str(enrolment.uuid)}
    assert "Open attempts have it already." in extending(minutes="10", **who)
    page = extending(attempts="1", **who)
    assert "The extension is granted." in page
    assert "Open attempts have it already." not in page


def test_extensions_add_up_and_are_listed_with_their_reason(extending, enrolment):
    extending(learner=str(enrolment.uuid), attempts="2", reason="Was ill")
    html = extending(learner=str(enrolment.uuid), minutes="10")
    given = Override.objects.get()
    assert (given.extra_attempts, given.extra_seconds) == (2, 600)
    assert "10 minutes more, 2 attempts more" in html
    assert "Power cuts" in html


def test_the_form_shows_what_stands_and_asks_why_it_changes(extending, enrolment, client):
    later = (timezone.now() + timedelta(days=9)).strftime("%Y-%m-%dT%H:%M")
    html = extending(
        learner=str(enrolment.uuid), minutes="10", factor="1.5", attempts="2", until=later
    )
    (url,) = re.findall(r'href="([^"]+)#extend"', html)
    page = BeautifulSoup(client.get(unescape(url)).content, "html.parser")
    form = page.select_one("form[action$='/extend/']")
    names = ("minutes", "factor", "attempts", "until", "reason")
    shown = {name: form.select_one(f"[name={name}]").get("value") for name in names}
    assert shown == {
        "minutes": "10",
        "factor": "1.5",
        "attempts": "2",
        "until": later,
        "reason": None,
    }
    assert form.select_one("[name=learner] [selected]")["value"] == str(enrolment.uuid)
    for wrong in ("?quiz=x&learner=y", "?quiz=", f"?learner={enrolment.uuid}"):
        empty = client.get(reverse("learning:run", args=[enrolment.run.uuid]) + wrong)
        assert BeautifulSoup(empty.content, "html.parser").select_one("[name=minutes]:not([value])")


def test_a_later_date_for_everybody_in_the_run(extending, enrolment):
    later = timezone.now() + timedelta(days=9)
    html = extending(everybody="on", until=later.strftime("%Y-%m-%dT%H:%M"))
    assert "Everybody in this run</th>" in html
    given = Override.objects.get()
    assert (given.run, given.enrolment) == (enrolment.run, None)
    assert given.due_at.date() == later.date()


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"minutes": "5"}, "Choose one learner, or everybody."),
        ({"everybody": "on"}, "Say how much more"),
        ({"everybody": "on", "minutes": "-1"}, "greater than or equal to 0"),
        ({"everybody": "on", "until": "2026-01-01T10:00"}, "after the end of the run"),
        ({"everybody": "on", "minutes": "5", "quiz": "free"}, "This quiz has no time limit."),
        ({"everybody": "on", "attempts": "1", "quiz": "free"}, "are not limited"),
    ],
)
def test_an_extension_that_would_change_nothing_is_not_granted(extending, form, words):
    html = extending(**form)
    assert words in html
    assert ("Say how much more" in html) == (words == "Say how much more")
    assert not Override.objects.exists()


def test_the_form_names_who_is_listed_and_takes_whoever_learns(extending, enrolment, client):
    """A run may have thousands: all in one list would be a page of hundreds of kilobytes."""
    for _unused in range(30):
        make.EnrolmentFactory(run=enrolment.run, status="active")
    asked = Enrolment.objects.filter(run=enrolment.run)
    asked.exclude(pk=enrolment.pk).update(last_seen_at=timezone.now())
    run_url = reverse("learning:run", args=[enrolment.run.uuid])

    def offered(query=""):
        page = BeautifulSoup(client.get(run_url + query).content, "html.parser")
        options = page.select("[name=learner] option")
        return [one["value"] for one in options if one["value"]]

    assert len(offered()) == 20
    me = str(enrolment.uuid)
    assert me not in offered()
    person = reverse("learning:person", args=[enrolment.run.uuid, me])
    (link,) = re.findall(r'href="([^"]+)#extend"', client.get(person).content.decode())
    assert link == f"{run_url}?learner={me}"
    assert len(offered(f"?learner={me}")) == 21
    assert me in offered(f"?learner={me}")
    extending(learner=me, minutes="10")
    assert Override.objects.get().enrolment == enrolment


def test_numbers_are_read_in_the_language_of_the_page(extending):
    extending("fr", everybody="on", factor="1,5")
    assert Override.objects.get().time_factor == Decimal("1.5")
