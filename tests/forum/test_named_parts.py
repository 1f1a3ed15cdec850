"""Who has accepted a part in a discussion is named on its pages (decision 0221)."""

import pytest
from bs4 import BeautifulSoup

from forum import services
from forum.models import DiscussionRole, Role
from tests.factories import discussions as given
from tests.factories import forum as make

pytestmark = pytest.mark.django_db
NAME = "Ruth Mfano"


@pytest.fixture
def discussion():
    """Its host shows their name to members alone, as profiles do unless one chooses."""
    found = given.opened()
    assert given.host_of(found).profile.display_name_visibility == "members"
    return found


def read(client, discussion, below=""):
    answer = client.get(f"{discussion.pages.get().url}{below}")
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser").main.get_text(" ", strip=True)


def test_a_visitor_reads_who_hosts(client, discussion):
    front = read(client, discussion)
    assert NAME in front
    assert "A member" not in front


def test_what_the_host_said_and_wrote_is_signed(client, discussion):
    host = given.host_of(discussion)
    services.publish_synthesis(host=host, synthesis=given.a_synthesis(discussion))
    given.an_answer(discussion, host, body="From the host.")
    for below in ("messages/", "synthesis/1/", "q/1/", "text/"):
        assert NAME in read(client, discussion, below), below


@pytest.mark.parametrize("role", [Role.COHOST, Role.EXPERT])
def test_whoever_is_invited_is_named_once_they_accept(client, discussion, role):
    member = make.person("Petra Beispiel")
    part = services.add_role(
        host=given.host_of(discussion),
        discussion=discussion,
        user=member,
        role=role,
        language="en",
    )
    assert "Petra Beispiel" not in read(client, discussion)
    services.accept_role(member=member, role=part)
    assert "Petra Beispiel" in read(client, discussion)


def test_only_the_name_is_shown_and_only_there(client, discussion):
    """What a profile hides besides stays hidden, and so does the name in other rooms."""
    host = given.host_of(discussion)
    make.let_time_pass(host)
    topic = make.a_topic(make.a_forum("Elsewhere"), host)
    page = client.get(f"/en/forum/t/{topic.pk}/{topic.slug}/").content.decode()
    assert NAME not in page
    assert f"@{host.handle}" not in client.get(discussion.pages.get().url).content.decode()


def test_whoever_takes_part_without_a_part_is_shown_as_their_profile_says(client, discussion):
    given.an_answer(discussion, make.person("Petra Beispiel"))
    assert "Petra Beispiel" not in read(client, discussion, "q/1/")


def test_a_part_that_is_taken_back_names_nobody_any_more(client, discussion):
    member = make.person("Petra Beispiel")
    values = {"discussion": discussion, "user": member, "role": Role.EXPERT}
    services.add_role(host=make.an_admin(), **values)
    assert "Petra Beispiel" in read(client, discussion)
    services.remove_role(host=make.an_admin(), **values)
    assert "Petra Beispiel" not in read(client, discussion)


def test_the_invitation_says_that_the_name_is_shown(client, discussion):
    member = make.person("Petra Beispiel")
    services.add_role(
        host=given.host_of(discussion), discussion=discussion, user=member, role=Role.EXPERT
    )
    client.force_login(member)
    page = read(client, discussion, "part/")
    assert "your name and this part are shown to everybody" in page
    assert not DiscussionRole.objects.filter(user=member).exists()
