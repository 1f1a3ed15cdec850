"""A part that a host gives is an invitation: nobody bears it unasked (decision 0203)."""

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied

from forum import services
from forum.access import APPROVE, access_for
from forum.discussion_permissions import can_host, can_summarise
from forum.errors import NotNow
from forum.models import DiscussionRole, Role
from members.models import User
from notifications.describing import described
from notifications.models import Notification
from tests.factories import discussions as given
from tests.factories import forum as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def discussion():
    return given.opened()


@pytest.fixture
def member():
    return make.person("Petra Beispiel")


@pytest.fixture
def invitation(discussion, member):
    """The host invites `member` to host too."""
    return services.add_role(
        host=given.host_of(discussion), discussion=discussion, user=member, role=Role.HOST
    )


def url_of(discussion, below=""):
    return f"{discussion.pages.get().url}{below}"


def anew(user):
    return User.objects.get(pk=user.pk)


def rights_of(member, discussion):
    user = anew(member)
    may_approve = access_for(user).may(APPROVE, discussion.forum_id)
    return can_host(user, discussion), can_summarise(user, discussion), may_approve


def test_an_invitation_shows_nobody_and_gives_no_right(client, discussion, member, invitation):
    assert invitation.accepted_at is None
    assert "Petra Beispiel" not in client.get(url_of(discussion)).content.decode()
    client.force_login(make.person())
    assert "Petra Beispiel" not in client.get(url_of(discussion)).content.decode()
    assert rights_of(member, discussion) == (False, False, False)
    assert given.an_answer(discussion, member).contribution.badge == "none"


def test_who_accepts_has_the_part_and_its_rights(client, discussion, member, invitation):
    for _time in range(2):
        services.accept_role(member=member, role=invitation)
    assert rights_of(member, discussion) == (True, True, True)
    client.force_login(make.person())
    assert "Petra Beispiel" in client.get(url_of(discussion)).content.decode()


def test_who_declines_is_asked_no_more_and_nobody_is_told(discussion, member, invitation):
    before = Notification.objects.count()
    services.decline_role(member=member, role=invitation)
    assert not DiscussionRole.with_invited.filter(user=member).exists()
    assert Notification.objects.count() == before


def test_an_accepted_part_is_not_declined(member, invitation):
    services.accept_role(member=member, role=invitation)
    with pytest.raises(NotNow):
        services.decline_role(member=member, role=invitation)


@pytest.mark.parametrize("answer", [services.accept_role, services.decline_role])
def test_nobody_answers_for_another(answer, discussion, invitation):
    for other in (given.host_of(discussion), make.a_moderator()):
        with pytest.raises(PermissionDenied):
            answer(member=other, role=invitation)


def test_the_word_of_staff_holds_at_once(discussion, member):
    one = services.add_role(
        host=make.an_admin(), discussion=discussion, user=member, role=Role.EXPERT
    )
    assert one.accepted_at is not None


def test_the_last_host_stays_while_another_is_only_invited():
    draft = given.a_draft()
    host = given.host_of(draft)
    services.add_role(host=host, discussion=draft, user=make.person(), role=Role.HOST)
    announced = services.announce_discussion(host=host, discussion=draft)
    with pytest.raises(NotNow):
        services.remove_role(host=host, discussion=announced, user=host, role=Role.HOST)


def test_the_notice_leads_to_the_page_that_asks(client, discussion, member, invitation):
    row = Notification.objects.get(recipient=member, type="discussion.invited")
    message = described([row], member)[row.pk]
    assert message.url == url_of(discussion, "part/")
    assert "invites you" in message.title
    client.force_login(member)
    page = BeautifulSoup(client.get(message.url).content, "html.parser")
    number = page.select_one("input[name=part]")["value"]
    sent = {"part": number, "answer": "accept"}
    assert client.post(message.url, sent).status_code == 303
    assert can_host(anew(member), discussion)


def test_who_comes_back_to_an_accepted_invitation_is_told_and_led_on(
    client, discussion, member, invitation
):
    """By the button back, by the old notice, by a second tap."""
    services.accept_role(member=member, role=invitation)
    client.force_login(member)
    sent = {"part": invitation.pk, "answer": "accept"}
    address = url_of(discussion, "part/")
    for answer in (client.get(address, follow=True), client.post(address, sent, follow=True)):
        assert answer.redirect_chain == [(url_of(discussion), 303)]
        assert "Your part here is accepted" in answer.text


def test_a_declined_invitation_is_not_there(client, discussion, member, invitation):
    services.decline_role(member=member, role=invitation)
    client.force_login(member)
    assert client.get(url_of(discussion, "part/")).status_code == 404


@pytest.mark.parametrize("sent", [{}, {"part": "x", "answer": "accept"}, {"part": "1"}])
def test_what_does_not_answer_is_not_there(sent, client, discussion, member, invitation):
    client.force_login(member)
    assert client.post(url_of(discussion, "part/"), sent).status_code == 404


def test_the_page_is_for_who_is_invited(client, discussion, invitation):
    address = url_of(discussion, "part/")
    assert client.get(address).status_code == 302
    for somebody, status in ((make.person(), 404), (given.host_of(discussion), 303)):
        client.force_login(somebody)  # a host by the word of staff has accepted
        assert client.get(address).status_code == status
    sent = {"part": invitation.pk, "answer": "accept"}
    assert client.post(address, sent).status_code == 404


def test_the_desk_tells_invitations_from_parts(client, discussion, invitation):
    client.force_login(given.host_of(discussion))
    assert "invited" in client.get(url_of(discussion, "host/")).content.decode()
    address = url_of(discussion, f"host/remove-role/{invitation.pk}/")
    assert client.post(address).status_code == 303
    assert not DiscussionRole.with_invited.filter(pk=invitation.pk).exists()


def test_no_form_of_hosts_tells_whether_an_address_has_an_account(client, discussion, member):
    """platform.md §7: members see handles, and nobody addresses."""
    client.force_login(given.host_of(discussion))
    address = url_of(discussion, "host/role/")
    closed = make.person(state="suspended", is_active=False)
    answers = set()
    for typed in (member.email, "nobody@nowhere.example", "nobody_here", closed.handle):
        answer = client.post(address, {"handle": typed, "role": "expert"})
        assert answer.status_code == 200
        page = BeautifulSoup(answer.content, "html.parser")
        answers.add(page.select_one(".error-summary").get_text(" ", strip=True))
    assert len(answers) == 1
    for typed in (member.handle, f" @{member.handle.upper()}"):
        assert client.post(address, {"handle": typed, "role": "expert"}).status_code == 303
    assert DiscussionRole.with_invited.filter(user=member).count() == 1


def test_an_erased_member_is_invited_no_more(member, invitation):
    services.anonymise_member(user=member)
    assert not DiscussionRole.with_invited.filter(user=member).exists()
