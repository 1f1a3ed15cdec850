"""An earlier text of a post is put in place again by moderators (forum.md §6, §9)."""

import pytest
from django.core.exceptions import PermissionDenied

from forum import services
from forum.errors import InvalidContent
from forum.models import Act, ModerationLog, PostRevision
from notifications.selectors import newest_unread
from tests.factories import discussions as given
from tests.factories import forum as make
from tests.forum.pages.conftest import typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(topic, reader):
    """An answer of `reader`, changed once."""
    answer = make.a_reply(topic, reader, body="About four per cent here.")
    services.edit_post(member=reader, post=answer, body="Buy my boats.", base_revision=1)
    return make.fresh(answer)


@pytest.fixture
def address(post):
    return f"/en/forum/p/{post.pk}/history/1/restore/"


MAY = {"reader": 403, "author": 403, "newcomer": 403, "moderator": 200, "forum_admin": 200}


@pytest.mark.parametrize(("role", "status"), MAY.items())
def test_moderators_alone_put_an_earlier_text_in_place_again(
    role, status, request, browser_of, parsed, address, post
):
    """Not even its author: they change their text by its own form, while the topic is open."""
    user = request.getfixturevalue(role)
    browser = browser_of(user)
    assert browser.get(address).status_code == status
    history = parsed(browser.get(f"/en/forum/p/{post.pk}/history/1/"))
    assert bool(history.select(f'main a[href="{address}"]')) is (status == 200)
    assert browser.post(address, {"reason": "Vandalism"}).status_code == (
        303 if status == 200 else 403
    )
    if status == 403:
        with pytest.raises(PermissionDenied):
            services.restore_revision(moderator=user, post=post, number=1, reason="Mine")
    is_restored = make.fresh(post).content.raw == "About four per cent here."
    assert is_restored is (status == 200)


def test_a_restored_text_is_logged_and_told_and_the_one_before_stays_readable(
    browser_of, open_page, address, post, reader, moderator
):
    page = open_page(moderator, address)
    gone = [one.text.removeprefix("removed: ") for one in page.select(".diff del")]
    assert " ".join(gone) == "Buy my boats."
    sent = typed(page, "main form") | {"reason": "It sold something."}
    answer = browser_of(moderator).post(address, sent)
    assert answer.headers["Location"] == f"/en/forum/p/{post.pk}/"
    (entry,) = ModerationLog.objects.filter(post=post)
    assert (entry.action, entry.actor, entry.reason) == (
        Act.RESTORED,
        moderator,
        "It sold something.",
    )
    assert PostRevision.objects.get(number=2).body == "Buy my boats."
    assert "It sold something." in [one.message.text for one in newest_unread(reader, 9)]
    assert "Restored an earlier text" in browser_of(moderator).get("/en/forum/moderation/log/").text


def test_without_a_reason_nothing_is_restored(browser_of, parsed, address, post, moderator):
    page = parsed(browser_of(moderator).post(address, {"reason": " "}))
    assert "Give a reason." in page.select_one(".error-summary").text
    assert make.fresh(post).contribution.revision == 2


def test_a_moderators_own_text_is_restored_with_a_reason_too(topic, moderator):
    own = make.a_reply(topic, moderator, body="One.")
    services.edit_post(member=moderator, post=own, body="Two.", base_revision=1)
    with pytest.raises(InvalidContent):
        services.restore_revision(moderator=moderator, post=own, number=1, reason="")
    services.restore_revision(moderator=moderator, post=own, number=1, reason="Right before")
    assert ModerationLog.objects.get(post=own).action == Act.RESTORED


def test_the_title_of_a_topic_is_restored_with_its_first_post(
    browser_of, open_page, topic, author, moderator
):
    was, first = topic.subject, topic.first_post
    services.edit_post(member=author, post=first, body="New", subject="Boats", base_revision=1)
    address = f"/en/forum/p/{first.pk}/history/1/restore/"
    assert was.split()[0] in open_page(moderator, address).select_one(".diff").text
    browser_of(moderator).post(address, {"reason": "Vandalism"})
    assert make.fresh(topic).subject == was


@pytest.mark.parametrize("number", [2, 3, 99])
def test_what_is_no_earlier_text_is_not_found(number, browser_of, post, moderator):
    address = f"/en/forum/p/{post.pk}/history/{number}/restore/"
    assert browser_of(moderator).get(address).status_code == 404
    assert browser_of(moderator).post(address, {"reason": "Why"}).status_code == 404


def test_what_an_erasure_has_emptied_is_not_restored(browser_of, parsed, address, post, moderator):
    """forum.md §13."""
    PostRevision.objects.filter(post=post).update(body="")
    page = parsed(browser_of(moderator).post(address, {"reason": "Vandalism"}))
    assert page.select_one(".error-summary")
    assert make.fresh(post).content.raw == "Buy my boats."


def test_the_text_of_a_question_is_restored_by_nobody(browser_of, moderator):
    """It is changed on the page of the discussion, and its thread follows."""
    found = given.opened()
    framing = found.questions.first().topic.first_post
    address = f"/en/forum/p/{framing.pk}/history/1/restore/"
    assert browser_of(moderator).get(address).status_code == 403
