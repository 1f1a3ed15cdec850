import itertools
from datetime import UTC, date, datetime

from news.models import (
    BlogAuthor,
    BlogIndexPage,
    BlogPage,
    InterviewIndexPage,
    InterviewPage,
    InterviewSeriesPage,
    NewsIndexPage,
    NewsPage,
)
from taxonomy.models import PageCountry, PageTheme
from tests.factories.pages import child, plant, site_root

NUMBER = itertools.count(1)


def whats_new():
    return child(type(site_root()), site_root(), "whats-new")


def news_list():
    return child(NewsIndexPage, whats_new(), "news")


def blog():
    return child(BlogIndexPage, whats_new(), "blog")


def interview_list():
    return child(InterviewIndexPage, whats_new(), "interviews")


def put(model, parent, *, themes=(), countries=(), **fields):
    """A published page with its terms, as an editor would leave it."""
    number = next(NUMBER)
    fields = {"title": f"Item {number}", "summary": "What it says."} | fields
    fields.setdefault("first_published_at", datetime(2026, 11, 20, 12, tzinfo=UTC))
    fields.setdefault("last_published_at", fields["first_published_at"])
    slug = fields.pop("slug", f"item-{number}")
    page = plant(parent, model(slug=slug, locale=parent.locale, **fields))
    PageTheme.objects.bulk_create(PageTheme(page=page, term=term) for term in themes)
    PageCountry.objects.bulk_create(PageCountry(page=page, term=term) for term in countries)
    return page


def a_news_item(**fields):
    return put(NewsPage, news_list(), **{"date": date(2026, 11, 20)} | fields)


def a_blog_entry(*, author="Amina Voorbeeld", **fields):
    page = put(BlogPage, blog(), **{"date": date(2026, 11, 18)} | fields)
    BlogAuthor.objects.create(page=page, name=author, role="Editor")
    return page


def a_series(**fields):
    defaults = {"title": "#diaspora conversations", "month": "2016-05"}
    return put(InterviewSeriesPage, interview_list(), **defaults | fields)


def an_interview(*, parent=None, **fields):
    defaults = {"interviewee": "Naozad Hodiwala", "role": "Project Officer"}
    return put(InterviewPage, parent or interview_list(), **defaults | fields)
