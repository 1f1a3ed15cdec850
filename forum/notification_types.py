"""What the forum may tell people (forum.md §8)."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from common.zones import deadline_words
from forum import discussion_notifications
from forum.access import access_for
from forum.addresses import moderate_url, moderation_url, post_url
from forum.engine import Post
from forum.mail_text import post_in_mail, posts_in_mail, with_words
from forum.models import PostState, Report, ReportState, Sanction
from forum.permissions import can_moderate_members
from forum.selectors.asked import asked, subject_of
from forum.selectors.people import OF_AUTHOR, signature_of
from members.bylines import byline_for
from members.models import Block
from notifications.registry import (
    DECISIONS,
    FOLLOWED,
    PERSONAL,
    WORK,
    Family,
    Message,
    NotificationType,
    Told,
    register,
    register_duty,
    register_family,
)

if TYPE_CHECKING:
    from members.models import User

PLACE = "forum"
DANGER = register_family(
    Family(
        "danger",
        gettext_lazy("Somebody may be in danger"),
        gettext_lazy("Reports that say so, for moderators."),
        is_duty=True,
    )
)


def _posts(recipient: "User") -> QuerySet[Any]:
    posts = Post.objects.visible_to(recipient).annotate(asked=asked("topic"))
    authors = (f"contribution__{path}" for path in OF_AUTHOR)
    return posts.select_related("topic__first_post", *authors)


def _news(recipient: "User") -> QuerySet[Any]:
    """Posts to tell of: published ones, also to moderators, who find the others in the queue.

    Several are told as one, so it is asked of each author, whether a block stands between.
    """
    rows = _posts(recipient).filter(contribution__state=PostState.PUBLISHED)
    of = Block.objects.filter
    rows = rows.exclude(contribution__author__in=of(blocker=recipient).values("blocked"))
    return rows.exclude(contribution__author__in=of(blocked=recipient).values("blocker"))


def _waiting(recipient: "User") -> QuerySet[Any]:
    """Posts that still wait: of what somebody has decided meanwhile, nobody is told."""
    return _posts(recipient).filter(contribution__state=PostState.PENDING)


def _reports(recipient: "User") -> QuerySet[Any]:
    reports = Report.objects.visible_to(recipient).annotate(asked=asked("post__topic"))
    return reports.select_related("post__topic", "decision")


def _open_reports(recipient: "User") -> QuerySet[Any]:
    """Reports that nobody has decided yet."""
    return _reports(recipient).filter(state=ReportState.OPEN)


def _sanctions(recipient: "User") -> QuerySet[Any]:
    return Sanction.objects.visible_to(recipient)


def _who(told: Told) -> str:
    return byline_for(told.actor, told.recipient, PLACE).name


def _where(target: Any) -> str:
    """The topic of a post or report; a question in the language of who is told."""
    post = target.post if isinstance(target, Report) else target
    return subject_of(post.topic, target)


def _with_text(title: str, told: Told) -> Message:
    """A sentence, and the words themselves: a mail can be read without opening the site."""
    post = told.target
    message = Message(title=title, url=post_url(post.pk), lang=post.contribution.language)
    return with_words(message, post_in_mail(post, told.recipient)) if told.in_full else message


def _named(told: Told) -> Message:
    names = {"name": _who(told), "topic": _where(told.target)}
    if told.data.get("answers") == told.recipient.pk:
        return _with_text(_("%(name)s answered you in “%(topic)s”") % names, told)
    return _with_text(_("%(name)s mentioned you in “%(topic)s”") % names, told)


def _watched(told: Told) -> Message:
    """Of a burst, every post that no mail has told yet: the last alone would be half of it."""
    who = signature_of(told.target.contribution, told.recipient).name
    words = {"name": who, "topic": _where(told.target), "number": told.count}
    if told.count > 1:
        title = ngettext(
            "%(number)d new post in “%(topic)s”", "%(number)d new posts in “%(topic)s”", told.count
        )
    else:
        title = _("%(name)s wrote in “%(topic)s”")
    if not told.in_full or len(told.targets) < 2:
        return _with_text(title % words, told)
    oldest_first = told.targets[::-1]
    url = post_url(oldest_first[0].pk)
    return with_words(Message(title % words, url), posts_in_mail(oldest_first, told.recipient))


def _started(told: Told) -> Message:
    names = {"name": _who(told), "topic": _where(told.target)}
    return _with_text(_("%(name)s started “%(topic)s”") % names, told)


def _entered(told: Told) -> Message:
    names = {"name": _who(told), "topic": told.target.topic.subject}
    return _with_text(_("%(name)s published a text in your name in “%(topic)s”") % names, told)


DECIDED = {
    "approve": gettext_lazy("Your post in “%(topic)s” is published"),
    "reject": gettext_lazy("Your post in “%(topic)s” was not accepted"),
    "hide": gettext_lazy("Your post in “%(topic)s” was hidden"),
    "unhide": gettext_lazy("Your post in “%(topic)s” is shown again"),
    "bring_back": gettext_lazy("Your post in “%(topic)s” is back, as you asked"),
    "edit": gettext_lazy("A moderator changed your post in “%(topic)s”"),
}


STANDS = gettext_lazy("Your change in “%(topic)s” was not accepted: your text before it stands")


def _decision(told: Told) -> Message:
    what = STANDS if told.data.get("stands") else DECIDED[told.data["act"]]
    title = str(what) % {"topic": _where(told.target)}
    statement = told.data.get("statement", "")
    if told.data.get("by_reports"):
        statement = _("Three members reported it: hidden until a moderator has looked.")
    if told.data["act"] in ("reject", "hide"):
        how = _("You may answer this: write to the moderators from the contact page.")
        statement = f"{statement}\n\n{how}".strip()
    return Message(title=title, url=post_url(told.target.pk), text=statement)


def _pending(told: Told) -> Message:
    number = len(told.targets)
    if number > 1:
        title = ngettext("%(number)d post waits for you", "%(number)d posts wait for you", number)
        return _at_the_desk(title, number, told.targets)
    title = _("A post in “%(topic)s” waits for you") % {"topic": _where(told.target)}
    return Message(title=title, url=moderate_url(told.target.pk))


def _at_the_desk(title: str, number: int, targets: Iterable[Any]) -> Message:
    """Several at once, as a digest tells them: the queue has them all, the text names where."""
    names = dict.fromkeys(_where(one) for one in targets)
    return Message(title=title % {"number": number}, url=moderation_url(), text=" · ".join(names))


def _report(told: Told) -> Message:
    number = len({one.post_id for one in told.targets})
    if number > 1:
        title = ngettext("%(number)d post was reported", "%(number)d posts were reported", number)
        return _at_the_desk(title, number, told.targets)
    words = {"topic": _where(told.target), "reason": told.target.get_reason_display()}
    title = _("A post in “%(topic)s” was reported: %(reason)s") % words
    return Message(title=title, url=moderate_url(told.target.post_id), text=told.target.note)


def _overdue(told: Told) -> Message:
    number = len(told.targets)
    if number > 1:
        title = ngettext(
            "%(number)d post has waited for two days",
            "%(number)d posts have waited for two days",
            number,
        )
        return _at_the_desk(title, number, told.targets)
    topic = {"topic": _where(told.target)}
    title = _("A post in “%(topic)s” has waited for two days") % topic
    return Message(title=title, url=moderate_url(told.target.pk))


def _overdue_report(told: Told) -> Message:
    number = len({one.post_id for one in told.targets})
    if number > 1:
        title = ngettext(
            "%(number)d reported post has waited for two days",
            "%(number)d reported posts have waited for two days",
            number,
        )
        return _at_the_desk(title, number, told.targets)
    words = {"topic": _where(told.target), "reason": told.target.get_reason_display()}
    title = _("A report of a post in “%(topic)s” has waited for two days: %(reason)s") % words
    return Message(title=title, url=moderate_url(told.target.post_id), text=told.target.note)


def _outcome(told: Told) -> Message:
    topic = {"topic": _where(told.target)}
    if told.target.state == "upheld":
        title = _("You were right: we acted on your report about “%(topic)s”") % topic
    else:
        title = _("We looked into your report about “%(topic)s” and left the post as it is") % topic
    return Message(title=title, url=post_url(told.target.post_id))


def _sanction(told: Told) -> Message:
    if told.target.lifted_at is not None and told.target.kind == "warning":
        title = _("A moderator has taken their warning back")
    elif told.target.lifted_at is not None:
        title = _("You may write in the forum again")
    elif told.target.kind == "warning":
        title = _("A moderator has warned you")
    elif told.target.ends_at is not None:
        until = {"moment": deadline_words(told.target.ends_at)}
        title = _("You may read the forum, but not write, until %(moment)s") % until
    else:
        title = _("You may read the forum, but not write, until a moderator decides otherwise")
    return Message(title=title, url="/", text=told.target.statement)


def _reminder(told: Told) -> Message:
    title = _("You wanted to come back to “%(topic)s”") % {"topic": _where(told.target)}
    return Message(title=title, url=post_url(told.target.pk), text=told.data.get("note", ""))


def _by_topic(post: Any) -> str:
    return f"topic {post.topic_id}"


def _all(thing: Any) -> str:
    return "all"


for _type in (
    NotificationType("forum.named", PERSONAL.key, _news, _named),
    NotificationType("forum.entered", PERSONAL.key, _posts, _entered),
    NotificationType(
        "forum.post", FOLLOWED.key, _news, _watched, group=_by_topic, together=_by_topic
    ),
    NotificationType("forum.topic", FOLLOWED.key, _news, _started),
    NotificationType("forum.decision", DECISIONS.key, _posts, _decision),
    NotificationType("forum.outcome", DECISIONS.key, _reports, _outcome),
    NotificationType("forum.sanction", DECISIONS.key, _sanctions, _sanction),
    NotificationType("forum.reminder", PERSONAL.key, _posts, _reminder),
    NotificationType("forum.pending", WORK.key, _waiting, _pending, together=_all),
    NotificationType("forum.report", WORK.key, _open_reports, _report, together=_all),
    NotificationType("forum.overdue", WORK.key, _waiting, _overdue, together=_all),
    NotificationType(
        "forum.overdue_report", WORK.key, _open_reports, _overdue_report, together=_all
    ),
    NotificationType("forum.overdue_danger", DANGER.key, _open_reports, _overdue_report),
    NotificationType("forum.danger", DANGER.key, _open_reports, _report),
):
    register(_type)

register_duty(DANGER.key, can_moderate_members)
register_duty(WORK.key, lambda user: bool(access_for(user).moderated))

# Those of e-discussions register themselves.
__all__ = ["discussion_notifications"]
