"""A member's own pages: what is theirs, and what others see of them."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from common.formkit import SeeOther
from members.bylines import byline_for
from members.forms import ProfileForm
from members.models import MemberProfile, User


@never_cache
@login_required
@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """The member's own page: how they appear, and the doors to their account."""
    user = _member(request)
    context = {
        "byline": byline_for(user, user),
        "as_visitor": byline_for(user, AnonymousUser()),
        "page_kind": "me",
    }
    return render(request, "members/me.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Change one's profile. Refused with every value kept; accepted with 303 to one's page."""
    user = _member(request)
    form = ProfileForm(request.POST or None, initial=_initial(user))
    if request.method == "POST" and form.is_valid():
        form.save(user)
        messages.success(request, _("Your profile is saved."))
        return SeeOther(reverse("members:me"))
    return render(request, "members/profile.html", {"form": form, "page_kind": "profile"})


def _member(request: HttpRequest) -> User:
    return User.objects.select_related("profile__member_type", "profile__country").get(
        pk=request.user.pk
    )


def _initial(user: User) -> dict[str, Any]:
    found: MemberProfile | None = getattr(user, "profile", None)
    values: dict[str, Any] = {"language": user.language, "timezone": user.timezone}
    if found is None:
        return values
    fields = ("display_name", "display_name_visibility", "member_type_visibility")
    values |= {name: getattr(found, name) for name in (*fields, "country_visibility")}
    return values | {"member_type": found.member_type_id, "country": found.country_id}
