"""What is written in an e-discussion: answers, messages, syntheses (forum.md §4, §5)."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from forum import services
from forum.errors import Closed, InvalidContent, NotNow
from forum.models import (
    Badge,
    HostMessage,
    PostKind,
    PostState,
    Role,
    SynthesisState,
)
from forum.selectors.people import signature_of
from notifications.models import Notification
from tests.factories import discussions as given
from tests.factories import forum as make

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


# --- Contributions ----------------------------------------------------------------------------
def test_an_answer_carries_its_discussion_question_and_the_authors_part():
    discussion = given.opened()
    expert, member = make.person("Petra Beispiel"), make.person()
    services.add_role(host=make.an_admin(), discussion=discussion, user=expert, role=Role.EXPERT)
    question = discussion.questions.get(number=1)
    for author, badge in ((expert, Badge.EXPERT), (member, Badge.NONE)):
        answer = given.an_answer(discussion, author).contribution
        assert (answer.discussion, answer.question) == (discussion, question)
        assert (answer.kind, answer.badge) == (PostKind.CONTRIBUTION, badge)
    general = make.a_reply(discussion.general_topic, member, body="About everything.")
    assert general.contribution.discussion == discussion
    assert general.contribution.question is None


def test_an_answer_elsewhere_belongs_to_no_discussion(topic):
    contribution = make.a_reply(topic).contribution
    assert (contribution.discussion, contribution.question) == (None, None)


def on_behalf(discussion, **kwargs):
    values = {
        "host": given.host_of(discussion),
        "topic": given.topic_of(discussion),
        "body": "We have no line here.",
        "language": "fr",
        "source": "phone",
        "consent": True,
        "name": "Kofi Exemple",
        "country": "",
    }
    return services.contribute_on_behalf(**(values | kwargs))


def test_a_host_posts_for_somebody_with_their_consent_alone():
    discussion = given.opened()
    with pytest.raises(InvalidContent) as refusal:
        on_behalf(discussion, consent=False)
    assert refusal.value.field == "consent"
    answer = on_behalf(discussion, organisation="Radio Exemple").post.contribution
    assert (answer.author, answer.entered_by) == (None, given.host_of(discussion))
    assert (answer.author_name, answer.author_organisation) == ("Kofi Exemple", "Radio Exemple")
    assert answer.badge == Badge.NONE
    assert answer.state == PostState.PUBLISHED


def test_nothing_is_posted_on_behalf_before_the_welcome():
    """The clock and the welcome open a discussion for everybody."""
    discussion = given.announced()
    with time_machine.travel(discussion.opens_at + timedelta(hours=1)), pytest.raises(Closed):
        on_behalf(discussion)


def test_who_gives_no_name_stays_unnamed():
    answer = on_behalf(given.opened(), name="").post.contribution
    assert answer.anonymised
    assert signature_of(answer, AnonymousUser()).name == "Name withheld"  # not a former member


def test_one_form_on_behalf_sent_twice_is_one_post():
    discussion = given.opened()
    form = "0b2f8a3e-7a1c-4b53-9a0e-4b1b6f1f2c11"
    first, second = (on_behalf(discussion, submission_id=form) for _unused in range(2))
    assert (second.already_there, second.is_other) == (True, False)
    assert first.post.pk == second.post.pk


def test_two_slips_of_paper_may_say_the_same():
    discussion = given.opened()
    forms = ("0b2f8a3e-7a1c-4b53-9a0e-4b1b6f1f2c11", "0b2f8a3e-7a1c-4b53-9a0e-4b1b6f1f2c12")
    first, second = (on_behalf(discussion, name="", submission_id=form) for form in forms)
    assert first.post.pk != second.post.pk


def test_a_host_of_another_discussion_does_not_post_on_behalf_here():
    discussion, other = given.opened(), given.announced(title="Another one")
    with pytest.raises(PermissionDenied):
        on_behalf(discussion, host=given.host_of(other))


def test_an_answer_moves_to_its_question_with_exact_counters():
    discussion = given.opened()
    host = given.host_of(discussion)
    answer = given.an_answer(discussion)
    given.an_answer(discussion, body="It stays.")
    second = discussion.questions.get(number=2)
    for _twice in range(2):
        services.assign_question(host=host, post=answer, question=second)
    moved = make.fresh(answer)
    assert moved.topic == second.topic
    assert moved.contribution.question == second
    assert [given.topic_of(discussion, n).posts_count for n in (1, 2)] == [2, 2]


def test_framing_text_is_moved_nowhere():
    discussion = given.opened()
    framing = given.topic_of(discussion).first_post
    with pytest.raises(NotNow):
        services.assign_question(
            host=given.host_of(discussion),
            post=framing,
            question=discussion.questions.get(number=2),
        )


# --- Messages ---------------------------------------------------------------------------------
def test_a_message_is_published_and_mailed_once():
    discussion = given.opened()
    reader = make.person("Wanda Watcher")
    services.subscribe(member=reader, target=discussion.forum, level="watching")
    message = given.say(discussion)
    services.publish_host_message(host=given.host_of(discussion), message=message)
    told = Notification.objects.filter(type="discussion.message", recipient=reader)
    assert told.count() == 1


def test_a_draft_message_is_seen_by_hosts_alone():
    discussion = given.opened()
    host = given.host_of(discussion)
    draft = services.draft_host_message(
        host=host, discussion=discussion, kind="steer", language="en", subject="Soon", body="Wait."
    )
    assert draft in HostMessage.objects.visible_to(host)
    assert draft not in HostMessage.objects.visible_to(make.person())


# --- Syntheses --------------------------------------------------------------------------------
def test_a_synthesis_quotes_word_for_word_from_this_discussion_alone(topic):
    discussion = given.opened()
    host = given.host_of(discussion)
    answer = given.an_answer(discussion, body="We leave faith out of it, always.")
    draft = given.a_synthesis(discussion)
    excerpt = services.add_excerpt(
        host=host, synthesis=draft, post=answer, quote="leave faith out of it"
    )
    assert excerpt.post_revision == answer.contribution.revision
    elsewhere = make.a_reply(topic)
    for post, quote in ((answer, "leaves faith"), (elsewhere, "four per cent")):
        with pytest.raises(InvalidContent):
            services.add_excerpt(host=host, synthesis=draft, post=post, quote=quote)


def test_a_published_synthesis_never_changes_and_a_correction_is_a_new_version():
    discussion = given.opened()
    host = given.host_of(discussion)
    answer = given.an_answer(discussion, body="We leave faith out of it, always.")
    first = given.a_synthesis(discussion)
    services.add_excerpt(host=host, synthesis=first, post=answer, quote="faith")
    first = services.publish_synthesis(host=host, synthesis=first)
    text = first.texts.get()
    text.body = "Something else."
    with pytest.raises(TypeError):
        text.save()
    with pytest.raises(TypeError):
        first.excerpts.all().delete()
    with pytest.raises(NotNow):
        services.add_excerpt(host=host, synthesis=first, post=answer, quote="always")
    second = given.a_synthesis(discussion, body="Faith and income come first.")
    assert (second.version, second.excerpts.count()) == (2, 1)
    services.publish_synthesis(host=host, synthesis=second)
    first.refresh_from_db()
    assert first.state == SynthesisState.SUPERSEDED
    assert first.texts.get().body == "Faith comes first."


def test_a_synthesis_is_open_to_comment_for_three_days():
    discussion = given.opened()
    synthesis = services.publish_synthesis(
        host=given.host_of(discussion), synthesis=given.a_synthesis(discussion)
    )
    assert make.a_reply(synthesis.comments_topic, body="One thing is missing.").contribution
    with (
        time_machine.travel(synthesis.comments_until + 2 * DAY, tick=False),
        pytest.raises(Closed),
    ):
        make.a_reply(synthesis.comments_topic, body="Another thing.")


def test_no_week_is_summarised_before_it_began_and_no_whole_before_its_end():
    discussion = given.opened()
    host = given.host_of(discussion)
    for week in (2, None):
        draft = given.a_synthesis(discussion, week=week)
        with pytest.raises(NotNow):
            services.publish_synthesis(host=host, synthesis=draft)
