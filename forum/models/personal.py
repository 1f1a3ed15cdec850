"""A member's own rows, never shown to others (forum.md §3.5)."""

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forum.models.base import LANGUAGE_MAX, Changing, Dated, known
from forum.models.contributions import FORUM, POST, TOPIC
from taxonomy.models import Theme

if TYPE_CHECKING:
    from common.typing import AnyUser

USER = settings.AUTH_USER_MODEL


class OwnQuerySet(models.QuerySet[Any]):
    """Rows of one member each."""

    def visible_to(self, user: "AnyUser") -> Self:
        """One's own, and nobody else's. Twin: forum.permissions.can_view_own."""
        if not (user.is_authenticated and user.is_active):
            return self.none()
        return self.filter(user=user.pk)


class Draft(Changing):
    """A text that is not sent yet, one for each place it is meant for."""

    user = models.ForeignKey(USER, models.CASCADE, related_name="forum_drafts")
    context = models.CharField(max_length=40)  # reply:<topic>, topic:<forum>, edit:<post>
    subject = models.CharField(max_length=255, blank=True)
    body = models.TextField(blank=True)
    language = models.CharField(max_length=LANGUAGE_MAX, blank=True)
    # What else the form asks, as typed: {"base_revision": "2", "themes": ["debt"]}.
    fields = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = OwnQuerySet.as_manager()

    class Meta:
        ordering = ["-updated"]
        constraints = [
            models.UniqueConstraint(fields=["user", "context"], name="one_draft_per_context")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.context}"


class Bookmark(Changing):
    """A post to come back to, perhaps on a day."""

    user = models.ForeignKey(USER, models.CASCADE, related_name="forum_bookmarks")
    post = models.ForeignKey(POST, models.CASCADE, related_name="bookmarks")
    note = models.CharField(max_length=255, blank=True)
    remind_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    objects = OwnQuerySet.as_manager()

    class Meta:
        ordering = ["-created"]
        indexes = [
            models.Index(
                fields=["remind_at"],
                condition=Q(remind_at__isnull=False, reminded_at__isnull=True),
                name="reminders_that_wait",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["user", "post"], name="one_bookmark_per_post")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.post_id}"


class Level(models.TextChoices):
    """How closely a member follows something (forum.md §3.5)."""

    MUTED = "muted", _("Nothing")
    NORMAL = "normal", _("Mentions and answers to me")
    TRACKING = "tracking", _("Shown as unread on the site")
    WATCHING = "watching", _("Every post")
    FIRST_POSTS = "first_posts", _("New topics")


class How(models.TextChoices):
    """How a member is told; `account` is as their settings say.

    Once a week is not offered while there is no weekly digest (notifications: "Not yet").
    """

    ACCOUNT = "account", _("As in my settings")
    INSTANT = "instant", _("At once")
    DAILY = "daily", _("Once a day")
    WEEKLY = "weekly", _("Once a week")
    OFF = "off", _("On the site only")


class Subscription(Changing):
    """What a member follows, and how closely: one topic, forum or theme."""

    user = models.ForeignKey(USER, models.CASCADE, related_name="forum_subscriptions")
    topic = models.ForeignKey(
        TOPIC, models.CASCADE, null=True, blank=True, related_name="subscriptions"
    )
    forum = models.ForeignKey(
        FORUM, models.CASCADE, null=True, blank=True, related_name="subscriptions"
    )
    theme = models.ForeignKey(
        Theme, models.CASCADE, null=True, blank=True, related_name="forum_subscriptions"
    )
    level = models.CharField(max_length=11, choices=Level)
    delivery = models.CharField(max_length=7, choices=How, default=How.ACCOUNT)

    objects = OwnQuerySet.as_manager()

    class Meta:
        constraints = [
            known("level", Level, "subscription_level_known"),
            known("delivery", How, "subscription_delivery_known"),
            models.CheckConstraint(
                condition=Q(topic__isnull=False, forum__isnull=True, theme__isnull=True)
                | Q(topic__isnull=True, forum__isnull=False, theme__isnull=True)
                | Q(topic__isnull=True, forum__isnull=True, theme__isnull=False),
                name="a_subscription_has_one_target",
            ),
            models.CheckConstraint(
                condition=Q(topic__isnull=True) | ~Q(level="first_posts"),
                name="a_topic_has_no_new_topics",
            ),
            *(
                models.UniqueConstraint(
                    fields=["user", target],
                    condition=Q(**{f"{target}__isnull": False}),
                    name=f"one_subscription_per_{target}",
                )
                for target in ("topic", "forum", "theme")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.topic_id or self.forum_id or self.theme_id} · {self.level}"


class TopicRead(models.Model):
    """How far a member has read a topic. Moves forward only; `read_at` is its one moment."""

    user = models.ForeignKey(USER, models.CASCADE, related_name="+")
    topic = models.ForeignKey(TOPIC, models.CASCADE, related_name="reads")
    last_post_id = models.BigIntegerField()
    last_post_created = models.DateTimeField()
    read_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["user", "last_post_created"], name="reads_of_user")]
        constraints = [
            models.UniqueConstraint(fields=["user", "topic"], name="one_read_mark_per_topic")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.topic_id}"


class ForumRead(Dated):
    """Everything in a forum before this moment counts as read."""

    user = models.ForeignKey(USER, models.CASCADE, related_name="+")
    forum = models.ForeignKey(FORUM, models.CASCADE, related_name="+")
    read_before = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "forum"], name="one_read_mark_per_forum")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.forum_id}"
