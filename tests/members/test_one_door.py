"""Site and admin have one door, and staff a second lock (SEC8, SEC9)."""

import time

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from common.errors import Refused
from members.models import AuditEntry
from members.services import reset_second_factor
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    group = Group.objects.create(name="People who may enter")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    user = UserFactory()
    user.groups.add(group)
    return user


@pytest.mark.parametrize("door", ["/cms/login/", "/cms/password_reset/", "/_util/login/"])
def test_wagtails_own_doors_lead_to_ours(client, door):
    response = client.get(door + "?next=/cms/pages/")
    assert response.status_code == 302
    assert response["Location"] == "/en/accounts/login/?next=/cms/pages/"


def test_a_reader_who_knocks_at_the_admin_is_asked_to_sign_in(client):
    response = client.get("/cms/")
    assert response.status_code == 302
    assert response["Location"].startswith("/en/accounts/login/?next=/cms/")


def test_a_member_without_rights_gets_403_at_the_admin_and_no_loop(client, member):
    client.force_login(member)
    assert client.get("/cms/").status_code == 403
    assert client.get("/cms/pages/").status_code == 403


def test_an_editor_enters(client, editor):
    client.force_login(editor)
    assert client.get("/cms/").status_code == 200


def test_staff_without_second_factor_are_asked_for_one_before_the_admin(client, editor, settings):
    settings.REQUIRE_STAFF_MFA = True
    client.force_login(editor)
    response = client.get("/cms/")
    assert response.status_code == 302
    assert response["Location"] == reverse("mfa_index")
    Authenticator.objects.create(user=editor, type="totp", data={"secret": "x"})
    assert client.get("/cms/").status_code == 200


def test_a_session_of_staff_ends_after_an_hour_of_silence_and_a_members_does_not(
    client, editor, member
):
    for user, is_in in ((editor, False), (member, True)):
        client.force_login(user)
        session = client.session
        session["began"] = session["seen"] = time.time() - 3700
        session.save()
        assert (client.get(reverse("members:me")).status_code == 200) is is_in
        client.logout()


def test_reading_writes_the_session_at_most_once_in_five_minutes(
    client, member, django_assert_num_queries
):
    client.force_login(member)
    client.get(reverse("members:me"))
    seen = client.session["seen"]
    client.get(reverse("members:me"))
    assert client.session["seen"] == seen


def test_an_admin_resets_a_lost_second_factor_and_it_is_noted(admin, member):
    Authenticator.objects.create(user=member, type="totp", data={"secret": "x"})
    assert reset_second_factor(actor=admin, member=member, reason="Called; known voice.") == 1
    assert not Authenticator.objects.filter(user=member).exists()
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.subject) == (admin, member)


def test_a_reset_without_reason_is_refused(admin, member):
    with pytest.raises(Refused):
        reset_second_factor(actor=admin, member=member, reason="  ")


def test_the_page_that_resets_a_second_factor_is_for_admins(client, admin, editor, member):
    url = reverse("reset_second_factor", args=[member.pk])
    client.force_login(editor)
    assert client.get(url).status_code in (302, 403)
    client.force_login(admin)
    assert client.get(url).status_code == 200
    assert client.post(url, {"reason": "Called."}).status_code == 302
    assert AuditEntry.objects.filter(subject=member).exists()


def test_the_user_screens_of_the_admin_show_and_suspend(client, admin, member):
    client.force_login(admin)
    assert client.get(reverse("wagtailusers_users:index")).status_code == 200
    url = reverse("wagtailusers_users:edit", args=[member.pk])
    page = client.get(url)
    assert page.status_code == 200
    assert b'name="is_superuser"' not in page.content
    answers = {"email": member.email, "first_name": "Amina", "last_name": "Voorbeeld"}
    assert client.post(url, answers).status_code == 302
    member.refresh_from_db()
    assert member.state == "suspended"
