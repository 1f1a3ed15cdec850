"""How Django renders the forms of the site: `{{ form }}` and `{{ field.as_field_group }}`."""

from django.forms.renderers import TemplatesSetting


class SiteRenderer(TemplatesSetting):
    """Our markup around Django's own controls, which the admin shares."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
