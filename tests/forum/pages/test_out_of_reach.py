"""A place that goes while somebody writes for it: 404 as ever, and every word is kept (§18)."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group

from common import unsent
from forum import services
from forum.engine import Forum
from forum.models import Draft, Preset
from tests.factories import forum as make

pytestmark = pytest.mark.django_db
WORDS = "What we pay where I live, in full."
SENT = {"body": WORDS, "language": "en", "subject": "Costs", "base_revision": "1"}


def hidden(topic, room):
    services.hide_post(moderator=make.a_moderator(), post=topic.first_post, reason="x")


def moved_among_few(topic, room):
    group = Group.objects.create(name="Few")
    few = make.a_forum("Among few", preset=Preset.GROUP, group=group)
    services.move_topic(moderator=make.an_admin(), topic=topic, forum=few)


def removed(topic, room):
    services.remove_forum(admin=make.an_admin(), forum=Forum.objects.get(pk=room.pk))


CASES = {  # what happens meanwhile, the form that is sent then, its draft
    "the topic is hidden": (hidden, "/en/forum/t/{topic}/reply/", "reply:{topic}"),
    "the topic moves away": (moved_among_few, "/en/forum/t/{topic}/reply/", "reply:{topic}"),
    "the room is removed": (removed, "/en/forum/f/{room}/new/", "topic:{room}"),
    "the post moves away": (moved_among_few, "/en/forum/p/{post}/edit/", "edit:{post}"),
}


@pytest.fixture(params=CASES)
def gone(request, topic, reader):
    """Where something was to be written, when it is not there any more; and its draft."""
    happens, address, draft = CASES[request.param]
    post, room = make.a_reply(topic, reader, body="Four per cent."), make.a_forum("Empty")
    happens(topic, room)
    numbers = {"topic": topic.pk, "room": room.pk, "post": post.pk}
    return address.format(**numbers), draft.format(**numbers)


def test_what_was_written_for_it_is_shown_and_kept(gone, browser_of, reader, open_page):
    address, draft = gone
    answer = browser_of(reader).post(address, SENT)
    assert answer.status_code == 404
    assert "This page is not here" in answer.text
    assert WORDS in answer.text
    assert Draft.objects.get(user=reader).context == draft
    row = open_page(reader, "/en/forum/drafts/").select_one(".result-row")
    assert not row.select('a[href$="/reply/"], a[href$="/new/"], a[href$="/edit/"]')
    assert WORDS in row.select_one("details p").text  # all of it, as no form shows it


def test_it_answers_as_what_never_was(gone, browser_of, reader):
    """Whoever asks learns nothing of what is hidden from them."""
    address, _draft = gone
    number = address.split("/")[4]
    browser = browser_of(reader)
    for ask in (browser.get, lambda url: browser.post(url, SENT)):
        pages = [ask(url) for url in (address, address.replace(number, "987654"))]
        texts = [
            BeautifulSoup(one.content, "html.parser").select_one("main .stack").text
            for one in pages
        ]
        assert texts[0] == texts[1]
        assert {one.status_code for one in pages} == {404}


def test_what_waited_for_the_sign_in_is_shown_too(gone, browser_of, reader):
    address, _draft = gone
    browser = browser_of(None)
    browser.post(address, SENT | {unsent.FIELD: unsent.author_token(reader)})
    browser.force_login(reader)
    answer = browser.get(address)
    assert (answer.status_code, WORDS in answer.text) == (404, True)


@pytest.mark.parametrize("number", ["9" * 18, "9" * 40])
def test_a_number_that_no_place_can_have_is_not_there(number, browser_of, reader):
    answer = browser_of(reader).post(f"/en/forum/t/{number}/reply/", SENT)
    assert answer.status_code == 404


def test_what_was_said_of_a_post_that_is_hidden_meanwhile_is_shown(topic, browser_of, reader):
    post = make.a_reply(topic)
    services.hide_post(moderator=make.a_moderator(), post=post, reason="x")
    sent = {"reason": "danger", "note": "She says where she will be."}
    answer = browser_of(reader).post(f"/en/forum/p/{post.pk}/report/", sent)
    assert answer.status_code == 404
    assert "She says where she will be." in answer.text
    unknown = browser_of(reader).post("/en/forum/p/987654/report/", sent)
    assert (unknown.status_code, "She says where" in unknown.text) == (404, True)


@pytest.mark.parametrize("way", ["draft", "sign-in"])
def test_what_was_written_for_a_topic_that_is_closed_by_now_can_be_read_again(
    way, topic, browser_of, reader
):
    """The drafts show how it begins and lead to its form, where there is none any more."""
    words = f"{'It is long. ' * 60}And ends so."
    address, sent = f"/en/forum/t/{topic.pk}/reply/", SENT | {"body": words}
    browser = browser_of(reader if way == "draft" else None)
    kept = {"draft": "1"} if way == "draft" else {unsent.FIELD: unsent.author_token(reader)}
    assert browser.post(address, sent | kept).status_code == 303
    services.lock_topic(moderator=make.a_moderator(), topic=topic, reason="All has been said.")
    browser.force_login(reader)
    answer = browser.get(address)
    assert answer.status_code == 409
    assert "All has been said." in answer.text
    assert "And ends so." in answer.text
    assert ("What you wrote is kept:" in answer.text) is (way == "draft")


def test_who_has_written_nothing_for_it_reads_the_reason_alone(topic, browser_of, reader):
    services.lock_topic(moderator=make.a_moderator(), topic=topic, reason="All has been said.")
    answer = browser_of(reader).get(f"/en/forum/t/{topic.pk}/reply/?quote={topic.first_post.pk}")
    assert answer.status_code == 409
    assert "What you wrote" not in answer.text
