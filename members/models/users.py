"""The account: who signs in. What others may see of a person is in the profile."""

import secrets
import uuid
from typing import Any

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.core.validators import MaxLengthValidator, RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

HANDLE_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # without 0 o 1 i l, which people confuse


def random_handle() -> str:
    """A handle nobody chose: sign-up does not ask for one."""
    return "m_" + "".join(secrets.choice(HANDLE_ALPHABET) for _unused in range(10))


# What members.services.rights derives from groups and permissions, and nothing else writes.
DERIVED = {"is_staff", "rights_version"}


class UserState(models.TextChoices):
    PENDING = "pending", _("Waiting for the e-mail to be confirmed")
    ACTIVE = "active", _("Active")
    SUSPENDED = "suspended", _("Suspended")
    ERASED = "erased", _("Erased")


class UserManager(BaseUserManager["User"]):
    """Makes users from an e-mail address; there is no user name."""

    def _create(self, email: str, password: str | None, **extra: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_user(self, email: str, password: str | None = None, **extra: Any) -> "User":
        return self._create(email, password, **extra)

    def create_superuser(self, email: str, password: str | None = None, **extra: Any) -> "User":
        extra = {"is_superuser": True, "is_staff": True, "state": UserState.ACTIVE} | extra
        return self._create(email, password, **extra)

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email__iexact=email)


class User(AbstractUser):
    """One account. Signs in with its e-mail address, which nobody else is ever shown.

    `is_staff` says whether it may enter the admin; `members.services.rights` keeps it.
    """

    was_superuser = False  # when it was read

    username = None
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"), max_length=254)
    handle = models.CharField(
        max_length=30,
        unique=True,
        default=random_handle,
        validators=[RegexValidator(r"^[a-z0-9_]{3,30}$", _("Use 3 to 30 of a–z, 0–9 and _."))],
    )
    language = models.CharField(max_length=10, default="en")
    timezone = models.CharField(max_length=64, default="UTC")
    state = models.CharField(max_length=9, choices=UserState, default=UserState.ACTIVE)
    suspended_until = models.DateTimeField(null=True, blank=True)
    suspension_reason = models.TextField(blank=True, validators=[MaxLengthValidator(2_000)])
    last_seen = models.DateField(null=True, blank=True)  # the day only: K15
    # Counts changes of rights: sessions that know an older number get a new key (SEC6).
    rights_version = models.PositiveIntegerField(default=0, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    objects = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_account_per_address"),
            models.CheckConstraint(
                condition=models.Q(state__in=UserState.values), name="user_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(is_active=True, state__in=["pending", "active"])
                | models.Q(is_active=False, state__in=["suspended", "erased"]),
                name="only_pending_and_active_users_may_act",
            ),
        ]

    def __str__(self) -> str:
        return self.handle

    def get_full_name(self) -> str:
        """For the admin's lists: the name of staff, else the handle; never the address."""
        return super().get_full_name() or self.handle

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> "User":
        user = super().from_db(*args, **kwargs)
        user.was_superuser = "is_superuser" not in user.get_deferred_fields() and user.is_superuser
        return user

    def save(self, *args: Any, **kwargs: Any) -> None:
        # Django and its libraries ask `is_active`; the state is the truth.
        self.is_active = self.state in (UserState.PENDING, UserState.ACTIVE)
        fields = kwargs.get("update_fields")
        if fields is not None and "state" in fields:
            kwargs["update_fields"] = {*fields, "is_active"}
        elif fields is None and not self._state.adding:
            # A copy read before rights changed must not write the old ones back.
            own = {field.name for field in self._meta.concrete_fields if not field.primary_key}
            kwargs["update_fields"] = own - DERIVED
        elif self._state.adding:
            self.is_staff = self.is_staff or self.is_superuser
        super().save(*args, **kwargs)
