"""Bases of forms, fields and their answers for every app; an app's own `forms` are private."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

Handler = Callable[[HttpRequest], HttpResponse]


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


class SeeOther(HttpResponseRedirect):
    """303: the form was accepted, the result is over there; reloading sends nothing again."""

    status_code = 303


def see_other_after_post(get_response: Handler) -> Handler:
    """Middleware: a 302 after a POST becomes 303, those of libraries too; not below /cms/.

    platform.md, "Bad input, everywhere".
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_ours = not request.path.startswith("/cms/")
        if request.method == "POST" and response.status_code == 302 and is_ours:
            response.status_code = 303
        return response

    return middleware
