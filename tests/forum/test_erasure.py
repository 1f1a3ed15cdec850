"""What the forum holds of hosts is handed out, and leaves with them (PRV1, PRV2, forum.md §13)."""

import pytest

from common import personal_data
from forum.models import DiscussionRole, EDiscussionPage, HostMessage, Role, Synthesis
from members.services import erase_account
from tests.factories import discussions as make
from tests.factories import forum as people
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db

NAME = "Ruth Mfano"


@pytest.fixture
def discussion(db):
    """Open, hosted by Ruth Mfano, who has welcomed people and drafted a synthesis."""
    discussion = make.opened()
    DiscussionRole.objects.filter(discussion=discussion).update(introduction="Ruth, from Mfano")
    make.a_synthesis(discussion, body="Faith comes first.")
    return discussion


@pytest.fixture
def host(discussion):
    return make.host_of(discussion)


def of(data, what):
    return [row for row in data["forum"] if row["what"] == what]


def test_a_host_gets_their_role_their_messages_and_their_syntheses(discussion, host):
    data = personal_data.export(host)
    (role,) = of(data, "role in an e-discussion")
    assert (role["role"], role["introduction"]) == (Role.HOST, "Ruth, from Mfano")
    (message,) = of(data, "message as host")
    assert message["body"] == "Tell us what you did."
    (synthesis,) = of(data, "synthesis")
    assert (synthesis["synthesis__week"], synthesis["body"]) == (1, "Faith comes first.")
    assert of(data, "translation of a synthesis") == []


def test_nobody_gets_what_another_has_hosted(discussion):
    member = people.person()
    assert personal_data.export(member)["forum"] == []


def test_an_erased_host_leaves_the_discussion_whole_and_no_name_on_its_page(
    discussion, host, client
):
    page = EDiscussionPage.objects.get(discussion=discussion)
    client.force_login(people.person())
    assert NAME in client.get(page.get_url()).content.decode()
    erase_account(actor=UserFactory(is_superuser=True), member=host)
    html = client.get(page.get_url()).content.decode()
    assert NAME not in html
    assert "Ruth" not in html
    assert "Former member" in html
    assert HostMessage.objects.count() == Synthesis.objects.count() == 1
    assert DiscussionRole.objects.get(discussion=discussion).introduction == ""
