"""What staff have done to accounts, for those who must be able to ask (SEC27)."""

from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.reports import ReportView

from members.models import ActOfStaff, AuditEntry
from members.permissions import is_admin


class AuditFilters(WagtailFilterSet):
    """By kind of act."""

    act = django_filters.ChoiceFilter(choices=ActOfStaff.choices, label=_("Act"))

    class Meta:
        model = AuditEntry
        fields = ["act"]


class AuditReport(ReportView):
    """All acts, newest first. For admins; nobody can change a row."""

    page_title = _("Acts of staff")
    header_icon = "history"
    index_url_name = "members_audit"
    index_results_url_name = "members_audit_results"
    filterset_class = AuditFilters
    default_ordering = "-at"
    columns = [
        DateColumn("at", label=_("When"), width="15%"),
        Column("act", accessor="get_act_display", label=_("Act")),
        Column("subject", accessor=lambda entry: _named(entry.subject), label=_("Account")),
        Column("actor", accessor=lambda entry: _named(entry.actor), label=_("By")),
        Column("reason", label=_("Why")),
        Column("groups", accessor=lambda entry: _groups(entry), label=_("Groups")),
    ]
    list_export = ["at", "get_act_display", "subject", "actor", "reason", "details"]
    export_headings = {"get_act_display": _("Act")}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_admin(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self) -> Any:
        return AuditEntry.objects.select_related("actor", "subject")


def _named(account: Any) -> str:
    return account.get_full_name() if account else str(_("the clock"))


def _groups(entry: AuditEntry) -> str:
    after = ", ".join(entry.details.get("groups", []))
    before = ", ".join(entry.details.get("groups_before", []))
    return f"{before} → {after}" if "groups_before" in entry.details else after
