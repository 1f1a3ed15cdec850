"""wagtail-localize's views with the rights of the page, and the review of a translation.

They stand at the same addresses, before those of wagtail-localize (`wagtail_hooks`).
"""

from typing import Any

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page, get_translatable_models
from wagtail.snippets.permissions import user_can_edit_snippet_type
from wagtail_localize.models import Translation
from wagtail_localize.views.convert import convert_to_alias
from wagtail_localize.views.edit_translation import upload_pofile
from wagtail_localize.views.report import TranslationsReportView
from wagtail_localize.views.snippets_api import SnippetViewSet
from wagtail_localize.views.submit_translations import (
    SubmitPageTranslationView,
    SubmitSnippetTranslationView,
)
from wagtail_localize.views.update_translations import UpdateTranslationsView

from common import translating
from common.desk import own_pages
from common.errors import Refused


class _OwnRights:
    """Translates only what the person may change, into sections where they may add pages."""

    request: HttpRequest

    def get_object(self) -> Any:
        instance = super().get_object()  # type: ignore[misc]
        translating.check_change(self.request.user, instance)
        return instance

    def get_form(self) -> forms.Form:
        form = super().get_form()  # type: ignore[misc]
        field = form.fields["locales"]
        may = translating.locales_to_translate_into(self.request.user, self.object)  # type: ignore[attr-defined]
        field.queryset = field.queryset.filter(pk__in=may)
        return form


class SubmitPage(_OwnRights, SubmitPageTranslationView):
    """“Translate this page”."""


class SubmitSnippet(_OwnRights, SubmitSnippetTranslationView):
    """The same for tips, cards and other entries."""


class UpdateTranslations(UpdateTranslationsView):
    """“Sync translated pages”: publishes only for who may publish each of them."""

    def get_object(self) -> Any:
        source = super().get_object()
        translating.check_change(self.request.user, source.get_source_instance())
        return source

    def form_valid(self, form: forms.Form) -> HttpResponse:
        if self.request.POST.get("publish_translations") and not self._may_publish():
            raise PermissionDenied
        return super().form_valid(form)

    def get_form(self) -> forms.Form:
        form = super().get_form()
        if not self._may_publish():
            form.fields["publish_translations"].disabled = True
            form.fields["publish_translations"].widget = forms.HiddenInput()
        return form

    def _may_publish(self) -> bool:
        user = self.request.user
        targets = (one.get_target_instance() for one in self.object.translations.all())
        return all(translating.can_publish(user, target) for target in targets)


class Report(TranslationsReportView):
    """The translations of what the person may change: titles of drafts stand in it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not translating.may_translate(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[Translation]:
        user = self.request.user
        models = [
            model
            for model in get_translatable_models(include_subclasses=True)
            if not issubclass(model, Page) and user_can_edit_snippet_type(user, model)
        ]
        types = ContentType.objects.get_for_models(*models).values()
        keys = own_pages(user).order_by().values("translation_key")
        return (
            super()
            .get_queryset()
            .filter(Q(source__object_id__in=keys) | Q(source__specific_content_type__in=types))
            .order_by("source__object_repr", "target_locale")
        )


class Entries(SnippetViewSet):
    """The titles that the translation editor's chooser shows."""

    def get_queryset(self) -> QuerySet[Any]:
        if not user_can_edit_snippet_type(self.request.user, self.get_model()):
            raise PermissionDenied
        return super().get_queryset()


def convert(request: HttpRequest, page_id: int) -> HttpResponse:
    """A page becomes a copy that follows another, and is published with it."""
    page = get_object_or_404(Page, pk=page_id).specific
    if not translating.can_publish(request.user, page):
        raise PermissionDenied
    return convert_to_alias(request, page_id)


def submit_for_review(request: HttpRequest, page_id: int) -> HttpResponse:
    """Ask, then put a translation before a second person."""
    page = get_object_or_404(Page, pk=page_id).specific
    translating.check_change(request.user, page)
    if request.method != "POST":
        return render(request, "common/admin/submit_translation.html", {"page": page})
    try:
        translating.submit_for_review(page=page, user=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        title = page.get_admin_display_title()
        messages.success(
            request, _("“%(title)s” now waits for a second person.") % {"title": title}
        )
    return redirect("wagtailadmin_pages:edit", page.pk)


def upload(request: HttpRequest, translation_id: int) -> HttpResponse:
    """A PO file comes in. Its button sends one always, so a form without is nobody's mistake."""
    if request.method == "POST" and "file" not in request.FILES:
        raise BadRequest
    return upload_pofile(request, translation_id)


urlpatterns = [
    path("localize/submit/page/<int:page_id>/", SubmitPage.as_view()),
    path(
        "localize/submit/snippet/<slug:app_label>/<slug:model_name>/<str:pk>/",
        SubmitSnippet.as_view(),
    ),
    path("localize/update/<int:translation_source_id>/", UpdateTranslations.as_view()),
    path("localize/page/<int:page_id>/convert_to_alias/", convert),
    path("localize/translate/<int:translation_id>/pofile/upload/", upload),
    path("localize/reports/translations/", Report.as_view()),
    path("localize/reports/translations/results/", Report.as_view(results_only=True)),
    path(
        "localize/api/snippets/<slug:app_label>/<slug:model_name>/",
        Entries.as_view({"get": "list"}),
    ),
    path(
        "localize/api/snippets/<slug:app_label>/<slug:model_name>/<str:pk>/",
        Entries.as_view({"get": "retrieve"}),
    ),
    path("localize/review/<int:page_id>/", submit_for_review, name="submit_translation_for_review"),
]
