"""Organisations and lost second factors in the editors' admin."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets import Button
from wagtail.snippets.models import register_snippet

from members.admin_views import OrganisationViewSet
from members.models import User
from members.permissions import can_reset_second_factor
from members.services import reset_second_factor

register_snippet(OrganisationViewSet)


class ResetForm(forms.Form):
    reason = forms.CharField(
        label=_("Why, and how do you know who asked?"), widget=forms.Textarea(attrs={"rows": 4})
    )


def second_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the reason, then remove a member's lost second factor (logged)."""
    member = get_object_or_404(User, pk=pk)
    if not can_reset_second_factor(request.user, member):
        raise PermissionDenied
    form = ResetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        count = reset_second_factor(
            actor=request.user, member=member, reason=form.cleaned_data["reason"]
        )
        words = _t("%(count)d second factors removed. The act is in the log.")
        messages.success(request, words % {"count": count})
        return HttpResponseRedirect(reverse("wagtailusers_users:edit", args=[member.pk]))
    context = {"form": form, "member": member}
    return render(request, "members/admin/second_factor.html", context)


@hooks.register("register_admin_urls")
def second_factor_url() -> list[Any]:
    return [path("members/<int:pk>/second-factor/", second_factor, name="reset_second_factor")]


@hooks.register("register_user_listing_buttons")
def second_factor_button(user: User, request_user: User) -> Any:
    if can_reset_second_factor(request_user, user):
        url = reverse("reset_second_factor", args=[user.pk])
        yield Button(_("Reset second factor"), url, icon_name="lock-open", priority=40)
