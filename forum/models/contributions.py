"""Around machina's forums, topics and posts: what its tables lack (forum.md §3.3)."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from forum.models.base import (
    LANGUAGE_MAX,
    Badge,
    BehalfSource,
    Changing,
    Channel,
    Dated,
    HeldBecause,
    PostKind,
    PostState,
    PreModeration,
    Preset,
    TopicKind,
    known,
)
from taxonomy.models import Country, Tag, Theme

if TYPE_CHECKING:
    from common.typing import AnyUser

FORUM, TOPIC, POST = "forum.Forum", "forum_conversation.Topic", "forum_conversation.Post"
USER = settings.AUTH_USER_MODEL


class ForumInfo(Changing):
    """How a forum is run: which preset wrote its rights, whose posts wait."""

    forum = models.OneToOneField(FORUM, models.PROTECT, related_name="info")
    preset = models.CharField(max_length=13, choices=Preset, default=Preset.PUBLIC)
    pre_moderation = models.CharField(
        max_length=8, choices=PreModeration, default=PreModeration.NEW
    )
    icon = models.CharField(max_length=40, blank=True)

    class Meta:
        verbose_name = _("forum")
        verbose_name_plural = _("forums")
        constraints = [
            known("preset", Preset, "forum_preset_known"),
            known("pre_moderation", PreModeration, "forum_pre_moderation_known"),
        ]

    def __str__(self) -> str:
        return f"{self.forum_id} · {self.preset}"


class ForumText(Changing):
    """Name and description of a forum in one language. machina's own name is the fallback."""

    forum = models.ForeignKey(FORUM, models.PROTECT, related_name="texts")
    language = models.CharField(max_length=LANGUAGE_MAX)
    name = models.CharField(max_length=100)
    description = models.TextField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["forum", "language"], name="one_forum_text_per_language"
            )
        ]

    def __str__(self) -> str:
        return self.name


class TopicInfo(Changing):
    """What a topic is for, when it is open, and what it is about. Other apps point here."""

    topic = models.OneToOneField(TOPIC, models.PROTECT, related_name="info")
    kind = models.CharField(max_length=12, choices=TopicKind, default=TopicKind.PLAIN)
    language = models.CharField(max_length=LANGUAGE_MAX)
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    lock_reason = models.CharField(max_length=255, blank=True)
    picked_post = models.ForeignKey(
        POST, models.SET_NULL, null=True, blank=True, related_name="picked_in"
    )
    themes = models.ManyToManyField(Theme, blank=True, related_name="topics")
    countries = models.ManyToManyField(Country, blank=True, related_name="topics")
    tags = models.ManyToManyField(Tag, blank=True, related_name="topics")

    class Meta:
        indexes = [
            models.Index(
                fields=["closes_at"],
                condition=Q(closes_at__isnull=False),
                name="topics_that_close",
            )
        ]
        constraints = [
            known("kind", TopicKind, "topic_kind_known"),
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True)
                | Q(closes_at__isnull=True)
                | Q(closes_at__gt=F("opens_at")),
                name="a_topic_closes_after_it_opens",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic_id} · {self.kind}"


class Contribution(Changing):
    """The other half of a post: its state, who it is from, how it came in.

    `post` is PROTECT on purpose: no deletion of a user, a topic or a forum reaches a post (S9).
    The `author_…` columns say what the author was when they wrote.
    """

    post = models.OneToOneField(POST, models.PROTECT, related_name="contribution")
    kind = models.CharField(max_length=12, choices=PostKind, default=PostKind.CONTRIBUTION)
    state = models.CharField(max_length=9, choices=PostState, default=PostState.PUBLISHED)
    held_because = models.CharField(max_length=10, choices=HeldBecause, blank=True)
    author = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="contributions"
    )
    entered_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="entered_contributions"
    )
    discussion = models.ForeignKey(
        "m4dforum.EDiscussion",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="contributions",
    )
    question = models.ForeignKey(
        "m4dforum.GuidingQuestion",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="contributions",
    )
    reply_to = models.ForeignKey(
        POST, models.SET_NULL, null=True, blank=True, related_name="answers"
    )
    language = models.CharField(max_length=LANGUAGE_MAX)
    channel = models.CharField(max_length=9, choices=Channel, default=Channel.WEB)
    behalf_source = models.CharField(max_length=7, choices=BehalfSource, blank=True)
    behalf_consent = models.BooleanField(default=False)
    behalf_note = models.CharField(max_length=255, blank=True)
    author_name = models.CharField(max_length=120, blank=True)
    author_role = models.CharField(max_length=120, blank=True)
    author_organisation = models.CharField(max_length=200, blank=True)
    author_organisation_type = models.CharField(max_length=60, blank=True)
    author_country = models.CharField(max_length=2, blank=True)
    author_region = models.CharField(max_length=60, blank=True)
    anonymised = models.BooleanField(default=False)
    badge = models.CharField(max_length=6, choices=Badge, default=Badge.NONE)
    submission_id = models.UUIDField(null=True, blank=True)
    body_hash = models.CharField(max_length=64)
    revision = models.PositiveIntegerField(default=1)
    useful_count = models.PositiveIntegerField(default=0)
    published_at = models.DateTimeField(null=True, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    renderer_version = models.PositiveIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["author", "-created"], name="contributions_of_author"),
            models.Index(fields=["author", "body_hash", "created"], name="same_text_again"),
            models.Index(
                fields=["discussion", "question", "state", "created"],
                name="contributions_of_discussion",
            ),
            models.Index(
                fields=["state", "created"], condition=Q(state="pending"), name="posts_that_wait"
            ),
        ]
        constraints = [
            known("kind", PostKind, "post_kind_known"),
            known("state", PostState, "post_state_known"),
            known("channel", Channel, "post_channel_known"),
            known("badge", Badge, "post_badge_known"),
            models.CheckConstraint(
                condition=Q(behalf_source="") | Q(behalf_source__in=BehalfSource.values),
                name="behalf_source_known",
            ),
            models.CheckConstraint(
                condition=Q(held_because="") | Q(held_because__in=HeldBecause.values),
                name="held_because_known",
            ),
            models.CheckConstraint(
                condition=Q(question__isnull=True) | Q(discussion__isnull=False),
                name="a_question_is_of_a_discussion",
            ),
            models.UniqueConstraint(
                fields=["author", "submission_id"], name="one_post_per_form_of_author"
            ),
            models.UniqueConstraint(
                fields=["entered_by", "submission_id"], name="one_post_per_form_of_host"
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False),
                name="a_published_post_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(channel="on_behalf", entered_by__isnull=False)
                | (~Q(channel="on_behalf") & Q(entered_by__isnull=True)),
                name="on_behalf_names_who_entered_it",
            ),
            models.CheckConstraint(
                condition=~Q(channel="on_behalf")
                | (
                    Q(behalf_consent=True)
                    & (Q(author__isnull=False) | ~Q(author_name="") | Q(anonymised=True))
                ),
                name="on_behalf_needs_consent_and_a_person",
            ),
            models.CheckConstraint(
                condition=Q(channel="on_behalf") | Q(author__isnull=False),
                name="a_post_has_an_author",
            ),
            # Its topic is as its first post is: with it, a question would lose all its answers.
            models.CheckConstraint(
                condition=~Q(kind="framing") | Q(state="published"),
                name="framing_text_stands",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} · {self.state}"

    @property
    def is_change(self) -> bool:
        """What waits is a change: readers knew the post before it."""
        return self.state == PostState.PENDING and self.published_at is not None


class PostRevisionQuerySet(models.QuerySet["PostRevision"]):
    """Earlier texts with the rule who reads them."""

    def visible_to(self, user: "AnyUser") -> Self:
        """Members, of posts they see. Twin: forum.permissions.can_view_revision."""
        from forum.permissions import revisions_visible_to  # it reads these tables

        if not (user.is_authenticated and user.is_active):
            return self.none()
        return self.filter(revisions_visible_to(user))


class PostRevision(Dated):
    """A text as it was before an edit. `was_public`: readers saw it, it did not wait just then."""

    post = models.ForeignKey(POST, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    subject = models.CharField(max_length=255)
    body = models.TextField()
    editor = models.ForeignKey(USER, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=255, blank=True)
    was_public = models.BooleanField(default=True)

    objects = PostRevisionQuerySet.as_manager()

    class Meta:
        ordering = ["post", "number"]
        constraints = [
            models.UniqueConstraint(fields=["post", "number"], name="one_revision_per_number")
        ]

    def __str__(self) -> str:
        return f"{self.post_id} · {self.number}"


class Mention(Dated):
    """A post calls a member by handle."""

    post = models.ForeignKey(POST, models.CASCADE, related_name="mentions")
    user = models.ForeignKey(USER, models.CASCADE, related_name="+")
    notified_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "user"], name="one_mention_per_post_and_user")
        ]

    def __str__(self) -> str:
        return f"{self.post_id} · {self.user_id}"


class ReactionKind(models.TextChoices):
    USEFUL = "useful", _("Useful")


class Reaction(Dated):
    """A member found a post useful."""

    post = models.ForeignKey(POST, models.CASCADE, related_name="reactions")
    user = models.ForeignKey(USER, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=6, choices=ReactionKind, default=ReactionKind.USEFUL)

    class Meta:
        constraints = [
            known("kind", ReactionKind, "reaction_kind_known"),
            models.UniqueConstraint(
                fields=["post", "user", "kind"], name="one_reaction_of_a_kind_per_member"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} · {self.user_id} · {self.kind}"
