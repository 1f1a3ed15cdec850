"""Who has read along: for hosts, and for figures that outlive ninety days (forum.md §6, §15)."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from forum import services
from forum.models import DiscussionState, EDiscussion, Role, TopicRead
from forum.selectors.readers import readers
from forum.statistics import freeze
from tests.budgets import queries
from tests.factories import discussions as given
from tests.factories import forum as make

pytestmark = pytest.mark.django_db
AGO = timedelta(days=100)


@pytest.fixture
def discussion(db):
    return given.opened()


def read(topic, *people):
    for one in people:
        services.mark_topic_read(member=one, topic=topic, last_post=topic.first_post)


def url_of(discussion):
    return f"{discussion.pages.get().url}host/readers/"


def people_with_parts(discussion):
    """{role: member}; each has their part in the discussion, or none."""
    found = {"member": make.person(), "host": given.host_of(discussion)}
    for role in (Role.COHOST, Role.NOTE_TAKER, Role.EXPERT):
        found[str(role)] = make.person()
        services.add_role(
            host=make.an_admin(),
            discussion=discussion,
            user=found[str(role)],
            role=role,
            language="fr" if role == Role.COHOST else "",
        )
    return found | {
        "host_elsewhere": given.host_of(given.opened(title="Another")),
        "moderator": make.a_moderator(),
        "admin": make.an_admin(),
    }


SEES = {"host", "cohost", "moderator", "admin"}


def test_hosts_and_moderators_see_who_reads_and_nobody_else(client, discussion):
    assert client.get(url_of(discussion)).status_code == 302  # to the sign-in
    for role, user in people_with_parts(discussion).items():
        client.force_login(user)
        assert client.get(url_of(discussion)).status_code == (200 if role in SEES else 404), role


def test_readers_are_listed_with_what_they_read(discussion):
    ama, bo = make.person("Ama One"), make.person("Bo Two")
    read(given.topic_of(discussion, 1), ama, bo)
    read(given.topic_of(discussion, 2), bo)
    given.an_answer(discussion, ama)
    _listed, rows = readers(discussion, given.host_of(discussion))
    found = {row.byline.name: (row.threads, row.has_written) for row in rows}
    assert (found["Ama One"], found["Bo Two"]) == ((1, True), (2, False))
    other = make.person("Cy Three")
    read(make.a_topic(make.a_forum()), other)
    assert "Cy Three" not in found


def test_nobody_waits_for_a_contribution_of_the_hosts(client, discussion):
    host = given.host_of(discussion)
    read(given.topic_of(discussion, 1), host, make.person("Bo Two"))
    client.force_login(host)
    words = BeautifulSoup(client.get(url_of(discussion)).content, "html.parser")
    rows = {one.h2.text: one.text for one in words.select(".result-row")}
    assert "Has not written yet" in rows["Bo Two"]
    assert not any("written" in rows[name] for name in rows if name != "Bo Two")
    assert sum("Host" in one.text for one in words.select(".result-row .meta span")) == 1


def test_the_desk_leads_to_them(client, discussion):
    client.force_login(given.host_of(discussion))
    desk = url_of(discussion).removesuffix("readers/")
    page = BeautifulSoup(client.get(desk).content, "html.parser")
    assert page.select_one(f'a[href="{url_of(discussion)}"]')


def test_any_number_of_readers_asks_the_same(browser_of, discussion):
    host, topic = given.host_of(discussion), given.topic_of(discussion)
    read(topic, make.person(), make.person())
    few = queries(browser_of(host), url_of(discussion))
    read(topic, *(make.person() for _at in range(22)))
    assert queries(browser_of(host), url_of(discussion)) == few
    second = browser_of(host).get(f"{url_of(discussion)}?page=2")
    assert second.status_code == 200
    assert browser_of(host).get(f"{url_of(discussion)}?page=3").status_code == 404


def test_readers_of_a_discussion_that_goes_on_are_counted_after_ninety_days(discussion):
    topic, elsewhere = given.topic_of(discussion), make.a_topic(make.a_forum())
    people = [make.person() for _at in range(6)]
    for one in (topic, elsewhere):
        read(one, *people)
    TopicRead.objects.update(last_post_created=timezone.now() - AGO, read_at=timezone.now() - AGO)
    services.purge_reads(now=timezone.now())
    assert not TopicRead.objects.filter(topic=elsewhere).exists()
    freeze(discussion, timezone.now())
    assert discussion.statistics_frozen["readers"] >= 6


@pytest.mark.parametrize("state", [DiscussionState.CLOSED, DiscussionState.CANCELLED])
def test_the_marks_of_a_discussion_that_is_over_go_as_all_others(state, discussion):
    read(given.topic_of(discussion), make.person())
    TopicRead.objects.update(last_post_created=timezone.now() - AGO)
    EDiscussion.objects.filter(pk=discussion.pk).update(state=state)
    services.purge_reads(now=timezone.now())
    assert not TopicRead.objects.exists()
