"""What surrounds Wagtail's own views below `/cms/`."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from common.errors import Refused

View = Callable[..., HttpResponse]
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def writes_in_transaction(view: View) -> View:
    """Run the view in a transaction where it may write, and say why a rule of ours said no.

    Wagtail publishes and unpublishes outside one, so a row that a receiver writes would stay when
    the page does not, or the other way round (house.md). A refusal undoes nothing: what was typed
    has been saved as a draft by then, and stays.
    """

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method in SAFE_METHODS:
            return view(request, *args, **kwargs)
        with transaction.atomic():
            try:
                return view(request, *args, **kwargs)
            except Refused as refusal:
                messages.error(request, str(refusal))
                return redirect(_back_from(request))

    return run


def _back_from(request: HttpRequest) -> str:
    """The form that was sent, or the first page of the admin."""
    match = request.resolver_match
    is_form = match is not None and match.view_name == "wagtailadmin_pages:edit"
    return request.path if is_form else "wagtailadmin_home"
