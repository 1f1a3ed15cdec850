"""Numbered series that go on, and collections put together once."""

from typing import Any

from django.core.validators import MaxLengthValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldRowPanel, InlinePanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.models import Orderable, TranslatableMixin
from wagtail_localize.fields import SynchronizedField

from common.models import BasePage, PlainSummaryMixin
from library.fields import IssnField
from taxonomy.admin_forms import classified_panels
from taxonomy.models import Classified


class Frequency(models.TextChoices):
    IRREGULAR = "irregular", _("Irregular")
    MONTHLY = "monthly", _("Monthly")
    QUARTERLY = "quarterly", _("Four times a year")
    HALF_YEARLY = "half-yearly", _("Twice a year")
    YEARLY = "yearly", _("Yearly")
    ENDED = "ended", pgettext_lazy("how often a series appears", "Ended")


class SeriesPage(Classified, BasePage):
    """A series of publications with numbers: working papers, briefs, guides."""

    parent_page_types = ["library.SeriesIndexPage"]
    subpage_types = []
    page_kind = "series"

    numbering = models.CharField(
        _("numbering"),
        max_length=60,
        blank=True,
        help_text=_("How a number is written, for example “Working paper no. 12”."),
    )
    frequency = models.CharField(_("frequency"), max_length=11, choices=Frequency, blank=True)
    publisher = models.ForeignKey(
        "members.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="series",
        verbose_name=_("publisher"),
    )
    issn = IssnField("ISSN", blank=True)

    content_panels = [
        *BasePage.content_panels,
        "body",
        FieldRowPanel(["publisher", "issn"]),
        FieldRowPanel(["numbering", "frequency"]),
        *classified_panels(),
    ]
    override_translatable_fields = [
        *Classified.override_translatable_fields,
        SynchronizedField("issn", overridable=False),
    ]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from library import selectors

        context = super().get_context(request, *args, **kwargs)
        return context | selectors.series_context(self, request)

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")
        constraints = [
            *BasePage.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(frequency__in=["", *Frequency.values]),
                name="series_frequency_known",
            ),
        ]


class CollectionKind(models.TextChoices):
    TOOLKIT = "toolkit", _("Toolkit")
    SPECIAL_ISSUE = "special-issue", _("Special issue")
    PROCEEDINGS = "proceedings", _("Proceedings")
    READING_LIST = "reading-list", _("Reading list")


class CollectionPage(Classified, PlainSummaryMixin, RoutablePageMixin, BasePage):
    """Things that belong together, in order: a toolkit, a special issue, a reading list."""

    parent_page_types = ["library.CollectionIndexPage"]
    subpage_types = []
    page_kind = "collection"

    collection_kind = models.CharField(_("kind"), max_length=13, choices=CollectionKind)

    content_panels = [
        *BasePage.content_panels,
        "collection_kind",
        "plain_summary",
        "body",
        InlinePanel("items", heading=_("What is in it"), label=_("item")),
        *classified_panels(),
    ]

    @path("")
    def index_route(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The collection itself."""
        from library import selectors

        return self.render(request, context_overrides=selectors.collection_context(self, request))

    @path("download/<slug:language>/")
    def download(self, request: HttpRequest, language: str) -> HttpResponse:
        """All files of one language that the reader may fetch, as one archive."""
        from library.archive import archive_response

        return archive_response(self, request, language)

    class Meta:
        verbose_name = _("collection")
        verbose_name_plural = _("collections")
        constraints = [
            *BasePage.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(collection_kind__in=CollectionKind.values),
                name="collection_kind_known",
            ),
        ]


class CollectionItem(TranslatableMixin, Orderable):
    """One page of a collection, with a word on why it is there; the word is translated."""

    collection = ParentalKey(CollectionPage, on_delete=models.CASCADE, related_name="items")
    page = models.ForeignKey(
        "wagtailcore.Page", models.CASCADE, related_name="+", verbose_name=_("page")
    )
    note = models.TextField(_("note"), blank=True, validators=[MaxLengthValidator(300)])

    class Meta(Orderable.Meta):
        verbose_name = _("item")
        verbose_name_plural = _("items")
        constraints = [
            models.UniqueConstraint(
                fields=["translation_key", "locale"], name="one_item_per_key_and_locale"
            ),
            models.UniqueConstraint(
                fields=["collection", "page"], name="a_page_is_once_in_a_collection"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.collection} · {self.page}"
