"""Form controls in our markup: class, description and state, without inline styles."""

from django import template
from django.forms import BoundField, CheckboxInput, RadioSelect
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def control(field: BoundField) -> SafeString:
    """The widget of `field`, tied to its hint and error, and marked when it was refused."""
    attrs: dict[str, str] = {}
    if not isinstance(field.field.widget, CheckboxInput | RadioSelect):
        attrs["class"] = "input"
    described = []
    if field.help_text:
        described.append(f"{field.id_for_label}_hint")
    if field.errors:
        described.append(f"{field.id_for_label}_error")
        attrs["aria-invalid"] = "true"
    if described:
        attrs["aria-describedby"] = " ".join(described)
    return field.as_widget(attrs=attrs)
