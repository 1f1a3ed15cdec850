"""Forms of accounts. Names of fields are part of the test contract (C6)."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from common.collation import sort_key
from common.html import plain_line
from members.models import MemberProfile, User, Visibility
from members.services import complete_sign_up
from taxonomy.models import Country, MemberType


class CountryField(forms.ModelChoiceField):
    """All countries, by their name in the reader's language."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Country.objects.offered(), **kwargs)

    def sorted_choices(self) -> list[tuple[Any, str]]:
        countries = sorted(self.queryset, key=lambda country: sort_key(country.label))
        return [("", _("Choose a country")), *((one.pk, one.label) for one in countries)]


def person_types() -> Any:
    """The types a person may choose: the top of the tree."""
    return MemberType.objects.offered().filter(for_people=True, parent=None)


def _accept() -> str:
    language = get_language() or settings.LANGUAGE_CODE
    return format_html(
        _(
            'I am 16 or older and accept the <a href="/{language}/terms/">terms</a>, the '
            '<a href="/{language}/privacy/">privacy notice</a> and the '
            '<a href="/{language}/code-of-conduct/">code of conduct</a>'
        ),
        language=language,
    )


class PersonFields(forms.Form):
    """Name, type and country, as sign-up and profile ask for them."""

    display_name = forms.CharField(
        label=_("Your name"),
        help_text=_("As you want other members to read it."),
        min_length=2,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    member_type = forms.ModelChoiceField(
        label=_("What describes you best?"),
        queryset=MemberType.objects.none(),
        empty_label=_("Choose one"),
    )
    country = CountryField(
        label=_("Country you live in"),
        widget=forms.Select(attrs={"autocomplete": "country-name"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member_type"].queryset = person_types()
        self.fields["country"].choices = self.fields["country"].sorted_choices()

    def clean_display_name(self) -> str:
        name = plain_line(self.cleaned_data["display_name"])
        if len(name) < 2:
            raise forms.ValidationError(_("Write your name with at least two letters."))
        return name


class SignUpForm(PersonFields):
    """What sign-up asks beside address and password. allauth calls `signup` once it is valid."""

    terms = forms.BooleanField(
        label=lazy(_accept, str)(),
        error_messages={"required": _("Accept the terms to join.")},
    )

    def signup(self, request: HttpRequest, user: User) -> None:
        complete_sign_up(
            user=user,
            display_name=self.cleaned_data["display_name"],
            member_type=self.cleaned_data["member_type"],
            country=self.cleaned_data["country"],
            language=get_language() or settings.LANGUAGE_CODE,
        )


class ProfileForm(PersonFields):
    """One's own profile: what it says and who sees it."""

    display_name_visibility = forms.ChoiceField(
        label=_("Who sees your name?"),
        choices=[choice for choice in Visibility.choices if choice[0] != Visibility.HIDDEN],
    )
    member_type_visibility = forms.ChoiceField(
        label=_("Who sees what you do?"), choices=Visibility.choices
    )
    country_visibility = forms.ChoiceField(
        label=_("Who sees your country?"), choices=Visibility.choices
    )
    language = forms.ChoiceField(label=_("Language of our mails"), choices=settings.LANGUAGES)
    timezone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("Times of events are shown in it."),
        choices=[(name, name.replace("_", " ")) for name in sorted(available_timezones())],
    )

    def save(self, user: User) -> MemberProfile:
        """Write the form to `user` and its profile, making the profile if there is none."""
        data = dict(self.cleaned_data)
        user.language, user.timezone = data.pop("language"), data.pop("timezone")
        user.save(update_fields={"language", "timezone"})
        profile, _is_new = MemberProfile.objects.update_or_create(user=user, defaults=data)
        return profile
