"""Every page of home answers, full and empty, and gathers what it should."""

import pytest

from tests.factories import home as make
from tests.factories.taxonomy import TipFactory, TipGroupFactory

PATHS = [
    "/en/connect/",
    "/en/whats-new/",
    "/en/about/",
    "/en/about/milestones/",
    "/en/themes/",
    "/en/countries/",
    "/en/tips/",
    "/en/privacy/",
]


@pytest.mark.parametrize("path", PATHS)
def test_a_page_without_content_answers(path, home, client):
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.context["page_kind"]


def test_a_theme_gathers_everything_that_carries_it_by_type(everything, client):
    groups = client.get("/en/themes/diaspora/").context["gathered"]
    assert {group.key: group.count for group in groups} == {
        "resource": 1,
        "event": 1,
        "news": 1,
        "blog": 1,
        "interview": 1,
    }


def test_the_list_of_a_type_has_as_many_as_the_hub_says(everything, diaspora, client):
    """look.md §1: count before the click."""
    for number in range(7):
        make.a_news(title=f"More {number}", themes=[diaspora])
    groups = client.get("/en/themes/diaspora/").context["gathered"]
    news = next(group for group in groups if group.key == "news")
    assert (news.count, len(news.rows)) == (8, 5)
    assert client.get(news.list_url).context["facets"].total == 8


def test_an_empty_theme_answers_with_ways_to_fill_it(home, diaspora, client):
    """platform.md §16."""
    make.theme_page(diaspora)
    answer = client.get("/en/themes/diaspora/")
    assert answer.status_code == 200
    assert 'href="/en/contribute/"' in answer.content.decode()


@pytest.mark.parametrize("code", ["aq", "zz", "SN", "senegal", "s", "%00"])
def test_a_country_code_without_a_page_is_not_found(code, everything, client):
    """platform.md §16."""
    assert client.get(f"/en/countries/{code}/").status_code == 404


def test_a_country_gathers_everything_about_it(everything, client):
    context = client.get("/en/countries/sn/").context
    assert sum(group.count for group in context["gathered"]) == 5


def test_the_lists_of_hubs_count_what_each_gathers(everything, client):
    (theme,) = client.get("/en/themes/").context["themes"]
    (country,) = client.get("/en/countries/").context["counted"]
    assert (theme.count, country.count) == (5, 5)


def test_tips_stand_in_clusters_and_each_has_its_anchor(home, client):
    group = TipGroupFactory(code="mapping", name="Mapping your diaspora")
    tip = TipFactory(group=group, title="Break the figures down")
    (cluster,) = client.get("/en/tips/").context["clusters"]
    assert cluster.tips[0].url == f"/en/tips/mapping/#{tip.anchor}"
    answer = client.get("/en/tips/mapping/")
    assert f'id="{tip.anchor}"' in answer.content.decode()
    assert client.get("/en/tips/nothing/").status_code == 404


def test_the_timeline_stands_by_decades_in_order_of_time(home, client):
    for date in ("2017-11-30", "2003", "2017", "2008-12"):
        make.milestone(date=date, title=f"Step of {date}")
    decades = client.get("/en/about/milestones/").context["decades"]
    assert [(decade.year, len(decade.steps)) for decade in decades] == [(2000, 2), (2010, 2)]


def test_the_stream_holds_all_kinds_newest_first_and_its_tabs_count_them(everything, client):
    context = client.get("/en/whats-new/").context
    assert {row.kind for row in context["listed"]} == {"news", "blog", "interview", "event"}
    assert [(tab.title, tab.count) for tab in context["tabs"]] == [
        ("News", 1),
        ("Blog", 1),
        ("Interviews", 1),
        ("Events", 1),
    ]
    days = [row.dated.first() for row in context["listed"]]
    assert days == sorted(days, reverse=True)
