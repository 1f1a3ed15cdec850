"""What members report, what moderators decide, and the log of it (forum.md §3.4)."""

from typing import TYPE_CHECKING, Any, NoReturn, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.models.base import Changing, Dated, known
from forum.models.contributions import FORUM, POST, TOPIC

if TYPE_CHECKING:
    from common.typing import AnyUser

USER = settings.AUTH_USER_MODEL


class LogIsAppendOnly(TypeError):
    """Somebody tried to change or remove an entry of the log."""


class ModerationLogQuerySet(models.QuerySet["ModerationLog"]):
    """Entries are added and read."""

    def visible_to(self, user: "AnyUser") -> Self:
        """Moderators of the site read all of it. Twin: forum.permissions.can_view_log."""
        from forum.permissions import can_moderate_members  # it reads these tables

        return self.all() if can_moderate_members(user) else self.none()

    def update(self, **kwargs: Any) -> NoReturn:
        raise LogIsAppendOnly("An entry of the log is written once.")

    def delete(self) -> NoReturn:
        raise LogIsAppendOnly("An entry of the log is not deleted.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise LogIsAppendOnly("An entry of the log is written once.")


class Act(models.TextChoices):
    """What the log records; each is one verb of the services."""

    APPROVED = "approve", _("Approved a post")
    REJECTED = "reject", _("Did not accept a post")
    HID = "hide", _("Hid a post")
    UNHID = "unhide", _("Showed a post again")
    BROUGHT_BACK = "bring_back", _("Brought back a post its author had withdrawn")
    EDITED = "edit", _("Edited a post")
    RESTORED = "restore", _("Restored an earlier text")
    LOCKED = "lock", _("Locked a topic")
    UNLOCKED = "unlock", _("Unlocked a topic")
    PINNED = "pin", _("Changed where a topic stands in the list")
    MOVED = "move", _("Moved a topic")
    DECIDED = "decide", _("Decided on reports")
    SANCTIONED = "sanction", _("Imposed a sanction")
    LIFTED = "lift", _("Lifted a sanction")
    VOUCHED = "vouch", _("Vouched for a member")
    ANONYMISED = "anonymise", _("Took out the name of somebody without an account")
    PURGED = "purge", _("Removed a text for good")
    RECOUNTED = "recount", _("Corrected counters that had drifted")
    ROOM_MADE = "make_room", _("Made a room")
    ROOM_NAMED = "name_room", _("Changed the name of a room")
    ROOM_MOVED = "move_room", _("Moved a room")
    ROOM_REMOVED = "remove_room", _("Removed an empty room")
    PRESET_APPLIED = "apply_preset", _("Changed who may do what in a room")
    PRE_MODERATED = "pre_moderate", _("Changed whose posts wait in a room")
    ANNOUNCED = "announce", _("Announced an e-discussion")
    OPENED = "open", _("Opened an e-discussion")
    EXTENDED = "extend", _("Extended an e-discussion")
    CLOSED = "close", _("Closed an e-discussion")
    CONCLUDED = "conclude", _("Concluded an e-discussion")
    CANCELLED = "cancel", _("Cancelled an e-discussion")
    ROLE_GIVEN = "add_role", _("Gave somebody a part in an e-discussion")
    ROLE_TAKEN = "remove_role", _("Took a part in an e-discussion back")


class ModerationLog(Dated):
    """One act of staff or hosts, or of the system (no actor): written once, in its transaction.

    `statement` was sent to the person concerned; `private_note` is for moderators.
    """

    actor = models.ForeignKey(USER, models.PROTECT, null=True, related_name="forum_acts")
    action = models.CharField(max_length=20, choices=Act)
    post = models.ForeignKey(POST, models.SET_NULL, null=True, related_name="log")
    topic = models.ForeignKey(TOPIC, models.SET_NULL, null=True, related_name="log")
    forum = models.ForeignKey(FORUM, models.SET_NULL, null=True, related_name="log")
    user = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="forum_log")
    discussion = models.ForeignKey(
        "m4dforum.EDiscussion", models.SET_NULL, null=True, related_name="log"
    )
    target_label = models.CharField(max_length=255, blank=True)
    reason = models.CharField(max_length=255, blank=True)
    statement = models.TextField(max_length=2_000, blank=True)
    private_note = models.TextField(max_length=2_000, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    objects = ModerationLogQuerySet.as_manager()

    class Meta:
        ordering = ["-created", "-pk"]
        verbose_name = _("act of moderation")
        verbose_name_plural = _("acts of moderation")
        indexes = [
            models.Index(fields=["action", "created"], name="log_by_action"),
            models.Index(fields=["user", "created"], name="log_by_user"),
            models.Index(fields=["post"], name="log_by_post"),
        ]
        constraints = [
            known("action", Act, "log_action_known"),
            models.CheckConstraint(
                condition=~Q(target_label="")
                | Q(post__isnull=False)
                | Q(topic__isnull=False)
                | Q(forum__isnull=False)
                | Q(user__isnull=False)
                | Q(discussion__isnull=False),
                name="an_act_has_a_target_or_a_label",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} · {self.target_label}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise LogIsAppendOnly("An entry of the log is written once.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise LogIsAppendOnly("An entry of the log is not deleted.")


class ReportReason(models.TextChoices):
    SPAM = "spam", _("Advertising or spam")
    ABUSE = "abuse", _("Insults or harassment")
    PERSONAL_DATA = "personal_data", _("Somebody's personal data")
    DANGER = "danger", _("Somebody is in danger")
    OFF_TOPIC = "off_topic", _("Not about this topic")
    WRONG_QUESTION = "wrong_question", _("An answer to another question")
    RIGHTS = "rights", _("Somebody else's work")
    OTHER = "other", _("Something else")


class ReportState(models.TextChoices):
    OPEN = "open", _("Open")
    UPHELD = "upheld", _("Upheld")
    DECLINED = "declined", _("Declined")


class ReportQuerySet(models.QuerySet["Report"]):
    """Reports with the rule who reads them."""

    def visible_to(self, user: "AnyUser") -> Self:
        """One's own; moderators of the site all. Twin: forum.permissions.can_view_report."""
        from forum.permissions import can_moderate_members  # it reads these tables

        if not (user.is_authenticated and user.is_active):
            return self.none()
        return self.all() if can_moderate_members(user) else self.filter(reporter=user.pk)


class Report(Changing):
    """A member's complaint about a post."""

    post = models.ForeignKey(POST, models.PROTECT, related_name="reports")
    reporter = models.ForeignKey(USER, models.PROTECT, related_name="forum_reports")
    reason = models.CharField(max_length=14, choices=ReportReason)
    note = models.TextField(max_length=1_000, blank=True)
    state = models.CharField(max_length=8, choices=ReportState, default=ReportState.OPEN)
    decision = models.ForeignKey(
        ModerationLog, models.PROTECT, null=True, blank=True, related_name="reports"
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state", "created"], name="reports_that_wait")]
        constraints = [
            known("reason", ReportReason, "report_reason_known"),
            known("state", ReportState, "report_state_known"),
            models.UniqueConstraint(
                fields=["post", "reporter"],
                condition=Q(state="open"),
                name="one_open_report_per_post_and_reporter",
            ),
            models.CheckConstraint(
                condition=Q(state="open") ^ Q(decision__isnull=False),
                name="a_decided_report_names_its_decision",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} · {self.reason} · {self.state}"


class SanctionKind(models.TextChoices):
    WARNING = "warning", _("Warning")
    SILENCE = "silence", _("May read, not write")
    BAN = "ban", _("Sees what readers without an account see")


class SanctionQuerySet(models.QuerySet["Sanction"]):
    """Sanctions; which hold is judged when asked, so that an end needs no job."""

    def active(self) -> Self:
        now = timezone.now()
        running = Q(ends_at__isnull=True) | Q(ends_at__gt=now)
        return self.filter(running, starts_at__lte=now, lifted_at__isnull=True)

    def visible_to(self, user: "AnyUser") -> Self:
        """One's own; moderators of the site all. Twin: forum.permissions.can_view_sanction."""
        from forum.permissions import can_moderate_members  # it reads these tables

        if not (user.is_authenticated and user.is_active):
            return self.none()
        return self.all() if can_moderate_members(user) else self.filter(user=user.pk)

    def silencing(self, user_pk: int, forum_pk: int | None) -> Self:
        """Those that keep this member from writing in this forum, the longest first."""
        where = Q(forum__isnull=True) | Q(forum=forum_pk)
        found = self.active().filter(where, user=user_pk).exclude(kind=SanctionKind.WARNING)
        return found.order_by(F("ends_at").desc(nulls_first=True))


class Sanction(Changing):
    """A member may not write, for a time or until it is lifted; `forum` null is everywhere."""

    user = models.ForeignKey(USER, models.PROTECT, related_name="forum_sanctions")
    kind = models.CharField(max_length=7, choices=SanctionKind)
    forum = models.ForeignKey(
        FORUM, models.PROTECT, null=True, blank=True, related_name="sanctions"
    )
    reason = models.CharField(max_length=255)
    statement = models.TextField(max_length=2_000)
    starts_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(null=True, blank=True)
    issued_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")

    objects = SanctionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["user", "ends_at"], name="sanctions_of_user")]
        constraints = [
            known("kind", SanctionKind, "sanction_kind_known"),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="a_sanction_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="who_lifts_a_sanction_is_named",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.kind}"


class ForumStanding(Changing):
    """Whether somebody vouched for a member. Its row is the lock that orders one author's acts."""

    user = models.OneToOneField(
        USER, models.CASCADE, primary_key=True, related_name="forum_standing"
    )
    vouched_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    vouched_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(vouched_by__isnull=True) | Q(vouched_at__isnull=False),
                name="a_voucher_has_its_moment",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id}"
