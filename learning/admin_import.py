"""The admin of imports: a file, its report, the confirmation."""

import csv
import io
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView, View
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.viewsets.base import ViewSet
from wagtail.models import Locale

from learning.exchange.gift import MOST_BYTES, FileRefused
from learning.exchange.importing import can_import, confirm_import, plan_import, report_url
from learning.models import ImportBatch, Question

COLUMNS = ("line", "title", "type", "outcome", "reason", "notes", "problems", "source")
# A cell that begins with one of these would be a formula in a spreadsheet (learning.md §14).
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


class ImportForm(forms.Form):
    """A file of questions and their language."""

    file = forms.FileField(label=_("GIFT file"), help_text=_("Text in UTF-8, at most 10 MB."))
    locale: Any = forms.ModelChoiceField(
        queryset=Locale.objects.all(), label=_("Language of the questions")
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 10 MB."))
        return file


class ImportersOnly:
    """For editors of the question bank."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not can_import(request.user):
            raise PermissionDenied
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return answer


class ImportView(ImportersOnly, WagtailAdminTemplateMixin, FormView):
    """Takes a file and leads to its report; nothing is written to the bank."""

    form_class = ImportForm
    template_name = "learning/admin/import_questions.html"
    page_title = _("Import questions")
    header_icon = "upload"
    index_url_name = ""
    report_url_name = ""

    def get_breadcrumbs_items(self) -> list[Any]:
        return [{"url": reverse(self.index_url_name), "label": _("Questions")}]

    def get_initial(self) -> dict[str, Any]:
        return {"locale": Locale.get_default()}

    def form_valid(self, form: ImportForm) -> HttpResponse:
        file = form.cleaned_data["file"]
        try:
            batch = plan_import(
                file=file.read(),
                file_name=file.name,
                locale=form.cleaned_data["locale"],
                by=self.request.user,  # type: ignore[arg-type]  # dispatch let editors in alone
            )
        except FileRefused as refusal:
            form.add_error("file", str(refusal))
            return self.form_invalid(form)
        return HttpResponseRedirect(reverse(self.report_url_name, args=[batch.pk]))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        recent = ImportBatch.objects.select_related("locale")[:20]
        name = self.report_url_name
        batches = [(batch, reverse(name, args=[batch.pk])) for batch in recent]
        return super().get_context_data(**kwargs) | {"batches": batches}


class ImportListView(ImportersOnly, BaseListingView):
    """All files that were read, the newest first, with what became of each."""

    page_title = _("Imports")
    header_icon = "upload"
    index_url_name = "imports:list"
    index_results_url_name = "imports:results"
    paginate_by = 50
    default_ordering = "-pk"
    is_searchable = True
    columns = [
        TitleColumn("file_name", label=_("File"), get_url=lambda one: report_url(one.pk)),
        Column("state", label=_("Status"), accessor="state"),
        Column("created", label=_("Drafts")),
        Column("existing", label=_("Already there")),
        Column("refused", label=_("Refused")),
        Column("locale", label=_("Language")),
        Column("by", label=_("By"), accessor="by"),
        DateColumn("at", label=_("Date")),
    ]

    def get_base_queryset(self) -> Any:
        rows = ImportBatch.objects.select_related("locale", "by")
        return rows.defer("source", "report")  # long, and not shown here

    def search_queryset(self, queryset: Any) -> Any:
        """By a part of the file's name."""
        words = self.search_query.strip()
        return queryset.filter(file_name__icontains=words) if words else queryset


class _ImportsMenuItem(MenuItem):
    """Shown to those who may open it."""

    def is_shown(self, request: HttpRequest) -> bool:
        return can_import(request.user)


class ImportViewSet(ViewSet):
    """Imports of questions: a row is one file; its report is with the bank."""

    name = "imports"
    icon = "upload"
    menu_label = _("Imports")
    menu_item_class = _ImportsMenuItem

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", ImportListView.as_view(), name="list"),
            path("results/", ImportListView.as_view(results_only=True), name="results"),
        ]


class ImportReportView(ImportersOnly, WagtailAdminTemplateMixin, TemplateView):
    """What would become of each question, and the button that creates the drafts."""

    template_name = "learning/admin/import_report.html"
    page_title = _("Import questions")
    header_icon = "upload"
    index_url_name = ""
    import_url_name = ""
    csv_url_name = ""

    def get_page_subtitle(self) -> str:
        return self._batch().file_name

    def get_breadcrumbs_items(self) -> list[Any]:
        return [
            {"url": reverse(self.index_url_name), "label": _("Questions")},
            {"url": reverse(self.import_url_name), "label": _("Import questions")},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        batch = self._batch()
        kinds = Question._meta.get_field("content").stream_block.child_blocks
        rows = [
            row | {"words": kinds[row["type"]].label if row["type"] in kinds else ""}
            for row in batch.report["rows"]
        ]
        drafts = f"{reverse(self.index_url_name)}?import_batch={batch.pk}"
        return super().get_context_data(**kwargs) | {
            "batch": batch,
            "rows": rows,
            "made": Question.objects.filter(import_batch=batch).count(),
            "csv_url": reverse(self.csv_url_name, args=[batch.pk]),
            "drafts_url": drafts,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        confirm_import(batch=self._batch(), by=request.user)  # type: ignore[arg-type]
        messages.success(request, _("The drafts are being made."))
        return HttpResponseRedirect(request.path)

    def _batch(self) -> ImportBatch:
        return get_object_or_404(ImportBatch.objects.select_related("locale"), pk=self.kwargs["pk"])


class ImportCsvView(ImportersOnly, View):
    """The report as a table for a spreadsheet."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch = get_object_or_404(ImportBatch, pk=pk)
        response = HttpResponse(report_as_csv(batch), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="import-{batch.pk}.csv"'
        return response


def report_as_csv(batch: ImportBatch) -> str:
    """UTF-8 with a byte order mark; no cell is a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row in batch.report["rows"]:
        writer.writerow([_cell(row[name]) for name in COLUMNS])
    return f"\ufeff{out.getvalue()}"


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        value = " ".join(value)
    if isinstance(value, str) and value.lstrip(" \n").startswith(FORMULA):
        return f"'{value}"
    return value
