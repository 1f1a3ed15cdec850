"""How editors choose terms."""

from typing import Any

from django import forms
from django.forms.widgets import Script
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

MANY = 12  # from here on a filter field helps, look.md §6 `choice_list`


class TermsCheckboxes(forms.CheckboxSelectMultiple):
    """Boxes in columns; long lists scroll and, where scripts run, can be filtered by typing."""

    template_name = "taxonomy/admin/terms_checkboxes.html"

    class Media:
        css = {"all": ["admin/terms.css"]}
        js = [Script("admin/terms.js", type="module")]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        widget = context["widget"]
        widget["is_long"] = len(widget["optgroups"]) > MANY
        if widget["is_long"]:  # what is chosen must not hide in a list that scrolls
            widget["optgroups"].sort(key=lambda group: not group[1][0]["selected"])
        return context

    def _render(self, template_name: str, context: Any, renderer: Any = None) -> SafeString:
        # The site's own templates: Django's form renderer looks into apps only.
        return render_to_string(template_name, context)
