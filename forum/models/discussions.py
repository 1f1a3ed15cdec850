"""The dated event in the forum: one discussion, many languages (forum.md §3.2).

What is shared lives here; what is written lives on one page a language, in `discussion_pages`.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.audiences import MEMBERS, PUBLIC
from forum.models.base import LANGUAGE_MAX, Changing, known
from forum.models.contributions import FORUM, TOPIC

if TYPE_CHECKING:
    from common.typing import AnyUser

USER = settings.AUTH_USER_MODEL
MAX_QUESTIONS = 7
WEEK = timedelta(days=7)


class DiscussionState(models.TextChoices):
    """Where a discussion is in its life (forum.md §4)."""

    DRAFT = "draft", _("In preparation")
    ANNOUNCED = "announced", _("Announced")
    OPEN = "open", _("Open")
    SUMMARISING = "summarising", _("The hosts summarise")
    ENDORSEMENT = "endorsement", _("Open for endorsement")
    ENDORSED = "endorsed", _("Endorsed")
    CLOSED = "closed", _("Closed")
    ARCHIVED = "archived", _("Archived")
    CANCELLED = "cancelled", _("Cancelled")


# With a room and dates; a discussion that was cancelled as a draft has neither.
ANNOUNCED_STATES = (
    DiscussionState.ANNOUNCED,
    DiscussionState.OPEN,
    DiscussionState.SUMMARISING,
    DiscussionState.ENDORSEMENT,
    DiscussionState.ENDORSED,
    DiscussionState.CLOSED,
    DiscussionState.ARCHIVED,
)
# Nobody writes any more; figures stand still.
OVER = (
    DiscussionState.SUMMARISING,
    DiscussionState.ENDORSEMENT,
    DiscussionState.ENDORSED,
    DiscussionState.CLOSED,
    DiscussionState.ARCHIVED,
)


class Audience(models.TextChoices):
    """For whom a discussion is: tokens of common.audiences."""

    EVERYBODY = PUBLIC, _("All read, members write")
    MEMBERS = MEMBERS, _("Members read and write")


class Moderation(models.TextChoices):
    """When a moderator reads what members write. New members' posts are read before in any case."""

    AFTER = "after", _("After it is published")
    BEFORE = "before", _("Before it is published")


class EDiscussionQuerySet(models.QuerySet["EDiscussion"]):
    """Discussions with the rule who reads them."""

    def visible_to(self, user: "AnyUser") -> Self:
        """Whose room `user` may read; before it has one, its hosts' and moderators' alone.

        Twin: forum.discussion_permissions.can_view_discussion.
        """
        from forum.discussion_permissions import discussions_visible_to  # it reads these tables

        return self.filter(discussions_visible_to(user))

    def open_at(self, now: datetime) -> Self:
        """Those whose `state_at(now)` is open: by the clock, and not without a welcome."""
        welcomed = self.model.objects.filter(messages__kind="welcome", messages__state="published")
        opened = Q(state=DiscussionState.OPEN) | Q(
            state=DiscussionState.ANNOUNCED, opens_at__lte=now, pk__in=welcomed.values("pk")
        )
        return self.filter(opened, Q(closes_at__isnull=True) | Q(closes_at__gt=now))


class EDiscussion(Changing):
    """What the pages of a discussion share in all languages: state, dates, room, figures.

    `first_closes_at` is the end that was announced: an extension does not hide it.
    `statistics_frozen` holds figures with small cells taken out already (forum.md §15).
    """

    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    state = models.CharField(
        max_length=11, choices=DiscussionState, default=DiscussionState.DRAFT, editable=False
    )
    forum = models.OneToOneField(FORUM, models.PROTECT, null=True, related_name="discussion")
    general_topic = models.OneToOneField(TOPIC, models.PROTECT, null=True, related_name="+")
    opens_at = models.DateTimeField(_("opens"), null=True)
    closes_at = models.DateTimeField(_("closes"), null=True)
    first_closes_at = models.DateTimeField(null=True)
    summary_due_on = models.DateField(_("summary expected on"), null=True, blank=True)
    objections_until = models.DateTimeField(null=True)
    languages = models.JSONField(default=list)
    moderation = models.CharField(
        _("moderation"), max_length=6, choices=Moderation, default=Moderation.AFTER
    )
    audience = models.CharField(
        _("audience"), max_length=40, choices=Audience, default=Audience.EVERYBODY
    )
    closing_told_at = models.DateTimeField(null=True)
    cancelled_because = models.TextField(max_length=2_000, blank=True)
    statistics_frozen = models.JSONField(default=dict)
    statistics_at = models.DateTimeField(null=True)

    objects = EDiscussionQuerySet.as_manager()

    class Meta:
        verbose_name = _("e-discussion")
        verbose_name_plural = _("e-discussions")
        indexes = [models.Index(fields=["state", "opens_at"], name="discussions_by_state")]
        constraints = [
            known("state", DiscussionState, "discussion_state_known"),
            known("moderation", Moderation, "discussion_moderation_known"),
            known("audience", Audience, "discussion_audience_known"),
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True)
                | Q(closes_at__isnull=True)
                | Q(closes_at__gt=F("opens_at")),
                name="a_discussion_closes_after_it_opens",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[DiscussionState.DRAFT, DiscussionState.CANCELLED])
                | Q(
                    forum__isnull=False,
                    opens_at__isnull=False,
                    closes_at__isnull=False,
                ),
                name="an_announced_discussion_has_room_and_dates",
            ),
            models.CheckConstraint(
                condition=~Q(state=DiscussionState.ENDORSEMENT) | Q(objections_until__isnull=False),
                name="endorsement_has_an_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} · {self.state}"

    def state_at(self, now: datetime) -> str:
        """The state by the clock: a late scheduler neither keeps it closed nor holds it open.

        One query while it is announced and its day has come: it opens with a welcome.
        """
        if (
            self.state == DiscussionState.ANNOUNCED
            and self.opens_at
            and now >= self.opens_at
            and self.is_welcomed()
        ):
            return self._unless_over(now)
        return self._unless_over(now) if self.state == DiscussionState.OPEN else self.state

    def _unless_over(self, now: datetime) -> str:
        is_over = self.closes_at is not None and now >= self.closes_at
        return DiscussionState.SUMMARISING if is_over else DiscussionState.OPEN

    def is_welcomed(self) -> bool:
        """Whether the host has said welcome. One query."""
        messages: Any = self.messages  # type: ignore[attr-defined]  # from HostMessage
        return messages.filter(kind="welcome", state="published").exists()

    def week_starts(self, week: int) -> datetime | None:
        """When week `week` of the discussion begins: the first one when it opens."""
        return self.opens_at + WEEK * (week - 1) if self.opens_at else None

    def last_week(self) -> int | None:
        """The number of the week in which it ends; None without dates."""
        if self.opens_at is None or self.closes_at is None:
            return None
        # Up to its end, not with it: what closes as week 5 begins has four weeks.
        return -((self.opens_at - self.closes_at) // WEEK)

    def is_after_its_end(self, week: int) -> bool:
        """Whether week `week` would begin after the discussion closes. Never without dates."""
        last = self.last_week()
        return last is not None and week > last

    def week_at(self, now: datetime) -> int:
        """The number of the week that runs at `now`; 0 before the first."""
        if self.opens_at is None or now < self.opens_at:
            return 0
        return (now - self.opens_at) // WEEK + 1


class GuidingQuestion(Changing):
    """One of the one to seven numbered questions, with one thread for all languages."""

    discussion = models.ForeignKey(EDiscussion, models.PROTECT, related_name="questions")
    translation_key = models.UUIDField(unique=True)
    number = models.PositiveSmallIntegerField()
    week = models.PositiveSmallIntegerField(default=1)
    opens_at = models.DateTimeField(null=True)
    topic = models.OneToOneField(TOPIC, models.PROTECT, null=True, related_name="guiding_question")

    class Meta:
        ordering = ["discussion", "number"]
        verbose_name = _("guiding question")
        verbose_name_plural = _("guiding questions")
        constraints = [
            models.UniqueConstraint(
                fields=["discussion", "number"], name="one_question_per_number"
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=MAX_QUESTIONS),
                name="questions_are_one_to_seven",
            ),
            models.CheckConstraint(condition=Q(week__gte=1), name="weeks_count_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.discussion_id} · {self.number}"


class Role(models.TextChoices):
    """Parts in one discussion."""

    HOST = "host", _("Host")
    COHOST = "cohost", _("Co-host")
    NOTE_TAKER = "note_taker", _("Note-taker")
    EXPERT = "expert", _("Invited expert")


# Who may steer: messages, extensions, posts on behalf.
HOSTING = (Role.HOST, Role.COHOST)
# Who may write syntheses.
SUMMARISING_ROLES = (*HOSTING, Role.NOTE_TAKER)


class AcceptedRoles(models.Manager["DiscussionRole"]):
    """An invitation is no part yet: it is shown to nobody, and nothing follows from it."""

    def get_queryset(self) -> models.QuerySet["DiscussionRole"]:
        return super().get_queryset().filter(accepted_at__isnull=False)


class DiscussionRole(Changing):
    """A member's part in one discussion. What follows from it in the room is rows of rights.

    Without `accepted_at` it is an invitation: `with_invited` alone finds it.
    """

    discussion = models.ForeignKey(EDiscussion, models.PROTECT, related_name="roles")
    user = models.ForeignKey(USER, models.PROTECT, related_name="discussion_roles")
    role = models.CharField(_("role"), max_length=10, choices=Role)
    language = models.CharField(_("language"), max_length=LANGUAGE_MAX, blank=True)
    introduction = models.CharField(_("introduction"), max_length=300, blank=True)
    invited_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    nudged_at = models.DateTimeField(null=True)

    objects = AcceptedRoles()
    with_invited = models.Manager()

    class Meta:
        verbose_name = _("role in an e-discussion")
        verbose_name_plural = _("roles in e-discussions")
        constraints = [
            known("role", Role, "discussion_role_known"),
            models.UniqueConstraint(
                fields=["discussion", "user", "role"], name="one_role_once_per_discussion"
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.COHOST) | ~Q(language=""),
                name="a_cohost_has_a_language",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.discussion_id} · {self.user_id} · {self.role}"


def text_in(rows: Any, language: str) -> Any:
    """Of texts in several languages the one in `language`, else the original, else any."""
    found = list(rows)
    for one in found:
        if one.language == language:
            return one
    return next((one for one in found if one.is_original), found[0] if found else None)
