"""The library record."""

from typing import Any

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.models import Locale, PageManager
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from common.fields import LinkField
from common.models import BasePage, PlainSummaryMixin
from common.partial_dates import PartialDate, PartialDateField
from common.querysets import BasePageQuerySet
from library.admin_forms import ResourcePageForm
from library.fields import FIRST_YEAR, DoiField, IsbnField, IssnField, validate_year_in_reach
from library.panels import resource_panels
from taxonomy.models import Classified, Country, Direction, LicenceType, ResourceType

ABSTRACT_MAX = 5_000
MAX_DEPTH = 5  # levels of part of part


class PublicationStatus(models.TextChoices):
    PUBLISHED = "published", _("Published")
    FORTHCOMING = "forthcoming", _("Forthcoming")
    UNDER_REVIEW = "under-review", _("Under review")
    IN_PREPARATION = "in-preparation", _("In preparation")


class InForce(models.TextChoices):
    YES = "yes", _("In force")
    NO = "no", _("Not in force")
    UNKNOWN = "unknown", _("Not known")


# Facts, not prose: a translation takes them from the original.
FACTS = [
    *("date", "publication_status", "in_force", "volume", "issue", "first_page", "last_page"),
    *("container", "isbn", "issn", "doi", "series_number", "source_link", "original_link"),
    *("part_of", "series"),
]


class ResourceManager(PageManager.from_queryset(BasePageQuerySet)):  # type: ignore[misc]
    """Brings along what every use of a record prints: finding a page then costs one query."""

    def get_queryset(self) -> BasePageQuerySet:
        related = ("type", "licence", "direction", "policy_country", "locale")
        return (
            super()
            .get_queryset()
            .select_related(*related)
            .annotate(series_title=F("series__title"), whole_title=F("part_of__title"))
        )


class ResourcePage(Classified, PlainSummaryMixin, RoutablePageMixin, BasePage):
    """A publication, law, guide or film that people find, cite and download.

    What is not known stays empty and is shown as "not known"; what editors must fill before they
    publish is asked by the form (`admin_forms`), so that records from data files may have gaps.
    """

    parent_page_types = ["library.LibraryPage"]
    subpage_types = []
    page_kind = "record"

    # What
    title_variants = models.TextField(
        _("other titles"),
        blank=True,
        help_text=_("One a line: earlier, shorter or translated titles under which it is known."),
    )
    subtitle = models.CharField(_("subtitle"), max_length=255, blank=True)
    type = models.ForeignKey(
        ResourceType, models.PROTECT, related_name="resources", verbose_name=_("type")
    )
    publication_status = models.CharField(
        _("status"),
        max_length=14,
        choices=PublicationStatus,
        default=PublicationStatus.PUBLISHED,
    )
    abstract = models.TextField(
        _("what it covers"), blank=True, validators=[MaxLengthValidator(ABSTRACT_MAX)]
    )
    edition = models.CharField(_("edition"), max_length=60, blank=True)
    part_of = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("part of"),
        help_text=_("The record this is a module, chapter or volume of."),
    )

    # Who: contributors and publishers are rows of their own
    place = models.CharField(_("place"), max_length=120, blank=True)
    commissioned_by = models.CharField(_("commissioned by"), max_length=255, blank=True)

    # When and where
    date = PartialDateField(
        _("date"),
        blank=True,
        validators=[validate_year_in_reach],
        help_text=_("2016, 2016-10 or 2016-10-31."),
    )
    undated = models.BooleanField(
        _("bears no date"), default=False, help_text=_("It was looked for and there is none.")
    )
    direction = models.ForeignKey(
        Direction,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="resources",
        verbose_name=_("direction of migration"),
    )
    policy_country = models.ForeignKey(
        Country,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="policies",
        verbose_name=_("country of the law or strategy"),
    )
    in_force = models.CharField(
        _("in force"), max_length=7, choices=InForce, default=InForce.UNKNOWN
    )

    # Numbers
    pages = models.PositiveIntegerField(
        _("pages"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    isbn = IsbnField("ISBN", blank=True)
    issn = IssnField("ISSN", blank=True)
    doi = DoiField("DOI", blank=True)
    container = models.CharField(_("journal or larger work"), max_length=255, blank=True)
    volume = models.CharField(_("volume"), max_length=20, blank=True)
    issue = models.CharField(_("issue"), max_length=20, blank=True)
    first_page = models.CharField(_("first page"), max_length=20, blank=True)
    last_page = models.CharField(_("last page"), max_length=20, blank=True)
    series = models.ForeignKey(
        "library.SeriesPage",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="numbers",
        verbose_name=_("series"),
    )
    series_number = models.CharField(_("number in the series"), max_length=20, blank=True)

    # Rights
    licence = models.ForeignKey(
        LicenceType,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="resources",
        verbose_name=_("licence"),
    )
    rights_holder = models.CharField(_("rights holder"), max_length=255, blank=True)
    source_link = LinkField(
        _("publisher's page"),
        blank=True,
        help_text=_("Where the publisher presents the work. Tested once a week."),
    )
    original_link = LinkField(
        _("the work itself elsewhere"),
        blank=True,
        help_text=_("The address at which it was first published. Tested once a week."),
    )

    # Trail
    peer_reviewed_on = models.DateField(
        _("peer-reviewed on"), null=True, blank=True, editable=False
    )
    outcome_of_type = models.ForeignKey(
        ContentType, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    outcome_of_id = models.PositiveBigIntegerField(null=True, blank=True, editable=False)
    outcome_of = GenericForeignKey("outcome_of_type", "outcome_of_id")

    pinned = models.BooleanField(
        _("pinned"), default=False, help_text=_("Stands first among the most popular.")
    )
    # The locale once more, in this table: a constraint cannot reach the page's own row.
    record_locale = models.ForeignKey(
        Locale, models.PROTECT, blank=True, editable=False, related_name="+"
    )

    objects = ResourceManager()

    # A copy is another work until somebody says so; translations are given these by synchronising.
    exclude_fields_in_copy = [*BasePage.exclude_fields_in_copy, "doi", "series_number", "pinned"]
    override_translatable_fields = [
        *Classified.override_translatable_fields,
        *(SynchronizedField(name, overridable=False) for name in FACTS),
    ]

    base_form_class = ResourcePageForm
    content_panels = resource_panels(BasePage.content_panels)
    promote_panels = [*BasePage.promote_panels, "pinned"]

    search_fields = [
        *BasePage.search_fields,
        index.SearchField("subtitle"),
        index.SearchField("title_variants"),
        index.SearchField("plain_summary"),
        index.SearchField("abstract"),
        index.FilterField("type"),
    ]

    class Meta:
        verbose_name = _("resource")
        verbose_name_plural = _("resources")
        constraints = [
            *BasePage.Meta.constraints,
            models.UniqueConstraint(
                fields=["doi", "record_locale"],
                condition=~Q(doi=""),
                name="one_record_per_doi_and_locale",
            ),
            models.UniqueConstraint(
                fields=["series", "series_number", "record_locale"],
                condition=~Q(series_number=""),
                name="a_number_is_once_in_a_series",
            ),
            models.CheckConstraint(
                condition=Q(series_number="") | Q(series__isnull=False),
                name="a_number_needs_its_series",
            ),
            models.CheckConstraint(
                condition=Q(date="")
                | Q(date__regex=r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$", date__gte=str(FIRST_YEAR)),
                name="record_date_is_partial_and_from_1900",
            ),
            models.CheckConstraint(
                condition=Q(undated=False) | Q(date=""), name="undated_records_have_no_date"
            ),
            models.CheckConstraint(
                condition=Q(pages__isnull=True) | Q(pages__gte=1),
                name="record_has_a_page_or_unknown",
            ),
            models.CheckConstraint(
                condition=Q(isbn="") | Q(isbn__regex=r"^[0-9][0-9X-]{9,16}$"), name="isbn_shape"
            ),
            models.CheckConstraint(
                condition=Q(issn="") | Q(issn__regex=r"^[0-9]{4}-[0-9]{3}[0-9X]$"),
                name="issn_shape",
            ),
            models.CheckConstraint(
                condition=Q(doi="") | Q(doi__regex=r"^10[.][0-9]{4,9}/.+$"), name="doi_shape"
            ),
            models.CheckConstraint(
                condition=Q(publication_status__in=PublicationStatus.values),
                name="publication_status_known",
            ),
            models.CheckConstraint(condition=Q(in_force__in=InForce.values), name="in_force_known"),
            models.CheckConstraint(
                condition=~Q(part_of=F("page_ptr")), name="no_record_is_part_of_itself"
            ),
            models.CheckConstraint(
                condition=Q(outcome_of_type__isnull=True, outcome_of_id__isnull=True)
                | Q(outcome_of_type__isnull=False, outcome_of_id__isnull=False),
                name="outcome_of_is_whole_or_empty",
            ),
        ]

    @property
    def partial_date(self) -> PartialDate | None:
        """The date as far as it is known."""
        return PartialDate.parse(self.date) if self.date else None

    @property
    def year(self) -> int | None:
        return int(self.date[:4]) if self.date else None

    @path("")
    def index_route(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The record."""
        from library import selectors  # they import models: the one local import we allow

        record = selectors.record_for(self, request)
        return self.render(request, context_overrides=selectors.record_context(record, request))

    @path("cite.<str:ending>/")
    def cite(self, request: HttpRequest, ending: str) -> HttpResponse:
        """How the work is cited, as a file."""
        from library import selectors
        from library.answers import citation_response

        return citation_response([selectors.work_for(self, request)], ending, self.slug)

    # How other pages show this one.
    teaser_template = "library/teaser.html"

    def name_of_series(self) -> str:
        """The series' title; asked from the database only where the manager has not."""
        return self._title_of("series")

    def name_of_whole(self) -> str:
        """What this is part of: a journal or larger work in words, else the record."""
        return self.container or self._title_of("part_of", "whole_title")

    def _title_of(self, relation: str, annotation: str = "series_title") -> str:
        if getattr(self, f"{relation}_id") is None:
            return ""
        return self.__dict__.get(annotation) or getattr(self, relation).title

    def clean(self) -> None:
        super().clean()
        errors = {}
        if self.undated and self.date:
            errors["undated"] = _("It has a date: untick this, or empty the date.")
        if self.series_number and self.series is None:
            errors["series"] = _("Choose the series this number belongs to.")
        if self.doi and self._others().filter(doi=self.doi).exists():
            errors["doi"] = _("Another record in this language has this DOI.")
        if (
            self.series_number
            and self._others().filter(series=self.series, series_number=self.series_number).exists()
        ):
            errors["series_number"] = _("Another record has this number in the series.")
        if self._is_below_itself():
            errors["part_of"] = _("Choose a record that is not itself part of this one.")
        if errors:
            raise ValidationError(errors)

    def _others(self) -> models.QuerySet[Any]:
        """The other records in this language."""
        return ResourcePage.objects.filter(locale_id=self.locale_id).exclude(pk=self.pk)

    def _is_below_itself(self) -> bool:
        above, depth = self.part_of, 0
        while above is not None:
            depth += 1
            if above.pk == self.pk or depth > MAX_DEPTH:
                return True
            above = above.part_of
        return False

    def _add_languages_of_files(self) -> None:
        """A work exists at least in the languages in which there is a file of it."""
        named = {link.term_id for link in self.language_links.all()}
        link = self._meta.get_field("language_links").related_model
        for language in {file.language_id for file in self.files.all()} - named:
            self.language_links.add(link(term_id=language))

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._set_core_field_defaults()  # the locale of a new page is that of its parent
        self.record_locale_id = self.locale_id
        if kwargs.get("update_fields") is None:
            self._add_languages_of_files()
        super().save(*args, **kwargs)
