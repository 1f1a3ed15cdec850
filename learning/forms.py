"""Forms of learning; private to the app."""

from django import forms
from django.core.validators import RegexValidator


class VisitForm(forms.Form):
    """What the script of a lesson reports."""

    seconds = forms.IntegerField(min_value=0, max_value=3_600, required=False)
    unit = forms.CharField(
        max_length=10, required=False, validators=[RegexValidator(r"^u-[0-9a-f]{8}$")]
    )
