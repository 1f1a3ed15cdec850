"""A question is called what it asks in the reader's language, wherever its thread is named."""

import pytest
from bs4 import BeautifulSoup

from forum import selectors, services
from forum.models import Level
from tests.factories import discussions as given
from tests.factories import forum as make

pytestmark = pytest.mark.django_db
QUESTION = "Qu’est-ce qui aide ?"


@pytest.fixture
def discussion():
    found = given.opened()
    given.translated(found.pages.get(), "fr", questions=[QUESTION, "Que manque-t-il ?"])
    return found


@pytest.fixture
def member():
    return make.person()


@pytest.fixture
def post(discussion, member):
    """An answer that its author changed once."""
    mine = given.an_answer(discussion, member)
    return services.edit_post(member=member, post=mine, body="Another word.", base_revision=1)


def main_of(client, url):
    answer = client.get(url)
    assert answer.status_code == 200, url
    return BeautifulSoup(answer.content, "html.parser")


@pytest.mark.parametrize(
    "place",
    ["t/{topic}/reply/", "t/{topic}/reply/?quote={post}", "p/{post}/edit/", "p/{post}/bookmark/"],
)
def test_forms_about_a_thread_bear_the_question(client, discussion, member, post, place):
    page = headed(client, member, post, place)
    assert page.select_one("nav.breadcrumb, .breadcrumb") is not None


@pytest.mark.parametrize("place", ["p/{post}/history/", "p/{post}/moderate/", "t/{topic}/manage/"])
def test_what_moderators_read_of_a_thread_bears_the_question(client, discussion, post, place):
    headed(client, make.a_moderator(), post, place)


def headed(client, who, post, place):
    client.force_login(who)
    page = main_of(client, f"/fr/forum/{place.format(topic=post.topic_id, post=post.pk)}")
    heading = page.select_one("main h1")
    assert QUESTION in heading.text
    assert post.topic.subject not in page.select_one("body").text
    english = place.format(topic=post.topic_id, post=post.pk)
    assert post.topic.subject in main_of(client, f"/en/forum/{english}").select_one("h1").text
    return page


def test_a_preview_bears_the_question(client, discussion, member, post):
    client.force_login(member)
    sent = {"body": "One more word.", "language": "fr", "preview": "1"}
    answer = client.post(f"/fr/forum/t/{post.topic_id}/reply/", sent)
    assert QUESTION in BeautifulSoup(answer.content, "html.parser").select_one("main h1").text


def test_one_s_lists_name_the_question(client, discussion, member, post):
    services.save_draft(
        member=member, context=f"reply:{post.topic_id}", subject="", body="Mon avis.", version=0
    )
    services.bookmark_post(member=member, post=post)
    services.subscribe(member=member, target=post.topic, level=Level.WATCHING)
    client.force_login(member)
    for place in ("drafts/", "bookmarks/", "subscriptions/"):
        words = main_of(client, f"/fr/forum/{place}").select_one("main").text
        assert QUESTION in words, place
        assert post.topic.subject not in words, place


def test_the_queue_names_the_question(client, discussion, post):
    services.report_post(member=make.person(), post=post, reason="spam")
    moderator = make.a_moderator()
    assert selectors.moderation_queue(moderator).items[0].topic == post.topic.subject
    client.force_login(moderator)
    assert QUESTION in main_of(client, "/fr/forum/moderation/").select_one("main").text
