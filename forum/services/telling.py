"""Who is told of what, what is recorded, and what the search is to read again."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from activity import services as activity
from common.indexing import touch
from forum import access
from forum.access import access_for, forum_token, learn_access
from forum.engine import Forum, Post, Topic, UserForumPermission
from forum.models import How, Level, Mention, ReportReason, Subscription, Synthesis
from forum.permissions import is_author
from members.models import User
from members.permissions import ADMINS, MODERATORS
from notifications import services as notifications
from notifications.registry import EmailChoice
from notifications.services import Telling

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from forum.models import Report

# Reasons for which a moderator is told at once.
DANGEROUS = {ReportReason.DANGER}


def post_key(post: Any, topic: Any) -> str:
    """The key of the document a post is in: the first one's is its topic's."""
    return f"topic:{topic.pk}" if topic.first_post_id == post.pk else f"post:{post.pk}"


def reindex_post(post: Any, topic: Any) -> None:
    """The search reads this post again, in the transaction of the change."""
    if topic.first_post_id == post.pk:
        reindex_topic(topic)
    else:
        touch([f"post:{post.pk}"])


def reindex_topic(topic: Any) -> None:
    """The topic and all its posts: it was moved, hidden, shown again, or has another title."""
    posts = Post.objects.filter(topic=topic.pk).exclude(pk=topic.first_post_id)
    touch([f"topic:{topic.pk}", *(f"post:{pk}" for pk in posts.values_list("pk", flat=True))])


def written_in(topics: "QuerySet[Any]") -> set[str]:
    """The keys of these topics and of every answer in them. Two queries."""
    posts = Post.objects.filter(topic__in=topics.order_by().values("pk"))
    answers = posts.exclude(pk=F("topic__first_post")).order_by()
    return {
        *(f"topic:{pk}" for pk in topics.order_by().values_list("pk", flat=True)),
        *(f"post:{pk}" for pk in answers.values_list("pk", flat=True)),
    }


def reindex_room(forum: Any) -> None:
    """All that stands in a room, and below it: other readers may see it now (search.md §15).

    Rights act at query time; what is told of words to anonymous readers is kept with documents.
    Called by services, not when a forum is saved: every post does that. Four queries.
    """
    rooms = Forum.objects.get(pk=forum.pk).get_descendants(include_self=True).values("pk")
    syntheses = Synthesis.objects.filter(discussion__forum__in=rooms).order_by()
    keys = written_in(Topic.objects.filter(forum__in=rooms))
    touch(keys | {f"synthesis:{pk}" for pk in syntheses.values_list("pk", flat=True)})


def keep_mentions(
    post: Any,
    topic: Any,
    handles: Iterable[str],
    *,
    around: Iterable[Any] | None = None,
) -> list[User]:
    """A row for each member who is called by handle and may read here; earlier ones stay.

    `around`: whom `people_around` found for a new post that is published now, so they are told
    with it. Returns those who are called, as `published` takes them. Three queries for any number,
    two with `around`.
    """
    names = set(handles)
    if not names:
        return []
    if around is None:
        active = User.objects.filter(handle__in=names, is_active=True)
        around = active.annotate(is_deaf=_is_deaf(topic))
        told_at = None
    else:
        told_at = timezone.now()
    people: list[User] = [one for one in around if one.handle in names]
    learn_access(people)
    readers = [one for one in people if topic.forum_id in access_for(one).readable]
    called = [one for one in readers if one.pk != post.poster_id]
    rows = [Mention(post=post, user=one, notified_at=told_at) for one in called]
    Mention.objects.bulk_create(rows, ignore_conflicts=True)
    return called


def published(
    post: Any,
    topic: Any,
    *,
    around: Iterable[Any] | None = None,
    called: Iterable[User] | None = None,
) -> None:
    """Record a post that readers see from now on, and tell whom it concerns.

    Also when a moderator lets it through later: then, not before. `around`, `called`: what
    `people_around` and `keep_mentions` have just said; else it is looked up.
    """
    author, is_first = post.contribution.author, topic.first_post_id == post.pk
    audience = forum_token(topic.forum_id)
    verb, target = ("forum.started", topic) if is_first else ("forum.replied", post)
    activity.record(actor=author, verb=verb, target=target, audience=audience)
    writer, people = _named_in(post, called)
    followers = people_around(post, topic) if around is None else around
    watchers = [one for one in followers if one.follows and one.pk not in people]
    listeners = _who_listen(post, people.values())
    named = Telling("forum.named", listeners, {"answers": writer.pk if writer else None})
    kind = "forum.topic" if is_first else "forum.post"
    tellings = [named, Telling(kind, watchers, by_mail=ways_of(watchers))]
    notifications.notify_each(target=post, actor=author, tellings=tellings)


def _named_in(post: Any, called: Iterable[User] | None) -> tuple[User | None, dict[int, User]]:
    """Whose post this one answers, and {number: member} of them and of whom it calls by name."""
    answered = post.contribution.reply_to
    writer = answered.contribution.author if answered else None
    people = {writer.pk: writer} if writer else {}
    if called is None:
        called = _untold(post) if "@" in post.content.raw else []
    return writer, people | {one.pk: one for one in called}


def _untold(post: Any) -> list[User]:
    """Whom the text calls and nobody has told yet: told from now on. One query where none is."""
    mentions = Mention.objects.filter(post=post, notified_at=None).select_related("user")
    people = [one.user for one in mentions]
    if people:
        mentions.update(notified_at=timezone.now())
    return people


def _who_listen(post: Any, people: Iterable[User]) -> list[User]:
    """Without those who want to hear nothing of the topic, or of its room (forum.md §3.5).

    One query; none for those whom `keep_mentions` has read.
    """
    asked = list(people)
    unknown = [one.pk for one in asked if not hasattr(one, "is_deaf")]
    deaf: set[int] = {one.pk for one in asked if getattr(one, "is_deaf", False)}
    if unknown:
        found = User.objects.filter(_is_deaf(post.topic), pk__in=unknown)
        deaf |= set(found.values_list("pk", flat=True))
    return [one for one in asked if one.pk not in deaf]


def _is_deaf(topic: Any) -> Exists:
    """Of members: that they muted the topic, or its room and chose nothing for the topic since."""
    muted = Subscription.objects.filter(level=Level.MUTED, user=OuterRef("pk"))
    chosen = Subscription.objects.filter(topic=topic.pk, user=OuterRef("user"))
    chosen_since = Exists(chosen.filter(updated__gt=OuterRef("updated")))
    return Exists(muted.filter(Q(topic=topic.pk) | (Q(forum=topic.forum_id) & ~chosen_since)))


def people_around(post: Any, topic: Any, handles: Iterable[str] = ()) -> list[Any]:
    """Who `follows` the topic, or its forum without having chosen otherwise for the topic.

    And whom the text calls by one of `handles`, with `is_deaf`: whether they may read here, and
    are told, is the question of `keep_mentions`. One query.
    """
    is_first = topic.first_post_id == post.pk
    levels = [Level.WATCHING, Level.FIRST_POSTS] if is_first else [Level.WATCHING]
    themes = topic.info.themes.values("pk") if is_first else ()
    mine = Subscription.objects.filter(user=OuterRef("pk"))
    muted = Subscription.objects.filter(forum=topic.forum_id, level=Level.MUTED)
    muted_since = muted.filter(user=OuterRef("user"), updated__gt=OuterRef("updated"))
    wider = Q(forum=topic.forum_id) | (Q(theme__in=themes) if is_first else Q(pk__in=[]))
    here = mine.filter(~Exists(muted_since), topic=topic.pk, level=Level.WATCHING)
    follows_more = Exists(mine.filter(wider, level__in=levels))
    chose_here = Exists(mine.filter(topic=topic.pk))
    has_muted = Exists(muted.filter(user=OuterRef("pk")))
    wanted = Exists(here) | (follows_more & ~chose_here & ~has_muted)
    targets = (Q(topic=topic.pk), Q(forum=topic.forum_id), Q(theme__in=themes))
    people = User.objects.filter(is_active=True).exclude(pk=post.contribution.author_id)
    people = people.annotate(way=nearest_way(*targets))
    names = set(handles)
    if not names:
        return list(people.filter(wanted).annotate(follows=Value(True)))
    found = people.filter(wanted | Q(handle__in=names))
    follows = ExpressionWrapper(wanted, output_field=BooleanField())
    return list(found.annotate(follows=follows, is_deaf=_is_deaf(topic)))


def nearest_way(*targets: Q) -> Coalesce:
    """How a member wants the news of what they follow: as said for the nearest of `targets`.

    "As in my settings" says nothing; it is what answering in a topic sets.
    """
    said = Subscription.objects.filter(user=OuterRef("pk")).exclude(delivery=How.ACCOUNT)
    ways = (Subquery(said.filter(one).values("delivery")[:1]) for one in targets)
    return Coalesce(*ways, Value(How.ACCOUNT))


def ways_of(people: Iterable[Any]) -> dict[int, EmailChoice]:
    """{member: how}, of those read with `way` who chose one."""
    return {one.pk: EmailChoice(one.way) for one in people if one.way in EmailChoice.values}


def waits(post: Any, topic: Any) -> None:
    """Tell the moderators of the forum that a post waits."""
    notifications.notify(
        type="forum.pending",
        recipients=moderators_of(topic.forum_id),
        target=post,
        actor=post.contribution.author,
    )


def reported(report: "Report", topic: Any) -> None:
    """Tell the moderators of the site that a post was reported; at once where there is danger.

    The notice has the note of the report: whoever wrote the post is not told.
    """
    kind = "forum.danger" if report.reason in DANGEROUS else "forum.report"
    people = others_than_author(site_moderators(), report.post)
    notifications.notify(type=kind, recipients=people, target=report, actor=report.reporter)


def decided(
    post: Any,
    *,
    moderator: User | None,
    act: str,
    statement: str = "",
    by_reports: bool = False,
    stands: bool = False,
) -> None:
    """Tell the author what was decided on their post, why, and that they may answer.

    `by_reports`: three members' reports did it, and nobody has looked yet. `stands`: of a change
    that is not accepted, that the text before it stands.
    """
    author = post.contribution.author
    data: dict[str, Any] = {"act": act, "statement": statement}
    if by_reports:
        data["by_reports"] = True
    if stands:
        data["stands"] = True
    if author is not None:
        notifications.notify(
            type="forum.decision", recipients=[author], target=post, actor=moderator, data=data
        )


def outcome_told(reports: Iterable["Report"], *, moderator: User) -> None:
    """Tell each reporter what became of their report."""
    for report in reports:
        notifications.notify(
            type="forum.outcome", recipients=[report.reporter], target=report, actor=moderator
        )


def site_moderators() -> list[User]:
    """Everybody who looks after the whole site. One query."""
    is_one = Q(is_superuser=True) | Q(groups__name__in=[ADMINS, MODERATORS])
    return list(User.objects.filter(is_one, is_active=True).distinct())


def others_than_author(people: list[User], post: Any) -> list[User]:
    """Those who hear of a report: members are promised that its author hears nothing of them."""
    return [one for one in people if not is_author(one, post.contribution)]


def moderators_of(forum_pk: int) -> list[User]:
    """Those of the site, and whoever decides on posts in this forum: hosts. One query."""
    rows = UserForumPermission.objects.filter(
        forum=forum_pk, permission__codename=access.APPROVE, has_perm=True, user__isnull=False
    )
    is_one = Q(is_superuser=True) | Q(groups__name__in=[ADMINS, MODERATORS])
    is_one |= Q(pk__in=rows.values("user"))
    return list(User.objects.filter(is_one, is_active=True).distinct())


def told_of_edit(post: Any) -> None:
    """Tell whom the new text calls by name for the first time."""
    people = _untold(post)
    if people:
        author, told = post.contribution.author, _who_listen(post, people)
        notifications.notify(type="forum.named", recipients=told, target=post, actor=author)


def entered(post: Any, host: User) -> None:
    """Tell the author that a host has published words in their name."""
    author = post.contribution.author
    notifications.notify(type="forum.entered", recipients=[author], target=post, actor=host)
