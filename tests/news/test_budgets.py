"""Queries of quality.md §6, which do not grow when content grows tenfold."""

import pytest

from news.models import RelatedLink
from tests.budgets import queries
from tests.factories import news
from tests.factories.taxonomy import CountryFactory, ThemeFactory


def fill(number):
    """`number` of everything, all about the same."""
    themes = [ThemeFactory(code=f"theme-{one}") for one in range(3)]
    countries = [CountryFactory(code=code) for code in ("SN", "PH", "MD")]
    about = {"themes": themes, "countries": countries}
    items = [news.a_news_item(**about) for _one in range(number)]
    for target in items[1:]:
        RelatedLink.objects.create(page=items[0], target=target)
    for _one in range(number):
        news.a_blog_entry(**about)
    series = news.a_series(slug=f"series-{number}")
    questions = [("question", {"question": "Why?", "short": "", "answer": "<p>So.</p>"})] * number
    talks = [
        news.an_interview(parent=series, questions=questions, **about) for _one in range(number)
    ]
    return items[0], series, talks[0]


BUDGETS = {
    "news/": 14,
    "news/?theme=theme-0&country=SN&year=2026&q=item": 14,
    "blog/": 14,
    "interviews/": 14,
    "news/feed.atom": 10,
    "blog/feed.rss": 10,
    "interviews/feed.atom": 10,
}


@pytest.mark.slow  # ninety pages
def test_queries_stay_within_budget_and_do_not_grow_tenfold(client, db):
    """quality.md §6, PERF2: with three of everything and with thirty."""
    articles = fill(3)
    before = {place: queries(client, f"/en/whats-new/{place}") for place in BUDGETS}
    of_articles = [queries(client, page.url) for page in articles]
    articles = fill(27)
    for place, budget in BUDGETS.items():
        asked = queries(client, f"/en/whats-new/{place}")
        assert asked == before[place], place
        assert asked <= budget, place
    assert [queries(client, page.url) for page in articles] == of_articles
    assert max(of_articles) <= 12
