"""People for the journeys, with JavaScript and without, and a room of the forum for them."""

import pytest

from tests.browser.journeys.people import Person

ROOM = "Journeys of members"
# A room where members may start topics, and two whose posts are not held for being new.
PREPARE = f"""
from forum import services
from members.models import User
admin = User.objects.get(email="admin@demo.example")
services.create_forum(admin=admin, name={ROOM!r}, description="Ask, and answer.")
for handle in ("member_a", "member_b"):
    services.vouch_for(moderator=admin, user=User.objects.get(handle=handle))
"""


@pytest.fixture(params=[True, False], ids=["script", "plain"])
def with_script(request):
    """Each journey is made twice: a browser may run scripts, or not (LOW1)."""
    return request.param


@pytest.fixture
def reader(new_context, base_url):
    """reader(...): somebody at the door; one with a `login` can sign in."""
    people = []

    def reader(login="", *, language="en", with_script=True, state=None):
        context = new_context(java_script_enabled=with_script, storage_state=state)
        people.append(Person(context.new_page(), language, login, with_script))
        return people[-1]

    yield reader
    assert [(one.login, one.complaints) for one in people if one.complaints] == []


@pytest.fixture
def member(reader, signed_in):
    """member(login, ...): somebody who has signed in before."""

    def member(login, **how):
        return reader(login, state=signed_in(login), **how)

    return member


@pytest.fixture(scope="session")
def room(installation):
    """The name of a room in which member-a and member-b are known."""
    installation.manage("shell", "--no-imports", "-c", PREPARE)
    return ROOM
