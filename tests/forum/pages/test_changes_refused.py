"""A change that is not accepted takes itself away, not the text before it (decision 0235)."""

import pytest

from forum import permissions, services
from forum.engine import Post
from forum.errors import NotNow
from forum.models import ModerationLog, PostRevision, PostState, PreModeration
from forum.selectors.history import compared, versions_of
from notifications.describing import described
from notifications.models import Notification
from tests.factories import forum as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(db):
    return make.newcomer()


@pytest.fixture
def room(db):
    return make.a_forum("Careful", pre_moderation=PreModeration.NEW)


@pytest.fixture
def post(room, member, moderator):
    """A post of a new member that a moderator has let through."""
    post = make.a_reply(make.a_topic(room, make.person()), member, body="Four per cent.")
    services.approve_post(moderator=moderator, post=post)
    return make.fresh(post)


def change(post, member, body, **kwargs):
    at = make.fresh(post).contribution.revision
    return services.edit_post(member=member, post=post, body=body, base_revision=at, **kwargs)


def refuse(post, moderator, statement="We sell nothing here."):
    return services.reject_post(
        moderator=moderator, post=make.fresh(post), reason="Advertising", statement=statement
    )


def test_the_text_that_stood_stands_again(post, member, reader, moderator):
    change(post, member, "Buy this instead.")
    change(post, member, "Buy that instead.")  # changed again while it waits
    refuse(post, moderator)
    post = make.fresh(post)
    assert (post.content.raw, post.contribution.state) == ("Four per cent.", PostState.PUBLISHED)
    assert (post.contribution.held_because, post.contribution.edited_at) == ("", None)
    assert Post.objects.visible_to(reader).contains(post)
    assert post.topic.posts_count == 2


def test_a_change_refused_twice_is_refused_once(post, member, moderator):
    change(post, member, "Buy this instead.")
    refuse(post, moderator)
    refuse(post, moderator)  # a second tap
    assert ModerationLog.objects.filter(post=post, action="reject").count() == 1
    change(post, member, "Five per cent.")
    services.approve_post(moderator=moderator, post=make.fresh(post))
    with pytest.raises(NotNow):  # nothing waits any more
        refuse(post, moderator)


def test_why_a_change_was_made_and_refused_is_not_read_with_the_text_before(
    post,
    member,
    reader,
    moderator,
    open_page,
):
    change(post, member, "Buy this instead.", reason="Call 555 for boats")
    refuse(post, moderator)
    assert (compared(post, reader, 1)[0].editor, compared(post, reader, 1)[0].reason) == ("", "")
    assert compared(post, member, 1)[0].reason == "Call 555 for boats"
    pages = [open_page(who, f"/en/forum/p/{post.pk}/history/").text for who in (reader, member)]
    assert "Call 555" not in pages[0]
    assert not any("Advertising" in page for page in pages)  # stands in the log, for moderators


def test_the_day_of_an_earlier_change_that_was_accepted_stays(post, member, moderator):
    change(post, member, "Five per cent.")
    services.approve_post(moderator=moderator, post=make.fresh(post))
    changed = PostRevision.objects.get(post=post).created
    change(post, member, "Buy this instead.")
    refuse(post, moderator)
    post = make.fresh(post)
    assert (post.content.raw, post.contribution.edited_at) == ("Five per cent.", changed)


def test_a_first_post_gets_its_title_back(room, member, moderator):
    topic = make.a_topic(room, member, subject="Fees", body="What do you pay?")
    services.approve_post(moderator=moderator, post=topic.first_post)
    change(topic.first_post, member, "Buy boats.", subject="Boats")
    refuse(topic.first_post, moderator)
    topic.refresh_from_db()
    assert (topic.subject, topic.slug, topic.approved) == ("Fees", "fees", True)


def test_the_author_is_told_and_the_log_says_which_text(post, member, moderator):
    change(post, member, "Buy this instead.")
    refuse(post, moderator)
    told = Notification.objects.filter(recipient=member, type="forum.decision").latest("pk")
    message = described([told], member)[told.pk]
    assert "was not accepted: your text before it stands" in message.title
    assert "We sell nothing here." in message.text
    entry = ModerationLog.objects.get(action="reject")
    assert entry.before == {"state": "pending", "revision": 2}
    assert entry.after == {"state": "published", "revision": 3}


def test_the_history_keeps_the_change_for_author_and_moderators(
    post, member, reader, moderator, anonymous
):
    change(post, member, "Buy this instead.")
    refuse(post, moderator)
    post = make.fresh(post)
    refused = PostRevision.objects.get(post=post, was_public=False)
    assert refused.body == "Buy this instead."
    for who, sees in ((member, True), (moderator, True), (reader, False), (anonymous, False)):
        assert permissions.can_view_revision(who, refused) is sees
        assert PostRevision.objects.visible_to(who).contains(refused) is sees
    assert [one.number for one in versions_of(post, reader)[1]] == [3, 1]
    assert [one.number for one in versions_of(post, member)[1]] == [3, 2, 1]
    assert [one.body for one in compared(post, reader, 1)] == ["Four per cent."] * 2
    with pytest.raises(PostRevision.DoesNotExist):
        compared(post, reader, 2)


def test_whom_a_refused_change_called_hears_nothing_of_the_next(post, member, reader, moderator):
    change(post, member, f"@{reader.handle} buy this.")
    refuse(post, moderator)
    change(post, member, "Five per cent.")
    services.approve_post(moderator=moderator, post=make.fresh(post))
    assert not Notification.objects.filter(recipient=reader, type="forum.named").exists()


def test_a_new_text_that_is_not_accepted_is_gone_as_before(room, member, moderator):
    post = make.a_reply(make.a_topic(room, make.person()), member, body="Four per cent.")
    change(post, member, "Buy this instead.")
    refuse(post, moderator)
    assert make.fresh(post).contribution.state == PostState.REJECTED


def test_a_text_that_was_erased_does_not_come_back(post, member, moderator):
    change(post, member, "Buy this instead.")
    PostRevision.objects.filter(post=post).update(body="", subject="")
    refuse(post, moderator)
    assert make.fresh(post).contribution.state == PostState.REJECTED


def test_a_change_that_was_withdrawn_while_it_waited_waits_again(post, member, moderator):
    change(post, member, "Buy this instead.")
    services.withdraw_post(member=member, post=make.fresh(post))
    services.bring_back_post(moderator=moderator, post=make.fresh(post), reason="By e-mail")
    assert make.fresh(post).contribution.state == PostState.PENDING


def test_the_desk_says_what_becomes_of_the_text_before(open_page, post, member, moderator):
    change(post, member, "Buy this instead.")
    page = open_page(moderator, f"/en/forum/p/{post.pk}/moderate/")
    assert "the text before it stands again" in page.text


def test_the_desk_promises_no_text_that_was_erased(open_page, post, member, moderator):
    change(post, member, "Buy this instead.")
    PostRevision.objects.filter(post=post).update(body="", subject="")
    page = open_page(moderator, f"/en/forum/p/{post.pk}/moderate/")
    assert "stands again" not in page.text
    assert "nothing of the post is shown" in page.text


def test_a_change_is_what_waits_and_was_known_before(post, member, moderator, room):
    """Said once, for the queue, the page of a post and the decision (decision 0235)."""
    assert not post.contribution.is_change  # published, and nothing waits
    change(post, member, "Five per cent.")
    assert make.fresh(post).contribution.is_change
    refuse(post, moderator)
    assert not make.fresh(post).contribution.is_change
    new = make.a_reply(post.topic, make.newcomer())
    assert new.contribution.state == PostState.PENDING
    assert not new.contribution.is_change


def test_a_post_that_was_changed_after_a_report_is_hidden_where_the_report_is_right(
    post, member, reader, moderator
):
    """Else the change alone would be refused, and what was reported stand again."""
    services.report_post(member=make.person(), post=post, reason="abuse")
    change(post, member, "Nothing to see.")
    services.decide_reports(
        moderator=moderator, post=make.fresh(post), outcome="upheld", action="hide", statement="No."
    )
    post = make.fresh(post)
    assert (post.contribution.state, post.approved) == (PostState.HIDDEN, False)
    assert not Post.objects.visible_to(reader).contains(post)
    told = Notification.objects.filter(recipient=member, type="forum.decision").latest("pk")
    assert told.data == {"act": "hide", "statement": "No."}
    with pytest.raises(NotNow):  # nothing waits any more
        refuse(post, moderator)


def test_a_report_that_is_not_right_leaves_the_change_to_be_decided(post, member, moderator):
    services.report_post(member=make.person(), post=post, reason="abuse")
    change(post, member, "Five per cent.")
    services.decide_reports(moderator=moderator, post=make.fresh(post), outcome="declined")
    assert make.fresh(post).contribution.is_change
