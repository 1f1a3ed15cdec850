"""What sign-up and profile ask about a person."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.core.validators import MinLengthValidator
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from common.formkit import LineField
from members.forms.controls import CountryField
from members.models import Visibility
from taxonomy.models import MemberType

NAME_MOST = 120  # characters
NAME_SHORT = _("Write your name with at least two letters.")


def _accept() -> SafeString:
    language = get_language() or settings.LANGUAGE_CODE
    return format_html(
        _(
            'I am 16 or older and accept the <a href="/{language}/terms/">terms</a> and the '
            '<a href="/{language}/code-of-conduct/">code of conduct</a>. I have read how you '
            '<a href="/{language}/privacy/">protect my data</a>.'
        ),
        language=language,
    )


def _zones() -> list[tuple[str, list[tuple[str, str]]]]:
    """Time zones by part of the world, as people look for them: Africa, then Dakar."""
    parts: dict[str, list[tuple[str, str]]] = {}
    for name in sorted(available_timezones()):
        part, slash, place = name.partition("/")
        if slash and part not in ("Etc", "SystemV", "US", "posix", "right"):
            parts.setdefault(part, []).append((name, place.replace("_", " ")))
    return [("UTC", [("UTC", "UTC")]), *parts.items()]


class PersonForm(forms.Form):
    """Name, type and country."""

    display_name = LineField(
        label=_("Your name"),
        help_text=_("As you want other members to read it."),
        limit=NAME_MOST,
        too_long=_("Shorten your name to %(limit_value)d characters."),
        validators=[MinLengthValidator(2, NAME_SHORT)],
        error_messages={"required": _("Write your name.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    member_type = forms.ModelChoiceField(
        label=_("What describes you best?"),
        queryset=MemberType.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what describes you best.")},
    )
    country_of_residence = CountryField(
        label=_("Country you live in"),
        error_messages={"required": _("Choose the country you live in.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        types: Any = self.fields["member_type"]
        # People choose among the types at the top of the tree (platform.md §6).
        types.queryset = MemberType.objects.offered().filter(for_people=True, parent=None)
        country: Any = self.fields["country_of_residence"]
        country.offer()


class AboutForm(PersonForm):
    """The second step of joining."""

    terms = forms.BooleanField(
        label=lazy(_accept, SafeString)(),
        error_messages={"required": _("Accept the terms to join.")},
    )


class ProfileForm(PersonForm):
    """One's own profile: what it says, who sees it, and how one is written to."""

    display_name_visibility = forms.ChoiceField(
        label=_("Who sees your name?"),
        choices=[choice for choice in Visibility.choices if choice[0] != Visibility.HIDDEN],
        widget=forms.RadioSelect,
    )
    member_type_visibility = forms.ChoiceField(
        label=_("Who sees what you do?"), choices=Visibility.choices, widget=forms.RadioSelect
    )
    country_of_residence_visibility = forms.ChoiceField(
        label=_("Who sees your country?"), choices=Visibility.choices, widget=forms.RadioSelect
    )
    job_title = LineField(
        label=_("What do you do?"),
        help_text=_("For example “Migration officer”. It stands below your name."),
        limit=120,
        too_long=_("Shorten what you do to %(limit_value)d characters."),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    job_title_visibility = forms.ChoiceField(
        label=_("Who sees it?"), choices=Visibility.choices, widget=forms.RadioSelect
    )
    organisation = LineField(
        label=_("Where do you work?"),
        help_text=_("An organisation, a town hall, an association."),
        limit=200,
        too_long=_("Shorten the name to %(limit_value)d characters."),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    organisation_visibility = forms.ChoiceField(
        label=_("Who sees where you work?"), choices=Visibility.choices, widget=forms.RadioSelect
    )
    language = forms.ChoiceField(label=_("Language of our mails"), choices=settings.LANGUAGES)
    timezone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("Times on the site and in mails are shown in it."),
        choices=_zones,
    )
    field_order = [
        "display_name",
        "display_name_visibility",
        "member_type",
        "member_type_visibility",
        "country_of_residence",
        "country_of_residence_visibility",
        "job_title",
        "job_title_visibility",
        "organisation",
        "organisation_visibility",
        "language",
        "timezone",
    ]
