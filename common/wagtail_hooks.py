"""What common adds to the admin: scripts started from files, the look, what waits."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLResolver, include, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.models import Page

from common import desk, translation_rights
from common.admin_scripts import take_scripts_out

take_scripts_out()


@hooks.register("insert_global_admin_js")
def starters() -> SafeString:
    """Starts choosers, dates and rows (SEC2)."""
    return format_html('<script type="module" src="{}"></script>', static("admin/starters.js"))


@hooks.register("insert_global_admin_css")
def colours() -> SafeString:
    """The site's look in the admin."""
    return format_html('<link rel="stylesheet" href="{}">', static("admin/site.css"))


@hooks.register("construct_homepage_panels")
def what_waits(request: HttpRequest, panels: list[Any]) -> None:
    """Reviews, drafts, schedule, translations, pictures."""
    desk.arrange(panels)


# --- Doors that Wagtail leaves ajar (SEC13, SEC15, decision 0085) -------------------------------
@hooks.register("register_admin_urls", order=-1)
def translation_urls() -> list[URLResolver]:
    """Before those of wagtail-localize."""
    return [path("localize/", include(translation_rights.urlpatterns))]


@hooks.register("construct_reports_menu")
def only_for_translators(request: HttpRequest, menu_items: list[Any]) -> None:
    if not translation_rights.may_translate(request):
        menu_items[:] = [item for item in menu_items if item.name != "translations"]


@hooks.register("before_move_page")
def only_what_may_be_moved(request: HttpRequest, page: Page, destination: Page) -> None:
    """Wagtail asks before it moves, but names page and destination to anybody before that."""
    if not page.permissions_for_user(request.user).can_move_to(destination):
        raise PermissionDenied


@hooks.register("construct_admin_api", order=1)
def own_files(router: Any) -> None:
    """In place of Wagtail's, which list every file to all staff."""
    from common import admin_api  # its serialisers ask for models

    router.register_endpoint("documents", admin_api.OwnDocuments)
    router.register_endpoint("images", admin_api.OwnImages)
