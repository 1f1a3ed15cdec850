"""The site's own forms."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.display import Display


class DisplayForm(forms.Form):
    """How pages are shown to this browser."""

    theme = forms.ChoiceField(
        label=_("Colours"),
        choices=[
            ("system", _("As my device has them")),
            ("light", _("Light")),
            ("dark", _("Dark")),
        ],
        widget=forms.RadioSelect,
    )
    is_light = forms.BooleanField(
        label=_("Light version: no images, shorter lists"),
        help_text=_("For slow or costly lines. Words, links and files stay the same."),
        required=False,
    )

    def display(self) -> Display:
        """The choice of a valid form."""
        return Display(self.cleaned_data["theme"], self.cleaned_data["is_light"])
