"""The admin of terms, tips, cards and glossary: lists, forms, and the two ends of a term."""

from functools import cached_property
from typing import Any

from django import forms
from django.contrib.admin.utils import quote
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.views.generic import PermissionCheckedMixin, WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views.snippets import (
    DeleteView,
    EditView,
    SnippetViewSet,
    SnippetViewSetGroup,
)

from common.errors import Refused
from taxonomy import models
from taxonomy.models.knowledge import MAX_FINDINGS
from taxonomy.permissions import TERM_MODELS, can_edit_terms
from taxonomy.services import TermInUse, delete_unused_term, merge_terms, uses_of
from taxonomy.widgets import TermsCheckboxes

NAMES = ("name", "name_fr", "name_es", "name_ar")
NOT_EDITED = {"id", "external_id", "merged_into", "code", "order", "active", *NAMES}


class MergeForm(forms.Form):
    """Which term takes over."""

    into: Any = forms.ModelChoiceField(queryset=None, label=_("Merge into"))

    def __init__(self, *args: Any, source: models.Term, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = type(source)._default_manager.offered().exclude(pk=source.pk)
        into: Any = self.fields["into"]
        into.queryset = offered


class MergeView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """One term becomes another. Says first how many rows speak of it."""

    model: type[models.Term] = models.Theme
    form_class = MergeForm
    template_name = "taxonomy/admin/merge_term.html"
    page_title = _("Merge")
    permission_required = "change"
    edit_url_name = ""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.source = get_object_or_404(self.model, pk=kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return str(self.source)

    def get_breadcrumbs_items(self) -> list[Any]:
        return []  # the title says more, as on the page that deletes

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"source": self.source}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        uses = {"source": self.source, "uses": uses_of(self.source)}
        return super().get_context_data(**kwargs) | uses

    def form_valid(self, form: MergeForm) -> HttpResponse:
        into = form.cleaned_data["into"]
        try:
            rewritten = merge_terms(source=self.source, into=into, user=self.request.user)
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
            return self.form_invalid(form)
        message = ngettext(
            "“%(source)s” is now “%(into)s”; %(number)d link was rewritten.",
            "“%(source)s” is now “%(into)s”; %(number)d links were rewritten.",
            rewritten,
        )
        values = {"source": self.source, "into": into, "number": rewritten}
        messages.success(self.request, message % values)
        return HttpResponseRedirect(reverse(self.edit_url_name, args=(quote(into.pk),)))


class TermEditView(EditView):
    """The form of a term, with the two ways to end it."""

    merge_url_name = ""

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons = list(super().header_more_buttons)
        if can_edit_terms(self.request.user, self.model):
            pk = quote(self.object.pk)
            merge, delete = reverse(self.merge_url_name, args=(pk,)), self.get_delete_url()
            buttons += [
                Button(gettext("Merge into another"), url=merge, icon_name="link", priority=20),
                Button(gettext("Delete"), url=delete, icon_name="bin", priority=30),
            ]
        return buttons


class TermDeleteView(DeleteView):
    """Deletes what nothing uses; else answers 409 with the number of uses and offers to merge."""

    permission_required = "change"
    merge_url_name = ""
    template_name = "taxonomy/admin/delete_term.html"

    def get_usage(self) -> None:
        """Not Wagtail's index, which knows neither link tables of drafts nor terms below."""
        return

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("uses", uses_of(self.object) + self.object.merged.count())
        self.usage_url = None
        merge_url = reverse(self.merge_url_name, args=(quote(self.object.pk),))
        return super().get_context_data(**kwargs) | {"merge_url": merge_url}

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            delete_unused_term(term=self.object, user=self.request.user)
        except TermInUse:
            return self.render_to_response(self.get_context_data(form=form), status=409)
        messages.success(self.request, self.get_success_message())
        return HttpResponseRedirect(self.get_success_url())


class TermViewSet(SnippetViewSet):
    """One term list: `TermViewSet(model=Theme)`."""

    icon = "tag"
    copy_view_enabled = False
    edit_view_class = TermEditView
    delete_view_class = TermDeleteView
    delete_template_name = "taxonomy/admin/delete_term.html"
    list_display = ["name", "code", "name_fr", "name_es", "active"]
    list_filter = ["active"]
    list_per_page = 50
    list_export = ["code", *NAMES, "order", "active"]
    search_fields = ["code", *NAMES]
    search_backend_name = None

    @cached_property
    def edit_handler(self) -> ObjectList:
        """Code, names, then what the list has of its own."""
        fields = [*self.model._meta.fields, *self.model._meta.many_to_many]
        own = [one.name for one in fields if one.name not in NOT_EDITED and one.editable]
        panels = [
            MultiFieldPanel(["code", *NAMES], gettext("Names")),
            *(
                FieldPanel(name, widget=TermsCheckboxes if name == "themes" else None)
                for name in own
            ),
            MultiFieldPanel(["order", "active"], gettext("In lists")),
        ]
        return ObjectList(panels)

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_common_view_kwargs(merge_url_name=self.get_url_name("merge"), **kwargs)

    def get_urlpatterns(self) -> list[Any]:
        merge = self.construct_view(MergeView)
        return [*super().get_urlpatterns(), path("merge/<int:pk>/", merge, name="merge")]


class TermGroup(SnippetViewSetGroup):
    """All lists, under one entry of the menu."""

    menu_label = _("Terms")
    menu_icon = "tag"
    menu_order = 300
    items = [TermViewSet(model=model) for model in TERM_MODELS]


def _boxes(name: str) -> FieldPanel:
    return FieldPanel(name, widget=TermsCheckboxes)


class TipViewSet(SnippetViewSet):
    """Tips, by group."""

    model = models.Tip
    icon = "pick"
    list_display = ["title", "group", "locale"]
    list_filter = ["group", "locale"]
    panels = [
        MultiFieldPanel(["group", "order", "title", "text", "credited_to"], _("Tip")),
        InlinePanel("see_also", panels=["page", "url", "label"], label=_("See also")),
        MultiFieldPanel(
            [_boxes("countries"), _boxes("residence_countries"), _boxes("themes"), _boxes("tags")],
            _("What it is about"),
        ),
    ]


class CountryCardViewSet(SnippetViewSet):
    """Country cards."""

    model = models.CountryCard
    icon = "site"
    list_display = ["country", "source", "year", "locale"]
    list_filter = ["locale"]
    panels = [
        MultiFieldPanel(["country", "source", "year", "order"], _("Card")),
        InlinePanel(
            "findings",
            panels=["text", _boxes("themes")],
            label=_("Finding"),
            heading=_("Findings"),
            min_num=1,
            max_num=MAX_FINDINGS,
        ),
        _boxes("tips"),
    ]


class GlossaryTermViewSet(SnippetViewSet):
    """The glossary."""

    model = models.GlossaryTerm
    icon = "openquote"
    list_display = ["term", "source", "locale"]
    list_filter = ["locale"]
    panels = ["term", "definition", "source", _boxes("themes"), _boxes("see_also")]


class KnowledgeGroup(SnippetViewSetGroup):
    """What editors write beside pages."""

    menu_label = _("Tips and glossary")
    menu_icon = "openquote"
    menu_order = 250
    items = (TipViewSet, CountryCardViewSet, GlossaryTermViewSet)
