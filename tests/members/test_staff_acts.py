"""What staff do to accounts: checked, proved, logged, told (SEC7, SEC8, SEC27)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from common.errors import Refused
from members.models import ActOfStaff, AppendOnly, AuditEntry, Consent, User, UserState
from members.periodic import open_accounts
from members.permissions import can_change_account, can_reset_second_factor, can_suspend
from members.services import reset_second_factor, restore_member, suspend_member
from tests.factories.members import PASSWORD, UserFactory
from tests.members.conftest import first_link, is_in, last_mail

pytestmark = pytest.mark.django_db

USERS = "wagtailusers_users"
UNTIL = datetime(2026, 12, 24, 12, tzinfo=UTC)


@pytest.fixture
def suspended():
    return UserFactory(state=UserState.SUSPENDED)


@pytest.fixture
def told(django_capture_on_commit_callbacks):
    """Mail goes out once what it tells of holds."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


# (who, to whom): may change, may reset the second factor, may suspend
MAY = {
    ("anonymous", "known"): (False, False, False),
    ("member", "known"): (False, False, False),
    ("suspended", "known"): (False, False, False),
    ("editor", "known"): (False, False, False),
    ("moderator", "known"): (False, False, True),
    ("moderator", "editor"): (False, False, False),
    ("moderator", "moderator"): (False, False, False),
    ("group_admin", "known"): (True, True, True),
    ("group_admin", "editor"): (True, True, True),
    ("group_admin", "group_admin"): (True, False, False),
    ("group_admin", "admin"): (False, False, False),
    ("admin", "group_admin"): (True, True, True),
    ("admin", "admin"): (True, False, False),
}


@pytest.mark.parametrize(("case", "may"), MAY.items(), ids=str)
def test_who_may_do_what_to_whom(case, may, request):
    user, account = (request.getfixturevalue(role) for role in case)
    asked = (can_change_account, can_reset_second_factor, can_suspend)
    assert tuple(can(user, account) for can in asked) == may


@pytest.mark.parametrize(("case", "may"), MAY.items(), ids=str)
def test_services_refuse_what_the_rules_do(case, may, request):
    user, account = (request.getfixturevalue(role) for role in case)
    if not may[1]:
        with pytest.raises(PermissionDenied):
            reset_second_factor(actor=user, member=account, reason="Because.")
    if not may[2]:
        with pytest.raises(PermissionDenied):
            suspend_member(actor=user, member=account, reason="Because.", until=None)
        with pytest.raises(PermissionDenied):
            restore_member(actor=user, member=account)
    assert not AuditEntry.objects.exists()


# --- A lost second factor ---------------------------------------------------------------------
def test_a_lost_second_factor_is_removed_noted_and_told(group_admin, known, told):
    for kind in ("totp", "recovery_codes"):
        Authenticator.objects.create(user=known, type=kind, data={})
    with told():
        count = reset_second_factor(actor=group_admin, member=known, reason=" Called; known voice.")
    assert count == 2
    assert not Authenticator.objects.exists()
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.subject, entry.act) == (group_admin, known, ActOfStaff.FACTOR_RESET)
    assert entry.reason == "Called; known voice."
    assert entry.details == {"factors": ["recovery_codes", "totp"]}
    assert last_mail().to == [known.email]
    assert last_mail().subject == "Your second step was removed"


def test_the_member_is_signed_out_when_the_factor_goes(client, known, sign_in, admin):
    sign_in()
    reset_second_factor(actor=admin, member=known, reason="Because.")
    assert not is_in(client)


@pytest.mark.parametrize("reason", ["", " \n "])
def test_no_act_without_a_reason(admin, known, reason):
    with pytest.raises(Refused):
        reset_second_factor(actor=admin, member=known, reason=reason)
    with pytest.raises(Refused):
        suspend_member(actor=admin, member=known, reason=reason, until=None)
    known.refresh_from_db()
    assert known.state == UserState.ACTIVE
    assert not AuditEntry.objects.exists()


def test_the_page_asks_who_it_is_first_and_then_does_it(client, group_admin, known):
    """SEC7: granting roles and MFA need a proof of five minutes; what was sent is not lost."""
    Authenticator.objects.create(user=known, type="totp", data={})
    client.force_login(group_admin)
    url = reverse(f"{USERS}:second_factor", args=[known.pk])
    assert client.get(url).status_code == 200
    asked = client.post(url, {"reason": "Called; known voice."})
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    assert Authenticator.objects.exists()
    done = client.post(asked["Location"], {"password": PASSWORD})
    assert done.status_code == 303
    assert not Authenticator.objects.exists()
    assert AuditEntry.objects.get().reason == "Called; known voice."


@pytest.mark.parametrize("act", ["second_factor", "suspend", "restore"])
@pytest.mark.parametrize("role", ["editor", "moderator", "member"])
def test_the_pages_are_closed_to_who_may_not(act, role, client, known, proves_it, admin, request):
    proves_it(request.getfixturevalue(role))
    target = admin if role == "moderator" else known
    url = reverse(f"{USERS}:{act}", args=[target.pk])
    for answer in (client.get(url), client.post(url, {"reason": "Because."})):
        # Wagtail answers a refusal with a message on its front page.
        assert answer.status_code == 403 or answer["Location"] == "/cms/"
    assert not AuditEntry.objects.exists()


def test_a_refused_page_keeps_what_was_typed(client, group_admin, known, proves_it):
    proves_it(group_admin)
    url = reverse(f"{USERS}:suspend", args=[known.pk])
    page = client.post(url, {"reason": "A long story", "until": "tomorrow"})
    assert page.status_code == 200
    assert b"A long story" in page.content
    assert b"tomorrow" in page.content
    assert client.post(url, {"reason": "x" * 2_001}).status_code == 200
    known.refresh_from_db()
    assert known.state == UserState.ACTIVE


# --- Suspension -------------------------------------------------------------------------------
def test_a_suspension_acts_at_once_and_says_why(client, moderator, known, sign_in, told):
    sign_in()
    with told():
        suspend_member(actor=moderator, member=known, reason="Sold visas.", until=UNTIL)
    assert client.get(reverse("members:me")).status_code == 302
    assert "Sold visas." in last_mail().body
    assert "24 December 2026" in last_mail().body
    assert AuditEntry.objects.get().details == {"until": UNTIL.isoformat()}


def test_a_suspension_ends_by_itself_on_its_day(moderator, known):
    suspend_member(actor=moderator, member=known, reason="Sold visas.", until=UNTIL)
    open_accounts(UNTIL - timedelta(seconds=1))
    known.refresh_from_db()
    assert known.state == UserState.SUSPENDED
    open_accounts(UNTIL)
    known.refresh_from_db()
    assert (known.state, known.suspended_until) == (UserState.ACTIVE, None)
    restored = AuditEntry.objects.first()
    assert (restored.act, restored.actor) == (ActOfStaff.RESTORED, None)


def test_an_endless_suspension_is_opened_by_staff(client, group_admin, known, proves_it):
    suspend_member(actor=group_admin, member=known, reason="Sold visas.", until=None)
    open_accounts(timezone.now() + timedelta(days=10_000))
    known.refresh_from_db()
    assert known.state == UserState.SUSPENDED
    proves_it(group_admin)
    client.post(reverse(f"{USERS}:restore", args=[known.pk]))
    known.refresh_from_db()
    assert known.state == UserState.ACTIVE


# --- Wagtail's screens ------------------------------------------------------------------------
def sent(account, **changes):
    data = {"email": account.email, "first_name": "", "last_name": "", "language": "en"}
    return data | changes


def test_the_list_shows_handle_state_groups_and_the_last_day(client, group_admin, known, suspended):
    User.objects.filter(pk=known.pk).update(last_seen=date(2026, 11, 3))
    client.force_login(group_admin)
    page = client.get(reverse(f"{USERS}:index")).content.decode()
    for words in ("Known Person", known.handle, "3 November 2026", "Suspended", "Admins"):
        assert words in page
    assert known.email not in page, "platform.md §7: hidden fields never in lists"
    assert "bulk-action-checkbox" not in page


def test_an_account_is_found_by_its_address(client, group_admin, known, member):
    client.force_login(group_admin)
    page = client.get(reverse(f"{USERS}:index_results"), {"q": known.email}).content.decode()
    assert known.handle in page
    assert member.handle not in page


def test_the_list_asks_as_much_for_many_accounts_as_for_few(
    client, group_admin, django_assert_max_num_queries
):
    client.force_login(group_admin)
    url = reverse(f"{USERS}:index")
    client.get(url)
    with django_assert_max_num_queries(40) as few:
        client.get(url)
    UserFactory.create_batch(15)
    with django_assert_max_num_queries(len(few)):
        client.get(url)


def test_giving_a_role_is_noted_with_before_and_after(client, group_admin, known, proves_it):
    editors = Group.objects.get(name="Editors")  # Wagtail makes it
    proves_it(group_admin)
    url = reverse(f"{USERS}:edit", args=[known.pk])
    answer = client.post(url, sent(known, groups=[editors.pk], first_name="Ada", language="fr"))
    assert answer.status_code == 302
    known.refresh_from_db()
    assert (known.first_name, known.language) == ("Ada", "fr")
    assert list(known.groups.all()) == [editors]
    entry = AuditEntry.objects.get()
    assert entry.act == ActOfStaff.CHANGED
    assert entry.details == {"groups": ["Editors"], "groups_before": []}


def test_nobody_raises_themselves_or_takes_another_address(client, group_admin, proves_it):
    editors = Group.objects.get(name="Editors")  # Wagtail makes it
    proves_it(group_admin)
    url = reverse(f"{USERS}:edit", args=[group_admin.pk])
    raised = {"groups": [editors.pk], "is_superuser": "on", "is_staff": "on", "is_active": ""}
    client.post(url, sent(group_admin, **raised) | {"email": "boss@example.org"})
    again = User.objects.get(pk=group_admin.pk)
    assert not again.is_superuser
    assert again.is_active
    assert again.email == group_admin.email
    assert [group.name for group in again.groups.all()] == ["Admins"]


def test_an_admin_by_group_does_not_touch_a_superuser(client, group_admin, admin, proves_it):
    proves_it(group_admin)
    url = reverse(f"{USERS}:edit", args=[admin.pk])
    assert client.get(url)["Location"] == "/cms/"
    client.post(url, sent(admin, first_name="Changed"))
    admin.refresh_from_db()
    assert admin.first_name != "Changed"


def test_staff_invite_somebody_who_chooses_the_password(
    client, group_admin, proves_it, told, sign_in
):
    editors = Group.objects.get(name="Editors")  # Wagtail makes it
    proves_it(group_admin)
    account = {"email": "New.Editor@Example.org", "language": "fr", "groups": [editors.pk]}
    with told():
        answer = client.post(
            reverse(f"{USERS}:add"), {**account, "first_name": "Ada", "last_name": ""}
        )
    assert answer.status_code == 302, answer.content.decode()
    invited = User.objects.get(email="new.editor@example.org")
    assert not invited.has_usable_password()
    assert last_mail().to == [invited.email]
    assert "/fr/accounts/password/reset/" in last_mail().body
    assert AuditEntry.objects.get().act == ActOfStaff.INVITED

    client.logout()
    client.post(reverse("account_reset_password"), {"email": invited.email})
    page = client.get(first_link(last_mail()), follow=True)
    client.post(page.request["PATH_INFO"], {"password1": PASSWORD})
    assert sign_in(invited.email)["Location"] == reverse("members:me"), "the link confirmed it"


def test_a_second_account_on_one_address_is_refused_in_words(client, group_admin, known, proves_it):
    proves_it(group_admin)
    page = client.post(reverse(f"{USERS}:add"), {"email": "KNOWN@example.org", "language": "en"})
    assert page.status_code == 200
    assert b"There is an account with this address already." in page.content


@pytest.mark.parametrize("action", ["delete", "set_active_state", "assign_role"])
def test_nothing_is_done_to_many_accounts_at_once(action, client, admin, known, proves_it):
    """No reason, no log: Wagtail's own bulk actions are closed."""
    editors = Group.objects.get(name="Editors")
    proves_it(admin)
    url = f"/cms/bulk/members/user/{action}/?id={known.pk}"
    client.get(url)
    client.post(url, {"mark_as_active": "False", "role": editors.pk})
    again = User.objects.get(pk=known.pk)
    assert again.is_active
    assert not again.groups.exists()


def test_accounts_are_not_deleted(client, admin, known, proves_it):
    proves_it(admin)
    url = reverse(f"{USERS}:delete", args=[known.pk])
    assert client.post(url)["Location"] == "/cms/"
    assert User.objects.filter(pk=known.pk).exists()


def test_changing_a_group_needs_a_proof_too(client, admin):
    client.force_login(admin)
    answer = client.post(reverse("wagtailusers_groups:add"), {"name": "Friends"})
    assert answer["Location"].startswith(reverse("account_reauthenticate")) or (
        answer["Location"].startswith(reverse("account_reset_password"))
    )
    assert not Group.objects.filter(name="Friends").exists()


# --- The log ----------------------------------------------------------------------------------
def test_the_log_is_read_by_admins(client, group_admin, editor, known):
    suspend_member(actor=group_admin, member=known, reason="Sold <b>visas</b>.", until=None)
    client.force_login(group_admin)
    page = client.get(reverse("members_audit")).content.decode()
    assert "Sold &lt;b&gt;visas&lt;/b&gt;." in page
    assert known.email not in page
    assert client.get(reverse("members_audit"), {"act": "restored"}).status_code == 200
    assert client.get(reverse("members_audit"), {"export": "csv"}).status_code == 200
    client.force_login(editor)
    assert client.get(reverse("members_audit"))["Location"] == "/cms/"


def test_a_row_of_the_log_is_written_once(group_admin, known):
    """SEC27, PRV3: append-only."""
    suspend_member(actor=group_admin, member=known, reason="Sold visas.", until=None)
    entry = AuditEntry.objects.get()
    entry.reason = "Nothing."
    for change in (
        entry.save,
        entry.delete,
        AuditEntry.objects.all().delete,
        lambda: AuditEntry.objects.update(reason="Nothing."),
        lambda: AuditEntry.objects.bulk_update([entry], ["reason"]),
    ):
        with pytest.raises(AppendOnly):
            change()
    assert AuditEntry.objects.get().reason == "Sold visas."


def test_an_unknown_act_cannot_be_written(group_admin, known):
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditEntry.objects.create(act="looked at", actor=group_admin, subject=known)


def test_consents_go_with_the_account_alone(known):
    Consent.objects.create(user=known, purpose="terms", text_version="1", given=True, source="test")
    with pytest.raises(AppendOnly):
        Consent.objects.all().delete()
    User.objects.get(pk=known.pk).delete()
    assert not Consent.objects.exists()


def test_no_mail_is_sent_for_what_was_rolled_back(group_admin, known, told):
    def act_and_fail():
        with transaction.atomic():
            suspend_member(actor=group_admin, member=known, reason="Sold visas.", until=None)
            raise RuntimeError("something goes wrong afterwards")

    with told(), pytest.raises(RuntimeError):
        act_and_fail()
    assert not mail.outbox
    known.refresh_from_db()
    assert known.state == UserState.ACTIVE
