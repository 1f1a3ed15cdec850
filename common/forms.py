"""How Django renders the forms of the site: `{{ form }}` and `{{ field.as_field_group }}`.

house.md keeps an app's `forms` to itself: the settings name this renderer, nobody imports it.
Bases for forms are in common.formkit.
"""

from django.forms.renderers import TemplatesSetting


class SiteRenderer(TemplatesSetting):
    """Our markup around Django's own controls, which the admin shares."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
