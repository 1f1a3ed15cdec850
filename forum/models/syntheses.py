"""What hosts say: messages, and the account of a week or of the whole (forum.md §3.2)."""

from typing import TYPE_CHECKING, Any, NoReturn, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forum.models.base import LANGUAGE_MAX, Changing, known
from forum.models.contributions import POST, TOPIC
from forum.models.discussions import EDiscussion, GuidingQuestion

if TYPE_CHECKING:
    from common.typing import AnyUser

USER = settings.AUTH_USER_MODEL


class PublishedStays(TypeError):
    """Somebody tried to change a synthesis that is published: a correction is a new version."""


class MessageKind(models.TextChoices):
    """What a message of the host is for."""

    WELCOME = "welcome", _("Welcome")
    STEER = "steer", _("Message")
    EXTENSION = "extension", _("Extension")
    CLOSING = "closing", _("Closing message")
    IMPACT = "impact", _("What became of it")


class MessageState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")


class OfDiscussionQuerySet(models.QuerySet[Any]):
    """Rows of a discussion that are published, for whoever reads the discussion."""

    def visible_to(self, user: "AnyUser") -> Self:
        """Published, in a discussion `user` may read; drafts for its hosts alone.

        Twins: forum.discussion_permissions.can_view_message and can_view_synthesis.
        """
        from forum.discussion_permissions import parts_visible_to  # it reads these tables

        return self.filter(parts_visible_to(user))


class HostMessage(Changing):
    """Words of the host to all who take part: set apart from contributions, and e-mailed."""

    discussion = models.ForeignKey(EDiscussion, models.PROTECT, related_name="messages")
    question = models.ForeignKey(
        GuidingQuestion, models.PROTECT, null=True, blank=True, related_name="messages"
    )
    kind = models.CharField(_("kind"), max_length=9, choices=MessageKind)
    author = models.ForeignKey(USER, models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=MessageState, default=MessageState.DRAFT)
    published_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    objects = OfDiscussionQuerySet.as_manager()

    class Meta:
        verbose_name = _("message of the host")
        verbose_name_plural = _("messages of the host")
        indexes = [models.Index(fields=["discussion", "published_at"], name="messages_in_order")]
        constraints = [
            known("kind", MessageKind, "message_kind_known"),
            known("state", MessageState, "message_state_known"),
            models.CheckConstraint(
                condition=~Q(state=MessageState.PUBLISHED) | Q(published_at__isnull=False),
                name="a_published_message_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.discussion_id} · {self.kind}"


class HostMessageText(Changing):
    """A message in one language."""

    message = models.ForeignKey(HostMessage, models.CASCADE, related_name="texts")
    language = models.CharField(max_length=LANGUAGE_MAX)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    rendered = models.TextField()
    is_original = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["message", "language"], name="one_message_text_per_language"
            )
        ]

    def __str__(self) -> str:
        return self.subject


class SynthesisKind(models.TextChoices):
    WEEKLY = "weekly", _("Weekly synthesis")
    CONSOLIDATED = "consolidated", _("Consolidated summary")


class SynthesisState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    FOR_ENDORSEMENT = "for_endorsement", _("Open for endorsement")
    PUBLISHED = "published", _("Published")
    ENDORSED = "endorsed", _("Endorsed")
    SUPERSEDED = "superseded", _("Replaced by a later version")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class SynthesisQuerySet(OfDiscussionQuerySet):
    """Syntheses: once one is published, its state alone goes on."""

    def update(self, **kwargs: Any) -> int:
        if kwargs.keys() - {"state", "updated"}:
            self._check_drafts()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._check_drafts()
        return super().delete()

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise PublishedStays("Syntheses are written one by one.")

    def _check_drafts(self) -> None:
        if self.exclude(state=SynthesisState.DRAFT).exists():
            raise PublishedStays("A correction of a published synthesis is a new version.")


class Synthesis(Changing):
    """The host's account of a week or of the whole: versioned, and never changed once published."""

    discussion = models.ForeignKey(EDiscussion, models.PROTECT, related_name="syntheses")
    kind = models.CharField(_("kind"), max_length=12, choices=SynthesisKind)
    week = models.PositiveSmallIntegerField(_("week"), null=True, blank=True)
    version = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=15, choices=SynthesisState, default=SynthesisState.DRAFT)
    author = models.ForeignKey(USER, models.PROTECT, related_name="+")
    method_note = models.TextField(_("how it was made"), max_length=1_000, blank=True)
    published_at = models.DateTimeField(null=True)
    comments_until = models.DateTimeField(null=True)
    comments_topic = models.OneToOneField(TOPIC, models.PROTECT, null=True, related_name="+")

    objects = SynthesisQuerySet.as_manager()
    FIXED = ("discussion_id", "kind", "week", "version", "author_id", "method_note", "published_at")

    class Meta:
        ordering = ["discussion", "kind", "week", "version"]
        verbose_name = _("synthesis")
        verbose_name_plural = _("syntheses")
        constraints = [
            known("kind", SynthesisKind, "synthesis_kind_known"),
            known("state", SynthesisState, "synthesis_state_known"),
            models.CheckConstraint(
                condition=Q(kind=SynthesisKind.WEEKLY, week__isnull=False)
                | Q(kind=SynthesisKind.CONSOLIDATED, week__isnull=True),
                name="weekly_syntheses_name_their_week",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[SynthesisState.DRAFT, SynthesisState.WITHDRAWN])
                | Q(published_at__isnull=False),
                name="a_published_synthesis_has_its_moment",
            ),
            models.UniqueConstraint(
                fields=["discussion", "week", "version"],
                condition=Q(kind=SynthesisKind.WEEKLY),
                name="one_weekly_synthesis_per_version",
            ),
            models.UniqueConstraint(
                fields=["discussion", "version"],
                condition=Q(kind=SynthesisKind.CONSOLIDATED),
                name="one_summary_per_version",
            ),
            models.UniqueConstraint(
                fields=["discussion", "week"],
                condition=Q(kind=SynthesisKind.WEEKLY, state=SynthesisState.PUBLISHED),
                name="one_published_synthesis_per_week",
            ),
            models.UniqueConstraint(
                fields=["discussion"],
                condition=Q(kind=SynthesisKind.CONSOLIDATED, state=SynthesisState.PUBLISHED),
                name="one_published_summary",
            ),
            models.UniqueConstraint(
                fields=["discussion"],
                condition=Q(state__in=[SynthesisState.FOR_ENDORSEMENT, SynthesisState.ENDORSED]),
                name="one_summary_for_endorsement",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.discussion_id} · {self.kind} {self.week or ''} v{self.version}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            stored = _published(self.pk).values(*self.FIXED).first()
            if stored and stored != {name: getattr(self, name) for name in self.FIXED}:
                raise PublishedStays("A correction of a published synthesis is a new version.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        if _published(self.pk).exists():
            raise PublishedStays("What was published stays.")
        return super().delete(*args, **kwargs)


def _published(pk: int) -> "models.QuerySet[Synthesis]":
    """The row as the database has it, where it is no draft: a copy in memory may be older."""
    return Synthesis._base_manager.filter(pk=pk).exclude(state=SynthesisState.DRAFT)


class PartOfSynthesis(models.Model):
    """A row that is written as long as its synthesis is a draft, and then stays as it is."""

    synthesis: Any
    synthesis_id: int

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        is_late = not (self._state.adding and self.may_come_later)
        if is_late and _published(self.synthesis_id).exists():
            raise PublishedStays("A correction of a published synthesis is a new version.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        if _published(self.synthesis_id).exists():
            raise PublishedStays("What was published stays.")
        return super().delete(*args, **kwargs)

    @property
    def may_come_later(self) -> bool:
        """Whether a row may be added to what is published."""
        return False


class FixedQuerySet(models.QuerySet[Any]):
    """Rows that nobody changes or removes in bulk once their synthesis is published."""

    def update(self, **kwargs: Any) -> int:
        self._check_drafts()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._check_drafts()
        return super().delete()

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise PublishedStays("Rows of a synthesis are written one by one.")

    def bulk_create(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise PublishedStays("Rows of a synthesis are written one by one.")

    def take_out(self, **kwargs: Any) -> int:
        """Write other words where the law wants it, published or not: erasure, `purge_post`."""
        return super().update(**kwargs)

    def purge(self) -> int:
        """Remove the rows where the law wants it, published or not: `purge_post`."""
        return super().delete()[0]

    def _check_drafts(self) -> None:
        if self.exclude(synthesis__state=SynthesisState.DRAFT).exists():
            raise PublishedStays("A correction of a published synthesis is a new version.")


class SynthesisText(PartOfSynthesis, Changing):
    """A synthesis in one language; a translation may be added after publication."""

    synthesis = models.ForeignKey(Synthesis, models.PROTECT, related_name="texts")
    language = models.CharField(max_length=LANGUAGE_MAX)
    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(_("text"))
    rendered = models.TextField()
    translator = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    is_original = models.BooleanField(default=False)

    objects = FixedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["synthesis", "language"], name="one_synthesis_text_per_language"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def may_come_later(self) -> bool:
        """A translation may; the text that was published is the original."""
        return not self.is_original


class SynthesisExcerpt(PartOfSynthesis, Changing):
    """Words of a contribution, as they stood in the revision that is named."""

    synthesis = models.ForeignKey(Synthesis, models.PROTECT, related_name="excerpts")
    post = models.ForeignKey(POST, models.PROTECT, related_name="excerpts")
    post_revision = models.PositiveIntegerField()
    quote = models.TextField(max_length=1_000)
    position = models.PositiveSmallIntegerField()

    objects = FixedQuerySet.as_manager()

    class Meta:
        ordering = ["synthesis", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["synthesis", "post", "position"], name="one_excerpt_per_position"
            )
        ]

    def __str__(self) -> str:
        return f"{self.synthesis_id} · {self.post_id}"
