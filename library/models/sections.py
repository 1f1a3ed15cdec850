"""The pages that hold the library's lists."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.routable_page.models import path

from common.feeds import FeedItem, FeedsMixin
from common.models import SectionPage


class LibraryPage(FeedsMixin, SectionPage):
    """The list of all resources, with facets; below it stand the records."""

    max_count_per_parent = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = [
        "library.ResourcePage",
        "library.SeriesIndexPage",
        "library.CollectionIndexPage",
    ]
    page_kind = "library"

    class Meta(SectionPage.Meta):
        verbose_name = _("library")

    @path("")
    def index_route(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """All records, narrowed by what the address says."""
        from library import selectors

        return self.render(request, context_overrides=selectors.list_context(self, request))

    @path("popular/")
    def popular(self, request: HttpRequest) -> TemplateResponse:
        """What was fetched most in 90 days, pins first."""
        return self._ranked(request, "popular")

    @path("new/")
    def new(self, request: HttpRequest) -> TemplateResponse:
        """What came in last."""
        return self._ranked(request, "new")

    @path("cite.<str:ending>/")
    def cite(self, request: HttpRequest, ending: str) -> HttpResponse:
        """The citations of the whole list that the address describes."""
        from library import selectors
        from library.answers import citation_response

        try:
            works = selectors.works_of_list(self, request)
        except selectors.TooMany:
            message = _("Narrow the list first: at most 500 works fit into one file.")
            return HttpResponse(str(message), status=400, content_type="text/plain; charset=utf-8")
        return citation_response(works, ending, self.slug)

    def feed_items(self, request: HttpRequest) -> list[FeedItem]:
        from library import selectors

        return selectors.feed_items(self, request)

    def _ranked(self, request: HttpRequest, ranking: str) -> TemplateResponse:
        from library import selectors

        return self.render(
            request,
            template="library/ranked_list.html",
            context_overrides=selectors.ranked_context(self, request, ranking),
        )


class SeriesIndexPage(SectionPage):
    """The list of series."""

    max_count_per_parent = 1
    parent_page_types = ["library.LibraryPage"]
    subpage_types = ["library.SeriesPage"]
    page_kind = "series-list"

    class Meta(SectionPage.Meta):
        verbose_name = _("list of series")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from library import selectors

        context = super().get_context(request, *args, **kwargs)
        return context | selectors.series_list_context(self, request)


class CollectionIndexPage(SectionPage):
    """The list of collections."""

    max_count_per_parent = 1
    parent_page_types = ["library.LibraryPage"]
    subpage_types = ["library.CollectionPage"]
    page_kind = "collection-list"

    class Meta(SectionPage.Meta):
        verbose_name = _("list of collections")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from library import selectors

        context = super().get_context(request, *args, **kwargs)
        return context | selectors.collection_list_context(self, request)
