"""Quotes, languages, versions that hosts add; where readers find them (forum.md §3.2, §7)."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum import services
from forum.errors import InvalidContent, NotNow
from forum.models import EDiscussion, MessageKind
from tests.factories import discussions as given
from tests.factories import forum as make

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def discussion():
    return given.opened()


@pytest.fixture
def host(client, discussion):
    """The browser of the host."""
    client.force_login(given.host_of(discussion))
    return client


def url_of(discussion, below=""):
    return f"{discussion.pages.order_by('pk').first().url}{below}"


def page_of(client, discussion, below=""):
    answer = client.get(url_of(discussion, below))
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


# --- Quotes -----------------------------------------------------------------------------------
def links_to_quote(page):
    return [one["href"] for one in page.select("a[href*='/host/quote/']")]


def test_a_host_quotes_an_answer_from_where_it_stands(host, discussion):
    post = given.an_answer(discussion, body="> Somebody said so.\n\nWe leave **faith** out.")
    draft = given.a_synthesis(discussion)
    (url,) = links_to_quote(page_of(host, discussion, "q/1/"))
    form = host.get(url).context["form"]
    assert (form["quote"].value(), form["synthesis"].value()) == (
        "We leave **faith** out.",
        draft.pk,
    )
    sent = {"quote": form["quote"].value(), "synthesis": draft.pk}
    answer = host.post(url, sent)
    assert answer["Location"] == url_of(discussion, f"host/draft-synthesis/{draft.pk}/")
    assert [one.post_id for one in draft.excerpts.all()] == [post.pk]


def test_a_long_answer_is_offered_up_to_the_last_whole_word(host, discussion):
    post = given.an_answer(discussion, body="word " * 400)
    given.a_synthesis(discussion)
    value = host.get(url_of(discussion, f"host/quote/{post.pk}/")).context["form"]["quote"].value()
    assert len(value) <= 1_000
    assert value.endswith("word")


def test_words_that_were_changed_are_refused_in_the_form(host, discussion):
    post, draft = given.an_answer(discussion), given.a_synthesis(discussion)
    sent = {"quote": "Something else.", "synthesis": draft.pk}
    answer = host.post(url_of(discussion, f"host/quote/{post.pk}/"), sent)
    assert answer.status_code == 200
    assert "copy them exactly" in answer.content.decode()
    assert not draft.excerpts.exists()


def test_only_who_summarises_is_offered_to_quote_and_only_in_a_draft(client, host, discussion):
    post = given.an_answer(discussion)
    assert links_to_quote(page_of(host, discussion, "q/1/")) == []
    draft = given.a_synthesis(discussion)
    assert len(links_to_quote(page_of(host, discussion, "q/1/"))) == 1
    services.publish_synthesis(host=given.host_of(discussion), synthesis=draft)
    assert links_to_quote(page_of(host, discussion, "q/1/")) == []
    given.a_synthesis(discussion, week=2)
    client.force_login(make.person())
    assert links_to_quote(page_of(client, discussion, "q/1/")) == []
    assert client.get(url_of(discussion, f"host/quote/{post.pk}/")).status_code == 404


def test_a_host_quotes_from_the_thread_itself_as_from_its_page(client, host, discussion):
    """On /forum/t/, too; neither the words that open the thread, nor in a room of its own."""
    thread = given.an_answer(discussion).topic
    url = f"/en/forum/t/{thread.pk}/{thread.slug}/"

    def read(at):
        return BeautifulSoup(client.get(at).content, "html.parser")

    assert links_to_quote(read(url)) == []
    given.a_synthesis(discussion)
    assert links_to_quote(read(url)) == links_to_quote(page_of(host, discussion, "q/1/"))
    assert len(links_to_quote(read(url))) == 1
    other = make.a_topic(make.a_forum())
    assert links_to_quote(read(f"/en/forum/t/{other.pk}/{other.slug}/")) == []
    client.force_login(make.person())
    assert links_to_quote(read(url)) == []


def test_a_draft_of_another_discussion_does_not_quote(host, discussion):
    post = given.an_answer(discussion)
    other = given.opened(title="Another talk")
    draft = given.a_synthesis(other)
    sent = {"quote": post.content.raw, "synthesis": draft.pk}
    assert host.post(url_of(discussion, f"host/quote/{post.pk}/"), sent).status_code == 200
    assert not draft.excerpts.exists()


# --- Versions ---------------------------------------------------------------------------------
@pytest.fixture
def corrected(discussion):
    """A synthesis with a quote and a note, and the version that replaced it."""
    host, post = given.host_of(discussion), given.an_answer(discussion, body="Faith is left out.")
    first = given.a_synthesis(discussion, title="The first title", method_note="Read by two.")
    services.add_excerpt(host=host, synthesis=first, post=post, quote="Faith is left out.")
    services.publish_synthesis(host=host, synthesis=first)
    second = given.a_synthesis(discussion, title="The second title")
    services.publish_synthesis(host=host, synthesis=second)
    first.refresh_from_db()
    return first


def test_an_earlier_version_is_shown_whole_with_the_way_to_its_comments(
    client, discussion, corrected
):
    page = page_of(client, discussion, "synthesis/1/")
    earlier = page.select_one("#version-1")
    for words in ("The first title", "Faith is left out.", "Read by two.", "Comment until"):
        assert words in earlier.text
    (comments,) = [
        one["href"]
        for one in earlier.select("a")
        if f"/t/{corrected.comments_topic_id}/" in one["href"]
    ]
    assert client.get(comments).status_code == 200


def test_links_to_threads_of_a_discussion_lead_there_at_once(client, discussion, corrected):
    threads = page_of(client, discussion).select("a[href*='/forum/t/']")
    threads += page_of(client, discussion, "synthesis/1/").select("a[href*='/forum/t/']")
    assert len(threads) >= 3  # general, and the comments of two versions
    for one in threads:
        assert client.get(one["href"]).status_code == 200, one["href"]


def test_more_versions_cost_no_more_queries(client, discussion, corrected):
    host, counts = given.host_of(discussion), []
    for number in (3, 4):
        draft = given.a_synthesis(discussion, title=f"Title {number}")
        services.publish_synthesis(host=host, synthesis=draft)
        with CaptureQueriesContext(connection) as queries:
            page_of(client, discussion, "synthesis/1/")
        counts.append(len(queries))
        client.cookies.clear()
    assert counts[1] <= counts[0]


# --- The feed ---------------------------------------------------------------------------------
def entries(client, discussion):
    feed = client.get(url_of(discussion, "feed.atom"))
    assert feed.status_code == 200
    return ElementTree.fromstring(feed.content).findall(f"{ATOM}entry")


def test_the_feed_has_answers_messages_and_syntheses_the_newest_first(client, discussion):
    given.an_answer(discussion, body="Faith is left out.")
    given.say(discussion, subject="Week two begins")
    host = given.host_of(discussion)
    services.publish_synthesis(host=host, synthesis=given.a_synthesis(discussion))
    given.a_synthesis(discussion, week=2, title="Not published yet")
    found = entries(client, discussion)
    titles = [one.findtext(f"{ATOM}title") for one in found]
    assert titles[:3] == ["What people leave out", "Week two begins", given.QUESTIONS[0]]
    assert "Dear all" in titles  # the welcome
    assert "Not published yet" not in titles
    ids = [one.findtext(f"{ATOM}id") for one in found]
    assert len(set(ids)) == len(ids)
    for one in found:
        address = one.find(f"{ATOM}link").get("href").removeprefix("http://testserver")
        assert client.get(address.partition("#")[0], follow=True).status_code == 200


def test_the_feed_of_a_discussion_among_members_is_nobodys(client):
    closed = given.opened(audience="members")
    member = make.person()
    client.force_login(member)
    assert client.get(url_of(closed, "feed.atom")).status_code == 404


# --- Messages in more languages ---------------------------------------------------------------
@pytest.fixture
def conclusion():
    """The closing message of a discussion, in English."""
    discussion = given.summarising()
    services.conclude(
        moderator=make.a_moderator(),
        discussion=discussion,
        conclusion="Nobody came, and that tells us something.",
        language="en",
    )
    return discussion.messages.get(kind=MessageKind.CLOSING)


WORDS = {"language": "fr", "subject": "Ce que nous concluons", "body": "Personne n’est venu."}


def test_a_conclusion_is_read_in_the_languages_that_hosts_add(client, conclusion):
    discussion = conclusion.discussion
    client.force_login(given.host_of(discussion))
    address = url_of(discussion, f"host/translate-message/{conclusion.pk}/")
    assert address in [one["href"] for one in page_of(client, discussion, "messages/").select("a")]
    form = client.get(address)
    assert "Nobody came" in form.content.decode()
    assert form.context["form"]["language"].value() == "fr"
    assert client.post(address, WORDS).status_code == 303
    english = page_of(client, discussion, "messages/").text
    assert "Nobody came" in english
    french = client.get(url_of(discussion, "messages/").replace("/en/", "/fr/", 1))
    assert "Personne n’est venu." in french.content.decode()
    assert french.context["messages_said"][0].translated_from == "en"


def test_what_is_there_in_a_language_stays(conclusion):
    host = given.host_of(conclusion.discussion)
    with pytest.raises(NotNow):
        services.translate_host_message(
            host=host, message=conclusion, **(WORDS | {"language": "en"})
        )
    services.translate_host_message(host=host, message=conclusion, **WORDS)
    with pytest.raises(NotNow):
        services.translate_host_message(host=host, message=conclusion, **WORDS)
    assert conclusion.texts.count() == 2


def test_only_hosts_translate_and_only_what_is_published(conclusion):
    host = given.host_of(conclusion.discussion)
    with pytest.raises(PermissionDenied):
        services.translate_host_message(host=make.person(), message=conclusion, **WORDS)
    draft = services.draft_host_message(
        host=host,
        discussion=conclusion.discussion,
        kind=MessageKind.IMPACT,
        language="en",
        subject="Later",
        body="It was heard.",
    )
    with pytest.raises(NotNow):
        services.translate_host_message(host=host, message=draft, **WORDS)


# --- The calendar -----------------------------------------------------------------------------
@pytest.fixture
def due(discussion):
    """The discussion, its summary expected three days after its end."""
    day = discussion.closes_at.date() + 3 * DAY
    EDiscussion.objects.filter(pk=discussion.pk).update(summary_due_on=day)
    return EDiscussion.objects.get(pk=discussion.pk)


def extend(discussion, **kwargs):
    values = {"note": "Many arrive late.", "language": "en"} | kwargs
    return services.extend_discussion(
        host=given.host_of(discussion), discussion=discussion, **values
    )


def test_an_extension_does_not_pass_the_day_of_the_summary(due):
    with pytest.raises(InvalidContent) as refusal:
        extend(due, closes_at=due.closes_at + 7 * DAY)
    assert refusal.value.field == "summary_due_on"


def test_an_extension_moves_the_summary_along(due):
    closes_at = due.closes_at + 7 * DAY
    day = closes_at.date() + DAY
    assert extend(due, closes_at=closes_at, summary_due_on=day).summary_due_on == day


def test_a_short_extension_leaves_the_summary_where_it_was(due):
    before = due.summary_due_on
    assert extend(due, closes_at=due.closes_at + DAY).summary_due_on == before


def test_the_form_asks_for_the_day_of_the_summary_and_says_what_is_wrong(host, due):
    address = url_of(due, "host/extend/")
    form = host.get(address).context["form"]
    assert form["summary_due_on"].value() == due.summary_due_on
    closes_at = due.closes_at + 7 * DAY
    sent = {
        "closes_at": f"{closes_at:%Y-%m-%dT%H:%M}",
        "summary_due_on": f"{due.summary_due_on}",
        "language": "en",
        "note": "Many arrive late.",
    }
    refused = host.post(address, sent)
    assert refused.context["form"].errors["summary_due_on"]
    sent["summary_due_on"] = f"{(closes_at + DAY).date()}"
    assert host.post(address, sent).status_code == 303
    due.refresh_from_db()
    assert due.summary_due_on == (closes_at + DAY).date()
