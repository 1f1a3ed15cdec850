"""What common adds to the admin: scripts started from files, the look, what waits."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks

from common import desk
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
