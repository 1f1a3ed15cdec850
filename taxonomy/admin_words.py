"""The admin of synonyms and acronyms: lists, forms, files in and out."""

from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import path, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views.snippets import CreateView, IndexView, SnippetViewSet
from wagtail.snippets.views.snippets import SnippetViewSetGroup as Group

from common.errors import Refused
from taxonomy.models import Acronym, SameWords, Synonym
from taxonomy.permissions import check_import_words
from taxonomy.services.words import IMPORT_HELP, columns_of, import_words

MAX_BYTES = 1_000_000


class ImportForm(forms.Form):
    """A file of rows."""

    file = forms.FileField(label=_("File"), help_text=IMPORT_HELP)

    def clean_file(self) -> str:
        """Its text."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than 1 MB."))
        try:
            return file.read().decode("utf-8")
        except UnicodeDecodeError as problem:
            raise forms.ValidationError(_("The file is not text in UTF-8.")) from problem


class ImportView(WagtailAdminTemplateMixin, FormView):
    """Takes a file; says at the field which row is wrong."""

    model: type[SameWords] = Synonym
    form_class = ImportForm
    template_name = "taxonomy/admin/import_words.html"
    page_title = _("Take from a file")
    index_url_name = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        check_import_words(request.user, self.model)
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return str(self.model._meta.verbose_name_plural)

    def get_breadcrumbs_items(self) -> list[Any]:
        return [{"url": reverse(self.index_url_name), "label": self.get_page_subtitle()}]

    def form_valid(self, form: ImportForm) -> HttpResponse:
        text = form.cleaned_data["file"]
        try:
            added, changed = import_words(model=self.model, text=text, user=self.request.user)
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
            return self.form_invalid(form)
        said = ngettext("%(number)d entry added.", "%(number)d entries added.", added)
        more = ngettext("%(number)d changed.", "%(number)d changed.", changed)
        words = f"{said % {'number': added}} {more % {'number': changed}}"
        messages.success(self.request, words)
        return HttpResponseRedirect(reverse(self.index_url_name))


class WordsIndexView(IndexView):
    """The list, with the way in for files."""

    import_url_name = ""

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons = list(super().header_more_buttons)
        try:
            check_import_words(self.request.user, self.model)
        except PermissionDenied:
            return buttons
        url = reverse(self.import_url_name)
        buttons.append(
            Button(gettext("Take from a file"), url=url, icon_name="upload", priority=90)
        )
        return buttons


class WordsCreateView(CreateView):
    """A new entry; its first side may come from the report of searches without results."""

    def get_initial(self) -> dict[str, Any]:
        words = self.request.GET.get("words", "")[:200]
        return super().get_initial() | ({"words": words} if words else {})


class WordsViewSet(SnippetViewSet):
    """One of the two lists: `WordsViewSet(model=Synonym)`."""

    icon = "link"
    copy_view_enabled = False
    index_view_class = WordsIndexView
    add_view_class = WordsCreateView
    list_display = ["words", "means", BooleanColumn("both_ways", label=_("Both ways")), "locale"]
    list_filter = ["locale", "both_ways"]
    list_per_page = 50
    search_fields = ["words", "means"]
    search_backend_name = None

    @property
    def panels(self) -> list[str]:
        own = ["is_word"] if self.model is Acronym else []
        return ["words", "means", *own, "both_ways", "locale"]

    @property
    def list_export(self) -> list[str]:
        return list(columns_of(self.model))

    @property
    def export_headings(self) -> dict[str, str]:
        """The names that a file has to bring back, whatever the editor's language."""
        return {name: name for name in columns_of(self.model)}

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        name = self.get_url_name("import")
        return super().get_index_view_kwargs(import_url_name=name, **kwargs)

    def get_urlpatterns(self) -> list[Any]:
        view = self.construct_view(ImportView)
        return [*super().get_urlpatterns(), path("import/", view, name="import")]


class WordGroup(Group):
    """Both lists, under one entry of the menu."""

    menu_label = _("Synonyms")
    menu_icon = "search"
    menu_order = 310
    items = (WordsViewSet(model=Synonym), WordsViewSet(model=Acronym))
