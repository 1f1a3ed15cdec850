"""What search adds to the admin: reports, the indexes, what waits."""

from typing import Any

from django.contrib.auth.models import Permission
from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from search import admin_views
from search.desk import IndexPanel, UnfoundPanel
from search.permissions import INDEX, MEND, REPORT, WORDS, can


@hooks.register("register_admin_urls")
def addresses() -> list[Any]:
    return [
        path("reports/search/", admin_views.ReportView.as_view(), name="search_report"),
        path("reports/search/words/", admin_views.WordsView.as_view(), name="search_words"),
        path("reports/search/index/", admin_views.IndexView.as_view(), name="search_index"),
    ]


class _SearchMenuItem(MenuItem):
    """Shown to those whom the page opens to."""

    def __init__(self, *args: Any, permission: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.permission = permission

    def is_shown(self, request: HttpRequest) -> bool:
        return can(request.user, self.permission)


@hooks.register("register_reports_menu_item")
def report_menu_item() -> MenuItem:
    url = reverse("search_report")
    return _SearchMenuItem(
        _("Search report"), url, icon_name="search", order=910, permission=REPORT
    )


@hooks.register("register_reports_menu_item")
def words_menu_item() -> MenuItem:
    url = reverse("search_words")
    return _SearchMenuItem(
        _("Blocked spellings"), url, icon_name="cross", order=920, permission=WORDS
    )


@hooks.register("register_reports_menu_item")
def index_menu_item() -> MenuItem:
    url = reverse("search_index")
    return _SearchMenuItem(_("Search index"), url, icon_name="list-ul", order=930, permission=INDEX)


@hooks.register("construct_homepage_panels")
def what_waits(request: HttpRequest, panels: list[Any]) -> None:
    """Searches without results, queue and index health: each empty while nothing waits."""
    panels += [UnfoundPanel(), IndexPanel()]


@hooks.register("register_permissions")
def permissions() -> Any:
    """For the form of groups."""
    codenames = [one.partition(".")[2] for one in (REPORT, WORDS, INDEX, MEND)]
    return Permission.objects.filter(content_type__app_label="search", codename__in=codenames)
