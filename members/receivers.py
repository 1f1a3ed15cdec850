"""What happens elsewhere and concerns accounts: rights, sign-in, second factors."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import authentication_step_completed, password_reset
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver
from django.http import HttpRequest
from wagtail.users.models import UserProfile

from members import sessions
from members.models import User
from members.services import confirm_address, refresh_rights

CHANGED = {"post_add", "post_remove", "post_clear"}
NO_ADDRESS = "0.0.0.0"  # noqa: S104 - a blank, not a place to listen at


@receiver(m2m_changed, sender=User.groups.through)
@receiver(m2m_changed, sender=User.user_permissions.through)
def on_member_of_group_changed(
    instance: Any, action: str, reverse: bool, pk_set: set[int] | None, **kwargs: Any
) -> None:
    """Joining, leaving or clearing, from either side."""
    if action == "pre_clear" and reverse:
        # Afterwards nobody knows who they were.
        instance._cleared = list(instance.user_set.values_list("pk", flat=True))
    elif action in CHANGED:
        others = instance._cleared if pk_set is None and reverse else pk_set
        refresh_rights(others if reverse else [instance.pk])


@receiver(m2m_changed, sender=Group.permissions.through)
def on_rights_of_group_changed(instance: Any, action: str, reverse: bool, **kwargs: Any) -> None:
    """A group may do more or less: so may everybody in it."""
    if action in CHANGED:
        groups = {"groups__permissions": instance} if reverse else {"groups": instance}
        refresh_rights(User.objects.filter(**groups).values_list("pk", flat=True))


@receiver(pre_delete, sender=Group)
def on_group_to_be_deleted(instance: Group, **kwargs: Any) -> None:
    instance._members = list(instance.user_set.values_list("pk", flat=True))


@receiver(post_delete, sender=Group)
def on_group_deleted(instance: Group, **kwargs: Any) -> None:
    refresh_rights(instance._members)


@receiver(post_save, sender=User)
def on_account_saved(instance: User, created: bool, raw: bool, **kwargs: Any) -> None:
    """Made or unmade a superuser."""
    if not created and not raw and instance.was_superuser != instance.is_superuser:
        instance.was_superuser = instance.is_superuser
        refresh_rights([instance.pk])


@receiver(pre_save, sender=UserSession)
def on_session_to_be_noted(instance: UserSession, **kwargs: Any) -> None:
    """The list of sessions names browser and day, never a network address (K15)."""
    instance.ip = NO_ADDRESS
    instance.last_seen_at = sessions.day_of(instance.last_seen_at)


@receiver(user_logged_in)
def on_signed_in(request: HttpRequest, user: User, **kwargs: Any) -> None:
    sessions.begin(request, user)


@receiver(authentication_step_completed)
def on_identity_proved(
    request: HttpRequest, user: User, method: str, reauthenticated: bool = False, **kwargs: Any
) -> None:
    """A second factor was shown; or somebody who is signed in proved it again (SEC6)."""
    if method == "mfa":
        sessions.note_second_factor(request, user)
    if reauthenticated:
        sessions.renew_key(request)


@receiver(authenticator_added)
def on_second_factor_added(
    request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any
) -> None:
    """Who sets one up has just shown it."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        sessions.note_second_factor(request, user)


@receiver(password_reset)
def on_password_reset(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Who opens a link from the mailbox has confirmed that it is theirs."""
    address = EmailAddress.objects.filter(user=user, email__iexact=user.email).first()
    if address is not None and not address.verified and address.set_verified():
        confirm_address(address=address)


@receiver(post_save, sender=User)
def on_language_chosen(instance: User, created: bool, raw: bool, **kwargs: Any) -> None:
    """The admin speaks the language of the account; readers who never go there have no row."""
    if not created and not raw:
        profiles = UserProfile.objects.filter(user=instance)
        profiles.exclude(preferred_language=instance.language).update(
            preferred_language=instance.language
        )


@receiver(user_logged_in)
def on_editor_signed_in(user: User, **kwargs: Any) -> None:
    """Who may enter the admin finds it in their language the first time, too."""
    if user.has_perm("wagtailadmin.access_admin"):
        UserProfile.objects.update_or_create(
            user=user, defaults={"preferred_language": user.language}
        )


@receiver(post_save, sender=UserProfile)
def on_language_chosen_in_admin(instance: UserProfile, raw: bool, **kwargs: Any) -> None:
    """The other way round: one language a person, wherever they choose it."""
    chosen = instance.preferred_language
    if chosen and not raw:
        User.objects.filter(pk=instance.user_id).exclude(language=chosen).update(language=chosen)
