"""The moderators' queue: what waits, the oldest first, narrowed and counted (look.md §8)."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.paginator import InvalidPage

from forum import selectors, services
from forum.engine import Post
from forum.models import Contribution, ForumInfo, HeldBecause, PreModeration, Report
from forum.selectors import QueueFilters
from tests.factories import forum as make

pytestmark = pytest.mark.django_db
DESK = "/en/forum/moderation/"


@pytest.fixture
def careful():
    return make.a_forum("Careful", pre_moderation=PreModeration.NEW)


@pytest.fixture
def thread(careful):
    return make.a_topic(careful, subject="Careful words")


def waits(topic, *, days=0, why="", **kwargs):
    """A newcomer's answer that waits for so many days already."""
    post = make.a_reply(topic, make.newcomer(), **kwargs)
    Post.objects.filter(pk=post.pk).update(created=post.created - timedelta(days=days))
    if why:
        Contribution.objects.filter(post=post).update(held_because=why)
    return post


def is_reported(topic, reason="spam", *, days=0, note=""):
    post = make.a_reply(topic)
    report = services.report_post(member=make.person(), post=post, reason=reason, note=note)
    Report.objects.filter(pk=report.pk).update(created=report.created - timedelta(days=days))
    return post


@pytest.fixture
def queue(moderator):
    """queue(filters) -> the first page of what waits for the moderator."""
    return lambda **chosen: selectors.moderation_queue(moderator, filters=QueueFilters(**chosen))


@pytest.fixture
def page(client, moderator):
    client.force_login(moderator)

    def get(query=""):
        answer = client.get(f"{DESK}{query}")
        assert answer.status_code == 200
        return BeautifulSoup(answer.content, "html.parser")

    return get


# --- What waits ---------------------------------------------------------------------------------
def test_the_queue_has_what_waits_the_oldest_first(thread, topic, queue):
    held = waits(thread)
    told = is_reported(topic, note="Please look")
    found = queue()
    assert found.total == 2
    assert [(one.kind, one.pk) for one in found.items] == [("held", held.pk), ("reported", told.pk)]
    assert found.items[1].reports[0].note == "Please look"


def test_one_post_with_two_reports_is_one_item_and_danger_names_it(topic, queue):
    post = is_reported(topic, "danger", days=1)
    services.report_post(member=make.person(), post=post, reason="spam")
    (item,) = queue().items
    assert (item.kind, len(item.reports), item.days) == ("danger", 2, 1)


def test_all_that_waits_is_counted_and_on_some_page(topic, moderator):
    """Twenty a page: the fifty-first was nowhere."""
    ForumInfo.objects.filter(forum=topic.forum).update(pre_moderation=PreModeration.NEW)
    for _unused in range(21):
        make.a_reply(topic, make.newcomer())
    pages = [selectors.moderation_queue(moderator, page=number) for number in (1, 2)]
    assert [len(one.items) for one in pages] == [20, 1]
    assert pages[0].listed.paginator.count == 21
    with pytest.raises(InvalidPage):
        selectors.moderation_queue(moderator, page=3)


def test_an_author_s_history_stands_in_a_line(topic, thread, moderator, queue):
    writer = make.newcomer()
    published = make.a_reply(topic, writer)
    hidden = make.a_reply(topic, writer, body="Another one.")
    services.hide_post(moderator=moderator, post=hidden, reason="Names")
    assert published.approved
    make.a_reply(thread, writer, body="A third one.")
    (item,) = queue().items
    assert (item.published, item.taken_down) == (1, 1)


# --- Overdue ------------------------------------------------------------------------------------
@pytest.mark.parametrize(("days", "is_overdue"), [(2, False), (3, True), (8, True)])
def test_what_waits_for_three_days_is_overdue_and_that_is_said_in_words(
    days, is_overdue, thread, page
):
    """Authors are told that it usually takes up to three days (forum.md §9)."""
    waits(thread, days=days)
    words = page().select_one("main").text
    assert (f"Overdue: it has waited for {days} days" in " ".join(words.split())) == is_overdue
    assert ("1 is overdue" in words) == is_overdue


# --- Narrowed -----------------------------------------------------------------------------------
FILTERS = {
    "kind": ({"kind": "late"}, ["late"]),
    "danger": ({"kind": "danger"}, ["danger"]),
    "language": ({"language": "fr"}, ["late"]),
    "overdue": ({"overdue": True}, ["held", "danger"]),
    "two": ({"overdue": True, "kind": "held"}, ["held"]),
    "nothing": ({"kind": "danger", "language": "fr"}, []),
}


@pytest.fixture
def mixed(thread, topic):
    """Something of each kind."""
    return {
        "held": waits(thread, days=5),
        "danger": is_reported(topic, "danger", days=4),
        "reported": is_reported(topic, days=1),
        "late": waits(thread, why=HeldBecause.LATE, language="fr"),
    }


@pytest.mark.parametrize("name", FILTERS)
def test_the_queue_is_narrowed(name, mixed, queue):
    chosen, wanted = FILTERS[name]
    assert [one.kind for one in queue(**chosen).items] == wanted


def test_the_queue_of_one_room(mixed, careful, queue):
    assert [one.kind for one in queue(room=careful.pk).items] == ["held", "late"]
    assert queue(room=999_999).items == []


def test_each_filter_says_how_much_it_would_find_beside_the_others(mixed, careful, topic, queue):
    found = queue(kind="held")
    assert found.kinds == {"held": 1, "danger": 1, "reported": 1, "late": 1}
    assert {(pk, number) for pk, _name, number in found.rooms} == {
        (careful.pk, 1),
        (topic.forum_id, 0),
    }
    assert (found.languages, found.overdue_here) == ({"en": 1}, 1)
    assert (found.total, found.overdue) == (4, 2)
    assert sum(number for _pk, _name, number in queue(overdue=True).rooms) == 2


def test_the_filters_are_in_the_address_and_stay_from_page_to_page(thread, page):
    for _unused in range(21):
        waits(thread, days=4)
    shown = page("?kind=held&overdue=on&room=abc&language=")
    assert (
        shown.select_one("select[name=kind] option[selected]").text == "Waits to be published (21)"
    )
    assert shown.select_one("input[name=overdue]").has_attr("checked")
    following = shown.select_one("a[rel=next]")["href"]
    assert following == "?kind=held&overdue=on&page=2"
    assert len(page(following).select(".result-row")) == 1


@pytest.mark.parametrize("query", ["?kind=x", "?room=²", "?room=" + "9" * 40, "?overdue=yes"])
def test_what_no_filter_knows_narrows_nothing(query, mixed, page):
    assert len(page(query).select(".result-row")) == 4


def test_a_filter_that_finds_nothing_leads_back_to_all(mixed, page):
    shown = page("?kind=late&overdue=on")
    assert "Nothing of that kind waits" in shown.text
    assert shown.select_one(f'.empty-state a[href="{DESK}"]')


def test_a_host_s_queue_offers_their_own_room_alone(mixed, careful, client):
    host = make.person()
    services.grant(user=host, forum=careful, codenames=["can_approve_posts"])
    found = selectors.moderation_queue(host)
    assert [one.kind for one in found.items] == ["held", "late"]
    assert [pk for pk, _name, _number in found.rooms] == [careful.pk]


def test_a_change_waits_since_it_was_made_and_says_that_it_is_one(thread, moderator, queue, page):
    """Decision 0235: a post of last month is not overdue because it was changed today."""
    member = make.newcomer()
    post = make.a_reply(thread, member, body="Four per cent.")
    services.approve_post(moderator=moderator, post=post)
    Post.objects.filter(pk=post.pk).update(created=post.created - timedelta(days=30))
    services.edit_post(member=member, post=make.fresh(post), body="Five.", base_revision=1)
    [item] = queue().items
    assert (item.is_change, item.is_overdue, item.days) == (True, False, 0)
    waits(thread, days=9)
    assert [one.is_change for one in queue().items] == [False, True]
    row = page().select(".result-row")[-1]
    assert row.select_one(f'a[href="/en/forum/p/{post.pk}/history/"]')
