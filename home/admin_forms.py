"""The admin's forms of hub pages: the slug is the code of what the page is about."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common import counters
from common.admin_forms import SectionPageForm


class HomePageForm(SectionPageForm):
    """Offers the figures that apps count."""

    figure_keys = forms.MultipleChoiceField(
        label=_("In numbers"),
        choices=counters.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Up to six figures."),
    )


class HubPageForm(SectionPageForm):
    """Takes the slug from the term, which is chosen once and stays."""

    term_field = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.term_field in self.fields and self.instance.pk:
            self.fields[self.term_field].disabled = True
        if "slug" in self.fields:
            self.fields["slug"].disabled = True
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _("The address is the code, and does not change.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        term = cleaned.get(self.term_field)
        if term is not None and not self.instance.pk:
            cleaned["slug"] = term.code.lower()
            if self.parent_page and self.parent_page.get_children().filter(slug=cleaned["slug"]):
                raise forms.ValidationError({self.term_field: _("It has a page already.")})
        return cleaned


class ThemePageForm(HubPageForm):
    """See HubPageForm."""

    term_field = "theme"


class CountryPageForm(HubPageForm):
    """See HubPageForm."""

    term_field = "country"
