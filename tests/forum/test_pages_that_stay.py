"""Pages of discussions in the admin: what holds contributions stays; languages are those read."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from structlog.testing import capture_logs

from forum.models import DiscussionState, EDiscussion, EDiscussionPage
from forum.services import clock, hosting
from tests.factories import discussions as given
from tests.factories import forum as make

pytestmark = pytest.mark.django_db


def as_superuser():
    client = Client()
    client.force_login(make.person(is_superuser=True, is_staff=True))
    return client


@pytest.mark.parametrize("what", ["discussion", "list", "front page"])
def test_what_a_discussion_with_contributions_stands_on_is_not_deleted(what):
    page = given.opened().pages.get()
    above = {"discussion": page, "list": page.get_parent(), "front page": given.site_root()}[what]
    answer = as_superuser().post(reverse("wagtailadmin_pages:delete", args=[above.pk]))
    assert answer.status_code in (302, 403)
    assert EDiscussionPage.objects.filter(pk=page.pk).exists()


@pytest.mark.parametrize("what", ["list", "front page"])
def test_nor_in_bulk(what):
    page = given.opened().pages.get()
    above = page.get_parent() if what == "list" else given.site_root()
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    answer = as_superuser().post(f"{address}?id={above.pk}")
    assert answer.status_code in (200, 302)
    assert EDiscussionPage.objects.filter(pk=page.pk).exists()


def test_a_list_without_contributions_may_go():
    page = given.publish(given.a_page())
    user = make.person(is_superuser=True)
    assert page.get_parent().specific.permissions_for_user(user).can_delete()
    given.opened(title="Another one")
    assert not page.get_parent().specific.permissions_for_user(user).can_delete()


def test_a_language_that_is_not_read_any_more_is_none_of_the_discussions():
    discussion = given.opened()
    french = given.translated(discussion.pages.get(), "fr", "Cartographier")
    french.unpublish()
    assert EDiscussion.objects.get(pk=discussion.pk).languages == ["en"]
    given.publish(french)
    assert EDiscussion.objects.get(pk=discussion.pk).languages == ["en", "fr"]


def test_a_draft_whose_page_is_deleted_is_read_in_no_language():
    page = given.publish(given.a_page())
    page.delete()
    assert EDiscussion.objects.get().languages == []


def test_one_discussion_that_fails_holds_up_no_other(monkeypatch):
    first, second = given.opened(), given.opened(title="Another one")
    frozen = clock.freeze

    def freeze(discussion, now):
        if discussion.pk == first.pk:
            raise ZeroDivisionError
        frozen(discussion, now)

    for place in (clock, hosting):  # the daily count, and that of the end
        monkeypatch.setattr(place, "freeze", freeze)
    with capture_logs() as lines:
        assert clock.refresh_statistics(now=first.opens_at) == 1
        assert clock.keep_time(now=second.closes_at + timedelta(minutes=1)) == 1
    states = dict(EDiscussion.objects.values_list("pk", "state"))
    assert states == {first.pk: DiscussionState.OPEN, second.pk: DiscussionState.SUMMARISING}
    left = [one["discussion"] for one in lines if one["event"] == "discussion_left_as_it_was"]
    assert left == [first.pk, first.pk]
