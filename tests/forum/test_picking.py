"""A practice to copy: what hosts pick in the threads of their discussion (decision 0217)."""

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied

from forum import services
from forum.errors import NotNow
from forum.models import Role
from forum.permissions import can_pick
from tests.factories import discussions as given
from tests.factories import forum as make

pytestmark = pytest.mark.django_db
PICKED = "Picked by the host: a practice to copy."


@pytest.fixture
def discussion():
    return given.opened()


@pytest.fixture
def host(discussion):
    return given.host_of(discussion)


@pytest.fixture
def answer(discussion, author):
    return given.an_answer(discussion, author, body="We ask the hometown associations.")


def somebody(role, discussion, author):
    """A person with this part."""
    if role in Role.values:
        person = make.person()
        services.add_role(
            host=make.an_admin(), discussion=discussion, user=person, role=role, language="fr"
        )
        return person
    people = {
        "author": lambda: author,
        "member": make.person,
        "host of another": lambda: given.host_of(given.opened(title="Something else")),
        "moderator": make.a_moderator,
        "admin": make.an_admin,
    }
    return people[role]()


PICKS = {
    "host": True,
    "cohost": True,
    "note_taker": False,
    "expert": False,
    "host of another": False,
    "author": False,
    "member": False,
    "moderator": True,
    "admin": True,
}


@pytest.mark.parametrize(("role", "picks"), PICKS.items())
def test_hosts_and_moderators_pick(role, picks, discussion, answer, author, client):
    person = somebody(role, discussion, author)
    assert can_pick(person, make.fresh(answer)) is picks
    client.force_login(person)
    address = f"/en/forum/p/{answer.pk}/pick/"
    assert client.post(address, {"pick": "1"}).status_code == (303 if picks else 403)
    assert (make.fresh(answer).topic.info.picked_post_id == answer.pk) is picks
    for page in (
        f"{discussion.pages.get().url}q/1/",
        f"/en/forum/t/{answer.topic_id}/{answer.topic.slug}/",
    ):
        shown = BeautifulSoup(client.get(page).content, "html.parser")
        buttons = shown.select(f'form[action="{address}"] button')
        assert [one["value"] for one in buttons] == (["0"] if picks else [])
        assert (PICKED in shown.text) is picks


def test_a_reader_sees_the_pick_and_it_is_taken_back_by_a_second_press(
    discussion, answer, host, client
):
    client.force_login(host)
    page, address = f"{discussion.pages.get().url}q/1/", f"/en/forum/p/{answer.pk}/pick/"
    client.post(address, {"pick": "1"})
    client.post(address, {"pick": "1"})
    client.logout()
    assert PICKED in client.get(page).text
    client.force_login(host)
    client.post(address, {"pick": "0"})
    client.post(address, {"pick": "0"})
    assert PICKED not in client.get(page).text
    assert client.get(address).headers["Location"] == f"/en/forum/p/{answer.pk}/"


def test_one_contribution_of_a_thread_is_picked(discussion, answer, host):
    """Another takes its place, and taking the first back leaves that one."""
    other = given.an_answer(discussion, body="We ask the embassies.")
    for one in (answer, other):
        services.pick_post(host=host, post=one)
    services.unpick_post(host=host, post=answer)
    assert make.fresh(answer).topic.info.picked_post_id == other.pk


def test_nobody_picks_their_own_and_what_is_not_published_waits(discussion, answer, host):
    own = given.an_answer(discussion, host, body="I did it well.")
    with pytest.raises(PermissionDenied):
        services.pick_post(host=host, post=own)
    services.hide_post(moderator=make.a_moderator(), post=answer, reason="names")
    with pytest.raises(NotNow):
        services.pick_post(host=host, post=make.fresh(answer))


def test_neither_the_text_of_a_question_nor_a_post_of_an_open_room_is_picked(
    discussion, host, topic, moderator
):
    for person, post in (
        (host, discussion.questions.first().topic.first_post),
        (moderator, topic.first_post),
    ):
        with pytest.raises(PermissionDenied):
            services.pick_post(host=person, post=post)


def test_a_contribution_that_is_moved_to_another_question_loses_the_pick(discussion, answer, host):
    services.pick_post(host=host, post=answer)
    left = answer.topic
    second = discussion.questions.get(number=2)
    services.assign_question(host=host, post=answer, question=second)
    assert make.fresh(left).info.picked_post_id is None
    assert make.fresh(answer).topic.info.picked_post_id is None
