"""The form of a record: what must be known before it is published, which never stops a draft.

Records loaded from data files may have gaps; the database and the model allow them.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from taxonomy.admin_forms import ClassifiedPageForm, TermsField

# field of the form: the child relation of the record that holds it
OWN_VOCABULARIES = {"languages": "language_links", "regions": "region_links"}


class ResourcePageForm(ClassifiedPageForm):
    """Languages and regions as choices; the rules for publishing, each named at its field."""

    languages = TermsField(
        label=_("Languages"),
        help_text=_("Of the work itself. Those of the files are added by themselves."),
    )
    regions = TermsField(label=_("Regions"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, relation in OWN_VOCABULARIES.items():
            if name in self.fields:
                linked = [link.term_id for link in getattr(self.instance, relation).all()]
                terms = _term_model(self.instance, relation)._default_manager
                self.fields[name].queryset = terms.offered() | terms.filter(pk__in=linked)
                self.initial.setdefault(name, linked)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for field, message in self._contradictions(cleaned):
            self._say(field, message)
        if not self.is_deferred_validation:
            for field, message in self._gaps(cleaned):
                self._say(field, message)
        return cleaned

    def save_cluster_m2m(self) -> None:
        super().save_cluster_m2m()
        for name, relation in OWN_VOCABULARIES.items():
            if name in self.cleaned_data:
                chosen = {term.pk for term in self.cleaned_data[name]}
                _set_links(self.instance, relation, chosen)

    def _contradictions(self, cleaned: dict[str, Any]) -> list[tuple[str, Any]]:
        """(field, sentence) of what cannot be true, in a draft neither."""
        licence = cleaned.get("licence")
        if licence and not licence.allows_files and self._rows("files", "document"):
            return [("licence", _("This licence allows a link only: take the files out."))]
        return []

    def _gaps(self, cleaned: dict[str, Any]) -> list[tuple[str, Any]]:
        """(field, sentence) of what stands in the way of publishing (platform.md §11, `*`)."""
        found = []
        if not cleaned.get("plain_summary"):
            found.append(("plain_summary", _("Say in plain words what the work is about.")))
        if not (cleaned.get("date") or cleaned.get("undated")):
            found.append(("date", _("Give the date, or tick that it bears none.")))
        if not cleaned.get("licence"):
            found.append(("licence", _("Say what others may do with the work.")))
        if not (self._rows("publishers", "organisation") or self._rows("publishers", "name")):
            found.append(("place", _("Name the publisher, among “Publishers” above.")))
        has_file = self._rows("files", "document") or self._rows("files", "external_link")
        if not (has_file or cleaned.get("source_link") or cleaned.get("original_link")):
            found.append(("source_link", _("Add a file, or say where the work can be found.")))
        return found

    def _rows(self, formset: str, field: str) -> list[Any]:
        """The rows of an inline panel in which `field` is filled and that stay."""
        forms = self.formsets[formset].forms if formset in self.formsets else []
        rows = [getattr(form, "cleaned_data", {}) for form in forms if form.is_valid()]
        return [row[field] for row in rows if row.get(field) and not row.get("DELETE")]

    def _say(self, field: str, message: Any) -> None:
        self.add_error(field if field in self.fields else None, message)


def _term_model(record: Any, relation: str) -> Any:
    return record._meta.get_field(relation).related_model._meta.get_field("term").related_model


def _set_links(record: Any, relation: str, term_pks: set[int]) -> None:
    """Make the record have exactly these terms; links that stay keep their rows."""
    manager = getattr(record, relation)
    links = list(manager.all())
    kept = [link for link in links if link.term_id in term_pks]
    new = term_pks - {link.term_id for link in kept}
    if new or len(kept) < len(links):
        model = record._meta.get_field(relation).related_model
        manager.set([*kept, *(model(term_id=pk) for pk in sorted(new))])
