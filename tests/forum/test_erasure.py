"""What the forum holds of hosts is handed out, and leaves with them (PRV1, PRV2, forum.md §13)."""

import pytest

from common import personal_data
from common.indexing import documents_of
from forum import access, services
from forum.engine import UserForumPermission
from forum.models import (
    Bookmark,
    Contribution,
    DiscussionRole,
    Draft,
    EDiscussionPage,
    ForumRead,
    HostMessage,
    HostMessageText,
    Level,
    Mention,
    PostRevision,
    Reaction,
    Role,
    Subscription,
    Synthesis,
    SynthesisExcerpt,
    SynthesisText,
    TopicRead,
)
from members.services import erase_account
from tests.factories import discussions as make
from tests.factories import forum as people
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db

NAME = "Ruth Mfano"


@pytest.fixture
def discussion(db):
    """Open, hosted by Ruth Mfano, who has welcomed people and drafted a synthesis."""
    discussion = make.opened()
    DiscussionRole.objects.filter(discussion=discussion).update(introduction="Ruth, from Mfano")
    make.a_synthesis(discussion, body="Faith comes first.")
    return discussion


@pytest.fixture
def host(discussion):
    return make.host_of(discussion)


def of(data, what):
    return [row for row in data["forum"] if row["what"] == what]


def test_a_host_gets_their_role_their_messages_and_their_syntheses(discussion, host):
    data = personal_data.export(host)
    (role,) = of(data, "role in an e-discussion")
    assert (role["role"], role["introduction"]) == (Role.HOST, "Ruth, from Mfano")
    (message,) = of(data, "message as host")
    assert message["body"] == "Tell us what you did."
    (synthesis,) = of(data, "synthesis")
    assert (synthesis["synthesis__week"], synthesis["body"]) == (1, "Faith comes first.")
    assert of(data, "translation of a synthesis") == []


def test_nobody_gets_what_another_has_hosted(discussion):
    member = people.person()
    assert personal_data.export(member)["forum"] == []


def test_an_erased_host_leaves_the_discussion_whole_and_no_name_on_its_page(
    discussion, host, client
):
    page = EDiscussionPage.objects.get(discussion=discussion)
    client.force_login(people.person())
    assert NAME in client.get(page.get_url()).content.decode()
    erase_account(actor=UserFactory(is_superuser=True), member=host)
    html = client.get(page.get_url()).content.decode()
    assert NAME not in html
    assert "Ruth" not in html
    assert "Former member" in html
    assert HostMessage.objects.count() == Synthesis.objects.count() == 1
    assert DiscussionRole.objects.get(discussion=discussion).introduction == ""


# --- Members ----------------------------------------------------------------------------------
@pytest.fixture
def member(db):
    return people.person("Mina Beispiel")


@pytest.fixture
def everything(discussion, member):
    """One row of each kind that the forum keeps about `member`."""
    topic = make.topic_of(discussion)
    other = make.an_answer(discussion, body="Others wrote this.")
    own = people.a_reply(topic, member, body="Four per cent.")
    services.edit_post(member=member, post=own, body="Five per cent.", base_revision=1)
    services.save_draft(member=member, context=f"reply:{topic.pk}", body="Not yet.")
    services.bookmark_post(member=member, post=other, note="Read again")
    services.subscribe(member=member, target=topic.forum, level=Level.WATCHING)
    services.mark_useful(member=member, post=other)
    services.mark_forum_read(member=member, forum=topic.forum)
    services.report_post(member=member, post=other, reason="spam", note="An advertisement")
    services.grant(user=member, forum=topic.forum, codenames=[access.NEVER_HELD])
    services.impose_sanction(
        moderator=people.a_moderator(), user=member, kind="warning", reason="x", statement="Calm."
    )
    services.contribute_on_behalf(
        host=make.host_of(discussion),
        topic=topic,
        body="In their name.",
        language="en",
        source="phone",
        consent=True,
        consent_note="by phone, +233 555 1234",
        person=member,
    )
    return own


def test_a_member_gets_one_row_of_each_kind_and_what_stood_beside_their_posts(member, everything):
    """forum.md §13."""
    data = personal_data.export(member)
    posts = {row["post__content"]: row for row in of(data, "post")}
    assert set(posts) == {"Five per cent.", "In their name."}
    assert posts["In their name."]["behalf_note"] == "by phone, +233 555 1234"
    columns = {"author_role", "author_organisation", "author_country", "author_region", "channel"}
    assert columns <= set(posts["Five per cent."])
    held = {
        "earlier text": ("body", "Four per cent."),
        "draft": ("body", "Not yet."),
        "bookmark": ("note", "Read again"),
        "report": ("note", "An advertisement"),
        "sanction": ("statement", "Calm."),
    }
    for what, (column, value) in held.items():
        (row,) = of(data, what)
        assert row[column] == value, what
    assert len(of(data, "useful")) == 1
    assert {row["level"] for row in of(data, "subscription")} == {Level.WATCHING}


def test_a_host_gets_what_they_entered_without_whose_it_is(discussion, host, everything):
    (row,) = of(personal_data.export(host), "post entered for somebody")
    assert row["behalf_source"] == "phone"
    assert not {"post__content", "author_name", "behalf_note"} & set(row)


def test_an_erased_member_leaves_their_posts_and_no_row_of_their_own(member, everything):
    erase_account(actor=UserFactory(is_superuser=True), member=member)
    for model in (Draft, Bookmark, Subscription, TopicRead, ForumRead, UserForumPermission):
        assert not model.objects.filter(user=member).exists(), model
    kept = Contribution.objects.filter(author=member)
    assert kept.count() == 2
    for one in kept:
        about = (one.author_name, one.author_role, one.author_organisation, one.behalf_note)
        assert (about, one.anonymised) == (("",) * 4, True)
    assert not PostRevision.objects.filter(post=everything).exclude(body="").exists()
    assert Reaction.objects.count() == 1  # counts of others' posts stay


def test_the_handle_of_an_erased_member_is_in_nobodys_text(discussion, host, member):
    """Posts, earlier texts, drafts, messages of hosts, syntheses and what these quote."""
    called = f"Ask @{member.handle} about it."
    answer = make.an_answer(discussion, body=called)
    make.say(discussion, subject="Dear all", body=called)
    drafted = make.a_synthesis(discussion, week=1, title="Week 1", body=called)
    services.add_excerpt(host=host, synthesis=drafted, post=answer, quote=called)
    services.publish_synthesis(host=host, synthesis=drafted)
    services.edit_post(
        member=answer.contribution.author, post=answer, body=f"{called} Soon.", base_revision=1
    )
    services.save_draft(member=host, context=f"reply:{answer.topic_id}", body=called)
    erase_account(actor=UserFactory(is_superuser=True), member=member)
    texts = [
        people.fresh(answer).content.raw,
        people.fresh(answer).content.rendered,
        PostRevision.objects.get(post=answer).body,
        Draft.objects.get(user=host).body,
        SynthesisExcerpt.objects.get().quote,
        *HostMessageText.objects.values_list("body", "rendered").last(),
        *SynthesisText.objects.values_list("body", "rendered").get(),
    ]
    for text in texts:
        assert member.handle not in text
        assert "Ask Former member about it." in text
    assert not Mention.objects.filter(user=member).exists()
    (found,) = documents_of([f"synthesis:{drafted.pk}"]).values()
    assert member.handle not in f"{found.title} {found.summary} {found.body}"
