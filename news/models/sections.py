"""The three lists: news, blog, interviews."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from common.feeds import FeedItem, FeedsMixin
from common.models import SectionPage

TEMPLATE = "news/article_index.html"  # Wagtail gives each class its own unless it says so


class ArticleIndexPage(FeedsMixin, SectionPage):
    """What the three lists share: filters by theme, country and year, twenty a page, feeds."""

    content_panels = SectionPage.content_panels

    class Meta(SectionPage.Meta):
        abstract = True

    def feed_items(self, request: HttpRequest) -> list[FeedItem]:
        from news import selectors

        return selectors.feed_items(selectors.articles_of(self), request)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from news import selectors

        context = super().get_context(request, *args, **kwargs)
        return context | selectors.index_context(self, request)


class NewsIndexPage(ArticleIndexPage):
    """The list of news."""

    page_kind = "news-list"
    template = TEMPLATE
    max_count_per_parent = 1
    parent_page_types = ["home.WhatsNewPage"]
    subpage_types = ["news.NewsPage"]

    class Meta(ArticleIndexPage.Meta):
        verbose_name = _("list of news")


class BlogIndexPage(ArticleIndexPage):
    """The list of blog entries."""

    page_kind = "blog-list"
    template = TEMPLATE
    max_count_per_parent = 1
    parent_page_types = ["home.WhatsNewPage"]
    subpage_types = ["news.BlogPage"]

    class Meta(ArticleIndexPage.Meta):
        verbose_name = _("blog")


class InterviewIndexPage(ArticleIndexPage):
    """The list of interviews, with the series first."""

    page_kind = "interview-list"
    template = "news/interview_index.html"
    max_count_per_parent = 1
    parent_page_types = ["home.WhatsNewPage"]
    subpage_types = ["news.InterviewSeriesPage", "news.InterviewPage"]

    class Meta(ArticleIndexPage.Meta):
        verbose_name = _("list of interviews")
