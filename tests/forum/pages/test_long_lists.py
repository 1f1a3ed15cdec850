"""Lists that grow with the years stand on pages of twenty: what one follows, sanctions, texts."""

import pytest
from django.utils import timezone

from forum import services
from forum.models import PostRevision, Sanction
from tests.budgets import queries
from tests.factories import forum as make

pytestmark = pytest.mark.django_db


def test_what_one_follows(open_page, browser_of, forum, author, reader):
    for at in range(21):
        topic = make.a_topic(forum, author, subject=f"Subject {at}")
        services.subscribe(member=reader, target=topic, level="watching")
    url = "/en/forum/subscriptions/"
    first, second = open_page(reader, url), open_page(reader, f"{url}?page=2")
    assert [len(page.select(".result-row")) for page in (first, second)] == [20, 1]
    assert first.select_one("nav.pagination a[rel=next]")["href"] == "?page=2"
    assert browser_of(reader).get(f"{url}?page=3").status_code == 404


def test_sanctions_that_hold(open_page, moderator, reader):
    now = timezone.now()
    Sanction.objects.bulk_create(
        Sanction(user=reader, kind="warning", reason=f"r{at}", starts_at=now, issued_by=moderator)
        for at in range(21)
    )
    url = "/en/forum/moderation/members/"
    first, second = open_page(moderator, url), open_page(moderator, f"{url}?page=2")
    assert [len(page.select("button[value=lift]")) for page in (first, second)] == [20, 1]
    found = open_page(moderator, f"{url}?member={reader.handle}")
    assert found.select_one("a[rel=next]")["href"] == f"?member={reader.handle}&page=2"


def test_the_texts_of_a_post(open_page, browser_of, topic, author, reader):
    """Of each its number and day; the words of two that are compared."""
    post = make.a_reply(topic, author, body="Now.")

    def add(start, end):
        PostRevision.objects.bulk_create(
            PostRevision(post=post, number=at, subject="", body=f"Text {at}.", editor=author)
            for at in range(start, end)
        )
        type(post.contribution).objects.filter(post=post).update(revision=end)

    url = f"/en/forum/p/{post.pk}/history/"
    add(1, 3)
    few = queries(browser_of(reader), url)
    add(3, 23)
    assert queries(browser_of(reader), url) == few
    first, second = open_page(reader, url), open_page(reader, f"{url}?page=2")
    assert [
        len(page.select("nav[aria-labelledby=versions] ol li")) for page in (first, second)
    ] == [
        21,
        2,
    ]
    link = second.select_one("nav[aria-labelledby=versions] ol a")["href"]
    assert link == f"{url}2/?page=2"
    compared = open_page(reader, link)
    assert compared.select_one(".diff").text.split() == ["Text", "removed:", "2.", "added:", "3."]
    assert browser_of(reader).get(f"{url}23/").status_code == 404  # the present one
