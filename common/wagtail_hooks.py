"""What common adds to the admin: its scripts, started from files; what waits for an editor."""

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


@hooks.register("construct_homepage_panels")
def what_waits(request: HttpRequest, panels: list[Any]) -> None:
    """Reviews, drafts, schedule, translations, pictures."""
    desk.arrange(panels)
