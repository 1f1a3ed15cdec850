"""Forms of the admin that models name: terms themselves, and pages that speak of them."""

from functools import partial
from typing import Any

from django import forms
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _
from wagtail.admin.compare import M2MFieldComparison
from wagtail.admin.forms import WagtailAdminModelForm, WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page

from common.formkit import LinesField
from taxonomy.widgets import TermsCheckboxes

# vocabulary: the child relation of Page that holds it
RELATIONS = {
    "themes": "theme_links",
    "countries": "country_links",
    "focus_areas": "focus_area_links",
    "sdg_targets": "sdg_target_links",
    "gcm_objectives": "gcm_objective_links",
    "tags": "tag_links",
}


def link_model(vocabulary: str) -> Any:
    """The through model of a vocabulary; `term_model` is what it links to."""
    return Page._meta.get_field(RELATIONS[vocabulary]).related_model


def term_model(vocabulary: str) -> Any:
    return link_model(vocabulary)._meta.get_field("term").related_model


def set_terms(page: Any, vocabulary: str, term_pks: set[int]) -> None:
    """Make `page` speak of exactly these terms, in memory: saving the page or a revision keeps it.

    Links that stay keep their rows, so that nothing is written where nothing changed.
    """
    manager = getattr(page, RELATIONS[vocabulary])
    links = list(manager.all())
    kept = [link for link in links if link.term_id in term_pks]
    new = term_pks - {link.term_id for link in kept}
    if new or len(kept) < len(links):
        model = link_model(vocabulary)
        manager.set([*kept, *(model(term_id=pk) for pk in sorted(new))])


class TermForm(WagtailAdminModelForm):
    """A term: its code is written once, its names whenever they can be better."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "code" in self.fields:
            self.fields["code"].disabled = True
            self.fields["code"].help_text = _("Addresses and data files know it: it stays.")
        if "aliases" in self.fields:
            self.fields["aliases"] = LinesField(
                label=_("Other names"), required=False, help_text=_("One a line, for search.")
            )


class TermsField(forms.ModelMultipleChoiceField):
    """Terms of one vocabulary; the form says which."""

    def __init__(self, *, label: Any, help_text: Any = "") -> None:
        super().__init__(
            queryset=None, label=label, help_text=help_text, required=False, widget=TermsCheckboxes
        )

    def label_from_instance(self, term: Any) -> str:
        return term.label_with_code


class ClassifiedPageForm(WagtailAdminPageForm):
    """Shows the links of a page as multiple choices and writes them back as child rows.

    Offered are the terms in use; a merged or retired term is offered only where it is linked.
    """

    themes = TermsField(label=_("Themes"))
    countries = TermsField(label=_("Countries"))
    focus_areas = TermsField(label=_("Focus areas"))
    sdg_targets = TermsField(label=_("SDG targets"))
    gcm_objectives = TermsField(label=_("GCM objectives"))
    tags = TermsField(label=_("Tags"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            # A field whose default is counted out, as today's date, would compare itself with a
            # hidden copy that the admin does not print, and always look changed: approving a text
            # unread would then be an edit by the second person.
            field.show_hidden_initial = False
        for vocabulary, relation in RELATIONS.items():
            if vocabulary in self.fields:
                linked = [link.term_id for link in getattr(self.instance, relation).all()]
                terms = term_model(vocabulary)._default_manager
                offered = terms.offered() | terms.filter(pk__in=linked)
                self.fields[vocabulary].queryset = offered
                self.initial.setdefault(vocabulary, linked)

    def save_cluster_m2m(self) -> None:
        """Called for saved and unsaved pages alike, before a commit: links are child rows."""
        super().save_cluster_m2m()
        for vocabulary in RELATIONS:
            if vocabulary in self.cleaned_data:
                chosen = {term.pk for term in self.cleaned_data[vocabulary]}
                set_terms(self.instance, vocabulary, chosen)


class TermsComparison(M2MFieldComparison):
    """What two revisions say of a vocabulary, term by term."""

    def __init__(self, vocabulary: str, label: Any, obj_a: Any, obj_b: Any) -> None:
        self.label = label
        links = [list(getattr(one, RELATIONS[vocabulary]).all()) for one in (obj_a, obj_b)]
        prefetch_related_objects([*links[0], *links[1]], "term")
        self.val_a, self.val_b = (
            sorted((link.term for link in some), key=lambda term: (term.order, term.code))
            for some in links
        )

    def field_label(self) -> str:
        return str(self.label)


class TermsPanel(FieldPanel):
    """A vocabulary in a form of pages: no field of the model, yet compared between revisions."""

    class BoundPanel(FieldPanel.BoundPanel):
        def get_comparison(self) -> list[Any]:
            label = ClassifiedPageForm.base_fields[self.field_name].label
            return [partial(TermsComparison, self.field_name, label)] if self.is_shown() else []


def classified_panels() -> list[Any]:
    """The panel group every classified page type ends its content panels with."""
    return [MultiFieldPanel([TermsPanel(name) for name in RELATIONS], _("What it is about"))]
