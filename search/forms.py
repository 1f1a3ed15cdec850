"""Forms of the search's own pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.formkit import LineField
from search.models import Frequency

TOLD = {
    Frequency.OFF: _("Do not write to me"),
    Frequency.DAILY: _("Write to me every day if there is something new"),
    Frequency.WEEKLY: _("Write to me every week if there is something new"),
}


class SavedSearchForm(forms.Form):
    """A name, and whether mails are wanted."""

    name = LineField(
        label=_("Name of the search"),
        limit=120,
        error_messages={"required": _("Write a name, so that you know it again.")},
    )
    frequency = forms.ChoiceField(
        label=_("New finds"),
        choices=list(TOLD.items()),
        widget=forms.RadioSelect,
        initial=Frequency.OFF,
    )

    def clean_frequency(self) -> Any:
        return Frequency(self.cleaned_data["frequency"])
