"""The models of news, cut by the reader's words."""

from news.models.articles import BlogAuthor, BlogPage, NewsPage, RelatedLink
from news.models.interviews import InterviewPage, InterviewSeriesPage
from news.models.sections import BlogIndexPage, InterviewIndexPage, NewsIndexPage

__all__ = [
    "BlogAuthor",
    "BlogIndexPage",
    "BlogPage",
    "InterviewIndexPage",
    "InterviewPage",
    "InterviewSeriesPage",
    "NewsIndexPage",
    "NewsPage",
    "RelatedLink",
]
