"""Topics and answers through their forms: each refusal keeps the words (forum.md §18)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from common.indexing import Similar
from forum import services
from forum.engine import Post, Topic
from forum.forms import opened_now
from forum.models import Contribution, Draft, PostState, Sanction, TopicInfo
from taxonomy.models import Tag
from tests.factories import discussions as given
from tests.factories import forum as make
from tests.factories.taxonomy import CountryFactory, TagFactory, ThemeFactory
from tests.forum.pages.conftest import typed

COMPOSER = "main form:has(textarea)"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("slowly")]


@pytest.fixture
def address(topic):
    return f"/en/forum/t/{topic.pk}/reply/"


def words(body="About four per cent here.", **more):
    return {
        "body": body,
        "language": "en",
        "submission_id": str(uuid4()),
        "opened": opened_now(),
    } | more


def answers_in(topic):
    return list(Post.objects.filter(topic=topic).exclude(pk=topic.first_post.pk))


# --- Without a script: read, answer, be answered ----------------------------------------------
def test_the_form_under_a_topic_publishes_an_answer(open_page, browser_of, topic, reader):
    read_at = f"/en/forum/t/{topic.pk}/{topic.slug}/"
    shown = open_page(reader, read_at)
    fields = typed(shown) | {"body": "Three per cent, by **phone**."}
    browser = browser_of(reader)
    answer = browser.post(shown.select_one("form.composer")["action"], fields)
    posted = answers_in(topic)[0]
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/en/forum/p/{posted.pk}/")
    assert "<strong>phone</strong>" in browser.get(answer.headers["Location"], follow=True).text


def test_an_answer_leads_back_to_the_page_of_its_question(open_page, browser_of, reader):
    discussion = given.opened()
    read_at = f"{discussion.pages.get().url}q/1/"
    shown = open_page(reader, read_at)
    fields = typed(shown) | {"body": "Three per cent, by **phone**."}
    browser = browser_of(reader)
    answer = browser.post(shown.select_one("form.composer")["action"], fields)
    posted = Post.objects.latest("pk")
    back = f"{read_at}?page=last#post-{posted.pk}"
    assert (answer.status_code, answer.headers["Location"]) == (303, back)
    assert f'id="post-{posted.pk}"' in browser.get(back).text


@pytest.mark.parametrize(
    "elsewhere",
    ["//evil.example/", "https://evil.example/", "/\\evil.example", "/en/?x=1", "/en/#x", "en/"],
)
def test_an_answer_leads_nowhere_else(browser_of, topic, reader, address, elsewhere):
    answer = browser_of(reader).post(address, words(came_from=elsewhere))
    assert answer.headers["Location"] == f"/en/forum/p/{answers_in(topic)[0].pk}/"


def test_a_topic_is_previewed_with_what_may_answer_it_and_then_published(
    browser_of, forum, reader, monkeypatch
):
    found = [Similar("topic:1", "Costs of sending money", "/forum/t/1/", "en")]
    monkeypatch.setattr("forum.views.writing.similar", lambda *args, **kwargs: found)
    browser = browser_of(reader)
    address = f"/en/forum/f/{forum.pk}/new/"
    fields = words("What does it cost?", subject="Sending money")
    seen = browser.post(address, fields | {"preview": "1"})
    assert "Costs of sending money" in seen.text
    assert "nobody sees this yet" in seen.text
    assert not Topic.objects.exists()
    answer = browser.post(address, fields)
    topic = Topic.objects.get()
    assert answer.status_code == 303
    assert (topic.subject, topic.approved) == ("Sending money", True)


def test_keywords_of_a_new_topic_stand_on_it_and_lead_into_the_search(
    browser_of, open_page, forum, reader
):
    """Of the controlled list alone, and only those that are still offered."""
    tag, gone = TagFactory(name="Dual citizenship"), TagFactory(name="Leaflets")
    address = f"/en/forum/f/{forum.pk}/new/"
    browser_of(reader).post(address, words(subject="A title", tags=[tag.code, gone.code]))
    topic = Topic.objects.get()
    assert set(topic.info.tags.all()) == {tag, gone}
    Tag.objects.filter(pk=gone.pk).update(active=False)
    links = open_page(None, f"/en/forum/t/{topic.pk}/{topic.slug}/").select("aside .tag")
    assert [(one.text, one["href"]) for one in links] == [
        ("Dual citizenship", "/en/search/?q=Dual+citizenship")
    ]


@pytest.mark.parametrize("code", ["no-such-word", "gone"])
def test_a_keyword_that_is_not_offered_is_refused(code, browser_of, forum, reader):
    TagFactory(code="gone", active=False)
    answer = browser_of(reader).post(
        f"/en/forum/f/{forum.pk}/new/", words("My words", subject="A title", tags=[code])
    )
    assert answer.status_code == 200
    assert "There is a problem" in answer.text
    assert "My words" in answer.text
    assert not Topic.objects.exists()


def test_what_may_answer_a_new_topic_is_one_line_a_topic(
    browser_of, topic, author, reader, monkeypatch
):
    """Answers are found under the title of their topic: five of them said one thing five times."""
    answers = [make.a_reply(topic, author) for _unused in range(3)]
    found = [Similar(f"post:{one.pk}", topic.subject, f"/p/{one.pk}/", "en") for one in answers]
    found += [Similar("library:7", "Costs, a paper", "/library/7/", "en")]
    found += [Similar(f"topic:{topic.pk}", topic.subject, "/the-topic/", "en")]
    monkeypatch.setattr("forum.views.writing.similar", lambda *args, **kwargs: list(found))
    seen = browser_of(reader).post(
        f"/en/forum/f/{topic.forum_id}/new/", {"subject": "Sending money", "look": "1"}
    )
    links = BeautifulSoup(seen.content, "html.parser").select("[aria-labelledby=similar] a")
    assert [one["href"] for one in links] == ["/the-topic/", "/library/7/"]


def test_one_may_look_for_answers_with_a_title_alone(browser_of, forum, reader, parsed):
    """Nothing typed is lost, nothing is said of what is missing, nothing is kept or sent."""
    sent = {"subject": "Sending money", "language": "fr", "look": "1"}
    page = parsed(browser_of(reader).post(f"/en/forum/f/{forum.pk}/new/", sent))
    fields = typed(page, "main form")
    assert (fields["subject"], fields["language"]) == ("Sending money", "fr")
    assert not page.select(".error-summary, [aria-invalid]")
    assert not Topic.objects.exists()
    assert not Draft.objects.exists()


def test_a_quote_is_in_the_form_and_names_its_author_when_shown(
    open_page, browser_of, topic, author, reader
):
    quoted = topic.first_post
    fields = typed(open_page(reader, f"/en/forum/t/{topic.pk}/reply/?quote={quoted.pk}"))
    assert fields["body"].startswith(f"> [post:{quoted.pk}]")
    assert fields["reply_to"] == str(quoted.pk)
    browser = browser_of(reader)
    preview = browser.post(
        f"/en/forum/t/{topic.pk}/reply/",
        fields | {"body": fields["body"] + "Four.", "preview": "1"},
    )
    assert "Amina Voorbeeld wrote:" in preview.text


@pytest.mark.parametrize("number", ["0", "999999", "abc", "99999999999999999999"])
def test_a_quote_of_what_is_not_there_is_not_found(number, browser_of, address, reader):
    assert browser_of(reader).get(f"{address}?quote={number}").status_code == 404


def test_a_quote_of_another_topics_post_is_not_found(browser_of, address, forum, reader):
    elsewhere = make.a_topic(forum, subject="Something else")
    browser = browser_of(reader)
    assert browser.get(f"{address}?quote={elsewhere.first_post.pk}").status_code == 404


# --- Twice -------------------------------------------------------------------------------------
def test_one_form_sent_twice_is_one_answer(browser_of, address, topic, reader):
    """§10, S12: whatever the body. Another text is kept, and that is said."""
    browser = browser_of(reader)
    fields = words()
    first = browser.post(address, fields)
    again = browser.post(address, fields | {"body": "Something else"})
    assert first.headers["Location"] == again.headers["Location"]
    assert again.status_code == 303
    assert len(answers_in(topic)) == 1
    assert Draft.objects.get(user=reader).body == "Something else"
    assert "kept as a draft" in browser.get(again.headers["Location"], follow=True).text


def test_another_text_of_a_sent_form_is_in_a_form_where_it_cannot_be_a_draft(
    browser_of, address, topic, reader
):
    """Another device has a newer draft there: nothing of either is lost."""
    browser = browser_of(reader)
    fields = words()
    browser.post(address, fields)
    for body in ("One", "Two"):
        services.save_draft(member=reader, context=f"reply:{topic.pk}", body=body)
    again = browser.post(address, fields | {"body": "Something else", "draft_version": "1"})
    assert again.status_code == 409
    sent = words("Something else") | {
        "submission_id": again.context["form"]["submission_id"].value()
    }
    assert "Something else" in again.text
    make.let_time_pass(reader)
    assert browser.post(address, sent).status_code == 303
    assert len(answers_in(topic)) == 2


def test_going_back_and_publishing_again_is_one_answer(browser_of, open_page, topic, reader):
    address = f"/en/forum/t/{topic.pk}/{topic.slug}/"
    browser = browser_of(reader)
    found = []
    for _unused in range(2):
        page = BeautifulSoup(browser.get(address).content, "html.parser")
        fields = typed(page) | {"body": "Three per cent."}
        answer = browser.post(page.select_one("form.composer")["action"], fields)
        found.append(answer.headers["Location"])
    assert found[0] == found[1]
    assert "it stands here once" in browser.get(found[0], follow=True).text
    assert len(answers_in(topic)) == 1


# --- Refused, with the words kept ----------------------------------------------------------------
@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("", "Write your text."),
        ("   \n ", "Write your text."),
        ("x", "Write your text."),
        ("x" * 20_001, "Shorten your text"),
        ("> only a quote", "Add words of your own"),
        ("**  **", "Add words of your own"),
    ],
)
def test_a_bad_text_comes_back_with_the_reason_at_its_field(
    body, said, browser_of, address, topic, reader
):
    answer = browser_of(reader).post(address, words(body))
    assert answer.status_code == 200
    assert said in answer.text
    assert "There is a problem" in answer.text
    assert "<title>Error:" in answer.text
    assert body.strip() in answer.text.replace("&gt;", ">")
    assert not answers_in(topic)


@pytest.mark.parametrize(
    "body",
    ["nul \0 inside it", "lone \ud800 surrogate", "\u202eturned round", "w" * 19_000, "💬 " * 900],
)
def test_odd_characters_are_cleaned_or_refused_and_never_an_error(
    body, browser_of, address, reader
):
    raw = body.encode("utf-8", "surrogatepass")
    from urllib.parse import urlencode

    fields = urlencode({**words("x"), "body": raw})
    answer = browser_of(reader).post(
        address, fields, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code in (200, 303, 400)


def test_a_locked_topic_answers_409_with_its_reason_and_keeps_the_text(
    browser_of, address, topic, reader
):
    Topic.objects.filter(pk=topic.pk).update(status=Topic.TOPIC_LOCKED)
    TopicInfo.objects.filter(topic=topic).update(lock_reason="All has been said.")
    browser = browser_of(reader)
    assert browser.get(address).status_code == 409
    answer = browser.post(address, words("My late words"))
    assert answer.status_code == 409
    assert "All has been said." in answer.text
    assert "My late words" in answer.text
    assert Draft.objects.get(user=reader).body == "My late words"


def test_a_topic_that_is_not_open_yet_says_when(browser_of, address, topic, reader):
    opens = timezone.now() + timedelta(days=3)
    TopicInfo.objects.filter(topic=topic).update(opens_at=opens)
    answer = browser_of(reader).post(address, words())
    assert answer.status_code == 409
    assert f"{opens:%H:%M}" in answer.text


@pytest.mark.parametrize(("days", "word"), [(-2, "Closed on"), (2, "Closes")])
def test_a_refusal_tells_an_end_that_has_passed_from_one_to_come(
    browser_of, parsed, address, topic, reader, moderator, days, word
):
    ends = timezone.now() + timedelta(days=days)
    TopicInfo.objects.filter(topic=topic).update(closes_at=ends)
    services.lock_topic(moderator=moderator, topic=topic)
    page = parsed(browser_of(reader).get(address))
    assert [one.text for one in page.select("main dt")] == [word]


def test_within_a_day_of_closing_a_text_is_held_for_the_host(browser_of, address, topic, reader):
    closed = timezone.now() - timedelta(hours=1)
    TopicInfo.objects.filter(topic=topic).update(closes_at=closed)
    answer = browser_of(reader).post(address, words())
    assert answer.status_code == 303
    assert answers_in(topic)[0].contribution.state == PostState.PENDING


def test_a_silenced_member_reads_the_statement_and_keeps_the_text(
    browser_of, address, reader, moderator
):
    Sanction.objects.create(
        user=reader,
        kind="silence",
        reason="insults",
        statement="You called a colleague names.",
        ends_at=timezone.now() + timedelta(days=2),
        issued_by=moderator,
    )
    answer = browser_of(reader).post(address, words("My calm words"))
    assert answer.status_code == 403
    assert "You called a colleague names." in answer.text
    assert "Until" in answer.text
    assert Draft.objects.get(user=reader).body == "My calm words"


def test_too_often_answers_429_with_the_wait_and_the_text_in_its_form(
    browser_of, address, topic, reader
):
    browser = browser_of(reader)
    browser.post(address, words("First words"))
    answer = browser.post(address, words("Second words"))
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["Retry-After"]) <= 5
    assert "Second words" in answer.text
    assert Draft.objects.get(user=reader).body == "Second words"
    assert len(answers_in(topic)) == 1


def test_who_may_not_write_here_reads_why(browser_of, reader):
    forum = make.a_forum("News", preset="announcements")
    browser = browser_of(reader)
    address = f"/en/forum/f/{forum.pk}/new/"
    assert browser.get(address).status_code == 403
    answer = browser.post(address, words("My words", subject="A title"))
    assert answer.status_code == 403
    assert "My words" in answer.text


def test_a_text_sent_at_once_or_with_the_hidden_field_waits(
    browser_of, address, topic, reader, monkeypatch
):
    """forum.md §9, for who is not vouched for and not new."""
    from forum.models import ForumStanding

    ForumStanding.objects.filter(user=reader).delete()
    browser = browser_of(reader)
    browser.post(address, words("Buy this", website="http://spam.example"))
    assert answers_in(topic)[0].contribution.held_because == "form"
    make.let_time_pass(reader)
    monkeypatch.setattr("forum.forms.TOO_FAST", 3)
    browser.post(address, words("Buy that"))
    assert answers_in(topic)[1].contribution.held_because == "form"


def test_a_form_without_its_token_is_refused(topic, reader, address):
    from django.test import Client

    browser = Client(enforce_csrf_checks=True)
    browser.force_login(reader)
    assert browser.post(address, words()).status_code == 403


# --- Drafts --------------------------------------------------------------------------------------
def test_a_draft_is_kept_shown_and_gone_once_it_is_sent(browser_of, address, topic, reader):
    browser = browser_of(reader)
    browser.post(address, {"body": "Half a thou", "language": "fr", "draft": "1"})
    assert "Half a thou" in browser.get(f"/en/forum/t/{topic.pk}/{topic.slug}/").text
    assert "Half a thou" in browser.get("/en/forum/drafts/").text
    browser.post(address, words("Half a thought"))
    assert not Draft.objects.exists()
    assert Contribution.objects.filter(author=reader).count() == 1


def test_a_draft_holds_all_that_its_form_asks(browser_of, open_page, forum, reader):
    theme, country, tag = ThemeFactory(), CountryFactory(), TagFactory()
    browser, address = browser_of(reader), f"/en/forum/f/{forum.pk}/new/"
    fields = words("Half a", subject="Title", themes=[theme.code], country=country.code)
    fields |= {"tags": [tag.code]}
    browser.post(address, fields | {"draft": "1"})
    page = open_page(reader, address)
    assert "This is your draft of" in page.text
    chosen = page.select("[name=themes][checked]")
    assert [one["value"] for one in chosen] == [theme.code]
    assert [one["value"] for one in page.select("[name=tags][checked]")] == [tag.code]
    assert page.select_one("details.accordion:has([name=tags])").has_attr("open")
    assert typed(page, COMPOSER)["country"] == country.code


def test_a_draft_of_an_answer_to_somebody_stays_one(browser_of, open_page, topic, address, reader):
    answered = topic.first_post
    browser = browser_of(reader)
    fields = typed(open_page(reader, f"{address}?to={answered.pk}"), COMPOSER)
    browser.post(address, fields | {"body": "Half a thought", "draft": "1"})
    page = open_page(reader, address)
    assert typed(page, COMPOSER)["reply_to"] == str(answered.pk)
    assert "wrote:" in page.select_one("main").text


def test_the_text_stays_where_the_answered_post_is_gone(
    browser_of, open_page, topic, address, author, reader
):
    """§18: nothing typed is lost by what others do meanwhile."""
    gone = make.a_reply(topic, author, body="An aside.")
    fields = typed(open_page(reader, f"{address}?to={gone.pk}"), COMPOSER)
    services.withdraw_post(member=author, post=gone)
    browser = browser_of(reader)
    refused = browser.post(address, fields | {"body": "My answer to the aside"})
    assert refused.status_code == 200
    assert "not here any more" in refused.text
    again = typed(BeautifulSoup(refused.content, "html.parser"), COMPOSER)
    assert (again["body"], again["reply_to"]) == ("My answer to the aside", "")
    assert browser.post(address, again).status_code == 303


def test_a_newer_draft_of_another_device_is_not_overwritten(browser_of, address, reader):
    browser = browser_of(reader)
    for body, version in (("One", 0), ("Two", 1)):
        browser.post(
            address, {"body": body, "language": "en", "draft": "1", "draft_version": version}
        )
    answer = browser.post(
        address, {"body": "Old", "language": "en", "draft": "1", "draft_version": 1}
    )
    assert answer.status_code == 409
    assert "Old" in answer.text
    assert Draft.objects.get().body == "Two"
