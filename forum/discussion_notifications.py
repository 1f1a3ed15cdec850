"""What e-discussions may tell people (forum.md §8); forum.notification_types registers it."""

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.languages import reading_language
from common.zones import deadline_words
from forum.discussion_addresses import (
    PAGES,
    discussion_url,
    message_url,
    synthesis_url,
    title_of,
)
from forum.mail_text import rendered_in_mail, with_words
from forum.models import EDiscussion, HostMessage, MessageKind, Role, Synthesis, text_in
from members.bylines import byline_for
from notifications.registry import (
    PERSONAL,
    Family,
    Message,
    NotificationType,
    Told,
    register,
    register_family,
)

if TYPE_CHECKING:
    from members.models import User

PLACE = "forum"
DISCUSSIONS = register_family(
    Family(
        "discussions",
        gettext_lazy("E-discussions"),
        gettext_lazy("Messages of the hosts and syntheses of e-discussions you follow."),
    )
)


def _discussions(recipient: "User") -> QuerySet[Any]:
    return EDiscussion.objects.visible_to(recipient).prefetch_related(PAGES)


def _messages(recipient: "User") -> QuerySet[Any]:
    rows = HostMessage.objects.visible_to(recipient).select_related("discussion")
    return rows.prefetch_related("texts", f"discussion__{PAGES}")


def _syntheses(recipient: "User") -> QuerySet[Any]:
    rows = Synthesis.objects.visible_to(recipient).select_related("discussion")
    return rows.prefetch_related("texts", f"discussion__{PAGES}")


def _about(told: Told, title: str) -> Message:
    discussion = told.target
    words = {"title": title_of(discussion), **_end_of(discussion)}
    return Message(title=title % words, url=discussion_url(discussion))


def _end_of(discussion: EDiscussion) -> dict[str, str]:
    closes_at = discussion.closes_at
    return {"day": deadline_words(closes_at) if closes_at else ""}


def _opened(told: Told) -> Message:
    return _about(told, _("“%(title)s” is open until %(day)s"))


def _closing(told: Told) -> Message:
    return _about(told, _("“%(title)s” closes in two days"))


def _closed(told: Told) -> Message:
    return _about(told, _("“%(title)s” has closed; the hosts summarise"))


def _cancelled(told: Told) -> Message:
    message = _about(told, _("“%(title)s” is cancelled"))
    return Message(title=message.title, url=message.url, text=told.target.cancelled_because)


def _nudged(told: Told) -> Message:
    return _about(told, _("The host of “%(title)s” would like to hear from you"))


INVITED = {
    Role.HOST: gettext_lazy("You host “%(title)s”"),
    Role.COHOST: gettext_lazy("You co-host “%(title)s”"),
    Role.NOTE_TAKER: gettext_lazy("You take notes in “%(title)s”"),
    Role.EXPERT: gettext_lazy("You are invited to “%(title)s” as an expert"),
}


def _invited(told: Told) -> Message:
    role = Role(told.data["role"])
    if not told.data.get("asks"):
        return _about(told, str(INVITED[role]))
    names = {"name": byline_for(told.actor, told.recipient, PLACE).name, "role": role.label}
    title = _("%(name)s invites you to “%(title)s”: %(role)s")
    return Message(
        title=title % (names | {"title": title_of(told.target)}),
        url=discussion_url(told.target, "part/"),
        text=_("Accept or decline it there. Until you accept, nobody sees it."),
    )


OF_ACTS = {
    MessageKind.EXTENSION: gettext_lazy("“%(title)s” goes on until %(day)s"),
    MessageKind.CLOSING: gettext_lazy("“%(title)s” is concluded"),
}


def _message(told: Told) -> Message | None:
    text = text_in(told.target.texts.all(), reading_language())
    if text is None:
        return None
    discussion = told.target.discussion
    names = {"title": title_of(discussion), "subject": text.subject, **_end_of(discussion)}
    # What comes with an act is named in the reader's language, whatever the note is written in.
    title = str(OF_ACTS.get(told.target.kind, "")) or _("%(title)s: %(subject)s")
    title = title % names
    return _with_text(Message(title, message_url(told.target), lang=text.language), text)


def _synthesis(told: Told) -> Message | None:
    text = text_in(told.target.texts.all(), reading_language())
    if text is None:
        return None
    names = {
        "title": title_of(told.target.discussion),
        "synthesis": text.title,
        "week": told.target.week,
    }
    title = (
        _("Week %(week)d of “%(title)s”: %(synthesis)s")
        if told.target.week
        else _("Summary of “%(title)s”: %(synthesis)s")
    )
    message = Message(title % names, synthesis_url(told.target), lang=text.language)
    return _with_text(message, text)


def _with_text(message: Message, text: Any) -> Message:
    return with_words(message, rendered_in_mail(text.rendered))


TYPES = (
    NotificationType("discussion.invited", PERSONAL.key, _discussions, _invited),
    NotificationType("discussion.nudged", PERSONAL.key, _discussions, _nudged),
    NotificationType("discussion.opened", DISCUSSIONS.key, _discussions, _opened),
    NotificationType("discussion.closing", DISCUSSIONS.key, _discussions, _closing),
    NotificationType("discussion.closed", DISCUSSIONS.key, _discussions, _closed),
    NotificationType("discussion.cancelled", DISCUSSIONS.key, _discussions, _cancelled),
    NotificationType("discussion.message", DISCUSSIONS.key, _messages, _message),
    NotificationType("discussion.synthesis", DISCUSSIONS.key, _syntheses, _synthesis),
)
for _type in TYPES:
    register(_type)
