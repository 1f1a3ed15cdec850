"""What members fill in: texts, and what a list is narrowed to. Private to the app."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.core import signing
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.html import format_html_join
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from common.collation import sort_key
from common.formkit import LineField, ProseField, SubmissionForm
from common.parts import part
from common.templatetags.m4d import language_name
from common.zones import place_of, zone_of
from forum.engine import Forum
from forum.models import Bookmark, Draft, How, ReportReason, TopicInfo
from forum.selectors.topics import SORTS, TopicFilters
from forum.selectors.windows import day_of, morning_of, today_of
from forum.texts import BODY_MAX, REASON_MAX, SUBJECT_MAX
from taxonomy.models import Country, Tag, Theme

if TYPE_CHECKING:
    from members.models import User

TOO_FAST = 3  # seconds from the form to its sending, for somebody who reads it (forum.md §9)
NOTE_MAX = 1_000  # characters of a report
REMINDED_WITHIN = timedelta(days=5 * 365)  # a reminder beyond is a slip of the pen
SALT = "forum.opened"
# Not kept with a draft: columns of it, and what a form is given anew.
GIVEN = {"draft_version", "opened", "website", "submission_id", "came_from"}
NOT_APART = {"subject", "body", "language"} | GIVEN
# Languages that members write in, beside those of the interface.
MORE_LANGUAGES = ("ar", "pt", "ru", "zh", "sw", "tl")


def _languages() -> list[tuple[str, str]]:
    codes = dict.fromkeys([*(code for code, _name in settings.LANGUAGES), *MORE_LANGUAGES])
    return [(code, language_name(code)) for code in codes]


def opened_now() -> str:
    """When a form was shown, so that only we can have said it."""
    return signing.dumps(timezone.now().timestamp(), salt=SALT)


class WritingForm(SubmissionForm):
    """A text with its language. Two fields nobody sees tell a program from a person.

    `drafted`: the draft that the form was filled from, if it was; `is_unsent`: it was filled from
    what could not be sent.
    """

    drafted: Draft | None = None
    is_unsent = False

    body = ProseField(
        label=_("Your text"),
        limit=BODY_MAX,
        too_long=_("Shorten your text to 20,000 characters."),
        help_text=_(
            "Plain text is fine; **bold** and lists with a dash work. Write @ and the handle that "
            "stands below a member's name to mention them."
        ),
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
        error_messages={"required": _("Write your text.")},
    )
    language = forms.ChoiceField(
        label=_("Language of your text"),
        choices=lazy(_languages, list),
        error_messages={"required": _("Choose the language of your text.")},
    )
    draft_version = forms.IntegerField(required=False, initial=0, widget=forms.HiddenInput)
    opened = forms.CharField(required=False, initial=opened_now, widget=forms.HiddenInput)
    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    def language_field(self) -> SafeString:
        """The choice of language; before anything was sent it is the same for many, and kept."""
        field = self["language"]
        if self.is_bound:
            return field.as_field_group()
        chosen = str(field.value() or "")
        return part("forum:language-field", chosen, viewer=None, make=field.as_field_group)

    def looks_automatic(self) -> bool:
        """Sent within three seconds, or with a field filled that nobody sees."""
        if self.cleaned_data.get("website"):
            return True
        try:
            opened = float(signing.loads(self.cleaned_data.get("opened", ""), salt=SALT))
        except (signing.BadSignature, TypeError, ValueError):
            return True
        return timezone.now().timestamp() - opened < TOO_FAST

    def beside(self) -> dict[str, Any]:
        """What else has been chosen or typed so far, for the draft."""
        found = {
            name: field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            for name, field in self.fields.items()
            if name not in NOT_APART
        }
        return {name: value for name, value in found.items() if value}

    def draft(self) -> dict[str, Any]:
        """What has been typed so far, whether it could be sent or not."""
        names = ("subject", "body", "language")
        return {name: self.data.get(name, "") for name in names if name in self.fields}

    def written(self) -> dict[str, Any]:
        """What the services of writing take from every form."""
        return {
            "body": self.cleaned_data["body"],
            "language": self.cleaned_data["language"],
            "submission_id": self.cleaned_data["submission_id"],
            "looks_automatic": self.looks_automatic(),
        }


class ReplyForm(WritingForm):
    """One answer. `came_from`: the page of a question, to lead back to; a path of ours, or ""."""

    field_order = ["body"]
    reply_to = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    came_from = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].label = _("Text")

    def clean_came_from(self) -> str:
        path: str = self.cleaned_data["came_from"]
        is_ours = path.startswith("/") and url_has_allowed_host_and_scheme(path, None)
        return path if is_ours and not set("?#") & set(path) else ""


class ThemesField(forms.ModelMultipleChoiceField):
    """Themes or keywords by their names in the reader's language."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return obj.label


class PlaceField(forms.ModelChoiceField):
    """Countries by their names in the reader's language."""

    def label_from_instance(self, obj: Any) -> str:
        return obj.label


class TopicForm(WritingForm):
    """A title and the first post."""

    subject = LineField(
        label=_("Title"),
        limit=SUBJECT_MAX,
        too_long=_("Shorten the title to 200 characters."),
        help_text=_("A question that others would look for."),
        error_messages={"required": _("Write a title.")},
    )
    themes = ThemesField(
        label=_("Themes"), queryset=Theme.objects.none(), required=False, to_field_name="code"
    )
    country = PlaceField(
        label=_("Country it is about"),
        queryset=Country.objects.none(),
        required=False,
        to_field_name="code",
        empty_label=_("No country in particular"),
    )
    # Of the controlled list, as in the library: words of one's own belong into the text.
    tags = ThemesField(
        label=_("Keywords"), queryset=Tag.objects.none(), required=False, to_field_name="code"
    )
    field_order = ["subject", "body", "language", "themes", "country", "tags"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        themes: Any = self.fields["themes"]
        themes.queryset = Theme.objects.offered()
        tags: Any = self.fields["tags"]
        tags.queryset = Tag.objects.offered()
        country: Any = self.fields["country"]
        country.queryset = Country.objects.offered()
        pairs = [(one.code, one.label) for one in country.queryset]
        pairs.sort(key=lambda pair: sort_key(pair[1]))
        country.choices = [("", country.empty_label), *pairs]

    def written(self) -> dict[str, Any]:
        country = self.cleaned_data["country"]
        return super().written() | {
            "subject": self.cleaned_data["subject"],
            "themes": list(self.cleaned_data["themes"]),
            "countries": [country] if country else [],
            "tags": list(self.cleaned_data["tags"]),
        }


class EditForm(WritingForm):
    """Another text for a post; `base_revision` is the one it began with."""

    subject = LineField(
        label=_("Title"),
        limit=SUBJECT_MAX,
        too_long=_("Shorten the title to 200 characters."),
        error_messages={"required": _("Write a title.")},
    )
    reason = LineField(
        label=_("Why you change it"),
        limit=REASON_MAX,
        too_long=_("Shorten the reason to 255 characters."),
        required=False,
        help_text=_("Stands in the history of the post."),
    )
    base_revision = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    field_order = ["subject", "body", "reason"]

    def __init__(
        self, *args: Any, has_subject: bool = True, needs_reason: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["language"]
        if not has_subject:
            del self.fields["subject"]
        if needs_reason:
            self.fields["reason"].required = True
            self.fields["reason"].error_messages["required"] = _("Give a reason.")


class FilterForm(forms.Form):
    """What a room's topics are narrowed to, from its address. Unknown values narrow nothing.

    Only countries that a topic of the room is about are offered: of all of them hardly one would
    find anything, and two hundred choices are a third of the time that the page takes.
    """

    is_filter = True  # nobody needs to be told that a filter is optional

    sort = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[
            ("latest", _("Newest answer first")),
            ("newest", _("Newest topic first")),
            ("answers", _("Most answers first")),
        ],
    )
    theme = forms.ChoiceField(label=_("Theme"), required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    unanswered = forms.BooleanField(label=_("Without an answer"), required=False)

    def __init__(self, data: Any, *, forum: int) -> None:
        super().__init__(data, auto_id="filter_%s")
        self.forum = forum
        offered = part("forum:filters", forum, viewer=None, make=lambda: _offered(forum))
        for name, choices in offered.items():
            field: Any = self.fields[name]
            field.choices = choices
        self.is_valid()

    def panel(self) -> SafeString:
        """All fields, made once for all who narrow this room alike."""

        def make() -> SafeString:
            return format_html_join("\n", "{}", ((field.as_field_group(),) for field in self))

        if self.errors:
            return make()
        return part("forum:filter-panel", self.forum, self.query(), viewer=None, make=make)

    def filters(self) -> TopicFilters:
        """The filters in force."""
        found = self.cleaned_data
        sort = found.get("sort") or "latest"
        return TopicFilters(
            sort=sort if sort in SORTS else "latest",
            theme=found.get("theme", ""),
            country=found.get("country", ""),
            language=found.get("language", ""),
            unanswered=found.get("unanswered", False),
        )

    def query(self) -> str:
        """The filters as the beginning of an address that a page number may follow."""
        chosen = self.filters()
        pairs = {"theme": chosen.theme, "country": chosen.country, "language": chosen.language}
        kept = {name: value for name, value in pairs.items() if value}
        if chosen.sort != "latest":
            kept["sort"] = chosen.sort
        if chosen.unanswered:
            kept["unanswered"] = "on"
        return f"?{urlencode(kept)}&" if kept else "?"


def _offered(forum: int) -> dict[str, list[tuple[str, str]]]:
    """The choices of a room's filters. Two queries."""

    def pairs(rows: Any, everything: Any) -> list[tuple[str, str]]:
        found = sorted(((one.code, one.label) for one in rows), key=lambda one: sort_key(one[1]))
        return [("", str(everything)), *found]

    # Asked of the room's own key: a number too large for one finds nothing there.
    room = Forum.objects.filter(pk=forum)
    here = TopicInfo.objects.filter(topic__forum__in=room, topic__approved=True)
    countries = Country.objects.offered().filter(pk__in=here.values("countries"))
    return {
        "theme": pairs(Theme.objects.offered(), _("All themes")),
        "country": pairs(countries, _("All countries")),
        "language": [("", str(_("All languages"))), *_languages()],
    }


class ReportForm(forms.Form):
    """What is wrong with a post."""

    reason = forms.ChoiceField(
        label=_("What is wrong?"),
        choices=ReportReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reason.")},
    )
    note = ProseField(
        label=_("What a moderator should know"),
        limit=NOTE_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )


class BookmarkForm(forms.Form):
    """A line for oneself, and the day on which one wants to come back.

    `kept`: the bookmark that is there already, or None.
    """

    note = LineField(
        label=_("Note for yourself"),
        limit=255,
        too_long=_("Shorten the note to 255 characters."),
        required=False,
        help_text=_("Only you can read it."),
    )
    remind_on = forms.DateField(
        label=_("Remind me on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Give a day, such as 2026-12-01.")},
    )

    def __init__(self, *args: Any, member: "User", kept: Bookmark | None, **kwargs: Any) -> None:
        self.member, self.kept = member, kept
        waits = kept.remind_at if kept and kept.reminded_at is None else None
        now = {"note": kept.note if kept else "", "remind_on": day_of(waits, member)}
        super().__init__(*args, initial=now, **kwargs)
        words = _("At 07:00, %(zone)s. Empty: no reminder.")
        self.fields["remind_on"].help_text = words % {"zone": place_of(zone_of(member))}

    def clean_remind_on(self) -> date | None:
        day = self.cleaned_data["remind_on"]
        if day is None or day == self.initial["remind_on"]:
            return day
        today = today_of(self.member)
        if not today < day <= today + REMINDED_WITHIN:
            raise forms.ValidationError(
                _("Choose a day from tomorrow on, at most five years from now.")
            )
        return day

    def chosen(self) -> dict[str, Any]:
        """What the service takes."""
        found = self.cleaned_data
        return {
            "note": found["note"],
            "remind_at": morning_of(found["remind_on"], self.member),
        }


class FollowForm(forms.Form):
    """How closely to follow something."""

    level = forms.ChoiceField(
        label=_("You hear of"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the levels.")},
    )

    # Not required: the button below a topic sends the level alone.
    delivery = forms.ChoiceField(
        label=_("By e-mail"),
        choices=[(one.value, one.label) for one in How if one != How.WEEKLY],
        widget=forms.RadioSelect,
        required=False,
        help_text=_("News of this alone. What you switched off in your settings stays off."),
    )

    def __init__(self, *args: Any, levels: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        level: Any = self.fields["level"]
        level.choices = [(one.value, one.label) for one in levels]
