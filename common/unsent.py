"""What was typed into a form that could not be taken: kept for its author, and given back.

A session ends; a sign-in in another tab changes the token of every open form. A form whose page
names its author (`{% author_field %}`, signed) loses nothing by either: what it sent lies in the
session of the browser, through the sign-in, and stands in the form again until it is sent. Only
its author gets it: a phone has several. Decision 0200.
"""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _

from common.formkit import SeeOther
from common.ratelimit import Limit, TooManyRequests
from common.reader import viewer_of

FIELD = "typed_by"
SALT = "common.unsent"
PLACE = "unsent"  # in the session
OPEN_FOR = timedelta(days=31)  # longer than any session
MOST_FORMS, MOST_FIELDS, FIELD_MAX = 3, 100, 40_000  # characters
# Texts are kept for people; not for whoever fills our tables.
KEPT = Limit("unsent", 30, 60 * 60)


def author_token(user: Any) -> str:
    """Who a form is made for, so that only we can have said it."""
    return signing.dumps(user.pk, salt=SALT) if user.is_authenticated else ""


def author_of(request: HttpRequest) -> int | None:
    """Whom the form that was sent was made for; None where it does not say."""
    try:
        return signing.loads(request.POST.get(FIELD, ""), salt=SALT, max_age=OPEN_FOR)
    except signing.BadSignature:
        return None


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """The way to the sign-in and back here. What was sent waits meanwhile."""
    if request.method == "POST" and FIELD in request.POST:
        if _keep(request):
            messages.info(request, _("Sign in to send your text: it is kept for you."))
        else:
            messages.warning(request, _("Sign in first, then write your text again."))
    return redirect_to_login(request.get_full_path())


def after_refused_token(request: HttpRequest, reason: str) -> HttpResponse | None:
    """Back to the form with all that was typed, by the sign-in for who has none; None: refuse.

    `reason`: Django's. What comes from another site touches no session: it would end the reader's.
    """
    author = author_of(request)
    if author is None or not reason.startswith("CSRF "):  # else: of its Origin or Referer
        return None
    viewer = viewer_of(request)
    if not viewer.is_authenticated:
        return to_sign_in(request)
    if viewer.pk != author or not _keep(request):
        return None
    return SeeOther(request.get_full_path())


def found(request: HttpRequest) -> QueryDict | None:
    """What this reader could not send from this address."""
    for one in request.session.get(PLACE, ()):
        if one["path"] == request.get_full_path() and one["by"] == viewer_of(request).pk:
            typed = QueryDict(mutable=True)
            for name, values in one["typed"].items():
                typed.setlist(name, values)
            return typed
    return None


def fill(request: HttpRequest, *unbound: forms.BaseForm) -> bool:
    """Let these forms begin with what could not be sent; says so, and returns whether any does."""
    typed = found(request) if request.method != "POST" else None
    if typed is None:
        return False
    filled = [form for form in unbound if _filled(form, typed)]
    if filled:
        messages.info(
            request, _("Here is what you wrote. It is not sent yet: please send it once more.")
        )
    return bool(filled)


def forget(request: HttpRequest) -> None:
    """This form has been sent."""
    kept = request.session.get(PLACE, [])
    others = [one for one in kept if one["path"] != request.get_full_path()]
    if len(others) < len(kept):
        request.session[PLACE] = others


def _keep(request: HttpRequest) -> bool:
    author = author_of(request)
    if author is None:
        return False
    try:
        KEPT.take(author)
    except TooManyRequests:
        return False
    path = request.get_full_path()
    sent = list(request.POST.lists())[:MOST_FIELDS]
    typed = {
        name: [value[:FIELD_MAX] for value in values[:MOST_FIELDS]]
        for name, values in sent
        if name not in (FIELD, "csrfmiddlewaretoken")
    }
    others = [one for one in request.session.get(PLACE, []) if one["path"] != path]
    mine = {"path": path, "by": author, "typed": typed}
    request.session[PLACE] = [mine, *others][:MOST_FORMS]
    return True


def _filled(form: forms.BaseForm, typed: QueryDict) -> bool:
    """Whether anything typed belongs to this form; a box that is not ticked is not sent."""
    if form.is_bound or not any(form.add_prefix(name) in typed for name in form.fields):
        return False
    for name, field in form.fields.items():
        key = form.add_prefix(name)
        if not field.widget.value_omitted_from_data(typed, {}, key):
            form.initial[name] = field.widget.value_from_datadict(typed, {}, key)
    return True
