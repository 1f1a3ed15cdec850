"""What the library adds to the admin: two lists among the reports, one on the first page."""

from typing import Any

from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permissions import page_permission_policy

from common.desk import ROWS, WorkPanel, WorkRow, own_pages
from library.reports import BrokenLinksReport, IncompleteReport
from library.selectors.work import broken_records

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


class BrokenLinksPanel(WorkPanel):
    """Records whose address does not answer, longest first."""

    name = "library-broken-links"
    heading = _("Broken links of the library")
    order = 260

    def rows(self, user: Any) -> list[WorkRow]:
        """One query."""
        mine = own_pages(user).order_by().values("pk")
        return [
            WorkRow(
                record.title,
                reverse("wagtailadmin_pages:edit", args=[record.pk]),
                gettext("Mend"),
                record.broken_since,
                record.broken_url,
            )
            for record in broken_records().filter(pk__in=mine)[:ROWS]
        ]


@hooks.register("construct_homepage_panels")
def broken_links_panel(request: Any, panels: list[Any]) -> None:
    """Among what waits for an editor."""
    panels.append(BrokenLinksPanel())
