"""What members adds to the admin: organisations, acts on accounts, their log."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.snippets.models import register_snippet

from members.admin_users import CLOSED_BULK_ACTIONS, buttons_for
from members.admin_views import OrganisationViewSet
from members.models import User
from members.permissions import is_admin
from members.reports import AuditReport

register_snippet(OrganisationViewSet)

for _action in CLOSED_BULK_ACTIONS:
    # After Wagtail's own of the same name, so that ours take their place.
    hooks.register("register_bulk_action", _action, order=1)


@hooks.register("register_user_listing_buttons")
def offer_acts(user: User, request_user: User) -> Iterator[Button]:
    """Beside each account, what the viewer may do to it."""
    yield from buttons_for(user, request_user)


@hooks.register("register_admin_urls")
def audit_addresses() -> list[Any]:
    """The log and its rows alone, which the filters load."""
    return [
        path("reports/acts-of-staff/", AuditReport.as_view(), name="members_audit"),
        path(
            "reports/acts-of-staff/results/",
            AuditReport.as_view(results_only=True),
            name="members_audit_results",
        ),
    ]


class _AuditMenuItem(MenuItem):
    """Shown to those who may read it."""

    def is_shown(self, request: HttpRequest) -> bool:
        return is_admin(request.user)


@hooks.register("register_reports_menu_item")
def audit_menu_item() -> MenuItem:
    """Reports, Acts of staff."""
    return _AuditMenuItem(
        _("Acts of staff"), reverse("members_audit"), icon_name="history", order=900
    )
