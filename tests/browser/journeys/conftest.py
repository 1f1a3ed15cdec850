"""People for the journeys, with JavaScript and without, and a room of the forum for them."""

from dataclasses import dataclass

import pytest

from tests.browser.conftest import PASSWORD
from tests.browser.journeys.people import Person

ROOM, INNER_ROOM = "Journeys of members", "Journeys among members"
# Nobody may start two topics within a quarter of a minute, a host's synthesis among them, and
# journeys follow each other faster: each that starts one has an author of its own.
AUTHORS = ("asks-script", "asks-plain", "asks-keys", "inner-script", "inner-plain")
# A room where members may start topics, one that they alone read, and some whose posts are not
# held for being new.
PREPARE = f"""
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from forum import services
from members.models import MemberProfile, User
admin = User.objects.get(email="admin@demo.example")
services.create_forum(admin=admin, name={ROOM!r}, description="Ask, and answer.")
services.create_forum(admin=admin, name={INNER_ROOM!r}, preset="members")
password = make_password({PASSWORD!r})
for login in {AUTHORS!r}:
    email, handle = login + "@demo.example", login.replace("-", "_")
    author = User.objects.create(email=email, handle=handle, password=password)
    EmailAddress.objects.create(user=author, email=email, verified=True, primary=True)
    MemberProfile.objects.create(user=author, display_name=login)
    services.vouch_for(moderator=admin, user=author)
for handle in ("member_a", "member_b"):
    services.vouch_for(moderator=admin, user=User.objects.get(handle=handle))
"""


@dataclass(frozen=True, slots=True)
class Way:
    """How a journey is made: `name` sets its words apart from those of the others."""

    name: str
    language: str
    with_script: bool
    by_keyboard: bool = False

    @property
    def how(self):
        """What `reader` and `member` take."""
        return {
            "language": self.language,
            "with_script": self.with_script,
            "by_keyboard": self.by_keyboard,
        }


WAYS = {
    "script": Way("script", "en", with_script=True),
    "plain": Way("plain", "fr", with_script=False),
    "keys": Way("keys", "en", with_script=True, by_keyboard=True),
}


@pytest.fixture(params=WAYS)
def way(request):
    """Each talk is made in each of these ways: pointer, French without scripts (LOW1), keyboard."""
    return WAYS[request.param]


@pytest.fixture(params=[True, False], ids=["script", "plain"])
def with_script(request):
    """Each journey is made twice: a browser may run scripts, or not (LOW1)."""
    return request.param


@pytest.fixture
def reader(new_context, base_url):
    """reader(...): somebody at the door; one with a `login` can sign in."""
    people = []

    def reader(login="", *, language="en", with_script=True, by_keyboard=False, state=None):
        context = new_context(java_script_enabled=with_script, storage_state=state)
        people.append(Person(context.new_page(), language, login, with_script, by_keyboard))
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


@pytest.fixture(scope="session")
def inner_room(room):
    """The name of a room that members alone read."""
    return INNER_ROOM
