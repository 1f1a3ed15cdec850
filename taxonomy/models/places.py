"""Regions and countries: all of ISO 3166-1, named by CLDR."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from taxonomy.models.terms import Term


class Region(Term):
    """A part of the world, in a tree."""

    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )

    class Meta(Term.Meta):
        verbose_name = _("region")
        verbose_name_plural = _("regions")


class Country(index.Indexed, Term):
    """A country or territory of ISO 3166-1; `code` is alpha-2 in capitals."""

    code = models.CharField(_("alpha-2"), max_length=2, unique=True)
    alpha3 = models.CharField(_("alpha-3"), max_length=3, blank=True)
    m49 = models.CharField("M49", max_length=3, blank=True)
    aliases = models.JSONField(default=list, blank=True)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="countries"
    )
    iso_official = models.BooleanField(_("official code"), default=True)
    footnote = models.TextField(_("footnote"), blank=True)
    footnote_fr = models.TextField(_("footnote (French)"), blank=True)
    footnote_es = models.TextField(_("footnote (Spanish)"), blank=True)
    grouping = models.CharField(
        _("grouping"),
        max_length=5,
        choices=[("south", _("South")), ("north", _("North")), ("unset", _("not set"))],
        default="unset",
    )

    search_fields = [
        *(index.SearchField(name) for name in ("name", "name_fr", "name_es")),
        *(index.AutocompleteField(name) for name in ("name", "name_fr", "name_es")),
    ]

    class Meta(Term.Meta):
        ordering = ["name"]
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        constraints = [
            *Term.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^[A-Z]{2}$"), name="country_code_is_alpha_2"
            ),
        ]

    @property
    def slug(self) -> str:
        """The code as addresses write it."""
        return self.code.lower()

    @property
    def note(self) -> str:
        """The footnote to print wherever the name stands alone, in the reader's language."""
        return self.in_reading_language("footnote")
