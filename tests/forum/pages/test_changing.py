"""Edit, history, withdraw, report, and a member's own pages (forum.md §7, §9, §18)."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from forum import services
from forum.engine import Topic
from forum.models import Bookmark, Draft, PostRevision, PostState, Report, Subscription
from forum.selectors.history import MOST_COMPARED, changes
from tests.factories import forum as make
from tests.forum.pages.conftest import typed

EDITOR = "main form:has(textarea)"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("slowly")]


@pytest.fixture
def post(topic, reader):
    """An answer of `reader`."""
    return make.a_reply(topic, reader, body="About four per cent here.")


def address(post, act):
    return f"/en/forum/p/{post.pk}/{act}/"


# --- Who may do what ---------------------------------------------------------------------------
MAY = {
    "edit": ("reader", "moderator", "forum_admin"),
    "withdraw": ("reader",),
    "report": ("author", "newcomer", "moderator", "forum_admin"),
    "history": ("reader", "author", "newcomer", "moderator", "forum_admin"),
    "bookmark": ("reader", "author", "newcomer", "moderator", "forum_admin"),
    "moderate": ("moderator", "forum_admin"),
}
ROLES = ("anonymous", "reader", "author", "newcomer", "moderator", "forum_admin")


@pytest.mark.parametrize("role", ROLES)
def test_each_act_on_a_post_is_open_to_exactly_those_who_may(role, request, browser_of, post):
    user = None if role == "anonymous" else request.getfixturevalue(role)
    browser = browser_of(user)
    got = {act: browser.get(address(post, act)).status_code for act in MAY}
    refused = 302 if role == "anonymous" else 403
    assert got == {act: 200 if role in roles else refused for act, roles in MAY.items()}


@pytest.mark.parametrize("act", [*MAY, "useful"])
def test_nothing_may_be_done_with_a_post_one_does_not_see(act, browser_of, author, moderator):
    inside = make.a_topic(
        make.a_forum("A group", preset="group", group=Group.objects.create(name="Six")), moderator
    )
    browser = browser_of(author)
    assert browser.post(address(inside.first_post, act)).status_code == 404


# --- Edit --------------------------------------------------------------------------------------
def test_a_change_is_published_and_its_words_are_compared(browser_of, open_page, post, reader):
    fields = typed(open_page(reader, address(post, "edit")), "main form")
    answer = browser_of(reader).post(
        address(post, "edit"), fields | {"body": "About five per cent here.", "reason": "Typo"}
    )
    assert answer.status_code == 303
    seen = open_page(reader, address(post, "history"))
    assert [one.text for one in seen.select(".diff del")] == ["removed: four"]
    assert [one.text for one in seen.select(".diff ins")] == ["added: five"]
    assert "four added:" in seen.select_one(".diff").text  # they are not one word
    assert "Typo" in seen.select_one("main").text


def test_the_history_names_whom_a_text_quotes_as_its_reader_may_see_them(
    open_page, topic, author, reader, moderator
):
    gone = make.a_reply(topic, author, body="Nobody knows.")
    quotes = "".join(f"> [post:{pk}]\n> Some words.\n\n" for pk in (topic.first_post.pk, gone.pk))
    post = make.a_reply(topic, reader, body=f"{quotes}Four.")
    services.edit_post(member=reader, post=post, body=f"{quotes}Five.", base_revision=1)
    services.hide_post(moderator=moderator, post=gone, reason="Names")
    seen = open_page(reader, address(post, "history")).select_one("main").text
    assert "[post:" not in seen
    assert seen.count("Amina Voorbeeld wrote:") == 1
    seen = open_page(moderator, address(post, "history")).select_one("main").text
    assert seen.count("Amina Voorbeeld wrote:") == 2


def test_a_stale_change_shows_both_texts_and_publishes_on_the_second_press(
    browser_of, open_page, post, reader, moderator
):
    """§18."""
    fields = typed(open_page(reader, address(post, "edit")), "main form")
    services.edit_post(
        member=moderator, post=post, body="A moderator’s text.", base_revision=1, reason="names"
    )
    browser = browser_of(reader)
    answer = browser.post(address(post, "edit"), fields | {"body": "My other text."})
    assert answer.status_code == 409
    assert "A moderator’s text." in answer.text
    assert "My other text." in answer.text
    again = typed(BeautifulSoup(answer.content, "html.parser"), "main form")
    assert browser.post(address(post, "edit"), again).status_code == 303
    assert make.fresh(post).content.raw == "My other text."
    assert PostRevision.objects.filter(post=post).count() == 2


def test_a_draft_of_a_change_overwrites_no_change_of_somebody_else(
    browser_of, open_page, post, reader, moderator
):
    """§12.5: it is as old as the text that it began with."""
    browser = browser_of(reader)
    fields = typed(open_page(reader, address(post, "edit")), "main form")
    kept = {"body": "My own text.", "reason": "Clearer", "draft": "1"}
    browser.post(address(post, "edit"), fields | kept)
    opened = typed(open_page(reader, address(post, "edit")), EDITOR)
    assert (opened["body"], opened["reason"]) == ("My own text.", "Clearer")
    services.edit_post(
        member=moderator, post=post, body="A moderator’s text.", base_revision=1, reason="names"
    )
    assert browser.post(address(post, "edit"), opened).status_code == 409
    page = open_page(reader, address(post, "edit"))
    assert "A moderator’s text." in page.select_one("main").text
    assert "while you were writing" in page.select_one("[role=alert]").text
    assert typed(page, EDITOR)["body"] == "My own text."
    assert make.fresh(post).content.raw == "A moderator’s text."


def test_who_opens_a_draft_of_a_change_reads_that_it_is_one_and_may_begin_anew(
    browser_of, open_page, post, reader
):
    browser = browser_of(reader)
    fields = typed(open_page(reader, address(post, "edit")), "main form")
    assert "This is your draft of" not in browser.get(address(post, "edit")).text
    browser.post(address(post, "edit"), fields | {"body": "My own text.", "draft": "1"})
    assert "This is your draft of" in browser.get(address(post, "edit")).text
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(reader)
    page = BeautifulSoup(browser.get(address(post, "edit")).content, "html.parser")
    button = page.select_one("button[name=discard]").find_parent("form")
    sent = {one["name"]: one["value"] for one in button.select("input, button")}
    anew = browser.post(address(post, "edit"), sent)
    assert (anew.status_code, anew.headers["Location"]) == (303, address(post, "edit"))
    opened = typed(open_page(reader, address(post, "edit")), "main form")
    assert opened["body"] == "About four per cent here."
    assert not Draft.objects.exists()


def test_a_moderators_change_needs_a_reason(browser_of, open_page, post, moderator):
    fields = typed(open_page(moderator, address(post, "edit")), "main form")
    answer = browser_of(moderator).post(address(post, "edit"), fields | {"body": "Without names."})
    assert answer.status_code == 200
    assert "Give a reason." in answer.text
    assert make.fresh(post).content.raw == "About four per cent here."


def test_a_change_in_a_closed_topic_is_refused_and_kept(browser_of, open_page, post, topic, reader):
    fields = typed(open_page(reader, address(post, "edit")), "main form")
    Topic.objects.filter(pk=topic.pk).update(status=Topic.TOPIC_LOCKED)
    browser = browser_of(reader)
    answer = browser.post(address(post, "edit"), fields | {"body": "Too late, but not lost."})
    assert answer.status_code == 409
    assert Draft.objects.get(user=reader).body == "Too late, but not lost."
    assert browser.get(address(post, "edit")).status_code == 409


@pytest.mark.parametrize("number", ["0", "2", "99999999999999999999"])
def test_an_earlier_text_that_is_not_there_is_not_found(number, browser_of, post, reader):
    assert browser_of(reader).get(f"{address(post, 'history')}{number}/").status_code == 404


texts = st.text(alphabet="ab \n", max_size=60)


@given(texts, texts)
def test_a_comparison_holds_both_texts_whole(before, after):
    found = changes(before, after)
    assert "".join(one.text for one in found if one.kind != "added") == before
    assert "".join(one.text for one in found if one.kind != "removed") == after


def test_a_comparison_of_long_texts_is_bounded():
    words = [f"w{number}" for number in range(5_000)]
    found = changes("a " + " ".join(words), "b " + " ".join(reversed(words)))
    assert len(words) ** 2 > MOST_COMPARED
    assert len(found) <= 4


# --- Withdraw, report -----------------------------------------------------------------------------
def test_a_withdrawn_post_is_gone_for_others(browser_of, post, topic, reader, author):
    answer = browser_of(reader).post(address(post, "withdraw"))
    assert answer.status_code == 303
    assert make.fresh(post).contribution.state == PostState.WITHDRAWN
    for user in (None, author, reader):
        shown = browser_of(user).get(f"/en/forum/t/{topic.pk}/{topic.slug}/").text
        assert "About four per cent" not in shown


def test_a_report_reaches_the_queue(browser_of, post, author, moderator):
    browser = browser_of(author)
    browser.post(address(post, "report"), {"reason": "spam", "note": "An advertisement."})
    assert Report.objects.get().reporter == author
    assert "An advertisement." in browser_of(moderator).get("/en/forum/moderation/").text


def test_a_report_without_a_reason_comes_back(browser_of, post, author):
    answer = browser_of(author).post(address(post, "report"), {"note": "Look at this"})
    assert "Choose a reason." in answer.text
    assert "Look at this" in answer.text


# --- Marks of one's own ---------------------------------------------------------------------------
def test_useful_is_said_and_taken_back(browser_of, post, author):
    browser = browser_of(author)
    for pressed, count in (("1", 1), ("1", 1), ("0", 0), ("0", 0)):
        assert browser.post(address(post, "useful"), {"useful": pressed}).status_code == 303
        assert make.fresh(post).contribution.useful_count == count


def test_after_the_sign_in_the_way_from_a_button_ends_on_its_page(browser_of, post, author):
    """The sign-in leads back by GET: nothing is done by it, and nobody stands before a 405."""
    ends = {address(post, "useful"): f"/en/forum/p/{post.pk}/"}
    ends["/en/forum/mark-read/"] = "/en/forum/unread/"
    for pressed, end in ends.items():
        browser = browser_of()
        door = browser.post(pressed, {"useful": "1"}).headers["Location"]
        assert door.endswith(f"?next={pressed}")
        browser.force_login(author)
        back = browser.get(pressed)
        assert (back.status_code, back.headers["Location"]) == (303, end)
    assert make.fresh(post).contribution.useful_count == 0


def test_a_bookmark_is_kept_noted_and_removed(browser_of, post, author):
    browser = browser_of(author)
    browser.post(address(post, "bookmark"), {"keep": "1"})
    browser.post(address(post, "bookmark"), {"note": "For the report"})
    assert Bookmark.objects.get(user=author).note == "For the report"
    browser.post(address(post, "bookmark"), {"keep": "1"})
    shown = browser.get("/en/forum/bookmarks/").text
    assert "For the report" in shown
    assert "About four per cent" in shown
    browser.post(address(post, "bookmark"), {"keep": "0", "list": "1"})
    assert not Bookmark.objects.exists()


def test_a_bookmark_of_what_is_hidden_now_is_not_shown(browser_of, post, author, moderator):
    services.bookmark_post(member=author, post=post)
    services.hide_post(moderator=moderator, post=post, reason="names")
    assert "About four per cent" not in browser_of(author).get("/en/forum/bookmarks/").text


def test_a_topic_is_followed_muted_and_listed(browser_of, topic, reader):
    browser = browser_of(reader)
    follow = f"/en/forum/t/{topic.pk}/subscribe/"
    assert browser.post(follow, {"level": "watching"}).status_code == 303
    assert topic.subject in browser.get("/en/forum/subscriptions/").text
    assert "Choose one" in browser.post(follow, {"level": ""}).text
    assert browser.post(follow, {"level": "first_posts"}).status_code == 200
    assert browser.post(follow, {"level": "muted"}).status_code == 303
    assert Subscription.objects.get(user=reader, topic=topic).level == "muted"


def test_what_is_new_is_listed_until_it_is_read(browser_of, topic, author):
    late = make.person("Chidi Mfano", date_joined=topic.created - timedelta(days=9))
    browser = browser_of(late)
    assert topic.subject in browser.get("/en/forum/unread/").text
    browser.post("/en/forum/mark-read/", {"forum": str(topic.forum_id)})
    assert topic.subject not in browser.get("/en/forum/unread/").text
    assert browser.post("/en/forum/mark-read/", {"forum": "abc"}).status_code == 404


@pytest.mark.parametrize("at", ["/en/forum/unread/", "/en/forum/f/{pk}/{slug}/"])
def test_what_came_after_the_page_was_shown_stays_unread(at, browser_of, open_page, forum, author):
    """forum.md §3.5: a mark is of what one has seen."""
    make.a_topic(forum, author, subject="Seen")
    late = make.person("Chidi Mfano", date_joined=timezone.now() - timedelta(days=9))
    shown = open_page(late, at.format(pk=forum.pk, slug=forum.slug))
    form = typed(shown, "form[action*='mark-read']")
    make.a_topic(forum, author, subject="Came later")
    assert browser_of(late).post("/en/forum/mark-read/", form).status_code == 303
    rows = open_page(late, "/en/forum/unread/").select_one("main").text
    assert ("Came later" in rows, "Seen" in rows) == (True, False)
