"""Who may translate what: rights on the page, where wagtail-localize asks for one on everything.

Its views that send things to translation and bring translations up to date take anybody with
`submit_translation`, whichever section the page is in, and the second one publishes without asking
(SEC15, decision 0085). These stand at the same addresses before its own.
"""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from wagtail.models import Page
from wagtail_localize.models import TranslationSource
from wagtail_localize.views.edit_translation import user_can_edit_instance
from wagtail_localize.views.report import TranslationsReportView
from wagtail_localize.views.submit_translations import (
    SubmitPageTranslationView,
    SubmitSnippetTranslationView,
)
from wagtail_localize.views.update_translations import UpdateTranslationsView

SUBMIT = "wagtail_localize.submit_translation"
View = Callable[..., HttpResponse]


def may_translate(request: HttpRequest) -> bool:
    return request.user.has_perm(SUBMIT)


def submit_page(request: HttpRequest, page_id: int) -> HttpResponse:
    """Only pages that the person may edit."""
    _check_edit(request, get_object_or_404(Page, pk=page_id))
    return _submit_page(request, page_id=page_id)


class SubmitSnippet(SubmitSnippetTranslationView):
    """Only snippets of a kind that the person may edit."""

    def get_object(self) -> Any:
        snippet = super().get_object()
        _check_edit(self.request, snippet)
        return snippet


def update(request: HttpRequest, translation_source_id: int) -> HttpResponse:
    """Only of what the person may edit; to publish the translations, who may publish each."""
    source = get_object_or_404(TranslationSource, pk=translation_source_id)
    _check_edit(request, source.get_source_instance())
    if request.method == "POST" and request.POST.get("publish_translations"):
        for translation in source.translations.filter(enabled=True):
            _check_publish(request, translation.get_target_instance())
    return _update(request, translation_source_id=translation_source_id)


def report(request: HttpRequest, *, results_only: bool = False) -> HttpResponse:
    """The list of translations names drafts: it is for those who translate."""
    if not may_translate(request):
        raise PermissionDenied
    return TranslationsReportView.as_view(results_only=results_only)(request)


def _check_edit(request: HttpRequest, instance: Any) -> None:
    if not (may_translate(request) and user_can_edit_instance(request.user, instance)):
        raise PermissionDenied


def _check_publish(request: HttpRequest, instance: Any) -> None:
    is_page = isinstance(instance, Page)
    if is_page and not instance.permissions_for_user(request.user).can_publish():
        raise PermissionDenied


_submit_page: View = SubmitPageTranslationView.as_view()
_update: View = UpdateTranslationsView.as_view()

urlpatterns: list[URLPattern] = [
    path("submit/page/<int:page_id>/", submit_page),
    path("submit/snippet/<slug:app_label>/<slug:model_name>/<str:pk>/", SubmitSnippet.as_view()),
    path("update/<int:translation_source_id>/", update),
    path("reports/translations/", report),
    path("reports/translations/results/", report, {"results_only": True}),
]
