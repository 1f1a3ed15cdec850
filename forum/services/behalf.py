"""What hosts do with contributions: post for somebody without a line, move one to its question."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from common.html import plain_line
from forum.discussion_permissions import check_host
from forum.engine import Post, Topic
from forum.errors import InvalidContent, NotNow
from forum.locks import begin_again_when_moved, lock_forums, lock_post, lock_standing, lock_topic
from forum.models import (
    Act,
    BehalfSource,
    Channel,
    Contribution,
    EDiscussion,
    GuidingQuestion,
    ModerationLog,
    PostKind,
)
from forum.permissions import check_not_own, is_author
from forum.services import telling, timing
from forum.services.picking import forget_pick
from forum.services.posting import (
    Posted,
    Text,
    add_post,
    check_not_silenced,
    check_open,
    count_in,
    earlier_post,
)
from forum.services.threads import place_of
from forum.texts import clean_body, clean_language
from taxonomy.models import Country

if TYPE_CHECKING:
    from members.models import User

NAME_MAX, ORGANISATION_MAX, NOTE_MAX = 120, 200, 255


@begin_again_when_moved
def contribute_on_behalf(
    *,
    host: "User",
    topic: Any,
    body: str,
    language: str,
    source: str,
    consent: bool,
    consent_note: str = "",
    person: "User | None" = None,
    name: str = "",
    role: str = "",
    organisation: str = "",
    country: str = "",
    submission_id: UUID | None = None,
) -> Posted:
    """Post what somebody sent by mail, phone or on paper, with their consent, in their name.

    `person` where they have an account: they are told; else `name`; with neither they stay unnamed.
    Raises PermissionDenied, InvalidContent, Closed, Sanctioned.
    """
    place = place_of(topic)
    if "discussion" not in place:
        raise InvalidContent(_("Hosts post on behalf of others in their discussion only."))
    check_host(host, place["discussion"])
    if source not in BehalfSource.values:
        raise InvalidContent(_("Say how you received it."), field="source")
    if not consent:
        raise InvalidContent(
            _("Post it only if the person agrees: say that they do."), field="consent"
        )
    cleaned, reading = clean_body(body)
    text = Text(cleaned, reading, clean_language(language))
    who = _columns_of(person, name, role, organisation, country)
    standing = lock_standing(host)
    # Slips of paper may say the same: the form alone tells whether it is one text.
    if again := earlier_post(host, submission_id, text, None):
        return again
    topic, now = lock_topic(topic), timezone.now()
    timing.check_takes_texts(place["discussion"], now)
    check_open(topic, now)
    for one in filter(None, (host, person)):
        check_not_silenced(one, topic.forum_id)
    post = add_post(
        host,
        standing,
        topic,
        text,
        "",
        submission_id=submission_id,
        entered_by=host,
        channel=Channel.ON_BEHALF,
        behalf_source=source,
        behalf_consent=True,
        behalf_note=plain_line(consent_note)[:NOTE_MAX],
        badge="none",
        **who,
        **place,
    )
    count_in(topic, post)
    telling.reindex_post(post, topic)
    telling.published(post, topic)
    if person is not None:
        telling.entered(post, host)
    return Posted(post)


def _columns_of(
    person: "User | None", name: str, role: str, organisation: str, country: str
) -> dict[str, Any]:
    """Who it is from, as at posting. Raises InvalidContent."""
    shown = plain_line(name)
    for words, most, field in (
        (shown, NAME_MAX, "name"),
        (role, NAME_MAX, "role"),
        (organisation, ORGANISATION_MAX, "organisation"),
    ):
        if len(plain_line(words)) > most:
            message = _("Use at most %(number)d characters.") % {"number": most}
            raise InvalidContent(message, field=field)
    place = Country.objects.filter(code=country).select_related("region").first()
    if country and place is None:
        raise InvalidContent(_("Choose a country of the list."), field="country")
    return {
        "author": person,
        "author_name": "" if person else shown,
        "anonymised": person is None and not shown,
        "author_role": plain_line(role),
        "author_organisation": plain_line(organisation),
        "author_organisation_type": "",
        "author_country": country,
        "author_region": place.region.code if place and place.region else "",
    }


@begin_again_when_moved
def assign_question(*, host: "User", post: Any, question: GuidingQuestion | None) -> Contribution:
    """Move an answer to the thread of the question it answers; None: to the general one.

    Its permalink stays. A second call changes nothing. Raises PermissionDenied, NotNow,
    InvalidContent.
    """
    seen = Post.objects.select_related("topic", "contribution__discussion").get(pk=post.pk)
    check_assignable(host, seen)
    discussion: Any = seen.contribution.discussion
    target = _thread(discussion, question)
    if seen.topic_id == target.pk:
        return seen.contribution
    lock_forums([target.forum_id])
    first, second = sorted((seen.topic, target), key=lambda one: one.pk)
    topics = {one.pk: lock_topic(one) for one in (first, second)}
    moved = lock_post(seen.pk)
    source = topics[seen.topic_id]
    if source.first_post_id == moved.pk:
        raise NotNow(_("What opens a thread stays in it."))
    if moved.topic_id != source.pk:
        raise NotNow(_("This post has been moved meanwhile."))
    forget_pick(source, moved)
    Post.objects.filter(pk=moved.pk).update(topic=target.pk, subject=topics[target.pk].subject)
    contribution = moved.contribution
    contribution.question = question
    contribution.save(update_fields=["question", "updated"])
    for topic in topics.values():
        topic.update_trackers()
    ModerationLog.objects.create(
        actor=host,
        action=Act.MOVED,
        post=moved,
        topic=topics[target.pk],
        forum=topics[target.pk].forum,
        target_label=topics[target.pk].subject[:255],
        before={"topic": source.pk},
        after={"topic": target.pk},
    )
    moved.topic_id = target.pk
    telling.reindex_post(moved, topics[target.pk])
    return contribution


def check_assignable(host: "User", post: Any) -> None:
    """A contribution that opens no thread, to a discussion that `host` hosts, and not their own.

    `post`: with topic, contribution and discussion. Raises PermissionDenied, NotNow.
    """
    written = post.contribution
    if written.discussion is None or written.kind != PostKind.CONTRIBUTION:
        raise NotNow(_("Only contributions to a discussion are moved to a question."))
    check_host(host, written.discussion)
    if post.topic.first_post_id == post.pk:
        raise NotNow(_("What opens a thread stays in it."))
    if is_author(host, written) and written.entered_by_id is None:
        check_not_own(host, post)


def _thread(discussion: EDiscussion, question: GuidingQuestion | None) -> Any:
    if question is None:
        return discussion.general_topic
    if question.discussion_id != discussion.pk or question.topic is None:
        raise InvalidContent(_("This question is of another discussion."), field="question")
    return Topic.objects.get(pk=question.topic_id)
