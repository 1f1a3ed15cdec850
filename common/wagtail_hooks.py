"""What common adds to the admin: scripts started from files, the look, what waits, translations."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from common import desk, translation_views
from common.admin_scripts import take_scripts_out
from common.chooser import keep_parents_back, named_to
from common.indexing import keys_of_documents, touch
from common.models import SiteDocument
from common.translating import can_submit_for_review, may_translate

take_scripts_out()
keep_parents_back()


@hooks.register("insert_global_admin_js")
def starters() -> SafeString:
    """Starts choosers, dates and rows (SEC2)."""
    return format_html('<script type="module" src="{}"></script>', static("admin/starters.js"))


@hooks.register("insert_global_admin_css")
def colours() -> SafeString:
    """The site's look in the admin."""
    return format_html('<link rel="stylesheet" href="{}">', static("admin/site.css"))


@hooks.register("after_bulk_action")
def are_in_another_collection(
    request: HttpRequest, action_type: str, objects: Any, action: Any
) -> None:
    """Files put into a collection, perhaps a closed one: Wagtail updates them and tells nobody."""
    if action_type == "add_to_collection" and action.get_default_model() is SiteDocument:
        touch(keys_of_documents([document.pk for document in objects]))


@hooks.register("construct_homepage_panels")
def what_waits(request: HttpRequest, panels: list[Any]) -> None:
    """Reviews, drafts, schedule, translations, pictures."""
    desk.arrange(panels)


# --- Doors that Wagtail leaves ajar (SEC13, SEC15, decision 0085) -------------------------------
@hooks.register("register_admin_urls", order=-1)
def translations() -> list[URLPattern]:
    """Before those of wagtail-localize, so that these answer."""
    return translation_views.urlpatterns


@hooks.register("construct_reports_menu")
def only_for_translators(request: HttpRequest, menu_items: list[Any]) -> None:
    if not may_translate(request.user):
        menu_items[:] = [item for item in menu_items if item.name != "translations"]


@hooks.register("before_move_page")
def only_what_may_be_moved(request: HttpRequest, page: Page, destination: Page) -> None:
    """Wagtail asks before it moves, but names page and destination to anybody before that."""
    if not page.permissions_for_user(request.user).can_move_to(destination):
        raise PermissionDenied


@hooks.register("construct_page_chooser_queryset")
def only_what_one_may_know_of(pages: Any, request: HttpRequest) -> Any:
    """In place of all pages, drafts and those of a group among them."""
    return named_to(request.user, pages)


@hooks.register("construct_admin_api", order=1)
def own_files(router: Any) -> None:
    """In place of Wagtail's, which list every file to all staff."""
    from common import admin_api  # its serialisers ask for models

    router.register_endpoint("documents", admin_api.OwnDocuments)
    router.register_endpoint("images", admin_api.OwnImages)


# --- Review of translations ---------------------------------------------------------------------
@hooks.register("register_page_header_buttons")
def review_of_a_translation(
    page: Page, user: Any, view_name: str | None = None, next_url: str | None = None
) -> Iterator[Button]:
    """wagtail-localize's editor knows publishing only, and not everybody may publish."""
    if not page.is_root() and can_submit_for_review(user, page):
        address = reverse("submit_translation_for_review", args=[page.pk])
        yield Button(_("Submit for review"), address, icon_name="check", priority=55)
