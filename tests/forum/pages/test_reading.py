"""Index, forum, topic, permalink: who sees what, at which address (forum.md §6, §7, §18)."""

import json
import re

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from forum import services
from forum.engine import Topic
from forum.models import Preset, TopicRead
from forum.selectors import posts
from tests.factories import forum as make
from tests.factories.taxonomy import CountryFactory

pytestmark = pytest.mark.django_db


def topic_address(topic):
    return f"/en/forum/t/{topic.pk}/{topic.slug}/"


def forum_address(forum):
    return f"/en/forum/f/{forum.pk}/{forum.slug}/"


@pytest.fixture
def members_forum(db):
    return make.a_forum("For members", preset=Preset.MEMBERS)


@pytest.fixture
def held_topic(forum, newcomer):
    """A newcomer's first topic, which waits for a moderator."""
    from forum.models import ForumInfo

    ForumInfo.objects.filter(forum=forum).update(pre_moderation="new")
    return make.a_topic(forum, newcomer, subject="A first question")


def test_a_post_taken_down_while_its_page_is_made_is_not_shown(
    browser_of, topic, author, moderator, monkeypatch
):
    """Who wrote is read after the posts; what the author was told is nobody else's."""
    post = make.a_reply(topic, author, body="Taken down in that moment.")
    read = posts.contributions_of

    def taken_down_first(pks):
        monkeypatch.undo()
        services.hide_post(moderator=moderator, post=post, reason="off topic", statement="For you.")
        return read(pks)

    monkeypatch.setattr(posts, "contributions_of", taken_down_first)
    page = browser_of(None).get(topic_address(topic)).content.decode()
    assert topic.subject in page
    assert "Taken down in that moment." not in page
    assert "For you." not in page


# --- Who sees what -----------------------------------------------------------------------------
READERS = ("anonymous", "newcomer", "reader", "moderator", "forum_admin")
SEES = {
    "index": READERS,
    "public forum": READERS,
    "public topic": READERS,
    "public post": READERS,
    "members forum": READERS[1:],
    "members topic": READERS[1:],
    "members post": READERS[1:],
    "public text": READERS,
    "members text": READERS[1:],
    "held text": (),  # nothing of it is published
    "held topic": ("newcomer", "moderator", "forum_admin"),
    "held post": ("newcomer", "moderator", "forum_admin"),
}


@pytest.mark.parametrize("role", READERS)
def test_each_page_is_there_for_exactly_those_who_may_read_it(
    role, request, browser_of, forum, topic, members_forum, held_topic
):
    inside = make.a_topic(members_forum, subject="Among ourselves")
    addresses = {
        "index": "/en/forum/",
        "public forum": forum_address(forum),
        "public topic": topic_address(topic),
        "public post": f"/en/forum/p/{topic.first_post.pk}/",
        "members forum": forum_address(members_forum),
        "members topic": topic_address(inside),
        "members post": f"/en/forum/p/{inside.first_post.pk}/",
        "public text": f"/en/forum/t/{topic.pk}/text/",
        "members text": f"/en/forum/t/{inside.pk}/text/",
        "held topic": topic_address(held_topic),
        "held text": f"/en/forum/t/{held_topic.pk}/text/",
        "held post": f"/en/forum/p/{held_topic.first_post.pk}/",
    }
    user = None if role == "anonymous" else request.getfixturevalue(role)
    browser = browser_of(user)
    got = {name: browser.get(address).status_code for name, address in addresses.items()}
    expected = {
        name: (302 if "post" in name else 200) if role in SEES[name] else 404 for name in addresses
    }
    assert got == expected


def test_what_one_may_not_see_answers_as_what_does_not_exist(browser_of, members_forum):
    """forum.md §6, §18: the same body, but for the number that was asked for."""
    hidden = make.a_topic(members_forum)
    browser = browser_of()
    answers = [browser.get(f"/en/forum/t/{pk}/some-words/") for pk in (hidden.pk, hidden.pk + 1000)]
    bodies = {re.sub(rb"\d{1,}", b"0", answer.content) for answer in answers}
    assert [answer.status_code for answer in answers] == [404, 404]
    assert len(bodies) == 1, bodies
    assert f"?next=/en/forum/t/{hidden.pk}/".encode() in answers[0].content


def test_a_held_topic_is_in_no_list_of_others(browser_of, forum, held_topic, reader):
    """S4."""
    for user in (None, reader):
        for address in ("/en/forum/", forum_address(forum), "/en/forum/feed.atom"):
            assert b"A first question" not in browser_of(user).get(address).content


# --- Readers without an account ---------------------------------------------------------------
@pytest.mark.parametrize("kind", ["index", "forum", "topic", "text", "feed"])
def test_pages_without_an_account_write_nothing_and_may_be_kept(kind, browser_of, forum, topic):
    """S11: no session, no cookie, no token; the same for everybody, so a proxy may keep it."""
    address = {
        "index": "/en/forum/",
        "forum": forum_address(forum),
        "topic": topic_address(topic),
        "text": f"/en/forum/t/{topic.pk}/text/",
        "feed": f"/en/forum/t/{topic.pk}/feed.atom",
    }[kind]
    browser = browser_of()
    answer = browser.get(address)
    assert answer.status_code == 200
    assert not answer.cookies
    assert Session.objects.count() == 0
    assert b"csrfmiddlewaretoken" not in answer.content
    assert "public" in answer.headers["Cache-Control"]
    # `Vary: Cookie` is said for the light version alone (common.display): nobody asks the session.
    assert not answer.wsgi_request.session.accessed
    assert TopicRead.objects.filter(topic=topic).exclude(user=topic.poster).count() == 0


def test_a_page_of_a_member_is_kept_by_nobody(browser_of, topic, reader):
    assert "no-store" in browser_of(reader).get(topic_address(topic)).headers["Cache-Control"]


# --- One address for each thing ---------------------------------------------------------------
def test_wrong_words_lead_to_the_right_ones_for_good(browser_of, forum, topic):
    browser = browser_of()
    for asked, right in (
        (f"/en/forum/t/{topic.pk}/", topic_address(topic)),
        (f"/en/forum/t/{topic.pk}/other-words/?page=1&x=2", f"{topic_address(topic)}?x=2"),
        (f"/en/forum/t/00{topic.pk}/{topic.slug}/", topic_address(topic)),
        (f"{topic_address(topic)}?page=1", topic_address(topic)),
        (f"/en/forum/f/{forum.pk}/", forum_address(forum)),
    ):
        answer = browser.get(asked)
        assert (answer.status_code, answer.headers.get("Location")) == (301, right)


NOT_THERE = ["0", "01", "+1", "-1", "abc", "2", "99999999999999999999", "%00", "1.5"]


@pytest.mark.parametrize("number", NOT_THERE)
def test_a_page_that_is_not_there_is_not_found(number, browser_of, forum, topic):
    for address in (topic_address(topic), forum_address(forum)):
        assert browser_of().get(f"{address}?page={number}").status_code in (400, 404)


@pytest.mark.parametrize("pk", ["0", "999999999", "99999999999999999999999999"])
def test_a_number_nothing_has_is_not_found(pk, browser_of, reader):
    for user in (None, reader):
        browser = browser_of(user)
        for place in ("f", "t", "p"):
            assert browser.get(f"/en/forum/{place}/{pk}/").status_code == 404


def test_a_topic_named_like_a_page_of_ours_has_an_address_of_its_own(browser_of, forum, author):
    named = make.a_topic(forum, author, subject="Reply")
    address = f"/en/forum/t/{named.pk}/reply-/"
    assert browser_of().get(address).status_code == 200
    assert browser_of().get(f"/en/forum/t/{named.pk}/").headers["Location"] == address


def test_the_canonical_address_is_below_the_topics_own_language(open_page, forum, author):
    french = make.a_topic(forum, author, subject="Envoyer de l’argent", language="fr")
    address = f"/en/forum/t/{french.pk}/{french.slug}/"
    link = open_page(None, address).select_one("link[rel=canonical]")
    assert link["href"].endswith(f"/fr/forum/t/{french.pk}/{french.slug}/")


# --- A topic of several pages -----------------------------------------------------------------
@pytest.fixture
def long_topic(topic, reader):
    """Twenty-five posts: two pages."""
    for number in range(24):
        make.a_reply(topic, reader, body=f"Answer number {number}")
    return topic


def test_twenty_posts_a_page_oldest_first(open_page, long_topic):
    first = open_page(None, topic_address(long_topic)).select("article.post")
    last = open_page(None, f"{topic_address(long_topic)}?page=last").select("article.post")
    assert (len(first), len(last)) == (20, 5)
    assert "Answer number 18" in first[-1].text
    assert "Answer number 23" in last[-1].text


def test_a_permalink_leads_to_the_page_of_its_post(browser_of, long_topic):
    last = Topic.objects.get(pk=long_topic.pk).last_post_id
    answer = browser_of().get(f"/en/forum/p/{last}/")
    assert answer.headers["Location"] == f"{topic_address(long_topic)}?page=2#post-{last}"


def test_reading_a_page_marks_as_far_as_it_goes(browser_of, open_page, long_topic):
    third = make.person("Chidi Mfano")
    browser = browser_of(third)
    browser.head(topic_address(long_topic))
    browser.get(topic_address(long_topic), headers={"Sec-Purpose": "prefetch"})
    assert not TopicRead.objects.filter(user=third).exists()
    browser.get(topic_address(long_topic))
    shown = open_page(third, topic_address(long_topic)).select("article.post")[-1]["id"]
    assert f"post-{TopicRead.objects.get(user=third).last_post_id}" == shown


# --- Lists ------------------------------------------------------------------------------------
def test_a_list_is_sorted_and_narrowed_by_its_address(open_page, forum, author, reader):
    answered = make.a_topic(forum, author, subject="Answered one")
    make.a_reply(answered, reader)
    make.a_topic(forum, author, subject="Sans réponse", language="fr")

    def titles(query):
        rows = open_page(None, f"{forum_address(forum)}?{query}").select(".result-row__title")
        return [row.text.strip() for row in rows]

    assert titles("unanswered=on") == ["Sans réponse"]
    assert titles("language=en") == ["Answered one"]
    assert titles("sort=answers")[0] == "Answered one"
    assert len(titles("sort=nonsense&theme=nothing")) == 2


def test_a_room_offers_the_countries_of_its_published_topics_alone(open_page, forum, author):
    here, waiting, elsewhere = (CountryFactory() for _n in range(3))
    make.a_topic(forum, author, countries=[here])
    held = make.a_topic(forum, author, subject="Held", countries=[waiting])
    Topic.objects.filter(pk=held.pk).update(approved=False)
    make.a_topic(make.a_forum("Elsewhere"), author, countries=[elsewhere])
    options = open_page(None, forum_address(forum)).select("#filter_country option")
    assert [one["value"] for one in options] == ["", here.code]


def test_an_empty_room_says_what_will_be_here(open_page, forum):
    assert "No topic yet" in open_page(None, forum_address(forum)).select_one("main").text


# --- Feeds ------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", ["atom", "rss"])
def test_a_feed_has_what_anybody_may_read_whoever_asks(
    kind, browser_of, topic, members_forum, moderator
):
    inside = make.a_topic(members_forum, subject="Among ourselves")
    for user in (None, moderator):
        browser = browser_of(user)
        body = browser.get(f"/en/forum/feed.{kind}").content.decode()
        assert topic.subject in body
        assert inside.subject not in body
        assert browser.get(f"/en/forum/t/{inside.pk}/feed.{kind}").status_code == 404
        assert browser.get(f"/en/forum/f/{members_forum.pk}/feed.{kind}").status_code == 404


def test_a_feed_is_not_sent_twice(browser_of, topic):
    browser = browser_of()
    tag = browser.get("/en/forum/feed.atom").headers["ETag"]
    assert browser.get("/en/forum/feed.atom", headers={"If-None-Match": tag}).status_code == 304


def test_no_page_of_a_forum_shows_an_address_of_a_person(browser_of, topic, author, reader):
    """S13."""
    for user in (None, reader):
        assert author.email.encode() not in browser_of(user).get(topic_address(topic)).content


def test_every_named_address_is_below_the_language():
    assert reverse("forum:index") == "/en/forum/"


def test_search_engines_are_told_of_a_public_topic(browser_of, open_page, topic, reader):
    """forum.md §14; what a person wrote cannot end the script that carries it."""
    make.a_reply(topic, reader, body="Four </script><b>per cent</b>")
    address = topic_address(topic)
    data = json.loads(
        open_page(None, address).select_one('script[type="application/ld+json"]').string
    )
    assert (data["@type"], data["headline"]) == ("DiscussionForumPosting", topic.subject)
    assert data["author"]["name"] == "A member"
    assert len(data["comment"]) == 1
    assert open_page(reader, address).select_one('script[type="application/ld+json"]') is None
