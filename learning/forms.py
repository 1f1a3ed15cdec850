"""Forms of learning; private to the app."""

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from common.formkit import LineField


class VisitForm(forms.Form):
    """What the script of a lesson reports."""

    seconds = forms.IntegerField(min_value=0, max_value=3_600, required=False)
    unit = forms.CharField(
        max_length=10, required=False, validators=[RegexValidator(r"^u-[0-9a-f]{8}$")]
    )


class NameForm(forms.Form):
    """The name as it is to be printed."""

    printed_name = LineField(
        label=_("Name on the certificate"),
        help_text=_("As in your passport, or as people know you. Check it: it is printed."),
        limit=120,
        error_messages={"required": _("Write the name to print.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
