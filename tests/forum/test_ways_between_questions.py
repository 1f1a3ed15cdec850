"""From question to question, the newest voice at each, and out of "General" (forum.md §7, §14)."""

import pytest
from bs4 import BeautifulSoup

from forum import services
from forum.models import Role
from tests.factories import discussions as given
from tests.factories import forum as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk():
    return given.opened(questions=("Whom do you reach?", "Who knows them?", "What is left out?"))


@pytest.fixture
def page_at(client, talk):
    """page_at(below, user) -> the page there, parsed."""

    def get(below, user=None):
        if user is not None:
            client.force_login(user)
        answer = client.get(f"{talk.pages.get().url}{below}")
        assert answer.status_code == 200, below
        return BeautifulSoup(answer.content, "html.parser")

    return get


def test_a_question_leads_to_the_one_before_and_the_one_after(page_at):
    ways = {}
    for number in (1, 2, 3):
        links = page_at(f"q/{number}/").select("nav.pagination a[rel]")
        ways[number] = {one["rel"][0]: one["href"].split("/q/")[1] for one in links}
    assert ways == {
        1: {"next": "2/"},
        2: {"prev": "1/", "next": "3/"},
        3: {"prev": "2/"},
    }


def test_the_front_names_the_newest_voice_at_each_question_as_its_reader_may_see_it(page_at, talk):
    given.an_answer(talk, make.person("Ama One"))
    given.an_answer(talk, make.person("Bo Two"))
    first, second, _third = page_at("", make.person()).select(".question-list > li")
    assert "Bo Two" in first.text
    assert "Ama One" not in first.text
    assert "Newest:" not in second.text  # the host's own words open a question
    newest = given.topic_of(talk).last_post
    services.hide_post(moderator=make.a_moderator(), post=newest, reason="x")
    assert "Ama One" in page_at("").select_one(".question-list > li").text


MOVES = {"host": True, "cohost": True, "moderator": True, "member": False, "expert": False}


@pytest.mark.parametrize(("role", "may"), MOVES.items())
def test_hosts_are_led_from_an_answer_in_general_to_its_question(role, may, client, talk):
    user = given.host_of(talk) if role == "host" else make.person()
    if role == "moderator":
        user = make.a_moderator()
    elif role in Role.values and role != "host":
        admin, how = make.an_admin(), {"user": user, "role": role, "language": "fr"}
        services.add_role(host=admin, discussion=talk, **how)
    answer = make.a_reply(talk.general_topic, make.person())
    client.force_login(user)
    page = client.get(f"/en/forum/t/{talk.general_topic_id}/", follow=True).content.decode()
    address = f"{talk.pages.get().url}host/assign/"
    assert (f'href="{address}{answer.pk}/"' in page) is may
    assert f'href="{address}{talk.general_topic.first_post_id}/"' not in page
    if may:
        client.post(f"{address}{answer.pk}/", {"question": "2"})
        assert make.fresh(answer).topic_id == talk.questions.get(number=2).topic_id
