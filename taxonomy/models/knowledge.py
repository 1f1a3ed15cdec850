"""Short pieces of knowledge kept as snippets: tips, country cards, glossary terms."""

from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable, TranslatableMixin

from taxonomy.models.places import Country
from taxonomy.models.terms import Tag, Theme, TipGroup


class Tip(TranslatableMixin, ClusterableModel):
    """One piece of advice from practice, with where it comes from."""

    external_id = models.CharField(max_length=120, blank=True, editable=False)
    group = models.ForeignKey(TipGroup, models.PROTECT, related_name="tips")
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    title = models.CharField(_("title"), max_length=255)
    text = models.TextField(_("text"), validators=[MaxLengthValidator(400)])
    countries = ParentalManyToManyField(Country, blank=True, related_name="tips")
    residence_countries = ParentalManyToManyField(
        Country, blank=True, related_name="tips_by_residence"
    )
    themes = ParentalManyToManyField(Theme, blank=True, related_name="tips")
    tags = ParentalManyToManyField(Tag, blank=True, related_name="tips")
    credited_to = models.CharField(_("credited to"), max_length=255, blank=True)

    class Meta(TranslatableMixin.Meta):
        ordering = ["group__order", "order"]
        verbose_name = _("tip")
        verbose_name_plural = _("tips")

    def __str__(self) -> str:
        return self.title


class TipSeeAlso(Orderable):
    """A page or an address to read on after a tip."""

    tip = ParentalKey(Tip, on_delete=models.CASCADE, related_name="see_also")
    page = models.ForeignKey(
        "wagtailcore.Page", models.CASCADE, null=True, blank=True, related_name="+"
    )
    url = models.URLField(blank=True)
    label = models.CharField(max_length=255, blank=True)

    class Meta(Orderable.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(page__isnull=False, url="")
                | (models.Q(page__isnull=True) & ~models.Q(url="")),
                name="see_also_is_a_page_or_an_address",
            )
        ]

    def __str__(self) -> str:
        return self.label or self.url


class CountryCard(TranslatableMixin, ClusterableModel):
    """What was found in one country, with the tips that follow from it."""

    external_id = models.CharField(max_length=120, blank=True, editable=False)
    country = models.ForeignKey(Country, models.PROTECT, related_name="cards")
    tips = ParentalManyToManyField(Tip, blank=True, related_name="country_cards")
    source = models.CharField(_("source"), max_length=255, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta(TranslatableMixin.Meta):
        ordering = ["order", "country__name"]
        verbose_name = _("country card")
        verbose_name_plural = _("country cards")

    def __str__(self) -> str:
        return str(self.country)


class Finding(Orderable):
    """One finding on a country card."""

    card = ParentalKey(CountryCard, on_delete=models.CASCADE, related_name="findings")
    text = models.TextField(_("finding"), validators=[MaxLengthValidator(300)])
    themes = models.ManyToManyField(Theme, blank=True, related_name="+")

    class Meta(Orderable.Meta):
        verbose_name = _("finding")

    def __str__(self) -> str:
        return self.text[:60]


class GlossaryTerm(TranslatableMixin, models.Model):
    """A word explained for people new to the subject."""

    external_id = models.CharField(max_length=120, blank=True, editable=False)
    term = models.CharField(_("term"), max_length=120)
    definition = models.TextField(_("plain definition"), validators=[MaxLengthValidator(1_000)])
    source = models.CharField(_("source"), max_length=255, blank=True)
    themes = models.ManyToManyField(Theme, blank=True, related_name="glossary_terms")
    see_also = models.ManyToManyField("self", blank=True)

    class Meta(TranslatableMixin.Meta):
        ordering = ["term"]
        verbose_name = _("glossary term")
        verbose_name_plural = _("glossary terms")

    def __str__(self) -> str:
        return self.term
