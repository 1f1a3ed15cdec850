"""New topics and answers (forum.md §5, §9, §10, §12)."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied

from forum import services
from forum.engine import Forum, Post, Topic
from forum.errors import Closed, InvalidContent, RateLimited
from forum.models import Contribution, HeldBecause, PostState, PreModeration, Preset
from tests.factories import forum as make

pytestmark = pytest.mark.django_db
WORDS = {"body": "About four per cent here.", "language": "en"}


def test_a_topic_and_its_answer_are_counted_where_they_stand(forum, author, reader):
    topic = make.a_topic(forum, author)
    make.a_reply(topic, reader)
    topic, forum = make.fresh(topic), Forum.objects.get(pk=forum.pk)
    assert (topic.posts_count, topic.approved) == (2, True)
    assert (forum.direct_topics_count, forum.direct_posts_count) == (1, 2)
    assert forum.last_post_id == topic.last_post_id == Post.objects.latest("pk").pk


def test_the_text_is_kept_as_written_and_rendered_safely(topic, reader):
    post = make.a_reply(topic, reader, body="**Four** per cent <script>alert(1)</script>")
    post = make.fresh(post)
    assert post.content.raw == "**Four** per cent <script>alert(1)</script>"
    assert "<strong>Four</strong>" in post.content.rendered
    assert "<script" not in post.content.rendered


def test_the_first_three_posts_of_a_new_member_wait(author):
    forum = make.a_forum(pre_moderation=PreModeration.NEW)
    topic, newcomer = make.a_topic(forum, author), make.newcomer()
    posted = services.reply(member=newcomer, topic=topic, **WORDS)
    assert posted.held_because == HeldBecause.NEW_MEMBER
    assert not posted.post.approved
    assert make.fresh(topic).posts_count == 1


def test_vouched_members_wait_only_where_everybody_does(author):
    forum = make.a_forum(pre_moderation=PreModeration.EVERYONE)
    posted = services.start_topic(member=author, forum=forum, subject="Costs", **WORDS)
    assert posted.held_because == HeldBecause.FORUM
    assert not posted.post.topic.approved


def test_one_form_sent_twice_is_one_post(topic, reader):
    form = uuid.uuid4()
    first = services.reply(member=reader, topic=topic, submission_id=form, **WORDS)
    again = services.reply(
        member=reader, topic=topic, body="Another text", language="en", submission_id=form
    )
    assert (again.already_there, again.is_other) == (True, True)
    assert again.post.pk == first.post.pk
    assert Contribution.objects.filter(author=reader).count() == 1


def test_a_form_sent_again_after_its_post_was_changed_has_no_other_text(topic, reader):
    form = uuid.uuid4()
    first = services.reply(member=reader, topic=topic, submission_id=form, **WORDS)
    services.edit_post(member=reader, post=first.post, body="Five per cent.", base_revision=1)
    again = services.reply(member=reader, topic=topic, submission_id=form, **WORDS)
    assert (again.already_there, again.is_other) == (True, False)


def test_a_new_form_with_the_old_text_is_the_same_post(topic, reader):
    """Who goes back and sends once more has a new form, and means one text."""
    first, again = (
        services.reply(member=reader, topic=topic, submission_id=uuid.uuid4(), **WORDS)
        for _unused in range(2)
    )
    assert (again.already_there, again.post.pk) == (True, first.post.pk)


def test_a_topic_sent_by_a_new_form_is_the_same_topic(forum, reader):
    def sent(subject="Costs"):
        number = uuid.uuid4()
        return services.start_topic(
            member=reader, forum=forum, subject=subject, submission_id=number, **WORDS
        )

    first = sent()
    assert sent().post.pk == first.post.pk
    make.let_time_pass(reader)
    assert sent().post.pk != first.post.pk


def test_two_members_may_be_thanked_in_the_same_words(topic, author, reader):
    posts = [make.a_reply(topic, author, body=f"About {cost} per cent.") for cost in (4, 5)]
    first = services.reply(member=reader, topic=topic, reply_to=posts[0], **WORDS)
    with pytest.raises(RateLimited):  # another text, so its pace counts
        services.reply(member=reader, topic=topic, reply_to=posts[1], **WORDS)
    assert not first.already_there


def test_the_same_text_within_five_minutes_is_the_same_post(topic, reader):
    first = services.reply(member=reader, topic=topic, **WORDS)
    again = services.reply(
        member=reader, topic=topic, body="  about FOUR per  cent here. ", language="en"
    )
    assert (again.already_there, again.post.pk) == (True, first.post.pk)


def test_a_second_answer_within_five_seconds_is_refused_with_the_wait(topic, reader):
    services.reply(member=reader, topic=topic, **WORDS)
    with pytest.raises(RateLimited) as refusal:
        services.reply(member=reader, topic=topic, body="And something else.", language="en")
    assert 1 <= refusal.value.retry_after <= 5


@pytest.mark.parametrize("body", ["", " ", "x" * 20_001, "> only a quote", "***"])
def test_a_text_without_words_of_its_own_is_refused_at_its_field(topic, reader, body):
    with pytest.raises(InvalidContent) as refusal:
        services.reply(member=reader, topic=topic, body=body, language="en")
    assert refusal.value.field == "body"
    assert make.fresh(topic).posts_count == 1


def test_nobody_answers_where_they_may_not_read(author, reader):
    from django.contrib.auth.models import Group

    group = Group.objects.create(name="Working group")
    forum = make.a_forum(preset=Preset.GROUP, group=group)
    author.groups.add(group)
    topic = make.a_topic(forum, author)
    with pytest.raises(PermissionDenied):
        services.reply(member=reader, topic=topic, **WORDS)


def test_a_locked_topic_takes_no_answer(topic, reader):
    Topic.objects.filter(pk=topic.pk).update(status=Topic.TOPIC_LOCKED)
    with pytest.raises(Closed):
        services.reply(member=reader, topic=topic, **WORDS)


def test_a_shelf_takes_no_topics(author):
    shelf = make.a_forum("Themes", is_category=True)
    with pytest.raises(PermissionDenied):
        services.start_topic(member=author, forum=shelf, subject="Costs", **WORDS)


def test_a_post_has_its_other_half_in_the_same_transaction(topic):
    first = Contribution.objects.get(post=topic.first_post)
    assert (first.state, first.language, first.revision) == (PostState.PUBLISHED, "en", 1)
    assert first.published_at is not None
