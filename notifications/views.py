"""A member's notifications: the list, the choices, and the link in each mail that stops it."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from common.formkit import SeeOther
from common.models import SiteSettings
from notifications import selectors, services
from notifications.forms import ChoicesForm
from notifications.preferences import choices_for
from notifications.registry import families
from notifications.stopping import Stop, stop_of

View = Callable[..., HttpResponse]
METHODS = ["GET", "HEAD", "POST"]


def _private(view: View) -> View:
    """A page of one member: signed in, kept by nobody."""

    @login_required
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        return response

    return answer


@require_http_methods(METHODS)
@_private
def notifications(request: HttpRequest) -> HttpResponse:
    """The list, newest first; the button marks as read what the page has shown, and all before."""
    member: Any = request.user
    if request.method == "POST":
        services.mark_all_read(member=member, up_to=_moment(request.POST.get("up_to", "")))
        return SeeOther(reverse("notifications:list"))
    listed = selectors.notifications_of(member, request)
    services.mark_gone(member=member, pks=listed.gone)
    context = {
        "page_kind": "account",
        "crumb": _("Notices"),
        "listed": listed,
        "unread": any(row.notification.read_at is None for row in listed.rows),
        "shown_at": timezone.now().isoformat(),
    }
    return render(request, "notifications/list.html", context)


@require_safe
@_private
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """On to what a notification is about; it is read then. Others' and those gone are not there.

    A browser that fetches ahead has not read anything.
    """
    member: Any = request.user
    message = selectors.message_of(member, pk)
    if message is None:
        raise Http404
    if request.method == "GET" and "prefetch" not in request.headers.get("Sec-Purpose", ""):
        services.mark_read(member=member, pk=pk)
    return HttpResponseRedirect(message.url)


@require_http_methods(METHODS)
@_private
def choices(request: HttpRequest) -> HttpResponse:
    """How each family comes by mail; one button switches all of them off."""
    member: Any = request.user
    if request.method == "POST" and "all_off" in request.POST:
        services.stop_all_email(member=member)
        messages.success(request, _("No more e-mails but decisions and those of your account."))
        return SeeOther(reverse("notifications:settings"))
    form = ChoicesForm(
        request.POST if request.method == "POST" else None,
        initial=choices_for(member.pk),
        member=member,
    )
    if form.is_valid():
        services.choose_email(member=member, choices=form.choices())
        messages.success(request, _("Your choice is saved."))
        return SeeOther(reverse("notifications:settings"))
    context = {
        "page_kind": "account",
        "crumb": _("Notices by e-mail"),
        "form": form,
        "always": [one for one in families() if one.mandatory],
        "zone": member.timezone,
    }
    return render(request, "notifications/settings.html", context)


@csrf_exempt  # mail programs press it too (RFC 8058); the signed link alone is the proof
@require_http_methods(METHODS)
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """The link of a mail. GET only asks, for mail scanners follow links; POST acts, at once.

    No sign-in. A link we never wrote says how else to stop mail.
    """
    stopped = stop_of(token)
    is_done = request.method == "POST" and stopped is not None
    if is_done and stopped is not None:
        _act(stopped, is_all="all" in request.POST)
    context = {
        "page_kind": "account",
        "crumb": _("Stop e-mails"),
        "stop": stopped,
        "is_done": is_done,
        "is_all": "all" in request.POST,
        "contact": SiteSettings.load().contact_email,
    }
    status = 200 if stopped else 404
    response = render(request, "notifications/stop.html", context, status=status)
    patch_cache_control(response, private=True, no_store=True)
    return response


def _moment(text: str) -> datetime:
    """When the page was shown; now for what no page of ours has sent."""
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    now = timezone.now()
    return found if found is not None and timezone.is_aware(found) and found < now else now


def _act(stopped: Stop, *, is_all: bool) -> None:
    if is_all:
        services.stop_all_email(member=stopped.member)
    elif stopped.family is None:
        services.stop_digest(member=stopped.member)
    else:
        services.stop_email(member=stopped.member, family_key=stopped.family.key)
