"""What all views of accounts share."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.utils.cache import add_never_cache_headers
from django.utils.functional import Promise

from common.formkit import refuse
from common.ratelimit import TooManyRequests

METHODS = ["GET", "HEAD", "POST"]  # SEC4


class AccountView:
    """A page of an account: in no cache, with its kind for `data-page`, and patient.

    Who asks too often gets the form again with every word kept, as 429 with the wait (SEC10).
    Stands first in the bases of a FormView.
    """

    page_kind = "account"
    title: str | Promise = ""
    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        try:
            response = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        except TooManyRequests as refusal:
            response = self.too_many(refusal)
        add_never_cache_headers(response)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)  # type: ignore[misc]
        return context | self.frame()

    def frame(self) -> dict[str, Any]:
        """What `account/frame.html` shows around the form."""
        return {"page_kind": self.page_kind, "title": self.title}

    def too_many(self, refusal: TooManyRequests) -> HttpResponse:
        form = self.sent_form()
        refuse(form, str(refusal))
        context = self.get_context_data(form=form)
        response: HttpResponse = self.render_to_response(context)  # type: ignore[attr-defined]
        response.status_code = 429
        response.headers["Retry-After"] = str(refusal.wait)
        return response

    def sent_form(self) -> Any:
        """The form that came too often."""
        return self.get_form()  # type: ignore[attr-defined]
