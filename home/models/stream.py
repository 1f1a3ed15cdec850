"""What's new: the stream that joins all news."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from common.feeds import FeedItem, FeedsMixin
from common.models import SectionPage


class WhatsNewPage(FeedsMixin, SectionPage):
    """News, blog, interviews and events in one stream, newest first; its children are its tabs."""

    max_count_per_parent = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = [
        "news.NewsIndexPage",
        "news.BlogIndexPage",
        "news.InterviewIndexPage",
        "events.EventIndexPage",
    ]
    page_kind = "whats-new"

    class Meta(SectionPage.Meta):
        verbose_name = _("what’s new")
        verbose_name_plural = _("what’s new")

    def feed_items(self, request: HttpRequest) -> list[FeedItem]:
        from home.selectors import stream  # they import models: the one local import we allow

        return stream.feed_items(self, request)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from home.selectors import stream

        context = super().get_context(request, *args, **kwargs)
        return context | stream.whats_new_context(self, request)
