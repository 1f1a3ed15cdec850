"""Messages of the hosts: drafted, then published and mailed to all who follow the discussion."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.discussion_permissions import check_host
from forum.errors import InvalidContent, NotNow
from forum.models import (
    EDiscussion,
    GuidingQuestion,
    HostMessage,
    HostMessageText,
    MessageKind,
    MessageState,
)
from forum.rendering import render
from forum.services import discussion_telling, timing
from forum.services.bases import check_base
from forum.services.posting import check_not_silenced
from forum.texts import clean_body, clean_language, clean_subject

if TYPE_CHECKING:
    from members.models import User

# What hosts write themselves; extension and closing messages come with the act.
BY_HAND = (MessageKind.WELCOME, MessageKind.STEER, MessageKind.IMPACT)


@transaction.atomic
def draft_host_message(
    *,
    host: "User",
    discussion: EDiscussion,
    kind: str,
    language: str,
    subject: str,
    body: str,
    question: GuidingQuestion | None = None,
    message: HostMessage | None = None,
    base: str | None = None,
) -> HostMessage:
    """Write a message, or `message` in one more language; a second call changes that text.

    Nobody else sees it before it is published. `base`: which text the writer began with
    (`bases.base_of`). Raises PermissionDenied, InvalidContent, NotNow, EditConflict.
    """
    check_host(host, discussion)
    check_not_silenced(host, discussion.forum_id)
    timing.check_not_cancelled(discussion)
    if kind not in BY_HAND:
        raise InvalidContent(_("Choose what the message is for."), field="kind")
    timing.check_kind_of_message(discussion, kind, timezone.now())
    if question is not None and question.discussion_id != discussion.pk:
        raise InvalidContent(_("This question is of another discussion."), field="question")
    if message is None:
        message = HostMessage(discussion=discussion, kind=kind, author=host, question=question)
        message.save()
    elif message.discussion_id != discussion.pk or message.state != MessageState.DRAFT:
        raise NotNow(_("This message is published: write another one."))
    else:
        message.kind, message.question = kind, question
        message.save()
    _put_text(message, language, subject, body, base)
    return message


def _put_text(
    message: HostMessage, language: str, subject: str, body: str, base: str | None = None
) -> None:
    text, _reading = clean_body(body)
    code, heading = clean_language(language), clean_subject(subject)
    standing = message.texts.select_for_update().filter(language=code).first()
    check_base(standing, base, title=heading, body=text)
    is_first = not message.texts.exclude(language=code).exists()
    HostMessageText.objects.update_or_create(
        message=message,
        language=code,
        defaults={
            "subject": heading,
            "body": text,
            "rendered": render(text),
            "is_original": is_first,
        },
    )


@transaction.atomic
def publish_host_message(*, host: "User", message: HostMessage) -> HostMessage:
    """Show a message to all and send it to whoever follows the discussion.

    A second call changes nothing and mails nobody. Raises PermissionDenied, NotNow.
    """
    check_host(host, message.discussion)
    check_not_silenced(host, message.discussion.forum_id)
    message = HostMessage.objects.select_for_update(of=("self",)).get(pk=message.pk)
    if message.state == MessageState.PUBLISHED:
        return message
    timing.check_message_ready(message, timezone.now())
    return _publish(message, host)


@transaction.atomic
def discard_host_message(*, host: "User", message: HostMessage) -> None:
    """Throw a draft away. Raises PermissionDenied, NotNow for what is published."""
    check_host(host, message.discussion)
    if message.state != MessageState.DRAFT:
        raise NotNow(_("What was published stays."))
    message.delete()


@transaction.atomic
def translate_host_message(
    *, host: "User", message: HostMessage, language: str, subject: str, body: str
) -> HostMessageText:
    """Add a language to a published message; what is there in a language stays. Nobody is told.

    So what comes with an act, such as the conclusion, is read in each language of the discussion.
    Raises PermissionDenied, NotNow, InvalidContent.
    """
    check_host(host, message.discussion)
    check_not_silenced(host, message.discussion.forum_id)
    message = HostMessage.objects.select_for_update(of=("self",)).get(pk=message.pk)
    if message.state != MessageState.PUBLISHED:
        raise NotNow(_("Translate what is published; a draft is written in each language."))
    code = clean_language(language)
    if message.texts.filter(language=code).exists():
        raise NotNow(_("It is there in this language, and stays."))
    _put_text(message, code, subject, body)
    discussion_telling.reindex(message.discussion)
    return message.texts.get(language=code)


def say(
    *, author: "User", discussion: EDiscussion, kind: str, language: str, subject: str, body: str
) -> HostMessage:
    """A message that comes with an act whose service has checked who may: published at once."""
    message = HostMessage.objects.create(discussion=discussion, kind=kind, author=author)
    _put_text(message, language, subject, body)
    return _publish(message, author)


def _publish(message: HostMessage, host: "User") -> HostMessage:
    now = timezone.now()
    message.state, message.published_at, message.mailed_at = MessageState.PUBLISHED, now, now
    message.save()
    discussion_telling.said(message, host)
    return message
