"""Moderators' pages: the queue, a post, a topic, a member, the log (forum.md §9)."""

import pytest
from django.utils.translation import gettext_lazy

from forum import services
from forum.engine import Topic
from forum.models import ForumInfo, ModerationLog, PostState, Report, Sanction
from forum.usual_reasons import USUAL, UsualReason, language_of_author, sentence_for
from tests.factories import forum as make

pytestmark = pytest.mark.django_db
DESK = "/en/forum/moderation/"


@pytest.fixture
def held(forum, newcomer, topic):
    """A newcomer's answer that waits."""
    ForumInfo.objects.filter(forum=forum).update(pre_moderation="new")
    return make.a_reply(topic, newcomer, body="My first answer.")


def state_of(post):
    return make.fresh(post).contribution.state


def at(post):
    return f"/en/forum/p/{post.pk}/moderate/"


@pytest.mark.parametrize("part", ["", "members/", "log/"])
@pytest.mark.parametrize(
    ("role", "answer"), [("reader", 403), ("moderator", 200), ("forum_admin", 200)]
)
def test_the_desk_is_for_moderators(part, role, answer, request, browser_of):
    browser = browser_of(request.getfixturevalue(role))
    assert browser.get(f"{DESK}{part}").status_code == answer


def test_a_post_that_waits_is_published_from_the_queue(browser_of, held, topic, moderator):
    browser = browser_of(moderator)
    assert "My first answer." in browser.get(DESK).text
    assert browser.post(at(held), {"act": "approve"}).status_code == 303
    assert state_of(held) == PostState.PUBLISHED
    assert "My first answer." not in browser.get(DESK).text
    assert "My first answer." in browser_of().get(f"/en/forum/t/{topic.pk}/{topic.slug}/").text


def test_what_is_decided_leads_back_to_the_list_it_was_found_in(
    browser_of, parsed, held, moderator
):
    browser, kept = browser_of(moderator), f"?kind=held&room={held.topic.forum_id}"
    page = parsed(browser.get(f"{DESK}{kept}"))
    links = {one["href"] for one in page.select(f'main a[href^="{at(held)}"]')}
    sends = {one["action"] for one in page.select("main form[method=post]")}
    assert links == sends == {f"{at(held)}{kept}"}
    looked = parsed(browser.get(f"{at(held)}{kept}"))
    assert looked.select_one(f'nav a[href="{DESK}{kept}"]')
    answer = browser.post(f"{at(held)}{kept}", {"act": "approve"})
    assert answer["Location"] == f"{DESK}{kept}"
    assert browser.post(f"{at(held)}?kind=nonsense&next=https://x.example/", {"act": "hide"})
    other = browser.post(f"{at(held)}?kind=nonsense", {"act": "approve"})
    assert other["Location"] == DESK


def test_a_post_is_not_accepted_with_words_for_its_author(
    browser_of, held, topic, moderator, newcomer
):
    browser = browser_of(moderator)
    assert "Give a reason." in browser.post(at(held), {"act": "reject"}).text
    said = {"act": "reject", "reason": "advertising", "statement": "Please no prices."}
    assert browser.post(at(held), said).status_code == 303
    shown = browser_of(newcomer).get(f"/en/forum/t/{topic.pk}/{topic.slug}/").text
    assert "Please no prices." in shown
    assert "Please no prices." in browser.get(f"{DESK}log/").text


# --- Usual reasons -------------------------------------------------------------------------------
def test_the_author_reads_a_usual_reason_in_their_own_language(
    browser_of, held, topic, moderator, newcomer
):
    newcomer.language = "en"
    newcomer.save(update_fields=["language"])
    browser = browser_of(moderator)
    shown = browser.get(at(held)).text
    assert "We do not publish advertising." in shown  # what the author will read
    sent = {"act": "reject", "usual": "advertising", "statement": "Leave out the price list."}
    assert browser.post(at(held), sent).status_code == 303
    entry = ModerationLog.objects.get(post=held)
    assert entry.reason == "Advertising"
    usual, own = entry.statement.split("\n\n")
    assert usual.startswith("We do not publish advertising.")
    assert own == "Leave out the price list."
    seen = browser_of(newcomer).get(f"/en/forum/t/{topic.pk}/{topic.slug}/").text
    assert "We do not publish advertising." in seen


def test_a_usual_reason_is_said_in_the_language_of_the_author(held, newcomer, monkeypatch):
    newcomer.language = "fr"
    newcomer.save(update_fields=["language"])
    assert language_of_author(make.fresh(held).contribution) == "fr"
    monkeypatch.setitem(USUAL, "advertising", UsualReason("x", gettext_lazy("Publish")))
    assert sentence_for("advertising", "fr") == "Publier"
    assert sentence_for("", "fr") == ""


@pytest.mark.parametrize("outcome", ["upheld", "upheld-note"])
def test_a_usual_reason_is_said_of_what_is_hidden_alone(
    outcome, browser_of, topic, author, reader, moderator
):
    post = make.a_reply(topic, reader)
    services.report_post(member=author, post=post, reason="abuse")
    sent = {"act": "decide", "d-outcome": outcome, "d-usual": "insult", "d-statement": "Read it."}
    assert browser_of(moderator).post(at(post), sent).status_code == 303
    statement = ModerationLog.objects.get(action="decide").statement
    assert statement.endswith("Read it.")
    assert ("It attacks people." in statement) == (outcome == "upheld")


def test_a_hidden_post_is_shown_again(browser_of, topic, reader, moderator):
    post = make.a_reply(topic, reader)
    browser = browser_of(moderator)
    browser.post(at(post), {"act": "hide", "reason": "names a person"})
    assert state_of(post) == PostState.HIDDEN
    browser.post(at(post), {"act": "unhide"})
    assert state_of(post) == PostState.PUBLISHED


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        ("upheld", PostState.HIDDEN),
        ("upheld-note", PostState.PUBLISHED),
        ("declined", PostState.PUBLISHED),
    ],
)
def test_a_report_is_decided(outcome, state, browser_of, topic, author, reader, moderator):
    post = make.a_reply(topic, reader)
    services.report_post(member=author, post=post, reason="abuse")
    answer = browser_of(moderator).post(
        at(post), {"act": "decide", "d-outcome": outcome, "d-statement": "Read the code."}
    )
    assert answer.status_code == 303
    assert state_of(post) == state
    assert Report.objects.get().state == outcome.partition("-")[0]


def test_a_withdrawn_post_is_brought_back_with_how_its_author_asked(
    browser_of, topic, reader, moderator
):
    post = make.a_reply(topic, reader)
    services.withdraw_post(member=reader, post=post)
    browser = browser_of(moderator)
    assert "Bring post back" in browser.get(at(post)).text
    assert "Say how they asked" in browser.post(at(post), {"act": "bring_back"}).text
    sent = {"act": "bring_back", "b-reason": "By e-mail, today"}
    assert browser.post(at(post), sent).status_code == 303
    assert state_of(post) == PostState.PUBLISHED
    assert "Bring post back" not in browser.get(at(post)).text


def test_nobody_decides_on_their_own_post(browser_of, topic, moderator):
    post = make.a_reply(topic, moderator)
    assert browser_of(moderator).post(at(post), {"act": "hide", "reason": "x"}).status_code == 403
    assert state_of(post) == PostState.PUBLISHED


def test_what_is_decided_already_says_so(browser_of, topic, reader, moderator):
    post = make.a_reply(topic, reader)
    answer = browser_of(moderator).post(at(post), {"act": "unhide"}, follow=True)
    assert answer.status_code == 200
    assert state_of(post) == PostState.PUBLISHED


# --- A topic -------------------------------------------------------------------------------------
def test_a_topic_is_closed_opened_pinned_and_moved(browser_of, topic, moderator):
    elsewhere = make.a_forum("Returning home")
    browser = browser_of(moderator)
    address = f"/en/forum/t/{topic.pk}/manage/"

    def now():
        return Topic.objects.get(pk=topic.pk)

    browser.post(address, {"act": "lock", "reason": "All has been said."})
    assert now().is_locked
    browser.post(address, {"act": "unlock"})
    assert not now().is_locked
    browser.post(address, {"act": "pin", "kind": "sticky"})
    assert now().is_sticky
    browser.post(address, {"act": "move", "forum": str(elsewhere.pk)})
    assert now().forum_id == elsewhere.pk
    assert "Moved from here" in browser_of().get(f"/en/forum/f/{topic.forum_id}/", follow=True).text


@pytest.mark.parametrize("room", ["", "abc", "999999"])
def test_a_topic_goes_to_no_room_that_is_not_offered(room, browser_of, topic, moderator):
    address = f"/en/forum/t/{topic.pk}/manage/"
    assert browser_of(moderator).post(address, {"act": "move", "forum": room}).status_code == 200
    assert Topic.objects.get(pk=topic.pk).forum_id == topic.forum_id


def test_only_moderators_manage_a_topic(browser_of, topic, author):
    address = f"/en/forum/t/{topic.pk}/manage/"
    assert browser_of(author).post(address, {"act": "lock"}).status_code == 403
    assert not Topic.objects.get(pk=topic.pk).is_locked


# --- Members -------------------------------------------------------------------------------------
def test_a_member_is_silenced_and_let_write_again(browser_of, topic, reader, moderator):
    browser = browser_of(moderator)
    address = f"{DESK}members/?member={reader.handle}"
    said = {"kind": "silence", "hours": "72", "reason": "insults", "statement": "Be kind."}
    assert browser.post(address, said | {"act": "sanction"}).status_code == 303
    sanction = Sanction.objects.get()
    assert (sanction.ends_at - sanction.starts_at).days == 3
    assert browser_of(reader).get(f"/en/forum/t/{topic.pk}/reply/").status_code == 403
    browser.post(f"{DESK}members/", {"act": "lift", "sanction": str(sanction.pk)})
    assert browser_of(reader).get(f"/en/forum/t/{topic.pk}/reply/").status_code == 200


def test_a_sanction_without_words_for_the_member_comes_back(browser_of, reader, moderator):
    answer = browser_of(moderator).post(
        f"{DESK}members/?member={reader.handle}", {"act": "sanction", "kind": "silence"}
    )
    assert answer.status_code == 200
    assert "Tell the member why." in answer.text
    assert not Sanction.objects.exists()


def test_no_moderator_is_silenced(browser_of, moderator, forum_admin):
    said = {"act": "sanction", "kind": "warning", "reason": "x", "statement": "y"}
    answer = browser_of(moderator).post(f"{DESK}members/?member={forum_admin.handle}", said)
    assert answer.status_code == 403


def test_a_member_somebody_vouches_for_is_not_held(browser_of, newcomer, moderator):
    browser_of(moderator).post(f"{DESK}members/?member={newcomer.handle}", {"act": "vouch"})
    assert ModerationLog.objects.get().action == "vouch"


def test_a_handle_nobody_has_says_so(browser_of, moderator):
    assert "Nobody has this handle" in browser_of(moderator).get(f"{DESK}members/?member=xyz").text


def test_of_a_moderator_the_page_says_that_nothing_can_be_done(open_page, moderator):
    for handle in (moderator.handle, make.a_moderator().handle):
        page = open_page(moderator, f"{DESK}members/?member={handle}")
        assert "Moderators do not warn or silence each other" in page.text
        assert not page.select("[name=statement]")


def test_what_is_said_of_a_lifted_silence_is_true(browser_of, reader, moderator):
    kind = {"moderator": moderator, "user": reader, "kind": "silence", "reason": "Spam"}
    one, other = (
        services.impose_sanction(**kind, statement=said, hours=24) for said in ("Stop.", "Please.")
    )
    browser = browser_of(moderator)

    def lifted(sanction):
        sent = {"act": "lift", "sanction": sanction.pk}
        return browser.post(f"{DESK}members/", sent, follow=True).text

    assert "Another one still keeps the member from writing." in lifted(one)
    assert "The member may write again." in lifted(other)


@pytest.mark.parametrize("act", ["", "praise"])
def test_an_act_that_no_page_of_the_desk_knows_is_not_there(browser_of, topic, moderator, act):
    browser = browser_of(moderator)
    for page in (at(topic.first_post), f"/en/forum/t/{topic.pk}/manage/", f"{DESK}members/"):
        assert browser.post(page, {"act": act}).status_code == 404
