"""The form of a member's choices."""

from typing import TYPE_CHECKING, Any

from django import forms

from notifications.registry import EmailChoice, families_for

if TYPE_CHECKING:
    from members.models import User


class ChoicesForm(forms.Form):
    """For each family of this member that can be switched: how it comes by mail."""

    def __init__(self, *args: Any, member: "User", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in families_for(member):
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
