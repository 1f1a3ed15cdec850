"""Hosts' forms are refused when they are opened, as when they are sent: nobody types in vain."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from common import unsent
from forum import services
from forum.models import EDiscussion, ModerationLog
from notifications.models import Notification
from tests.factories import discussions as given
from tests.factories import forum as make

pytestmark = pytest.mark.django_db
REASON = "We found no host for it."


def cancelled():
    discussion = given.announced()
    host = given.host_of(discussion)
    return services.cancel_discussion(host=host, discussion=discussion, reason=REASON)


def concluded():
    return services.conclude(
        moderator=make.a_moderator(),
        discussion=given.summarising(),
        conclusion="Nothing more can be said of it.",
        language="en",
    )


STATES = {
    "draft": given.a_draft,
    "announced": given.announced,
    "open": given.opened,
    "summarising": given.summarising,
    "closed": concluded,
    "cancelled": cancelled,
}
CANCELLED = "This discussion was cancelled."
NOT_OPEN_YET = "The discussion is not open yet."
REFUSED = [  # state, form, why it is not opened; "" where it is
    ("draft", "plan", ""),
    ("draft", "extend", "Only an open discussion can be extended."),
    ("draft", "behalf", NOT_OPEN_YET),
    ("draft", "nudge", NOT_OPEN_YET),
    ("announced", "plan", "extend it to change its end"),
    ("announced", "announce", "Only a discussion in preparation can be announced."),
    ("announced", "open", "Publish a welcome message first"),
    ("announced", "close", "Only an open discussion can be closed."),
    ("announced", "behalf", NOT_OPEN_YET),
    ("announced", "cancel", ""),
    ("announced", "message", ""),
    ("open", "cancel", "A discussion that has begun is closed, not cancelled."),
    ("open", "conclude", "Only a discussion that is being summarised can be concluded."),
    ("open", "extend", ""),
    ("open", "behalf", ""),
    ("open", "nudge", ""),
    ("summarising", "extend", "Only an open discussion can be extended."),
    ("summarising", "close", "Only an open discussion can be closed."),
    ("summarising", "nudge", "The discussion has closed."),
    ("summarising", "behalf", ""),  # late for a day, and taken
    ("summarising", "synthesis", ""),
    ("summarising", "role", ""),
    ("closed", "plan", "The discussion has closed."),
    ("closed", "conclude", "Only a discussion that is being summarised can be concluded."),
    ("closed", "close", "Only an open discussion can be closed."),
    ("closed", "nudge", "The discussion has closed."),
    ("closed", "message", ""),  # what became of it
    ("closed", "synthesis", ""),  # a correction is a new version
    ("cancelled", "plan", CANCELLED),
    ("cancelled", "open", "Only an announced discussion can open."),
    ("cancelled", "cancel", CANCELLED),
    ("cancelled", "message", CANCELLED),
    ("cancelled", "synthesis", CANCELLED),
    ("cancelled", "role", CANCELLED),
    ("cancelled", "behalf", CANCELLED),
    ("cancelled", "nudge", CANCELLED),
]


def below(discussion, form=""):
    return f"{discussion.pages.order_by('pk').first().url}host/{form}"


def page_of(answer):
    return BeautifulSoup(answer.content, "html.parser")


@pytest.fixture
def at_desk(client):
    """at_desk(discussion) -> the browser of a moderator, who may do whatever hosts may."""

    def sign_in(discussion):
        client.force_login(make.a_moderator())
        return client

    return sign_in


@pytest.mark.parametrize(("state", "form", "why"), REFUSED)
def test_a_form_out_of_its_time_is_not_opened_and_says_why(state, form, why, at_desk):
    discussion = STATES[state]()
    answer = at_desk(discussion).get(below(discussion, f"{form}/"))
    shown = page_of(answer).select_one("main")
    assert answer.status_code == (409 if why else 200)
    assert why in shown.text
    assert bool(shown.select("form[method=post]")) is not bool(why)
    assert shown.select(f'a[href="{below(discussion)}"]')


def test_what_came_by_other_ways_is_taken_for_a_day_after_the_end(at_desk):
    """As what members write themselves."""
    discussion = given.summarising()
    ended = timezone.now() - timedelta(hours=25)
    dates = {"opens_at": ended - timedelta(days=28), "closes_at": ended}
    EDiscussion.objects.filter(pk=discussion.pk).update(**dates)
    answer = at_desk(discussion).get(below(discussion, "behalf/"))
    assert (answer.status_code, "The discussion has closed." in answer.text) == (409, True)


@pytest.mark.parametrize("form", ["message", "synthesis", "role"])
def test_nothing_more_is_prepared_in_a_discussion_that_was_cancelled(form, at_desk):
    """What is written for it could never be published; who is invited would come for nothing."""
    discussion, somebody = cancelled(), make.person()
    sent = {
        "message": {"kind": "steer", "language": "en", "subject": "Dear all", "body": "Hear this."},
        "synthesis": {"week": "1", "language": "en", "subject": "What we heard", "body": "All."},
        "role": {"handle": somebody.handle, "role": "expert"},
    }
    told, logged = Notification.objects.count(), ModerationLog.objects.count()
    answer = at_desk(discussion).post(below(discussion, f"{form}/"), sent[form])
    assert answer.status_code == 409
    assert CANCELLED in answer.text
    assert not discussion.roles.filter(user=somebody).exists()
    assert (Notification.objects.count(), ModerationLog.objects.count()) == (told, logged)


def test_the_desk_of_a_cancelled_discussion_offers_nothing_that_is_refused(at_desk):
    discussion = cancelled()
    desk = page_of(at_desk(discussion).get(below(discussion))).select_one("main")
    offered = {one["href"].removeprefix(below(discussion)) for one in desk.select("li a[href]")}
    assert not offered & {"message/", "synthesis/", "role/", "cancel/", "behalf/"}


@pytest.mark.parametrize("name", ["message", "synthesis"])
def test_a_draft_of_a_cancelled_discussion_is_read_and_not_published(name, at_desk):
    discussion = given.announced()
    written = {"host": given.host_of(discussion), "discussion": discussion, "language": "en"}
    if name == "message":
        draft = services.draft_host_message(**written, kind="steer", subject="Hello", body="All.")
    else:
        draft = services.draft_synthesis(
            **written, kind="weekly", week=1, title="Weeks", body="All."
        )
    services.cancel_discussion(host=written["host"], discussion=discussion, reason=REASON)
    desk = at_desk(discussion)
    shown = page_of(desk.get(below(discussion, f"draft-{name}/{draft.pk}/"))).select_one("main")
    assert "All." in shown.text
    assert not shown.select("form[action*=publish]")
    answer = desk.get(below(discussion, f"publish-{name}/{draft.pk}/"))
    assert (answer.status_code, CANCELLED in answer.text) == (409, True)


def test_what_could_not_be_sent_stands_in_the_form_beside_the_reason(client):
    """The session ran out while the host wrote, and the discussion was cancelled meanwhile."""
    discussion = given.announced()
    host = given.host_of(discussion)
    form = below(discussion, "message/")
    words = {"kind": "steer", "language": "en", "subject": "Dear all", "body": "Hear this."}
    assert client.post(form, words | {unsent.FIELD: unsent.author_token(host)}).status_code == 303
    services.cancel_discussion(host=host, discussion=discussion, reason=REASON)
    client.force_login(host)
    answer = client.get(form)
    assert answer.status_code == 409
    assert CANCELLED in answer.text
    assert answer.context["form"]["body"].value() == "Hear this."
    assert "Hear this." in answer.text


def test_a_silenced_host_is_told_before_typing(client):
    discussion = given.opened()
    host = given.host_of(discussion)
    services.impose_sanction(
        moderator=make.a_moderator(), user=host, kind="silence", reason="x", statement="Be kind."
    )
    client.force_login(host)
    for form in ("message/", "synthesis/", "behalf/", "extend/"):
        answer = client.get(below(discussion, form))
        assert answer.status_code == 403, form
        assert "You may read, but not write here at present." in answer.text
        assert "Be kind." in answer.text


def test_a_silenced_host_concludes_nothing(client):
    """The conclusion is a message to everybody."""
    discussion = given.summarising()
    host = given.host_of(discussion)
    draft = given.a_synthesis(discussion, week=None)
    services.publish_synthesis(host=host, synthesis=draft)
    services.impose_sanction(
        moderator=make.a_moderator(), user=host, kind="silence", reason="x", statement="y"
    )
    client.force_login(host)
    sent = {"language": "en", "conclusion": "This is what we conclude."}
    answer = client.post(below(discussion, "conclude/"), sent)
    assert answer.status_code == 403
    assert "This is what we conclude." in answer.text  # nothing typed is lost
    discussion.refresh_from_db()
    assert discussion.state == "summarising"


def test_what_opens_a_thread_is_not_offered_to_be_moved(at_desk):
    discussion = given.opened()
    framing = given.topic_of(discussion).first_post
    answer = at_desk(discussion).get(below(discussion, f"assign/{framing.pk}/"))
    assert (answer.status_code, "are moved to a question" in answer.text) == (409, True)


def test_the_last_host_of_a_discussion_is_not_offered_to_be_taken_away(at_desk):
    discussion = given.opened()
    role = discussion.roles.get(role="host")
    answer = at_desk(discussion).get(below(discussion, f"remove-role/{role.pk}/"))
    assert (answer.status_code, "name another one first" in answer.text) == (409, True)


def test_a_week_that_has_not_begun_is_not_offered_to_be_published(at_desk):
    discussion = given.opened()
    draft = given.a_synthesis(discussion, week=2)
    answer = at_desk(discussion).get(below(discussion, f"publish-synthesis/{draft.pk}/"))
    assert (answer.status_code, "This week has not begun." in answer.text) == (409, True)


TOO_LATE = "The discussion has closed: a welcome comes too late."
WELCOME = {"kind": "welcome", "language": "en", "subject": "Welcome", "body": "Tell us."}


@pytest.mark.parametrize("state", ["summarising", "closed"])
def test_nobody_is_welcomed_to_what_is_over(state, at_desk):
    """It would be mailed to all who follow it."""
    discussion = STATES[state]()
    browser, url = at_desk(discussion), below(discussion, "message/")
    offered = {one["value"] for one in page_of(browser.get(url)).select("[name=kind] option")}
    offered |= {one["value"] for one in page_of(browser.get(url)).select("input[name=kind]")}
    assert offered == {"steer", "impact"}
    answer = browser.post(url, WELCOME)
    assert (answer.status_code, TOO_LATE in answer.text) == (409, True)
    assert "Tell us." in answer.text  # what was typed is not lost


def test_a_welcome_that_was_drafted_in_time_is_not_published_after_the_end(at_desk):
    discussion = given.opened()
    host = given.host_of(discussion)
    draft = services.draft_host_message(host=host, discussion=discussion, **WELCOME)
    services.close_contributions(host=host, discussion=discussion)
    browser = at_desk(discussion)
    url = below(discussion, f"publish-message/{draft.pk}/")
    for answer in (browser.get(url), browser.post(url)):
        assert (answer.status_code, TOO_LATE in answer.text) == (409, True)
    changed = WELCOME | {"kind": "steer"}
    page = page_of(browser.get(below(discussion, f"message/{draft.pk}/")))
    changed["base"] = page.select_one("[name=base]").get("value", "")
    assert browser.post(below(discussion, f"message/{draft.pk}/"), changed).status_code == 303
    assert browser.post(url).status_code == 303
