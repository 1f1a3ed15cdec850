"""A right that is given or taken counts with the next search, whatever the index says (§22.3)."""

import pytest
import structlog
from django.contrib.auth.models import AnonymousUser, Group
from django.http import QueryDict
from wagtail.models import Page, PageViewRestriction

from news.models import NewsIndexPage, NewsPage
from search.access import principal_for
from search.backends import engines
from search.drain import drain_all
from search.generations import rebuild
from search.models import Outbox
from search.request import from_params
from search.selectors import query, titles
from tests.factories.home import a_news, a_record, make_site, section

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    return make_site()


@pytest.fixture
def news(site):
    return a_news(title="Nightingale news", summary="Of birds.")


@pytest.fixture
def indexed(news):
    """Everything is in the index, and nothing drains from here on: tests undo what they do."""
    rebuild(engines.embedded())
    return news


def found_by(user, typed="nightingale"):
    asked = from_params(QueryDict(f"q={typed}"), "en")
    return [hit.title for hit in query(asked, principal_for(user, "en")).hits]


def restrict(page, kind, *groups, password=""):
    rule = PageViewRestriction.objects.create(page=page, restriction_type=kind, password=password)
    rule.groups.set(groups)
    return rule


@pytest.fixture
def readers():
    return Group.objects.create(name="Readers")


def test_a_closed_section_closes_what_lies_below_with_the_next_search(
    indexed, readers, member, admin
):
    assert found_by(AnonymousUser()) == ["Nightingale news"]
    restrict(section(NewsIndexPage), PageViewRestriction.GROUPS, readers)
    assert found_by(AnonymousUser()) == found_by(member) == []
    assert titles("nighting", principal_for(member, "en")) == []
    assert found_by(admin) == ["Nightingale news"]
    member.groups.add(readers)
    assert found_by(member) == ["Nightingale news"]
    member.groups.remove(readers)
    assert found_by(member) == []


def test_what_is_for_members_is_found_by_members(indexed, member):
    restrict(indexed.page_ptr, PageViewRestriction.LOGIN)
    assert found_by(AnonymousUser()) == []
    assert found_by(member) == ["Nightingale news"]
    member.is_active = False
    assert found_by(member) == []


def test_a_password_opens_a_page_and_no_search(indexed, member, admin):
    restrict(indexed.page_ptr, PageViewRestriction.PASSWORD, password="open sesame")
    assert found_by(AnonymousUser()) == found_by(member) == []
    assert found_by(admin) == ["Nightingale news"]


def test_what_is_opened_is_found_when_the_outbox_is_empty(news):
    """Later than at once, for its words were kept apart from public ones; never too early."""
    rule = restrict(news.page_ptr, PageViewRestriction.LOGIN)
    rebuild(engines.embedded())
    assert found_by(AnonymousUser()) == []
    rule.delete()
    drain_all(engines.embedded())
    assert found_by(AnonymousUser()) == ["Nightingale news"]


def test_a_page_taken_down_behind_all_signals_stays_behind_the_wall(indexed):
    Page.objects.filter(pk=indexed.pk).update(live=False)
    with structlog.testing.capture_logs() as told:
        assert found_by(AnonymousUser()) == []
    assert [one["event"] for one in told] == ["search.redacted"]
    assert Outbox.objects.filter(key=f"page:{indexed.pk}").exists()


def test_what_the_wall_drops_stands_in_no_count(indexed):
    a_news(title="Nightingale again", summary="Of birds.")
    rebuild(engines.embedded())
    Page.objects.filter(pk=indexed.pk).update(live=False)
    asked = from_params(QueryDict("q=nightingale"), "en")
    answer = query(asked, principal_for(AnonymousUser(), "en"))
    counts = {value.count for facet in answer.facets for value in facet.values}
    assert (answer.total, counts) == (1, {1})
    Outbox.objects.all().delete()
    NewsPage.objects.all().update(live=False)
    answer = query(asked, principal_for(AnonymousUser(), "en"))
    assert (answer.total, answer.facets) == (0, ())


def test_a_page_moved_below_a_closed_one_stays_behind_the_wall(indexed):
    """The index still has it in its old place."""
    closed = a_record(title="Closed branch")
    restrict(closed.page_ptr, PageViewRestriction.LOGIN)
    Page.objects.get(pk=indexed.pk).move(Page.objects.get(pk=closed.pk), pos="last-child")
    assert NewsPage.objects.get(pk=indexed.pk).path.startswith(closed.path)
    with structlog.testing.capture_logs() as told:
        assert found_by(AnonymousUser()) == []
    assert "search.redacted" in [one["event"] for one in told]


@pytest.mark.parametrize("typed", ["nightingale", "nightin*", "nightingals", '"nightingale news"'])
def test_words_of_a_closed_page_are_nowhere(news, typed, member):
    restrict(news.page_ptr, PageViewRestriction.LOGIN)
    rebuild(engines.embedded())
    results = query(
        from_params(QueryDict(f"q={typed}"), "en"), principal_for(AnonymousUser(), "en")
    )
    assert (results.total, results.hits, results.did_you_mean) == (0, (), "")
    assert not any(facet.values for facet in results.facets)
