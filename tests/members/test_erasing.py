"""An account is erased for who asked: nothing says who it was, what it published stays (PRV2)."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.urls import reverse
from wagtail.models import Page, PageSubscription
from wagtail.users.models import UserProfile

from members.bylines import byline_for
from members.models import ActOfStaff, AuditEntry, UserState
from members.services import erase_account
from members.services.erasing import OWN
from tests.factories.members import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

ADDRESS = "amina@voorbeeld.example"


@pytest.fixture
def leaver():
    member = UserFactory(email=ADDRESS, first_name="Amina", last_name="Voorbeeld")
    member.groups.add(Group.objects.create(name="Friends"))
    member.user_permissions.add(Permission.objects.first())
    UserProfile.objects.create(user=member)
    UserSession.objects.create(
        user=member, session_key="k" * 32, ip="192.0.2.1", user_agent="Firefox/140"
    )
    PageSubscription.objects.create(
        user=member, page=Page.get_first_root_node(), comment_notifications=True
    )
    Authenticator.objects.create(user=member, type=Authenticator.Type.TOTP, data={"secret": "x"})
    return member


def everything_kept(member):
    member.refresh_from_db()
    return {field.name: field.value_from_object(member) for field in member._meta.concrete_fields}


def test_nothing_is_left_that_says_who_it_was(leaver, admin):
    handle = leaver.handle
    erase_account(actor=admin, member=leaver)
    kept = str(everything_kept(leaver))
    for word in ("amina", "voorbeeld", handle):
        assert word not in kept.lower()
    for model in (*OWN, UserSession):
        assert not model.objects.filter(user=leaver).exists()
    assert not leaver.groups.exists()
    assert not leaver.user_permissions.exists()
    assert byline_for(leaver, AnonymousUser(), "news").name == "Former member"


def test_the_log_says_who_did_it_once_and_names_no_person(leaver, admin):
    for _ in range(2):
        erase_account(actor=admin, member=leaver)
    (entry,) = AuditEntry.objects.filter(act=ActOfStaff.ERASED)
    assert (entry.actor, entry.subject, entry.reason, entry.details) == (admin, leaver, "", {})


def test_the_erased_are_signed_out_and_do_not_sign_in_again(leaver, admin, client):
    client.force_login(leaver)
    erase_account(actor=admin, member=leaver)
    assert client.get(reverse("members:profile")).status_code == 302
    client.post(reverse("account_login"), {"login": ADDRESS, "password": PASSWORD})
    assert client.get(reverse("members:profile")).status_code == 302


@pytest.mark.parametrize("role", ["member", "moderator", "leaver"])
def test_only_an_admin_erases_and_not_their_own_account(role, leaver, request):
    with pytest.raises(PermissionDenied):
        erase_account(actor=request.getfixturevalue(role), member=leaver)
    leaver.refresh_from_db()
    assert leaver.state == UserState.ACTIVE


def test_the_command_takes_addresses_and_says_what_is_wrong(leaver, admin, capsys):
    with pytest.raises(CommandError, match="no account"):
        call_command("erase_account", "nobody@voorbeeld.example", by=admin.email)
    with pytest.raises(CommandError, match="Only an admin"):
        call_command("erase_account", admin.email, by=leaver.email)
    call_command("erase_account", ADDRESS.upper(), by=admin.email)
    leaver.refresh_from_db()
    assert leaver.state == UserState.ERASED
    assert "Erased." in capsys.readouterr().out
