"""Keeping somebody away, and whom one keeps away."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from common.formkit import SeeOther
from members import limits, selectors
from members.bylines import byline_for
from members.permissions import can_block
from members.services import block_member, unblock_member


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def block(request: HttpRequest, handle: str) -> HttpResponse:
    """Asks, and keeps `handle` away; or lets them near again, if they are kept away already.

    Oneself, closed accounts and unknown handles are not there. The other is told nothing, and sees
    no difference here: only one's own block shows.
    """
    member: Any = request.user
    other = selectors.member_by_handle(handle)
    if other is None or not can_block(member, other):
        raise Http404
    byline = byline_for(other, member, "block")
    if request.method == "POST":
        limits.CHANGES_OF_ACCOUNT.take(member.pk)
        if "unblock" in request.POST:
            unblock_member(member=member, other=other)
            done = _("You see again what %(name)s writes.")
        else:
            block_member(member=member, other=other)
            done = _("You have blocked %(name)s. They are not told.")
        messages.success(request, done % {"name": byline.name})
        return SeeOther(reverse("members:blocked"))
    context = {
        "other": other,
        "byline": byline,
        "is_blocked": selectors.has_blocked(member, other),
        "crumb": _("Block a member"),
        "page_kind": "account",
    }
    return render(request, "members/block.html", context)


@never_cache
@login_required
@require_safe
def blocked(request: HttpRequest) -> HttpResponse:
    """Whom one keeps away, newest first, each with the way back."""
    member: Any = request.user
    rows = [
        (one.blocked.handle, byline_for(one.blocked, member, "block"))
        for one in selectors.blocks_of(member)
    ]
    context = {"rows": rows, "crumb": _("People you keep away"), "page_kind": "account"}
    return render(request, "members/blocked.html", context)
