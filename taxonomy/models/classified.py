"""What a page is about. One through table a vocabulary, keyed to the Wagtail page.

So "everything with this theme" is one query that names no page type, and drafts hold their links.
"""

from typing import Any

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.models import Page

from taxonomy.admin_forms import ClassifiedPageForm
from taxonomy.models.places import Country
from taxonomy.models.terms import FocusArea, GCMObjective, SDGTarget, Tag, Theme


class TermLink(models.Model):
    """A page speaks of a term. One subclass, so one table, a vocabulary."""

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["page", "term"], name="%(class)s_links_once")
        ]

    def __str__(self) -> str:
        return f"{self.page} · {self.term}"


class PageTheme(TermLink):
    """A page speaks of a theme."""

    page = ParentalKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="theme_links")
    term = models.ForeignKey(Theme, models.PROTECT, related_name="page_links")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "term"], name="one_link_per_theme")]


class PageCountry(TermLink):
    """A page speaks of a country."""

    page = ParentalKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="country_links")
    term = models.ForeignKey(Country, models.PROTECT, related_name="page_links")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "term"], name="one_link_per_country")
        ]


class PageFocusArea(TermLink):
    """A page speaks of a focus area."""

    page = ParentalKey(
        "wagtailcore.Page", on_delete=models.CASCADE, related_name="focus_area_links"
    )
    term = models.ForeignKey(FocusArea, models.PROTECT, related_name="page_links")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "term"], name="one_link_per_focus_area")
        ]


class PageSDGTarget(TermLink):
    """A page speaks of an SDG target."""

    page = ParentalKey(
        "wagtailcore.Page", on_delete=models.CASCADE, related_name="sdg_target_links"
    )
    term = models.ForeignKey(SDGTarget, models.PROTECT, related_name="page_links")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "term"], name="one_link_per_sdg_target")
        ]


class PageGCMObjective(TermLink):
    """A page speaks of an objective of the Global Compact."""

    page = ParentalKey(
        "wagtailcore.Page", on_delete=models.CASCADE, related_name="gcm_objective_links"
    )
    term = models.ForeignKey(GCMObjective, models.PROTECT, related_name="page_links")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "term"], name="one_link_per_gcm_objective")
        ]


class PageTag(TermLink):
    """A page carries a tag."""

    page = ParentalKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="tag_links")
    term = models.ForeignKey(Tag, models.PROTECT, related_name="page_links")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "term"], name="one_link_per_tag")]


class Classified(models.Model):
    """Mixin for page types: themes, countries, focus areas, SDG targets, GCM objectives, tags.

    The links are the child relations of `Page` above; this mixin adds the form and the panels,
    and must stand before BasePage in the bases.
    """

    base_form_class = ClassifiedPageForm

    class Meta:
        abstract = True

    def terms(self, relation: str) -> list[Any]:
        """The terms of one vocabulary, in order: `self.terms("theme_links")`."""
        links = getattr(self, relation).all()
        return sorted((link.term for link in links), key=lambda term: (term.order, term.name))


CLASSIFIED_RELATIONS = {
    "themes": ("theme_links", PageTheme, Theme),
    "countries": ("country_links", PageCountry, Country),
    "focus_areas": ("focus_area_links", PageFocusArea, FocusArea),
    "sdg_targets": ("sdg_target_links", PageSDGTarget, SDGTarget),
    "gcm_objectives": ("gcm_objective_links", PageGCMObjective, GCMObjective),
    "tags": ("tag_links", PageTag, Tag),
}

__all__ = ["CLASSIFIED_RELATIONS", "Classified", "Page"]
