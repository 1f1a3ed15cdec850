"""A member's saved searches, and the link in a mail that stops one."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from common.errors import Refused
from common.formkit import SeeOther
from common.languages import reading_language
from notifications.preferences import choices_for
from notifications.registry import EmailChoice
from search import services
from search.alerts import address_of
from search.forms import SavedSearchForm
from search.models import MOST_SAVED, Frequency, SavedSearch
from search.notification_types import SEARCHES
from search.request import SearchRequest, TooFar, from_params
from search.views.answers import private

View = Callable[..., HttpResponse]


def _own(view: View) -> View:
    """A page of one member: signed in, kept by nobody."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @login_required
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return private(view(request, *args, **kwargs))

    return answer


@_own
def searches(request: HttpRequest) -> HttpResponse:
    """`/<language>/me/searches/`: what one has saved; with a search in its address, saves it."""
    member: Any = request.user
    asked = _asked(request.GET, reading_language())
    form = SavedSearchForm(
        request.POST if request.method == "POST" else None, initial={"name": asked.text[:120]}
    )
    if request.method == "POST" and asked.is_asked and form.is_valid():
        try:
            services.save_search(member=member, asked=asked, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("Your search is saved."))
            return SeeOther(reverse("saved_searches"))
    rows = list(SavedSearch.objects.filter(user=member))
    context = {
        "page_kind": "account",
        "crumb": _("Saved searches"),
        "form": form if asked.is_asked else None,
        "asked": asked,
        "rows": [(row, address_of(row)) for row in rows],
        "left": MOST_SAVED - len(rows),
        "has_no_mail": choices_for(member.pk)[SEARCHES.key] == EmailChoice.OFF,
    }
    return render(request, "search/saved.html", context)


@_own
def search(request: HttpRequest, pk: int) -> HttpResponse:
    """`/<language>/me/searches/<id>/`: change or delete one's own; others' are not there."""
    member: Any = request.user
    row = SavedSearch.objects.filter(pk=pk, user=member).first()
    if row is None:
        raise Http404
    if request.method == "POST" and "delete" in request.POST:
        _there(services.delete_search, member=member, pk=pk)
        messages.success(request, _("The search is deleted."))
        return SeeOther(reverse("saved_searches"))
    form = SavedSearchForm(
        request.POST if request.method == "POST" else None,
        initial={"name": row.name, "frequency": row.frequency},
    )
    if request.method == "POST" and form.is_valid():
        _there(services.change_search, member=member, pk=pk, **form.cleaned_data)
        messages.success(request, _("Your changes are saved."))
        return SeeOther(reverse("saved_searches"))
    context = {
        "page_kind": "account",
        "crumb": row.name,
        "form": form,
        "row": row,
        "address": address_of(row),
    }
    return render(request, "search/saved_one.html", context)


@csrf_exempt  # mail programs press it too (RFC 8058); the signed link alone is the proof
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """The link of a mail: the page asks, the button stops. No sign-in: the link is the proof.

    A link we never wrote, or whose search is gone, says what else there is.
    """
    row = services.search_of_token(token)
    if row is not None and request.method == "POST":
        services.stop_alerts(row)
        row.frequency = Frequency.OFF
    context = {
        "page_kind": "account",
        "crumb": _("Stop mails"),
        "row": row,
        "is_stopped": row is not None and row.frequency == Frequency.OFF,
    }
    status = 404 if row is None else 200
    response = private(render(request, "search/stop.html", context, status=status))
    response.headers["Referrer-Policy"] = "no-referrer"  # the address is the proof
    return response


def _there(act: Callable[..., Any], **kwargs: Any) -> None:
    """Do it, unless another tab has just deleted the search. Raises Http404 then."""
    try:
        act(**kwargs)
    except SavedSearch.DoesNotExist as gone:
        raise Http404 from gone


def _asked(params: QueryDict, lang: str) -> SearchRequest:
    """The search in the address of the page; nothing where there is none."""
    try:
        return from_params(params, lang)
    except TooFar:
        return SearchRequest(lang=lang)
