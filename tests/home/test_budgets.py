"""Queries of quality.md §6, which do not grow when content grows tenfold."""

import pytest
import time_machine

from home.models.front import HomePartner, PartnerRole
from taxonomy.services import classify
from tests.budgets import queries
from tests.factories import discussions, forum
from tests.factories import home as make
from tests.factories.learning import a_course
from tests.factories.members import OrganisationFactory
from tests.factories.taxonomy import CountryFactory, ThemeFactory, TipFactory, TipGroupFactory

CODES = ["SN", "PH", "MD", "MA", "GE", "ET", "EC", "CV", "RS", "TN", "TG", "ML", "KE", "GH", "NP"]
BUDGETS = {
    "": 14,
    "whats-new/": 14,
    "whats-new/?theme=theme-0&country=SN": 14,
    "themes/": 14,
    "themes/theme-0/": 14,
    "countries/": 14,
    "countries/sn/": 14,
    "tips/": 12,
    "about/": 12,
    "about/milestones/": 12,
    "connect/": 12,
    "privacy/": 12,
}


@pytest.fixture(autouse=True)
def _the_demos_today():
    with time_machine.travel("2026-11-25T09:00Z", tick=False):
        yield


def fill(home, start, end):
    """Things `start` to `end` of every kind that home gathers."""
    group = TipGroupFactory(code="mapping")
    for number in range(start, end):
        theme = ThemeFactory(code=f"theme-{number}", name=f"Theme {number}")
        country = CountryFactory(code=CODES[number], name=f"Country {number}")
        make.theme_page(theme)
        make.country_page(country)
        about = {"themes": [theme], "countries": [country], "summary": "A guide."}
        make.a_record(title=f"Guide {number}", **about)
        make.a_news(title=f"News {number}", **about)
        make.an_entry(title=f"Entry {number}", **about)
        make.an_interview(title=f"Talk {number}", **about)
        make.an_event(title=f"Event {number}", **about)
        make.milestone(title=f"Milestone {number}", date=str(1990 + number))
        make_talk(number, theme, country)
        TipFactory(group=group).countries.set([country])
        body = OrganisationFactory(name=f"Body {number}")
        HomePartner.objects.create(page=home, organisation=body, role=PartnerRole.WITH)


def make_talk(number, theme, country):
    """A discussion that is open, a course and a topic about both."""
    page = discussions.opened(title=f"Talk {number}").pages.get()
    course = a_course(title=f"Course {number}", hours=4)
    for one in (page, course):
        classify(page=one, themes=[theme.code], countries=[country.code])
        one.save_revision().publish()
    info = forum.a_topic(forum.a_forum(f"Room {number}")).info
    info.themes.add(theme)
    info.countries.add(country)


@pytest.mark.slow  # a hundred pages
def test_queries_stay_within_budget_and_do_not_grow_tenfold(home, client):
    """quality.md §6, PERF2: with one thing of each kind and with twelve."""
    fill(home, 0, 1)
    before = {place: queries(client, f"/en/{place}") for place in BUDGETS}
    fill(home, 1, 13)
    after = {place: queries(client, f"/en/{place}") for place in BUDGETS}
    assert after == before
    assert {place: number for place, number in after.items() if number > BUDGETS[place]} == {}
