"""What a page is about. One through table a vocabulary, keyed to the Wagtail page.

So "everything with this theme" is one query that names no page type, and drafts hold their links.
"""

from typing import Any

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail_localize.fields import SynchronizedField

from common.collation import sort_key
from common.models import BasePage
from taxonomy.admin_forms import RELATIONS, ClassifiedPageForm
from taxonomy.models.places import Country
from taxonomy.models.terms import FocusArea, GCMObjective, SDGTarget, Tag, Theme


class TermLink(models.Model):
    """A page speaks of a term. One subclass, so one table, a vocabulary."""

    page: Any
    term: Any

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["page", "term"], name="one_%(class)s_per_page_and_term")
        ]

    def __str__(self) -> str:
        return f"{self.page} · {self.term}"


class PageTheme(TermLink):
    """A page speaks of a theme."""

    page = ParentalKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="theme_links")
    term = models.ForeignKey(Theme, models.PROTECT, related_name="page_links")


class PageCountry(TermLink):
    """A page speaks of a country."""

    page = ParentalKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="country_links")
    term = models.ForeignKey(Country, models.PROTECT, related_name="page_links")


class PageFocusArea(TermLink):
    """A page speaks of a focus area."""

    page = ParentalKey(
        "wagtailcore.Page", on_delete=models.CASCADE, related_name="focus_area_links"
    )
    term = models.ForeignKey(FocusArea, models.PROTECT, related_name="page_links")


class PageSDGTarget(TermLink):
    """A page speaks of an SDG target."""

    page = ParentalKey(
        "wagtailcore.Page", on_delete=models.CASCADE, related_name="sdg_target_links"
    )
    term = models.ForeignKey(SDGTarget, models.PROTECT, related_name="page_links")


class PageGCMObjective(TermLink):
    """A page speaks of an objective of the Global Compact."""

    page = ParentalKey(
        "wagtailcore.Page", on_delete=models.CASCADE, related_name="gcm_objective_links"
    )
    term = models.ForeignKey(GCMObjective, models.PROTECT, related_name="page_links")


class PageTag(TermLink):
    """A page carries a tag."""

    page = ParentalKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="tag_links")
    term = models.ForeignKey(Tag, models.PROTECT, related_name="page_links")


class Classified(models.Model):
    """Mixin for page types: themes, countries, focus areas, SDG targets, GCM objectives, tags.

    The links are the child relations of `Page` above; this mixin adds the form, the panels and
    the rule that a translation speaks of the same things. It stands before BasePage in the bases.
    A type with translatable overrides of its own writes
    `override_translatable_fields = [*Classified.override_translatable_fields, ...]`.
    """

    base_form_class = ClassifiedPageForm
    override_translatable_fields = [
        *BasePage.override_translatable_fields,
        *(SynchronizedField(relation, overridable=False) for relation in RELATIONS.values()),
    ]

    class Meta:
        abstract = True

    def terms(self, vocabulary: str) -> list[Any]:
        """The offered terms of one vocabulary (`themes`, `countries`, ...), in order.

        Two queries, none where `selectors.with_terms` or an earlier call has read them.
        """
        links = list(getattr(self, RELATIONS[vocabulary]).all())
        models.prefetch_related_objects(links, "term")
        offered = (link.term for link in links if link.term.is_offered)
        return sorted(offered, key=lambda term: (term.order, sort_key(term.label)))
