"""The page of a guiding question: a thread like any other, within its discussion (look.md §8)."""

from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from forum import services
from forum.models import TopicRead
from forum.selectors.windows import window_of
from tests.factories import discussions as given
from tests.factories import forum as make

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 12, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def discussion():
    return given.opened()


def question(client, discussion, who=None):
    if who is not None:
        client.force_login(who)
    page = discussion.pages.order_by("pk").first()
    return client.get(f"{page.url}q/1/").content.decode()


def test_a_member_does_with_an_answer_there_what_they_do_in_the_thread(client, discussion):
    post = given.an_answer(discussion, body="We leave faith out of it.")
    html = question(client, discussion, make.person())
    address = reverse("forum:post", args=[post.pk])
    for act in ("useful/", "bookmark/", "report/"):
        assert f'"{address}{act}"' in html
    reply = reverse("forum:reply", args=[post.topic_id])
    assert f"{reply}?quote={post.pk}" in html
    assert f'<form class="composer" id="answer" method="post" action="{reply}"' in html


def test_a_browser_that_fetches_ahead_has_read_no_answer(client, discussion):
    reader = make.person()
    client.force_login(reader)
    url = f"{discussion.pages.get().url}q/1/"
    client.head(url)
    client.get(url, headers={"Sec-Purpose": "prefetch"})
    assert not TopicRead.objects.filter(user=reader).exists()
    client.get(url)
    assert TopicRead.objects.filter(user=reader).exists()


def test_a_visitor_is_asked_to_sign_in_and_comes_back(client, discussion):
    given.an_answer(discussion, body="We leave faith out of it.")
    html = question(client, discussion)
    assert "composer" not in html
    assert "/accounts/login/?next=" in html


def test_all_questions_stand_beside_it(client, discussion):
    html = question(client, discussion)
    for text in discussion.pages.order_by("pk").first().question_texts.all():
        assert text.text in html


def test_the_author_of_a_hidden_answer_reads_why(client, discussion):
    author = make.person()
    post = given.an_answer(discussion, author, body="Buy my book.")
    services.hide_post(
        moderator=make.a_moderator(), post=post, reason="off_topic", statement="Not about this."
    )
    assert "Not about this." in question(client, discussion, author)


def test_a_host_alone_may_move_an_answer_to_another_question(client, discussion):
    post = given.an_answer(discussion, body="We leave faith out of it.")
    assign = f"host/assign/{post.pk}/"
    assert assign not in question(client, discussion, make.person())
    assert assign in question(client, discussion, given.host_of(discussion))


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("phone", "Received by phone, posted by the host."),
        ("meeting", "Received in a meeting, posted by the host."),
    ],
)
def test_how_a_text_came_in_is_said_in_a_sentence(client, discussion, source, words):
    services.contribute_on_behalf(
        host=given.host_of(discussion),
        topic=given.topic_of(discussion),
        body="We have no line here.",
        language="fr",
        source=source,
        consent=True,
        name="Kofi Exemple",
        country="",
    )
    assert words in question(client, discussion)


# --- When a thread takes texts ------------------------------------------------------------------
@pytest.mark.parametrize(
    ("now", "look", "words"),
    [
        (NOON - 3 * HOUR, "due", "Opens on 22 December 2026, 10:00 UTC"),
        (NOON - HOUR, "open", "Open until 22 December 2026, 12:00 UTC"),
        (NOON, "closed", "Closed on 22 December 2026"),
    ],
)
def test_a_thread_with_dates_says_by_the_clock_whether_it_is_open(now, look, words):
    found = window_of(NOON - 2 * HOUR, NOON, now)
    assert (found.look, found.words, found.is_over) == (look, words, look == "closed")


def test_a_member_reads_the_end_in_their_own_zone():
    with timezone.override("Africa/Nairobi"):
        found = window_of(None, NOON, NOON - HOUR)
    assert found.words == "Open until 22 December 2026, 15:00 (Nairobi), 12:00 UTC"


@pytest.mark.parametrize(
    ("after", "until"), [(23 * HOUR, "23 December 2026, 12:00 UTC"), (24 * HOUR, "")]
)
def test_a_day_after_the_end_texts_wait_for_the_host(after, until):
    found = window_of(None, NOON, NOON + after)
    assert (found.words, found.late_until) == ("Closed on 22 December 2026", until)


def test_who_may_still_write_reads_that_it_is_closed_before_they_do(client, discussion):
    """Not only once they have sent it; and what stands is not changed any more."""
    writer = make.person()
    post = given.an_answer(discussion, writer, body="We leave faith out of it.")
    services.close_contributions(host=given.host_of(discussion), discussion=discussion)
    html = question(client, discussion, writer)
    reply = client.get(reverse("forum:reply", args=[post.topic_id])).content.decode()
    for page in (html, reply):
        assert "This is closed. What you write until" in page
        assert "It is usually published at once" not in page
    assert "Closed on" in html
    assert "waits for the host" in html
    assert reverse("forum:edit", args=[post.pk]) not in html


def test_a_thread_without_an_end_says_nothing():
    assert window_of(None, None, NOON) is None


def test_threads_of_a_closed_discussion_are_closed_in_every_list(client, discussion):
    topic = given.topic_of(discussion)
    topic.info.opens_at = timezone.now() - 2 * HOUR
    topic.info.closes_at = timezone.now() - HOUR
    topic.info.save()
    room = client.get(reverse("forum:forum", args=[topic.forum_id, topic.forum.slug]))
    assert 'data-state="closed"' in room.content.decode()
    page = client.get(reverse("forum:topic", args=[topic.pk, topic.slug])).content.decode()
    assert "Open until" not in page
    assert "Closed on" in page


# --- In the reader's language -------------------------------------------------------------------
def test_the_thread_of_a_question_is_titled_in_the_readers_language(client, discussion):
    """Titles of threads are in the host's language; each page of the discussion has its own."""
    english = discussion.pages.order_by("pk").first()
    asked = ["Qui voulez-vous atteindre ?", "Quels services ?", "Quoi ?"]
    given.translated(english, "fr", "Cartographier", asked)
    topic = given.topic_of(discussion)
    for address in (
        reverse("forum:topic", args=[topic.pk, topic.slug]),
        reverse("forum:forum", args=[topic.forum_id, topic.forum.slug]),
    ):
        html = client.get(address.replace("/en/", "/fr/"), follow=True).content.decode()
        assert 'lang="fr"' in html
        assert "Qui voulez-vous atteindre" in html
        assert topic.subject in client.get(address).content.decode()


# --- Messages of the hosts --------------------------------------------------------------------
def said(client, discussion, number="1", **words):
    """The host writes about a question by their form, and publishes it."""
    client.force_login(given.host_of(discussion))
    desk = f"{discussion.pages.order_by('pk').first().url}host/"
    sent = {"kind": "steer", "language": "en", "subject": "Go deeper", "body": "Name **one** cost."}
    draft = client.post(f"{desk}message/", sent | {"question": number} | words)
    assert draft.status_code == 303
    number = draft.headers["Location"].rstrip("/").rpartition("/")[2]
    assert client.post(f"{desk}publish-message/{number}/").status_code == 303
    client.logout()


def test_a_message_about_a_question_stands_on_its_page_and_on_no_others(client, discussion):
    said(client, discussion)
    url = discussion.pages.order_by("pk").first().url
    seen = {place: client.get(f"{url}{place}").text for place in ("q/1/", "q/2/", "messages/")}
    assert "Name <strong>one</strong> cost." in seen["q/1/"]
    assert "Name <strong>one</strong> cost." not in seen["q/2/"]
    assert f'<a href="{url}q/1/">About question 1</a>' in seen["messages/"]
    assert "Go deeper" in client.get(f"{url}text/1/").text
    assert "Go deeper" not in client.get(f"{url}text/2/").text


def test_a_question_shows_the_newest_message_about_it(client, discussion):
    said(client, discussion)
    said(client, discussion, subject="Now the fees", body="Which fees do you see?")
    said(client, discussion, number="", subject="To all", body="Thank you.")
    html = question(client, discussion)
    assert "Now the fees" in html
    assert "Go deeper" not in html
    assert "To all" not in html


def test_a_draft_about_a_question_is_seen_by_hosts_alone_and_keeps_its_question(client, discussion):
    host = given.host_of(discussion)
    draft = services.draft_host_message(
        host=host,
        discussion=discussion,
        kind="steer",
        language="en",
        subject="Go deeper",
        body="Name one cost.",
        question=discussion.questions.get(number=2),
    )
    url = discussion.pages.order_by("pk").first().url
    assert "Go deeper" not in client.get(f"{url}q/2/").text
    client.force_login(host)
    assert "about question 2" in client.get(f"{url}host/draft-message/{draft.pk}/").text
    assert "Go deeper" not in client.get(f"{url}q/2/").text
    form = client.get(f"{url}host/message/{draft.pk}/").context["form"]
    assert form["question"].value() == "2"


@pytest.mark.parametrize("number", ["0", "9", "abc"])
def test_a_message_is_about_no_question_that_is_not_there(client, discussion, number):
    client.force_login(given.host_of(discussion))
    url = discussion.pages.order_by("pk").first().url
    sent = {"kind": "steer", "language": "en", "subject": "Go deeper", "body": "Name one cost."}
    answer = client.post(f"{url}host/message/", sent | {"question": number})
    assert answer.status_code == 200
    assert answer.context["form"].errors["question"]
    assert not discussion.messages.filter(state="draft").exists()


def test_before_the_announcement_there_is_no_question_to_choose(client):
    draft = given.a_draft()
    client.force_login(given.host_of(draft))
    page = client.get(f"{draft.pages.get().url}host/message/")
    assert page.status_code == 200
    assert "question" not in page.context["form"].fields


# --- The first new answer -----------------------------------------------------------------------
def first_new(client, discussion, who):
    page = BeautifulSoup(question(client, discussion, who), "html.parser")
    link = page.find("a", string="First new post")
    return link and link["href"]


def test_the_first_new_post_of_a_question_is_an_answer_on_its_own_page(client, discussion):
    """Not the host's words above the thread, and not the thread in the forum."""
    url, reader = f"{discussion.pages.get().url}q/1/", make.person()
    assert first_new(client, discussion, reader) is None  # nothing but the question itself
    TopicRead.objects.all().delete()
    answers = [given.an_answer(discussion) for _at in range(22)]
    assert first_new(client, discussion, reader) == f"{url}#post-{answers[0].pk}"
    # That page has nineteen answers below the words of the host: the rest is new.
    address = f"{url}?page=2#post-{answers[19].pk}"
    assert first_new(client, discussion, reader) == address
    assert f'id="post-{answers[19].pk}"' in client.get(address.partition("#")[0]).text
