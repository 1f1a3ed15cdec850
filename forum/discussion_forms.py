"""What hosts fill in. Private to the app."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from common.collation import sort_key
from common.formkit import LineField, MomentField, ProseField, SubmissionForm
from common.templatetags.m4d import language_name
from forum.models import (
    OVER,
    Audience,
    BehalfSource,
    EDiscussion,
    MessageKind,
    Moderation,
    Role,
    Synthesis,
)
from forum.selectors.asked import asked, subject_of
from forum.selectors.drafts import name_of
from forum.selectors.from_hosts import drafts_of
from forum.services.roles import NOBODY
from forum.services.syntheses import METHOD_MAX, QUOTE_MAX
from forum.texts import BODY_MAX, SUBJECT_MAX
from members.models import User
from members.selectors import member_by_handle
from taxonomy.models import Country

GENERAL = "0"  # among the numbers of questions: none of them
MORE_LANGUAGES = ("ar", "pt", "ru", "zh", "sw", "tl")


def _languages() -> list[tuple[str, str]]:
    codes = dict.fromkeys([*(code for code, _name in settings.LANGUAGES), *MORE_LANGUAGES])
    return [(code, language_name(code)) for code in codes]


def _or_none() -> list[tuple[str, str]]:
    return [("", _("Not said")), *_languages()]


class HostForm(forms.Form):
    """A form about one discussion."""

    def __init__(self, *args: Any, discussion: EDiscussion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.discussion = discussion


class ConfirmForm(HostForm):
    """Nothing but a button."""


class PlanForm(HostForm):
    """Dates and readers of a discussion in preparation, and the week of each question."""

    opens_at = MomentField(label=_("Opens"))
    closes_at = MomentField(label=_("Closes"))
    summary_due_on = forms.DateField(
        label=_("Summary expected on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    audience = forms.ChoiceField(label=_("Who reads it"), choices=Audience)
    moderation = forms.ChoiceField(label=_("A moderator reads posts"), choices=Moderation)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in self.discussion.questions.all():
            self.fields[f"week_{question.number}"] = forms.IntegerField(
                label=_("Question %(number)d opens in week") % {"number": question.number},
                min_value=1,
                max_value=20,
                initial=question.week,
            )

    def weeks(self) -> dict[int, int]:
        """{number of a question: its week}."""
        named = (name for name in self.cleaned_data if name.startswith("week_"))
        return {int(name.removeprefix("week_")): self.cleaned_data[name] for name in named}


class RoleForm(HostForm):
    """A member and their part."""

    handle = LineField(
        label=_("Their handle"),
        limit=31,
        help_text=_("It stands below their name in the forum, such as @amina."),
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role)
    language = forms.ChoiceField(label=_("Language"), choices=lazy(_or_none, list), required=False)
    introduction = LineField(
        label=_("In one line"),
        limit=300,
        required=False,
        help_text=_("Shown beside the name: what they do, and where."),
    )

    def clean_handle(self) -> User:
        user = member_by_handle(self.cleaned_data["handle"].strip().removeprefix("@").lower())
        if user is None:
            raise forms.ValidationError(NOBODY)
        return user


class WordsForm(HostForm):
    """A title and a text in one language."""

    language = forms.ChoiceField(
        label=_("Language"),
        choices=lazy(_languages, list),
        error_messages={"required": _("Choose the language of your text.")},
    )
    subject = LineField(
        label=_("Title"), limit=SUBJECT_MAX, error_messages={"required": _("Write a title.")}
    )
    body = ProseField(
        label=_("Text"),
        limit=BODY_MAX,
        help_text=_("Plain text is fine; **bold** and lists with a dash work."),
        widget=forms.Textarea(attrs={"rows": 12, "dir": "auto"}),
        error_messages={"required": _("Write your text.")},
    )


class DraftForm(WordsForm):
    """One text of a draft; `base` is the text it began with."""

    base = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)


class MessageForm(DraftForm):
    """A message of the host."""

    kind = forms.ChoiceField(
        label=_("What it is"), error_messages={"required": _("Choose what the message is for.")}
    )
    question = forms.ChoiceField(
        label=_("About"),
        required=False,
        help_text=_("A message about a question stands on its page too."),
    )
    field_order = ["kind", "question", "language", "subject", "body"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds: Any = self.fields["kind"]
        kinds.choices = self._kinds()
        asked_here = [one for one in question_choices(self.discussion) if one[0] != GENERAL]
        if not asked_here:  # before the announcement
            del self.fields["question"]
            return
        questions: Any = self.fields["question"]
        questions.choices = [("", _("The whole discussion")), *asked_here]

    def _kinds(self) -> list[tuple[str, Any]]:
        """What can still be of use; a welcome that is sent all the same is refused and told why."""
        kinds = [MessageKind.STEER, MessageKind.WELCOME, MessageKind.IMPACT]
        was_sent = self.data.get(self.add_prefix("kind")) == MessageKind.WELCOME
        if not was_sent and self.discussion.state_at(timezone.now()) in OVER:
            kinds.remove(MessageKind.WELCOME)
        return [(one.value, one.label) for one in kinds]


class SynthesisForm(DraftForm):
    """The account of a week, or of the whole."""

    week = forms.IntegerField(
        label=_("Week"),
        min_value=1,
        max_value=60,
        required=False,
        help_text=_("Empty: the consolidated summary of the whole."),
        error_messages={
            "min_value": _("There is no such week."),
            "max_value": _("There is no such week."),
        },
    )
    method_note = ProseField(
        label=_("How it was made"),
        limit=METHOD_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    note_base = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)
    field_order = ["week", "language", "subject", "body", "method_note"]


class SynthesisChangeForm(SynthesisForm):
    """The same where the week is settled: in another week it would be another synthesis."""

    week = None  # type: ignore[assignment]  # how Django takes a field out


class TranslationForm(WordsForm):
    """A published synthesis in one more language."""

    field_order = ["language", "subject", "body"]


class ExcerptForm(HostForm):
    """Words of a contribution."""

    post = forms.IntegerField(
        label=_("Number of the contribution"),
        min_value=1,
        help_text=_("The last number in its address: /forum/p/123/."),
    )
    quote = ProseField(
        label=_("Its words"),
        limit=QUOTE_MAX,
        help_text=_("Copied exactly, at most 1,000 characters."),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )


class QuoteForm(HostForm):
    """Words of a contribution, and the draft that quotes them."""

    synthesis = forms.ModelChoiceField(
        label=_("In which draft"), queryset=Synthesis.objects.none(), empty_label=None
    )
    quote = ProseField(
        label=_("Its words"),
        limit=QUOTE_MAX,
        help_text=_("Take away what you do not quote, and change nothing else."),
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        drafts: Any = self.fields["synthesis"]
        drafts.queryset = drafts_of(self.discussion)
        drafts.label_from_instance = name_of


class ExtendForm(HostForm):
    """A later end, and why."""

    closes_at = MomentField(label=_("Now closes"))
    summary_due_on = forms.DateField(
        label=_("Summary expected on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Not before the discussion closes. Empty: as it was."),
    )
    language = forms.ChoiceField(label=_("Language of the note"), choices=lazy(_languages, list))
    note = ProseField(
        label=_("Why"),
        limit=2_000,
        help_text=_("It goes to everybody who follows the discussion."),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )


class CancelForm(HostForm):
    """Why a discussion does not take place."""

    reason = ProseField(label=_("Why"), limit=2_000, required=False)


class ConcludeForm(HostForm):
    """The last word on a discussion."""

    language = forms.ChoiceField(label=_("Language"), choices=lazy(_languages, list))
    conclusion = ProseField(
        label=_("Conclusion"),
        limit=10_000,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
    )


class BehalfForm(SubmissionForm, HostForm):
    """What somebody sent by other ways, in their name."""

    question = forms.ChoiceField(
        label=_("It answers"), error_messages={"required": _("Choose what it answers.")}
    )
    body = ProseField(
        label=_("Their words"),
        limit=BODY_MAX,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
        error_messages={"required": _("Write what they said.")},
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=lazy(_languages, list),
        error_messages={"required": _("Choose the language of their words.")},
    )
    source = forms.ChoiceField(
        label=_("You received it"),
        choices=BehalfSource,
        error_messages={"required": _("Say how you received it.")},
    )
    name = LineField(
        label=_("Name"), limit=120, required=False, help_text=_("Empty: they stay unnamed.")
    )
    role = LineField(label=_("What they do"), limit=120, required=False)
    organisation = LineField(label=_("Organisation"), limit=200, required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)
    consent = forms.BooleanField(
        label=_("The person agrees that this is published here."),
        error_messages={"required": _("Post it only if the person agrees: say that they do.")},
    )
    consent_note = LineField(
        label=_("How they agreed"), limit=255, required=False, help_text=_("For hosts alone.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        questions: Any = self.fields["question"]
        questions.choices = question_choices(self.discussion)
        countries: Any = self.fields["country"]
        offered = [(one.code, one.label) for one in Country.objects.offered()]
        offered.sort(key=lambda pair: sort_key(pair[1]))
        countries.choices = [("", _("Not said")), *offered]


class AssignForm(HostForm):
    """Which question a contribution answers."""

    question = forms.ChoiceField(label=_("It answers"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        questions: Any = self.fields["question"]
        questions.choices = question_choices(self.discussion)


def question_choices(discussion: EDiscussion) -> list[tuple[str, Any]]:
    """The threads of a discussion: its questions by number, and the general one as 0."""
    rows = discussion.questions.exclude(topic=None).select_related("topic").order_by("number")
    rows = rows.annotate(asked=asked("topic"))
    named = [(str(one.number), f"{one.number}. {subject_of(one.topic, one)}") for one in rows]
    return [*named, (GENERAL, _("None of the questions: general"))]
