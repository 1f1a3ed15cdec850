"""Certificates in the admin: found by code or name, replaced or revoked with a reason."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView, WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from common.errors import Refused
from common.formkit import LineField, SeeOther
from learning.certification.codes import Mistyped, read_code, shown_code
from learning.certification.snapshots import Printed
from learning.models import Certificate, CertificateStatus
from learning.permissions import check_revoke_certificate, is_course_editor
from learning.services import replace_certificate, revoke_certificate

LIST = "certificates:list"
RESULTS = "certificates:results"
ONE = "certificates:certificate"
HOLDER_READS = _("The holder reads it; the page at which strangers verify does not show it.")


class RevokeForm(forms.Form):
    """Why it does not hold any more."""

    prefix = "revoke"
    reason = LineField(label=_("Reason"), limit=500, help_text=HOLDER_READS)


class ReplaceForm(forms.Form):
    """The right name, and why the old one was wrong."""

    prefix = "replace"
    printed_name = LineField(label=_("Name on the certificate"), limit=120)
    reason = LineField(label=_("Reason"), limit=500, help_text=HOLDER_READS)


class ForCourseEditors:
    """Who looks after certificates (learning.md §21): nobody else learns which there are."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        check_revoke_certificate(request.user)
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return answer


class CertificateListView(ForCourseEditors, BaseListingView):
    """All certificates, the newest first. Two queries beside those of the frame."""

    page_title = _("Certificates")
    header_icon = "doc-full"
    index_url_name = LIST
    index_results_url_name = RESULTS
    paginate_by = 50
    default_ordering = "-pk"
    is_searchable = True
    columns = [
        TitleColumn(
            "code",
            label=_("Code"),
            accessor=lambda one: shown_code(one.code),
            get_url=lambda one: reverse(ONE, args=[one.pk]),
        ),
        Column("name", label=_("Name"), accessor=lambda one: one.snapshot["name"]),
        Column("course", label=_("Course"), accessor=lambda one: one.snapshot["course"]),
        DateColumn("issued_at", label=_("Issued")),
        Column("status", label=_("Status"), accessor="get_status_display"),
    ]

    def get_base_queryset(self) -> Any:
        return Certificate.objects.visible_to(self.request.user)

    def search_queryset(self, queryset: Any) -> Any:
        """By the whole code however it is typed, else by a part of the printed name."""
        words = self.search_query.strip()
        if not words:
            return queryset
        try:
            return queryset.filter(code=read_code(words))
        except Mistyped:
            return queryset.filter(snapshot__name__icontains=words)


class CertificateView(ForCourseEditors, WagtailAdminTemplateMixin, TemplateView):
    """One certificate as printed, what became of it, and the two acts that staff have."""

    template_name = "learning/admin/certificate.html"
    header_icon = "doc-full"
    page_title = _("Certificate")

    @cached_property
    def held(self) -> Certificate:
        """Asked for after `dispatch`: others do not learn which numbers there are."""
        rows = Certificate.objects.select_related("replaced_by", "status_by")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return shown_code(self.held.code)

    def get_breadcrumbs_items(self) -> list[Any]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse(LIST), "label": _("Certificates")},
            {"url": "", "label": self.get_page_subtitle()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        held = self.held
        successor = held.replaced_by
        return super().get_context_data(**kwargs) | {
            "held": held,
            "printed": Printed.from_snapshot(held.snapshot),
            "code": shown_code(held.code),
            "verify_url": reverse("verify_code", args=[held.code]),
            "successor_url": reverse(ONE, args=[successor.pk]) if successor else "",
            "is_valid": held.status == CertificateStatus.VALID,
            "revoking": kwargs.get("revoking") or RevokeForm(),
            "replacing": kwargs.get("replacing")
            or ReplaceForm(initial={"printed_name": held.snapshot["name"]}),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """`act` says which of the two forms was sent."""
        is_revoking = request.POST.get("act") == "revoke"
        form: forms.Form = RevokeForm(request.POST) if is_revoking else ReplaceForm(request.POST)
        shown = {"revoking" if is_revoking else "replacing": form}
        if form.is_valid():
            try:
                return self._act(form, is_revoking=is_revoking)
            except Refused as refusal:
                if refusal.field not in form.fields:  # it has changed since the page was shown
                    messages.error(request, str(refusal))
                    return SeeOther(request.path)
                form.add_error(refusal.field, str(refusal))
        # The forms stand below what was printed: without this the page looks as if all were well.
        words = gettext("The certificate is as it was. Look at the form below.")
        messages.validation_error(request, words, form)
        return self.render_to_response(self.get_context_data(**shown))

    def _act(self, form: forms.Form, *, is_revoking: bool) -> HttpResponse:
        editor: Any = self.request.user
        if is_revoking:
            one = revoke_certificate(certificate=self.held, by=editor, **form.cleaned_data)
            messages.success(self.request, gettext("The certificate is revoked."))
        else:
            one = replace_certificate(certificate=self.held, by=editor, **form.cleaned_data)
            messages.success(self.request, gettext("This is the new certificate."))
        return SeeOther(reverse(ONE, args=[one.pk]))


class _CertificatesMenuItem(MenuItem):
    """Shown to those who may open it."""

    def is_shown(self, request: HttpRequest) -> bool:
        return is_course_editor(request.user)


class CertificateViewSet(ViewSet):
    """Certificates: written by services alone, so there is no form to add or edit one."""

    name = "certificates"
    icon = "doc-full"
    menu_label = _("Certificates")
    menu_item_class = _CertificatesMenuItem

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", CertificateListView.as_view(), name="list"),
            path("results/", CertificateListView.as_view(results_only=True), name="results"),
            path("<int:pk>/", CertificateView.as_view(), name="certificate"),
        ]
