"""What an admin takes out for good: forum.md §5, §13."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from common.indexing import documents_of
from forum import services
from forum.engine import Post, Topic
from forum.errors import InvalidContent, NotNow
from forum.models import (
    Act,
    Contribution,
    ModerationLog,
    PostRevision,
    PostState,
    Report,
    SynthesisExcerpt,
)
from tests.factories import discussions as given
from tests.factories import forum as make
from tests.forum.acts import assert_counted

pytestmark = pytest.mark.django_db
ABOUT = ("author_name", "author_role", "author_organisation", "author_country", "behalf_note")


@pytest.fixture
def entered():
    """What a host has posted for somebody without an account, and edited since."""
    discussion = given.opened()
    host = given.host_of(discussion)
    post = services.contribute_on_behalf(
        host=host,
        topic=given.topic_of(discussion),
        body="Kofi here: we have no line.",
        language="en",
        source="phone",
        consent=True,
        consent_note="+233 555 1234",
        name="Kofi Exemple",
        role="Teacher",
        organisation="Radio Exemple",
    ).post
    services.edit_post(member=host, post=post, body="We have no line.", base_revision=1)
    return make.fresh(post)


@pytest.mark.parametrize("role", ["reader", "moderator"])
def test_admins_alone_take_out_a_name_or_a_text(role, request, entered):
    user = request.getfixturevalue(role)
    with pytest.raises(PermissionDenied):
        services.anonymise_contribution(admin=user, post=entered)
    with pytest.raises(PermissionDenied):
        services.purge_post(admin=user, post=entered, legal_reason="A court order")


def test_who_has_no_account_is_taken_out_and_their_text_stays(entered, forum_admin):
    for _twice in range(2):
        services.anonymise_contribution(admin=forum_admin, post=entered)
    entered = make.fresh(entered)
    assert [getattr(entered.contribution, name) for name in ABOUT] == [""] * len(ABOUT)
    assert entered.contribution.anonymised
    assert (entered.content.raw, entered.approved) == ("We have no line.", True)
    assert PostRevision.objects.get(post=entered).body == ""
    entry = ModerationLog.objects.get(action=Act.ANONYMISED)
    assert (entry.actor, entry.post) == (forum_admin, entered)
    assert "Kofi" not in f"{entry.target_label} {entry.before} {entry.after}"


def test_who_has_an_account_is_not_taken_out_of_one_text(topic, forum_admin):
    with pytest.raises(NotNow):
        services.anonymise_contribution(admin=forum_admin, post=topic.first_post)


def test_a_purged_text_is_nowhere_any_more(entered, forum_admin, reader):
    synthesis = given.a_synthesis(entered.contribution.discussion)
    host = given.host_of(entered.contribution.discussion)
    services.add_excerpt(host=host, synthesis=synthesis, post=entered, quote="no line")
    services.publish_synthesis(host=host, synthesis=synthesis)
    services.report_post(member=reader, post=entered, reason="danger", note="They name Kofi.")
    answer = make.a_reply(entered.topic, reader, body="I see.", reply_to=entered)
    with pytest.raises(InvalidContent):
        services.purge_post(admin=forum_admin, post=entered, legal_reason="")
    services.purge_post(admin=forum_admin, post=entered, legal_reason="Order 12/2026")
    assert not Post.objects.filter(pk=entered.pk).exists()
    for rows in (Contribution.objects.filter(post=entered.pk), PostRevision.objects.all()):
        assert not rows.exists()
    assert not Report.objects.exists()
    assert not SynthesisExcerpt.objects.exists()
    assert documents_of([f"post:{entered.pk}"]) == {}
    entry = ModerationLog.objects.get(action=Act.PURGED)
    assert (entry.actor, entry.reason, entry.before) == (
        forum_admin,
        "Order 12/2026",
        {"post": entered.pk},
    )
    assert make.fresh(answer).contribution.reply_to is None
    assert_counted(entered.topic.forum)


def test_a_purged_first_post_leaves_others_their_topic(topic, author, reader, forum_admin):
    """S9: what others wrote stays."""
    answer = make.a_reply(topic, reader)
    first = topic.first_post
    services.edit_post(
        member=author, post=first, body="Names, and names.", subject="Names", base_revision=1
    )
    services.purge_post(admin=forum_admin, post=make.fresh(first), legal_reason="Order 12/2026")
    first, topic = make.fresh(first), make.fresh(topic)
    assert (first.content.raw, first.approved) == ("This text was removed.", True)
    assert (topic.subject, first.subject, topic.slug) == ("Removed", "Removed", "removed")
    assert not PostRevision.objects.filter(post=first).exists()
    assert Post.objects.visible_to(reader).contains(answer)
    assert_counted(topic.forum)


def test_a_purged_topic_that_nobody_answered_is_hidden(topic, forum_admin, reader):
    services.purge_post(admin=forum_admin, post=topic.first_post, legal_reason="Order 12/2026")
    assert make.fresh(topic.first_post).contribution.state == PostState.HIDDEN
    assert not Topic.objects.visible_to(reader).contains(topic)
    assert services.recount(forum=topic.forum) == 0


def test_the_text_that_opens_a_thread_is_not_purged(forum_admin):
    framing = given.topic_of(given.opened()).first_post
    with pytest.raises(NotNow):
        services.purge_post(admin=forum_admin, post=framing, legal_reason="Order 12/2026")


def test_why_a_post_waits_is_a_known_code(topic):
    with pytest.raises(IntegrityError), transaction.atomic():
        Contribution.objects.filter(post=topic.first_post).update(held_because="whim")


def test_an_admin_removes_from_the_page_of_a_post(client, entered, forum_admin, moderator):
    url = f"/en/forum/p/{entered.pk}/moderate/"
    client.force_login(moderator)
    assert "Remove for good" not in client.get(url).content.decode()
    client.force_login(forum_admin)
    assert "Take out who it is from" in client.get(url).content.decode()
    assert client.post(url, {"act": "anonymise"}).status_code == 303
    assert "Take out who it is from" not in client.get(url).content.decode()
    refused = client.post(url, {"act": "purge", "r-reason": ""})
    assert "Give a reason." in refused.content.decode()
    assert client.post(url, {"act": "purge", "r-reason": "Order 12/2026"}).status_code == 303
    assert not Post.objects.filter(pk=entered.pk).exists()
    assert "Order 12/2026" in client.get("/en/forum/moderation/log/").content.decode()
