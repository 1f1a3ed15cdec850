"""The page form of classified types: one choice field a vocabulary instead of rows to add."""

from typing import Any

from django import forms
from django.apps import apps
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

VOCABULARIES = {
    # form field: (child relation of Page, through model, term model)
    "themes": ("theme_links", "PageTheme", "Theme"),
    "countries": ("country_links", "PageCountry", "Country"),
    "focus_areas": ("focus_area_links", "PageFocusArea", "FocusArea"),
    "sdg_targets": ("sdg_target_links", "PageSDGTarget", "SDGTarget"),
    "gcm_objectives": ("gcm_objective_links", "PageGCMObjective", "GCMObjective"),
    "tags": ("tag_links", "PageTag", "Tag"),
}


class TermsField(forms.ModelMultipleChoiceField):
    """Terms of one list that are offered now."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(queryset=None, label=label, required=False, **kwargs)


class ClassifiedPageForm(WagtailAdminPageForm):
    """Shows the links of a page as multiple choices and writes them back as child rows."""

    themes = TermsField(_("Themes"))
    countries = TermsField(_("Countries"))
    focus_areas = TermsField(_("Focus areas"))
    sdg_targets = TermsField(_("SDG targets"))
    gcm_objectives = TermsField(_("GCM objectives"))
    tags = TermsField(_("Tags"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (relation, _through, term) in VOCABULARIES.items():
            linked = [link.term_id for link in getattr(self.instance, relation).all()]
            model = apps.get_model("taxonomy", term)
            offered = model.objects.offered() | model.objects.filter(pk__in=linked)
            self.fields[name].queryset = offered.distinct()
            self.initial.setdefault(name, linked)

    def save(self, commit: bool = True) -> Any:
        page = super().save(commit=False)
        for name, (relation, through, _term) in VOCABULARIES.items():
            if name not in self.cleaned_data:
                continue
            model = apps.get_model("taxonomy", through)
            chosen = {term.pk: term for term in self.cleaned_data[name]}
            manager = getattr(page, relation)
            kept = [link for link in manager.all() if link.term_id in chosen]
            new = chosen.keys() - {link.term_id for link in kept}
            manager.set([*kept, *(model(term=chosen[pk]) for pk in sorted(new))])
        if commit:
            page.save()
        return page


def classified_panels() -> list[Any]:
    """The panel group every classified page type ends its content panels with."""
    return [MultiFieldPanel([FieldPanel(name) for name in VOCABULARIES], _("What it is about"))]
