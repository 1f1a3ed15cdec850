"""What the library adds to the admin: two lists of work among the reports."""

from typing import Any

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permissions import page_permission_policy

from library.reports import BrokenLinksReport, IncompleteReport

REPORTS = {"broken_links": BrokenLinksReport, "incomplete": IncompleteReport}
LABELS = {"broken_links": _("Library: broken links"), "incomplete": _("Library: gaps in records")}


class RecordReportItem(MenuItem):
    """Shown to those who may change pages."""

    def is_shown(self, request: Any) -> bool:
        return page_permission_policy.user_has_any_permission(
            request.user, ["add", "change", "publish"]
        )


@hooks.register("register_admin_urls")
def report_urls() -> list[Any]:
    """Each report, and its results alone for the filter form."""
    urls = []
    for name, view in REPORTS.items():
        address = f"reports/library/{name.replace('_', '-')}/"
        urls.append(path(address, view.as_view(), name=f"library_{name}"))
        results = view.as_view(results_only=True)
        urls.append(path(f"{address}results/", results, name=f"library_{name}_results"))
    return urls


@hooks.register("register_reports_menu_item")
def broken_links_item() -> MenuItem:
    return _item("broken_links", 1100)


@hooks.register("register_reports_menu_item")
def incomplete_item() -> MenuItem:
    return _item("incomplete", 1110)


def _item(name: str, order: int) -> MenuItem:
    icon = REPORTS[name].header_icon
    return RecordReportItem(LABELS[name], reverse(f"library_{name}"), icon_name=icon, order=order)
