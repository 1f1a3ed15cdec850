"""Views of topics: counted beside the page, added by F() (forum.md §7, S8, decision 0234)."""

import pytest
from django.db import DatabaseError
from django.test import Client

from forum import services
from forum.engine import Topic
from forum.services import viewing
from tests.budgets import queries
from tests.factories import discussions as given
from tests.factories import forum as make
from tests.factories.pages import site_root

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0"


@pytest.fixture(autouse=True)
def nothing_counted():
    viewing._seen.clear()
    viewing._since.clear()


@pytest.fixture
def visit(db):
    """visit(address, user, **headers): somebody with a browser of their own opens a page."""
    site_root()

    def go(url, user=None, agent=FIREFOX, **headers):
        client = Client(headers={"User-Agent": agent} | headers)
        if user is not None:
            client.force_login(user)
        return client.get(url)

    return go


def address(topic):
    return f"/en/forum/t/{topic.pk}/{topic.slug}/"


def views_of(topic):
    services.write_views()
    return make.fresh(topic).views_count


def test_each_opening_by_a_person_is_a_view(visit, topic, author, reader):
    for who in (None, author, reader, reader):
        assert visit(address(topic), who).status_code == 200
    assert views_of(topic) == 4
    assert views_of(topic) == 4  # written once


def test_programs_staff_and_what_is_fetched_ahead_are_no_views(visit, topic, moderator, reader):
    visit(address(topic), agent="Examplebot/2.0")
    visit(address(topic), reader, **{"Sec-Purpose": "prefetch"})
    visit(address(topic), reader, **{"Sec-GPC": "1"})
    moderator.is_staff = True
    moderator.save()
    visit(address(topic), moderator)
    assert views_of(topic) == 0


def test_what_a_reader_may_not_see_is_not_opened(visit, topic, reader, moderator):
    services.hide_post(moderator=moderator, post=topic.first_post, reason="off topic")
    assert visit(address(topic), reader).status_code == 404
    assert views_of(topic) == 0


def test_a_question_is_opened_on_its_own_page(visit, reader):
    discussion = given.opened()
    visit(f"{discussion.pages.get().url}q/1/", reader)
    assert views_of(given.topic_of(discussion)) == 1


def test_counting_asks_nothing_of_the_page(browser_of, topic, reader, settings):
    settings.TOPIC_VIEWS_WRITTEN_EVERY = 60
    silent, counted = browser_of(reader), browser_of(reader)
    counted.defaults["HTTP_USER_AGENT"] = FIREFOX
    silent.get(address(topic))  # the mark is there
    assert queries(silent, address(topic)) == queries(counted, address(topic))
    assert views_of(topic) == 1


def test_views_are_written_when_they_are_a_minute_old(visit, topic, settings):
    settings.TOPIC_VIEWS_WRITTEN_EVERY = 0
    visit(address(topic))
    assert make.fresh(topic).views_count == 1


def test_s8_two_processes_add_and_nothing_is_written_back_whole(topic):
    services.note_view(topic=topic)
    Topic.objects.filter(pk=topic.pk).update(views_count=7)  # by another process, meanwhile
    assert views_of(topic) == 8


def test_what_the_database_does_not_take_is_kept(topic, monkeypatch):
    def away(*args, **kwargs):
        raise DatabaseError("away")

    services.note_view(topic=topic)
    with monkeypatch.context() as broken:
        broken.setattr(viewing.Topic.objects.__class__, "filter", away)
        assert services.write_views() == 0
    assert views_of(topic) == 1


def test_the_number_stands_where_a_topic_is_managed(open_page, visit, topic, moderator):
    page = f"/en/forum/t/{topic.pk}/manage/"
    assert "opened" not in open_page(moderator, page).select_one("main").text.lower()
    visit(address(topic))
    visit(address(topic))
    services.write_views()
    assert "Opened 2 times" in open_page(moderator, page).text
