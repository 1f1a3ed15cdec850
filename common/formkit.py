"""Bases of forms, fields and answers for every app; an app's own `forms` are private."""

import uuid
from collections.abc import Callable
from datetime import UTC
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.forms.utils import ErrorDict
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.errors import Refused
from common.html import plain_line, plain_text


def add_refusal(form: forms.BaseForm, refusal: Refused) -> None:
    """Show what a service refused at the field it names; above the form, if that has none."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


class SeeOther(HttpResponseRedirect):
    """The answer to an accepted POST: 303, so that a reload repeats nothing."""

    status_code = 303


def see_other_after_post(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: a 302 after a POST becomes a 303, that of libraries too.

    Not below `/cms/`, whose own scripts read the answers.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_ours = not request.path_info.startswith(settings.CMS_PATH)
        if request.method == "POST" and response.status_code == 302 and is_ours:
            response.status_code = 303
        return response

    return answer


class SubmissionForm(forms.Form):
    """A form that a double tap, a reload or a lost line may send twice (REL9).

    The service stores `submission_id` under a unique constraint and gives the first result again.
    """

    submission_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


def refuse(form: forms.BaseForm, sentence: str) -> None:
    """Let a sent form come back with this sentence alone, and everything typed kept.

    Nothing of it is checked any more: whoever asks too often costs no hashing.
    """
    form._errors = ErrorDict(renderer=form.renderer)
    form.cleaned_data = {}
    form.add_error(None, sentence)


class LineField(forms.CharField):
    """A name or title: one line, without control and direction-override characters (SEC18).

    The length is checked on the server alone: `maxlength` would cut a pasted text without a word.
    """

    def __init__(self, *, limit: int, too_long: str | Promise = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        message = too_long or _("Use at most %(limit_value)d characters.")
        self.validators.append(MaxLengthValidator(limit, message))

    def to_python(self, value: Any) -> str:
        return plain_line(super().to_python(value))


class MomentField(forms.DateTimeField):
    """A day and an hour, typed and shown in UTC whatever zone its reader has chosen."""

    input_formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"]

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"type": "datetime-local"}
        kwargs.setdefault("widget", forms.DateTimeInput(attrs=attrs, format="%Y-%m-%dT%H:%M"))
        kwargs.setdefault("help_text", _("In UTC, such as 2026-11-02 12:00."))
        super().__init__(input_formats=self.input_formats, **kwargs)

    def to_python(self, value: Any) -> Any:
        with timezone.override(UTC):
            return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        with timezone.override(UTC):
            return super().prepare_value(value)


class ProseField(LineField):
    """Text of several lines: line ends are `\\n`, machines' characters are dropped."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return plain_text(forms.CharField.to_python(self, value))


class LinesField(forms.CharField):
    """A list of short texts, one a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        lines = value if isinstance(value, list) else str(value or "").splitlines()
        return [line.strip() for line in lines if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.to_python(initial) != self.to_python(data)
