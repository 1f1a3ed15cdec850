"""Lists of work for editors: links that do not answer, records with gaps."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.reports import PageReportView

from library import selectors


class RecordReport(PageReportView):
    """Records that the editor may change, out of those that `found` names."""

    any_permission_required = ["add", "change", "publish"]

    def found(self) -> QuerySet[Any]:
        raise NotImplementedError

    def get_queryset(self) -> QuerySet[Any]:
        mine = self.permission_policy.instances_user_has_permission_for(self.request.user, "change")
        self.queryset = self.found().filter(pk__in=mine.values("pk"))
        return super().get_queryset()


class BrokenLinksReport(RecordReport):
    """Live records that lead to an address which does not answer, longest first."""

    page_title = _("Broken links of the library")
    header_icon = "link"
    index_url_name = "library_broken_links"
    index_results_url_name = "library_broken_links_results"
    results_template_name = "library/admin/broken_links_results.html"
    list_export = ["title", "broken_url", "broken_since", "finding"]
    export_headings = {
        "title": _("Title"),
        "broken_url": _("Address"),
        "broken_since": _("Not answering since"),
        "finding": _("Found"),
    }

    def found(self) -> QuerySet[Any]:
        return selectors.broken_records()


class IncompleteReport(RecordReport):
    """Live records that lack what is asked of editors today."""

    page_title = _("Incomplete records of the library")
    header_icon = "warning"
    index_url_name = "library_incomplete"
    index_results_url_name = "library_incomplete_results"

    def found(self) -> QuerySet[Any]:
        return selectors.incomplete()
