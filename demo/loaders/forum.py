"""The open forum: shelves and rooms by theme, and some two dozen topics with their answers.

All who write are the demo's invented members, and what they say is made up. Each text is written by
the forum's services as if it happened now, and then given its moment, so many days before the load.
A text is known by its `submission_id`, the number of the form it came in with: whoever moves, edits
or withdraws it afterwards keeps what they did, and it does not come back.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.conf import settings
from django.utils import timezone

from demo.loaders.accounts import ACCOUNTS, DOMAIN
from demo.seed import Seed, records
from forum import services
from forum.engine import Forum, Post, Topic
from forum.models import (
    Contribution,
    ForumStanding,
    Mention,
    PostRevision,
    Preset,
    Report,
    TopicRead,
)
from forum.rendering import quote_of
from members.models import User
from notifications.models import Delivery, Notification
from taxonomy.models import Country, Theme

TRANSLATED = ("en", "fr", "es")
EDITED_AFTER = timedelta(hours=2)
REPORTED_AFTER = timedelta(hours=5)
# What happened before counts as read: nobody gets a mail on the first day about last month.
NEWS = timedelta(days=3)


def load(seed: Seed) -> None:
    """The rooms, the first time; then each topic that was never there, oldest first."""
    if not getattr(settings, "DEMO", False):
        seed.say("forum: none, as these settings are not the demo's")
        return
    topics = records("forum_topics")
    forms = {form_of(one["id"], 0): one["id"] for one in topics}
    held = Contribution.objects.filter(submission_id__in=forms)
    known = {forms[form] for form in held.values_list("submission_id", flat=True)}
    missing = [one for one in topics if one["id"] not in known]
    if missing:
        _Load(is_first=not known).add(missing)
    seed.say(f"forum: {len(missing)} new topics")


def form_of(topic: str, at: int) -> UUID:
    """The number of the form in which text `at` of a topic came in; 0 opens it."""
    return uuid5(NAMESPACE_URL, f"{topic}:{at}")


class _Load:
    """Who and what all topics of one load share."""

    def __init__(self, *, is_first: bool) -> None:
        self.now = timezone.now()
        people = User.objects.filter(email__endswith=f"@{DOMAIN}", is_active=True)
        self.people = {one.handle: one for one in people}
        self.themes = {one.code: one.current for one in Theme.objects.all()}
        self.countries = {one.code: one for one in Country.objects.all()}
        self.rooms = _rooms(self.people["admin"], may_make=is_first)

    def add(self, topics: list[dict[str, Any]]) -> None:
        """Each topic whose room is still called what it was."""
        self._vouch(topics)
        newest = Notification.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        for record in topics:
            if record["room"] in self.rooms:
                _Thread(self, record).write()
        _settle_what_was_told(newest, self.now - NEWS)

    def _vouch(self, topics: list[dict[str, Any]]) -> None:
        """Nothing of theirs waits: they were members of the network before this site was."""
        writers = {
            text["by"] for one in topics if not one.get("waits") for text in (one, *one["answers"])
        }
        for handle in sorted(writers):
            ForumStanding.objects.update_or_create(
                user=self.people[handle], defaults={"vouched_at": self.now}
            )
        # The accounts are as old as the database; who wrote in September was a member by then.
        first = self.now - timedelta(days=max(one["days"] for one in topics) + 1)
        of_writers = User.objects.filter(handle__in=writers)
        of_accounts = of_writers.filter(handle__in=[login.replace("-", "_") for login in ACCOUNTS])
        of_accounts.filter(date_joined__gt=first).update(date_joined=first)


def _rooms(admin: User, *, may_make: bool) -> dict[str, Any]:
    """{key: room}, found by their English names; made with their shelves where that is allowed."""
    there = {one.name: one for one in Forum.objects.all()}
    rooms = {}
    for shelf in records("forum_rooms"):
        above = there.get(shelf["name"]["en"])
        if above is None and may_make:
            above = _make(admin, shelf, is_category=True)
        for room in shelf["rooms"]:
            found = there.get(room["name"]["en"])
            if found is None and may_make:
                found = _make(admin, room, parent=above)
            if found is not None:
                rooms[room["id"]] = found
    return rooms


def _make(admin: User, record: dict[str, Any], **where: Any) -> Any:
    texts = record.get("description", {})
    preset = record.get("preset", Preset.PUBLIC)
    name, description = record["name"]["en"], texts.get("en", "")
    forum = services.create_forum(
        admin=admin, name=name, description=description, preset=preset, **where
    )
    for language in TRANSLATED:
        services.set_forum_text(
            admin=admin,
            forum=forum,
            language=language,
            name=record["name"][language],
            description=texts.get(language, ""),
        )
    return forum


class _Thread:
    """One record on its way to a topic."""

    def __init__(self, load: _Load, record: dict[str, Any]) -> None:
        self.load, self.record, self.people = load, record, load.people
        self.texts = [record, *record["answers"]]
        self.posts: list[Any] = []

    def write(self) -> None:
        """All its texts in order, then what moderators did, then counters of what is there."""
        at = self.load.now - timedelta(days=self.record["days"])
        self._start(at)
        for number, text in enumerate(self.record["answers"], 1):
            at += timedelta(hours=text["hours"])
            self._answer(number, text, at)
        moderator = self.people["moderator"]
        if kind := self.record.get("pinned"):
            services.pin_topic(moderator=moderator, topic=self.topic, kind=kind)
        if reason := self.record.get("locked"):
            services.lock_topic(moderator=moderator, topic=self.topic, reason=reason)
        for handle, body in self.record.get("drafts", []):
            services.save_draft(
                member=self.people[handle],
                context=f"reply:{self.topic.pk}",
                body=body,
                language=self.record["language"],
            )
        Topic.objects.select_related("forum").get(pk=self.topic.pk).update_trackers()

    def _start(self, at: datetime) -> None:
        record = self.record
        posted = services.start_topic(
            member=self.people[record["by"]],
            forum=self.load.rooms[record["room"]],
            subject=record["title"],
            body=record["text"],
            language=record["language"],
            themes=[self.load.themes[code] for code in record.get("themes", [])],
            countries=[self.load.countries[code] for code in record.get("countries", [])],
            submission_id=form_of(record["id"], 0),
        )
        self.topic = posted.post.topic
        Topic.objects.filter(pk=self.topic.pk).update(created=at)
        self._take(posted.post, record, at)

    def _answer(self, number: int, text: dict[str, Any], at: datetime) -> None:
        body = text.get("before", text["text"])
        if "quotes" in text:
            of, words = text["quotes"]
            body = quote_of(self.posts[of].pk, words) + body
        posted = services.reply(
            member=self.people[text["by"]],
            topic=self.topic,
            body=body,
            language=text["language"],
            reply_to=self.posts[text["to"]] if "to" in text else None,
            submission_id=form_of(self.record["id"], number),
        )
        self._take(posted.post, text, at)

    def _take(self, post: Any, text: dict[str, Any], at: datetime) -> None:
        """Give the post its moment, and let happen to it what its record says."""
        self.posts.append(post)
        _date(post, at)
        post.created = at
        for handle in text.get("useful", []):
            services.mark_useful(member=self.people[handle], post=post)
        for handle, note in text.get("bookmarks", []):
            services.bookmark_post(member=self.people[handle], post=post, note=note)
        if "before" in text:
            self._edit(post, text, at + EDITED_AFTER)
        for handle, reason, note in text.get("reports", []):
            report = services.report_post(
                member=self.people[handle], post=post, reason=reason, note=note
            )
            Report.objects.filter(pk=report.pk).update(created=at + REPORTED_AFTER)
        if text.get("withdrawn"):
            services.withdraw_post(member=self.people[text["by"]], post=post)

    def _edit(self, post: Any, text: dict[str, Any], at: datetime) -> None:
        reason = text.get("moderator", "")
        services.edit_post(
            member=self.people["moderator" if reason else text["by"]],
            post=post,
            body=text["text"],
            base_revision=1,
            reason=reason,
        )
        PostRevision.objects.filter(post=post).update(created=at)
        Contribution.objects.filter(post=post).update(edited_at=at)


def _date(post: Any, at: datetime) -> None:
    """Move a post that was just written, with its author's marks, to its moment."""
    Post.objects.filter(pk=post.pk).update(created=at, updated=at)
    mine = Contribution.objects.filter(post=post)
    mine.update(created=at)
    mine.filter(published_at__isnull=False).update(published_at=at)
    Mention.objects.filter(post=post).update(created=at, notified_at=at)
    marks = TopicRead.objects.filter(topic=post.topic_id, user=post.poster_id)
    marks.update(last_post_created=at, read_at=at)


def _settle_what_was_told(newest: int, since: datetime) -> None:
    """What notifications of this load tell happened when it did; what is no news was read then."""
    told = Notification.objects.filter(pk__gt=newest).select_related("target_type")
    moments = _moments([(one.target_type.model, one.target_key) for one in told])
    old = []
    for one in told:
        at = moments.get((one.target_type.model, one.target_key))
        if at is not None:
            read = at if at < since else None
            Notification.objects.filter(pk=one.pk).update(first_at=at, at=at, read_at=read)
            if read and one.delivery_id:
                old.append(one.delivery_id)
    Delivery.objects.filter(pk__in=old).delete()


def _moments(targets: list[tuple[str, str]]) -> dict[tuple[str, str], datetime]:
    """When each of these posts and reports came, by the names notifications have for them."""
    found = {}
    for kind, rows in (("post", Post.objects), ("report", Report.objects)):
        keys = {key for model, key in targets if model == kind}
        for pk, at in rows.filter(pk__in=keys).values_list("pk", "created"):
            found[kind, str(pk)] = at
    return found
