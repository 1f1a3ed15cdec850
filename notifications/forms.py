"""The form of a member's choices."""

from typing import Any

from django import forms

from notifications.registry import EmailChoice, families


class ChoicesForm(forms.Form):
    """For each family that can be switched: how it comes by mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in families():
            if not one.mandatory:
                self.fields[one.key] = forms.ChoiceField(
                    label=one.label,
                    help_text=one.hint,
                    choices=EmailChoice.choices,
                    widget=forms.RadioSelect,
                )

    def choices(self) -> dict[str, EmailChoice]:
        """{family: choice} of a valid form."""
        return {key: EmailChoice(email) for key, email in self.cleaned_data.items()}
