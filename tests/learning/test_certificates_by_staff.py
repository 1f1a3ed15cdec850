"""Staff replace and revoke certificates, with a reason, a log and a word to the holder."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from wagtail.models import ModelLogEntry

from learning.certification.codes import shown_code
from learning.models import Certificate
from learning.notification_types import describe_certificate_change
from learning.permissions import can_replace_certificate, course_editors, is_course_editor
from learning.services import revoke_certificate
from notifications.models import Notification
from notifications.registry import Told, type_of
from tests.learning.conftest import NAME

pytestmark = pytest.mark.django_db

LIST = "certificates:list"


def address(certificate):
    return reverse("certificates:certificate", args=[certificate.pk])


def at_the_desk(user):
    """May open the admin at all: what roles of the desk have."""
    if user.is_authenticated:
        user.user_permissions.add(
            Permission.objects.get(codename="access_admin", content_type__app_label="wagtailadmin")
        )
    return user


@pytest.fixture
def desk(client, course_editor):
    client.force_login(at_the_desk(course_editor))
    return client


# --- Who may ------------------------------------------------------------------------------------
# learning.md §21: revoke or replace: editors and admins; holders replace their own, once.
ACTS = {
    "anonymous": (False, False),
    "learner": (False, True),
    "suspended_learner": (False, False),
    "other_member": (False, False),
    "facilitator": (False, False),
    "other_facilitator": (False, False),
    "course_editor": (True, True),
    "donor": (False, False),
    "course_admin": (True, True),
}


@pytest.mark.parametrize(("role", "may"), ACTS.items())
def test_editors_and_admins_act_on_certificates_and_holders_correct_their_own(
    role, may, certificate, client, request
):
    """The rule, the pages of the admin and the menu say the same, whatever else a role may."""
    revokes, replaces = may
    user = at_the_desk(request.getfixturevalue(role))
    user = type(user).objects.get(pk=user.pk) if user.is_authenticated else user
    assert is_course_editor(user) is revokes
    assert course_editors().filter(pk=user.pk).exists() is revokes, "its twin"
    assert can_replace_certificate(user, certificate) is replaces
    if user.is_authenticated:
        client.force_login(user)
    for url in (reverse(LIST), address(certificate)):
        assert (client.get(url).status_code == 200) is revokes
    client.post(address(certificate), {"act": "revoke", "revoke-reason": "Copied"})
    certificate.refresh_from_db()
    assert (certificate.status == "revoked") is revokes


# --- Finding ------------------------------------------------------------------------------------
@pytest.mark.parametrize("words", ["code", "el voorb"])
def test_a_certificate_is_found_by_its_code_and_by_a_part_of_the_name(words, certificate, desk):
    words = shown_code(certificate.code).lower() if words == "code" else words
    html = desk.get(reverse(LIST), {"q": words}).content.decode()
    assert shown_code(certificate.code) in html
    assert address(certificate) in html
    none = desk.get(reverse(LIST), {"q": "Nobody"}).content.decode()
    assert shown_code(certificate.code) not in none


# --- Revoking -----------------------------------------------------------------------------------
def test_a_revocation_asks_why_is_logged_and_told_and_the_public_page_says_so(
    certificate, completed, desk, course_editor, learner, client
):
    answer = desk.post(address(certificate), {"act": "revoke", "revoke-reason": " "})
    assert answer.status_code == 200, "the reason is asked for"
    assert "The certificate is as it was" in answer.content.decode()
    certificate.refresh_from_db()
    assert certificate.status == "valid"

    answer = desk.post(address(certificate), {"act": "revoke", "revoke-reason": "Copied answers"})
    assert answer.status_code == 303
    certificate.refresh_from_db()
    assert (certificate.status, certificate.status_by) == ("revoked", course_editor)
    entry = ModelLogEntry.objects.get(action="learning.revoke")
    assert (entry.user, entry.object_id) == (course_editor, str(certificate.pk))
    assert "The certificate was revoked" in str(entry.message)
    page = desk.get(address(certificate)).content.decode()
    assert "Copied answers" in page
    assert 'value="revoke"' not in page

    told = Notification.objects.get(type="learning.certificate_changed")
    assert told.recipient == learner
    message = described(certificate, learner)
    assert "was revoked" in message.title
    assert message.text == "Copied answers"
    client.force_login(learner)
    assert "Copied answers" in client.get(message.url).content.decode()
    client.logout()
    public = client.get(reverse("verify_code", args=[certificate.code])).content.decode()
    assert "This certificate was revoked on" in public
    assert "Copied answers" not in public


def described(certificate, learner):
    """What the holder reads, through the type's own rule of who sees it."""
    target = type_of("learning.certificate_changed").targets(learner).get(pk=certificate.pk)
    told = Told(recipient=learner, target=target, actor=None, data={}, count=1)
    return describe_certificate_change(told)


def test_a_second_revocation_tells_nobody_again(certificate, course_editor):
    for _twice in range(2):
        revoke_certificate(certificate=certificate, reason="Copied", by=course_editor)
    assert ModelLogEntry.objects.filter(action="learning.revoke").count() == 1
    assert Notification.objects.get(type="learning.certificate_changed").count == 1


def test_nobody_but_the_holder_is_told_of_a_certificate(certificate, course_editor, other_member):
    revoke_certificate(certificate=certificate, reason="Copied", by=course_editor)
    seen = type_of("learning.certificate_changed").targets
    assert not seen(other_member).exists()
    assert not seen(course_editor).exists()


# --- Replacing ----------------------------------------------------------------------------------
def test_staff_correct_a_name_and_the_old_code_leads_to_the_new_certificate(
    certificate, completed, desk, course_editor, learner, client
):
    sent = {"act": "replace", "replace-printed_name": "Amina Voorbeeld"}
    assert desk.post(address(certificate), sent).status_code == 200, "the reason is asked for"
    answer = desk.post(address(certificate), sent | {"replace-reason": "Spelt wrong"})
    new = Certificate.objects.get(status="valid")
    assert answer["Location"] == address(new)
    assert new.snapshot["name"] == "Amina Voorbeeld"
    certificate.refresh_from_db()
    assert (certificate.status, certificate.replaced_by) == ("replaced", new)
    assert certificate.snapshot["name"] == NAME, "what was printed stays"
    assert certificate.status_reason == "Spelt wrong"
    assert ModelLogEntry.objects.get(action="learning.replace").user == course_editor
    assert Notification.objects.get(type="learning.certificate_changed").recipient == learner
    assert "was replaced" in described(certificate, learner).title
    client.logout()
    public = client.get(reverse("verify_code", args=[certificate.code])).content.decode()
    assert "This certificate was replaced on" in public
    assert reverse("verify_code", args=[new.code]) in public
    assert "Spelt wrong" not in public


def test_who_corrects_their_own_name_is_not_told_of_it(certificate, completed, learner, client):
    client.force_login(learner)
    url = reverse("learning:certificate", args=[completed.uuid])
    client.post(url, {"printed_name": "Amina Voorbeeld"})
    assert Certificate.objects.filter(status="replaced").exists()
    assert not Notification.objects.filter(type="learning.certificate_changed").exists()
    assert ModelLogEntry.objects.get(action="learning.replace").user == learner


def test_what_is_valid_no_longer_is_neither_replaced_nor_revoked_by_the_form(
    certificate, desk, course_editor
):
    revoke_certificate(certificate=certificate, reason="Copied", by=course_editor)
    sent = {"act": "replace", "replace-printed_name": "X", "replace-reason": "y"}
    html = desk.post(address(certificate), sent, follow=True).content.decode()
    assert Certificate.objects.count() == 1
    assert "not valid any more" in html
