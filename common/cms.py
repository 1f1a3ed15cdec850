"""What surrounds Wagtail's own views below `/cms/`."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def writes_in_transaction(view: View) -> View:
    """Run the view in a transaction where it may write.

    Wagtail publishes and unpublishes outside one, so a row that a receiver writes would stay when
    the page does not, or the other way round (house.md).
    """

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method in SAFE_METHODS:
            return view(request, *args, **kwargs)
        with transaction.atomic():
            return view(request, *args, **kwargs)

    return run
