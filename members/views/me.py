"""A member's own pages: what is theirs, and what others see of them."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from common.formkit import SeeOther
from members import selectors
from members.bylines import byline_for
from members.forms import ProfileForm
from members.models import MemberProfile, User
from members.services import save_profile


@never_cache
@login_required
@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """The member's own page: how they appear, and the doors to their account."""
    member = selectors.member_with_profile(request.user.pk)
    context = {
        "for_members": byline_for(member, selectors.any_member(), "preview"),
        "for_visitors": byline_for(member, AnonymousUser(), "preview"),
        "has_profile": hasattr(member, "profile"),
        "page_kind": "me",
    }
    return render(request, "members/me.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Change one's profile. Refused with every value kept; accepted with 303 to one's page."""
    member = selectors.member_with_profile(request.user.pk)
    sent = request.POST if request.method == "POST" else None
    form = ProfileForm(sent, initial=_initial(member))
    if form.is_valid():
        save_profile(member=member, **form.cleaned_data)
        with override(member.language):  # they read on in the language they have chosen
            messages.success(request, _("Your profile is saved."))
            return SeeOther(reverse("members:me"))
    return render(request, "members/profile.html", {"form": form, "page_kind": "profile"})


def _initial(member: User) -> dict[str, Any]:
    values: dict[str, Any] = {"language": member.language, "timezone": member.timezone}
    found: MemberProfile = getattr(member, "profile", None) or MemberProfile()
    fields = ("display_name", "member_type", "country_of_residence", "job_title", "organisation")
    for field in fields:
        values[field] = getattr(found, field)
        values[f"{field}_visibility"] = getattr(found, f"{field}_visibility")
    return values
