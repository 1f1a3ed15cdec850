"""Wagtail's choosers without inline scripts, which the content policy of the admin forbids (SEC2).

Wagtail 8.0.1 writes inline scripts in six places. Five are templates, which stand in
`templates/wagtailadmin/`; the sixth is a method, replaced here. `static/admin/starters.js` does
what the scripts did.
"""

import json
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from wagtail.admin.widgets import BaseChooser
from wagtail.admin.widgets.workflows import AdminTaskChooser


def render_without_script(
    chooser: BaseChooser, name: str, value: Any, attrs: dict[str, Any], renderer: Any = None
) -> SafeString:
    """In place of `BaseChooser.render`: the same markup, and how to start it as data."""
    field_id = attrs["id"]
    chosen = chooser.get_value_data(value)
    # Escaped by the template that made it.
    markup = mark_safe(chooser.render_html(name, chosen, attrs))  # noqa: S308
    starts, args = chooser.js_constructor, [field_id]
    if isinstance(chooser, AdminTaskChooser):
        starts = "createTaskChooser"
    else:
        args.append(chooser.get_js_init_options(field_id, name, chosen))
    return format_html(
        '{}<span hidden data-starts="{}" data-args="{}"></span>', markup, starts, json.dumps(args)
    )


def take_scripts_out() -> None:
    """Called once, when the admin starts."""
    BaseChooser.render = render_without_script
