"""The list of events: coming, a month, past; its feeds and its calendar."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.routable_page.models import path

from common.feeds import FeedItem, FeedsMixin
from common.models import SectionPage


class EventIndexPage(FeedsMixin, SectionPage):
    """All events; `month/2026-11/` shows one month, `past/` what is over."""

    page_kind = "event-list"
    max_count_per_parent = 1
    parent_page_types = ["home.WhatsNewPage"]
    subpage_types = ["events.EventPage"]

    content_panels = SectionPage.content_panels

    class Meta(SectionPage.Meta):
        verbose_name = _("list of events")

    def feed_items(self, request: HttpRequest) -> list[FeedItem]:
        from events import selectors  # they import models: the one local import we allow

        return selectors.feed_items(self, request)

    @path("")
    def coming(self, request: HttpRequest) -> HttpResponse:
        """What is still to come, next first; `?month=` leads to that month."""
        from events import programme

        month = programme.month_asked(request)
        return (
            programme.to_month(self, request, month) if month else programme.coming(self, request)
        )

    @path("past/")
    def past(self, request: HttpRequest) -> HttpResponse:
        """What is over, latest first."""
        from events import programme

        return programme.past(self, request)

    @path("month/")
    def this_month(self, request: HttpRequest) -> HttpResponse:
        """The month asked by the form, else the present one."""
        from events import programme

        month = programme.month_asked(request) or programme.present_month()
        return programme.to_month(self, request, month)

    @path("month/<str:text>/")
    def month(self, request: HttpRequest, text: str) -> HttpResponse:
        """The days of one month; 404 for what is no month."""
        from events import programme

        return programme.month(self, request, text)
