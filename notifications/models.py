"""What somebody is told, how they want it, and the mails that are on their way."""

from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notifications.registry import EmailChoice


class DeliveryKind(models.TextChoices):
    INSTANT = "instant", _("At once")
    DIGEST = "digest", _("Daily digest")
    LETTER = "letter", _("Letter of an app")


class DeliveryState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    EMPTY = "empty", _("Nothing left to tell")
    DEAD = "dead", _("Given up")


class Delivery(models.Model):
    """One mail to one person: a row of the outbox, written in the transaction of its reason.

    `key` is unique, so that one reason makes one mail, and its Message-ID is derived from it, so
    that mail programs recognise a second copy. A worker holds a row by `leased_until`.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="deliveries"
    )
    kind = models.CharField(max_length=7, choices=DeliveryKind)
    key = models.CharField(max_length=120, unique=True)
    family = models.CharField(max_length=40, blank=True)
    data = models.JSONField(default=dict)
    state = models.CharField(max_length=7, choices=DeliveryState, default=DeliveryState.WAITING)
    tries = models.PositiveIntegerField(default=0)
    not_before = models.DateTimeField(default=timezone.now)
    leased_until = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)
    created = models.DateTimeField(default=timezone.now, editable=False)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=DeliveryKind.values), name="delivery_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=DeliveryState.values), name="delivery_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting") ^ Q(settled_at__isnull=False),
                name="delivery_settled_unless_waiting",
            ),
        ]
        indexes = [
            models.Index(
                fields=["not_before", "id"], condition=Q(state="waiting"), name="deliveries_due"
            ),
            models.Index(fields=["settled_at"], name="deliveries_by_end"),
        ]

    def __str__(self) -> str:
        return self.key


class NotificationQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> "NotificationQuerySet":
        """One's own rows. What may be seen of their targets is asked when they are shown."""
        if not (user.is_authenticated and user.is_active):
            return self.none()
        return self.filter(recipient=user.pk)


class Notification(models.Model):
    """One thing a member is told, once, or with `count` acts of a burst in it.

    `delivery` is the mail that tells it; without one it waits for the digest or is for the site
    alone, as the member chooses by then. `keys` are the targets of its last acts, oldest first, and
    `told` how many acts a mail has told. `email`: how this one is wanted, where its reader chose
    that for what they follow; else as for the family.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications"
    )
    type = models.CharField(max_length=60)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    target_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    target_key = models.CharField(max_length=36)
    data = models.JSONField(default=dict)
    group_key = models.CharField(max_length=64)
    keys = models.JSONField(default=list)
    count = models.PositiveIntegerField(default=1)
    told = models.PositiveIntegerField(default=0)
    email = models.CharField(max_length=7, choices=EmailChoice, blank=True)
    first_at = models.DateTimeField(default=timezone.now, editable=False)
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    delivery = models.ForeignKey(
        Delivery, models.SET_NULL, null=True, blank=True, related_name="notifications"
    )

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        constraints = [
            models.CheckConstraint(condition=Q(count__gte=1), name="notification_of_some_act"),
            models.CheckConstraint(
                condition=Q(email__in=["", *EmailChoice.values]), name="notification_email_known"
            ),
            models.CheckConstraint(
                condition=Q(at__gte=F("first_at")), name="notification_last_act_after_first"
            ),
        ]
        indexes = [
            models.Index(fields=["recipient", "-at", "-id"], name="notifications_newest_first"),
            models.Index(
                fields=["recipient", "type", "group_key", "first_at"],
                name="notifications_to_merge",
            ),
            models.Index(
                fields=["recipient", "at"],
                condition=Q(read_at__isnull=True, delivery__isnull=True),
                name="notifications_not_yet_told",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recipient} · {self.type} · {self.target_key}"


class Preference(models.Model):
    """How one member wants one family by mail; without a row, as the family's default says."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notification_preferences"
    )
    family = models.CharField(max_length=40)
    email = models.CharField(max_length=7, choices=EmailChoice)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("choice of notifications")
        verbose_name_plural = _("choices of notifications")
        constraints = [
            models.UniqueConstraint(fields=["user", "family"], name="one_choice_a_family"),
            models.CheckConstraint(
                condition=Q(email__in=EmailChoice.values), name="choice_of_email_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.family} · {self.email}"
