"""Short pieces of knowledge kept as snippets: tips, country cards, glossary terms.

Each stands once a language. What links and classifies is the same in every language, so
wagtail-localize copies it along (`override_translatable_fields`); only words are translated.
"""

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable, TranslatableMixin
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from taxonomy.models.places import Country
from taxonomy.models.terms import Tag, Theme, TipGroup

MAX_FINDINGS = 6  # on one card, platform.md §6


class Record(TranslatableMixin, index.Indexed, ClusterableModel):
    """What the three have in common: one row a record and language."""

    external_id = models.CharField(max_length=120, blank=True, editable=False)

    class Meta(TranslatableMixin.Meta):
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["external_id", "locale"],
                condition=~models.Q(external_id=""),
                name="one_%(class)s_per_record_and_language",
            )
        ]

    @property
    def anchor(self) -> str:
        """Where the record stands on its page; the same in every language."""
        return self.external_id or f"{self._meta.model_name}-{self.translation_key}"


class Tip(Record):
    """One piece of advice from practice, with where it comes from."""

    group = models.ForeignKey(
        TipGroup, models.PROTECT, related_name="tips", verbose_name=_("group")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    title = models.CharField(_("title"), max_length=255)
    text = models.TextField(_("text"), validators=[MaxLengthValidator(400)])
    countries = ParentalManyToManyField(
        Country, blank=True, related_name="tips", verbose_name=_("countries")
    )
    residence_countries = ParentalManyToManyField(
        Country,
        blank=True,
        related_name="tips_by_residence",
        verbose_name=_("countries of residence"),
    )
    themes = ParentalManyToManyField(
        Theme, blank=True, related_name="tips", verbose_name=_("themes")
    )
    tags = ParentalManyToManyField(Tag, blank=True, related_name="tips", verbose_name=_("tags"))
    credited_to = models.CharField(_("credited to"), max_length=255, blank=True)

    search_fields = [
        index.SearchField("title"),
        index.AutocompleteField("title"),
        index.SearchField("text"),
        index.FilterField("locale"),
    ]
    override_translatable_fields = [
        SynchronizedField("group", overridable=False),
        SynchronizedField("order", overridable=False),
        SynchronizedField("countries", overridable=False),
        SynchronizedField("residence_countries", overridable=False),
        SynchronizedField("themes", overridable=False),
        SynchronizedField("tags", overridable=False),
        SynchronizedField("credited_to", overridable=False),
        SynchronizedField("see_also", overridable=False),
    ]

    class Meta(Record.Meta):
        ordering = ["group__order", "order", "pk"]
        verbose_name = _("tip")
        verbose_name_plural = _("tips")

    def __str__(self) -> str:
        return self.title


class TipSeeAlso(Orderable):
    """A page or an address to read on after a tip."""

    tip = ParentalKey(Tip, on_delete=models.CASCADE, related_name="see_also")
    page = models.ForeignKey(
        "wagtailcore.Page",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("page"),
    )
    url = models.URLField(_("address"), blank=True)
    label = models.CharField(_("text of the link"), max_length=255, blank=True)

    class Meta(Orderable.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(page__isnull=False, url="")
                | (models.Q(page__isnull=True) & ~models.Q(url="")),
                name="see_also_is_a_page_or_an_address",
                violation_error_message=_("Choose a page or give an address, not both."),
            )
        ]

    def __str__(self) -> str:
        return self.label or self.url or f"{self.page}"


class CountryCard(Record):
    """What was found in one country, with the tips that follow from it."""

    country = models.ForeignKey(
        Country, models.PROTECT, related_name="cards", verbose_name=_("country")
    )
    tips = ParentalManyToManyField(
        Tip, blank=True, related_name="country_cards", verbose_name=_("tips")
    )
    source = models.CharField(_("source"), max_length=255, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    search_fields = [index.SearchField("source"), index.FilterField("locale")]
    # Not the tips: a French card points at the French tips.
    override_translatable_fields = [
        SynchronizedField("country", overridable=False),
        SynchronizedField("year", overridable=False),
        SynchronizedField("order", overridable=False),
    ]

    class Meta(Record.Meta):
        ordering = ["order", "country__name", "pk"]
        verbose_name = _("country card")
        verbose_name_plural = _("country cards")

    def __str__(self) -> str:
        return str(self.country)


class Finding(TranslatableMixin, Orderable, ClusterableModel):
    """One finding on a country card."""

    card = ParentalKey(CountryCard, on_delete=models.CASCADE, related_name="findings")
    text = models.TextField(_("finding"), validators=[MaxLengthValidator(300)])
    themes = ParentalManyToManyField(
        Theme, blank=True, related_name="findings", verbose_name=_("themes")
    )

    override_translatable_fields = [SynchronizedField("themes", overridable=False)]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("finding")
        verbose_name_plural = _("findings")

    def __str__(self) -> str:
        return self.text[:60]


class GlossaryTerm(Record):
    """A word explained for people new to the subject (C6)."""

    term = models.CharField(_("term"), max_length=120)
    definition = models.TextField(_("plain definition"), validators=[MaxLengthValidator(1_000)])
    source = models.CharField(_("source"), max_length=255, blank=True)
    themes = ParentalManyToManyField(
        Theme, blank=True, related_name="glossary_terms", verbose_name=_("themes")
    )
    see_also = ParentalManyToManyField(
        "self", blank=True, symmetrical=False, related_name="+", verbose_name=_("see also")
    )

    search_fields = [
        index.SearchField("term"),
        index.AutocompleteField("term"),
        index.SearchField("definition"),
        index.FilterField("locale"),
    ]
    # Not `see_also`: a French term points at French ones where they exist.
    override_translatable_fields = [SynchronizedField("themes", overridable=False)]

    class Meta(Record.Meta):
        ordering = ["term", "pk"]
        verbose_name = _("glossary term")
        verbose_name_plural = _("glossary terms")
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint("term", "locale", name="one_definition_per_term_and_language"),
        ]

    def __str__(self) -> str:
        return self.term

    def clean(self) -> None:
        """The form has no field for the language, so it does not check the constraint itself."""
        super().clean()
        others = GlossaryTerm.objects.filter(term=self.term, locale=self.locale_id)
        if others.exclude(pk=self.pk).exists():
            raise ValidationError({"term": _("This word is explained already.")})

    @property
    def anchor(self) -> str:
        """Where the term stands in the glossary of its language."""
        return slugify(self.term, allow_unicode=True) or super().anchor
