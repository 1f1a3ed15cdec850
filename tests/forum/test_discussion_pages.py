"""The pages of an e-discussion: who sees what, the hosts' forms, queries (forum.md §7, §17)."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.utils import timezone

from common.indexing import documents_of
from forum import services
from forum.access import APPROVE, access_for
from forum.discussion_permissions import can_host, can_summarise, can_view_discussion
from forum.errors import InvalidContent
from forum.models import DiscussionState, EDiscussion, Role, Synthesis
from tests.factories import discussions as given
from tests.factories import forum as make

pytestmark = pytest.mark.django_db
BELOW = ("", "q/1/", "messages/", "synthesis/1/", "statistics/", "text/", "feed.atom")


@pytest.fixture
def discussion():
    """Open, with answers and a published synthesis of week 1."""
    found = given.opened()
    answer = given.an_answer(found, body="We leave **faith** out of it.")
    draft = given.a_synthesis(found)
    host = given.host_of(found)
    services.add_excerpt(host=host, synthesis=draft, post=answer, quote="leave **faith** out")
    services.publish_synthesis(host=host, synthesis=draft)
    return found


def url_of(discussion, below=""):
    return f"{discussion.pages.order_by('pk').first().url}{below}"


@pytest.mark.parametrize("below", BELOW)
def test_everybody_reads_a_public_discussion(client, discussion, below):
    response = client.get(url_of(discussion, below))
    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("below", BELOW[1:])
def test_a_discussion_for_members_is_not_shown_to_others(client, below):
    draft = given.a_draft()
    host = given.host_of(draft)
    services.plan_discussion(
        host=host,
        discussion=draft,
        opens_at=draft.opens_at,
        closes_at=draft.closes_at,
        audience="members",
    )
    discussion = services.announce_discussion(host=host, discussion=draft)
    response = client.get(url_of(discussion, below))
    assert response.status_code in (302, 404)
    front = client.get(url_of(discussion)).content.decode()
    assert "Whom do you want to reach?" not in front
    client.force_login(make.person())
    assert "Whom do you want to reach?" in client.get(url_of(discussion)).content.decode()


def test_the_front_shows_questions_message_and_synthesis(client, discussion):
    page = client.get(url_of(discussion)).content.decode()
    for words in ("Whom do you want to reach?", "Tell us what you did.", "What people leave out"):
        assert words in page


def test_a_hidden_quote_is_not_shown(client, discussion):
    moderator = make.a_moderator()
    excerpt = Synthesis.objects.get().excerpts.get()
    services.hide_post(
        moderator=moderator, post=excerpt.post, reason="off topic", statement="Off topic."
    )
    page = client.get(url_of(discussion, "synthesis/1/")).content.decode()
    assert "faith** out" not in page
    assert "no longer shown" in page


def test_a_summary_that_came_early_is_not_dated_to_a_day_to_come(client):
    discussion = given.summarising()
    expected = timezone.now().date() + timedelta(days=40)
    EDiscussion.objects.filter(pk=discussion.pk).update(summary_due_on=expected)
    day = f"{expected.day} {expected:%B %Y}: summary"
    assert day in client.get(url_of(discussion)).content.decode()
    summary = given.a_synthesis(discussion, week=None)
    services.publish_synthesis(host=given.host_of(discussion), synthesis=summary)
    assert day not in client.get(url_of(discussion)).content.decode()


@pytest.mark.parametrize("below", ["summary/", "synthesis/2/", "q/9/", "text/9/"])
def test_what_is_not_there_is_404(client, discussion, below):
    assert client.get(url_of(discussion, below)).status_code == 404


def test_who_comes_late_is_not_asked_to_take_part(client, discussion):
    asks = "Open a question and write."
    assert asks in client.get(url_of(discussion)).content.decode()
    host = given.host_of(discussion)
    services.close_contributions(host=host, discussion=discussion)
    summary = given.a_synthesis(discussion, week=None, title="What it comes to")
    services.publish_synthesis(host=host, synthesis=summary)
    page = client.get(url_of(discussion)).content.decode()
    assert asks not in page
    assert page.index("Read the consolidated summary") < page.index("Whom do you want to reach?")


def test_a_synthesis_is_of_a_week_that_the_discussion_has(discussion):
    last = discussion.last_week()
    assert given.a_synthesis(discussion, week=last).week == last
    with pytest.raises(InvalidContent, match="no such week"):
        given.a_synthesis(discussion, week=last + 1)


@pytest.mark.parametrize("number", ["0", "2", "99", "abc", "-1", "9" * 30, ""])
@pytest.mark.parametrize("who", ["nobody", "member"])
def test_a_page_of_answers_that_is_not_there_is_404(client, discussion, who, number):
    """forum.md §18."""
    if who == "member":
        client.force_login(make.person())
    answer = client.get(url_of(discussion, f"q/1/?page={number}"))
    assert answer.status_code == 404


def test_page_1_of_a_question_has_one_address(client, discussion):
    """forum.md §14."""
    answer = client.get(url_of(discussion, "q/1/?page=1"))
    assert answer.status_code == 301
    assert answer.headers["Location"] == url_of(discussion, "q/1/")


@pytest.mark.parametrize("below", ["host/", "host/message/", "host/extend/", "host/behalf/"])
def test_the_desk_is_for_hosts(client, discussion, below):
    assert client.get(url_of(discussion, below)).status_code == 302
    client.force_login(make.person())
    assert client.get(url_of(discussion, below)).status_code == 404
    client.force_login(given.host_of(discussion))
    assert client.get(url_of(discussion, below)).status_code == 200


def test_a_host_writes_publishes_and_extends_by_forms(client, discussion):
    host = given.host_of(discussion)
    client.force_login(host)
    words = {"language": "en", "subject": "Week 2", "body": "Bring one thing.", "kind": "steer"}
    assert client.post(url_of(discussion, "host/message/"), words).status_code == 303
    draft = discussion.messages.get(state="draft")
    published = url_of(discussion, f"host/publish-message/{draft.pk}/")
    assert client.post(published).status_code == 303
    assert "Bring one thing." in client.get(url_of(discussion, "messages/")).content.decode()
    refused = client.post(
        url_of(discussion, "host/extend/"),
        {"closes_at": "2020-01-01T10:00", "note": "Ten more days.", "language": "en"},
    )
    assert refused.status_code == 200
    assert "later than the present end" in refused.content.decode()


def test_a_host_posts_on_behalf_and_moves_it_by_forms(client, discussion):
    client.force_login(given.host_of(discussion))
    form = client.get(url_of(discussion, "host/behalf/")).context["form"]
    words = {
        "submission_id": form["submission_id"].value(),
        "question": "1",
        "body": "We have no line here.",
        "language": "fr",
        "source": "phone",
        "name": "Kofi Exemple",
        "consent": "on",
    }
    assert client.post(url_of(discussion, "host/behalf/"), words).status_code == 303
    other = client.post(url_of(discussion, "host/behalf/"), words | {"body": "There is none."})
    assert other.status_code == 200
    assert "There is none." in other.content.decode()
    assert other.context["form"]["submission_id"].value() != str(words["submission_id"])
    assert "Kofi Exemple" in client.get(url_of(discussion, "q/1/")).content.decode()
    post = discussion.contributions.get(author_name="Kofi Exemple").post
    moved = client.post(url_of(discussion, f"host/assign/{post.pk}/"), {"question": "0"})
    assert moved.status_code == 303
    assert make.fresh(post).topic_id == discussion.general_topic_id


def test_an_act_out_of_time_is_409(client, discussion):
    client.force_login(given.host_of(discussion))
    response = client.post(url_of(discussion, "host/cancel/"), {"reason": "No longer wanted."})
    assert response.status_code == 409
    assert EDiscussion.objects.get(pk=discussion.pk).state == DiscussionState.OPEN


def test_a_member_follows_and_stops(client, discussion):
    member = make.person()
    client.force_login(member)
    for value, number in (("1", 1), ("1", 1), ("0", 0)):
        response = client.post(url_of(discussion, "follow/"), {"follow": value})
        assert response.status_code == 303
        assert member.forum_subscriptions.count() == number


PARTS = [
    # who, reads, hosts, summarises
    ("guest", True, False, False),
    ("member", True, False, False),
    ("expert", True, False, False),
    ("note_taker", True, False, True),
    ("cohost", True, True, True),
    ("host", True, True, True),
    ("other host", True, False, False),
    ("moderator", True, True, True),
]


@pytest.mark.parametrize(("who", "reads", "hosts", "summarises"), PARTS)
def test_rights_end_with_the_role_and_reach_no_other_discussion(who, reads, hosts, summarises):
    discussion = given.announced()
    admin = make.an_admin()
    user = AnonymousUser() if who == "guest" else make.person("Somebody Else")
    if who == "moderator":
        user = make.a_moderator()
    elif who == "other host":
        user = given.host_of(given.announced(title="Another one"))
    elif who in Role.values:
        services.add_role(host=admin, discussion=discussion, user=user, role=who, language="fr")
    assert can_view_discussion(user, discussion) is reads
    assert (discussion in EDiscussion.objects.visible_to(user)) is reads
    assert can_host(user, discussion) is hosts
    assert can_summarise(user, discussion) is summarises
    assert access_for(user).may(APPROVE, discussion.forum_id) is hosts
    if who in ("expert", "note_taker", "cohost"):
        services.remove_role(host=admin, discussion=discussion, user=user, role=who)
        assert not can_summarise(user, discussion)
        assert not access_for(user).may(APPROVE, discussion.forum_id)


def test_the_page_of_a_discussion_costs_20_queries_at_any_size(
    client, discussion, django_assert_max_num_queries
):
    member = make.person("Wanda Watcher")
    client.force_login(member)
    url = url_of(discussion)
    client.get(url)
    with django_assert_max_num_queries(20) as once:
        client.get(url)
    for number in range(3):
        given.an_answer(discussion, body=f"One more, number {number}.")
        given.say(discussion, subject=f"Message {number}")
    with django_assert_max_num_queries(len(once)):
        client.get(url)


def test_everything_is_found_by_search_documents(discussion):
    key = f"synthesis:{Synthesis.objects.get().pk}"
    doc = documents_of([key])[key]
    assert doc.title == "What people leave out"
    assert doc.audience == {f"forum:{discussion.forum_id}"}


def test_the_clock_runs_as_a_job():
    discussion = given.welcomed()
    EDiscussion.objects.filter(pk=discussion.pk).update(
        opens_at=timezone.now() - timedelta(hours=1)
    )
    call_command("run_periodic", "--once", "forum.keep_time")
    assert EDiscussion.objects.get(pk=discussion.pk).state == DiscussionState.OPEN
