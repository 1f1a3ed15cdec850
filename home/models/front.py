"""The front page and the three doors behind it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import InlinePanel, MultiFieldPanel
from wagtail.models import Orderable
from wagtail_localize.fields import SynchronizedField, TranslatableField

from common import counters
from common.fields import BodyField, lines_of
from common.metadata import site_data
from common.models import SectionPage
from home.admin_forms import HomePageForm
from home.blocks import way_blocks

SENTENCE_WORDS = 10  # look.md §8: more than four lines push the live thing off the first screen
MAX_SEARCHES = 3
MAX_POINTS = 3
MAX_FIGURES = 6


class HomePage(SectionPage):
    """The front page in one language: what this is, how to search it, what is new."""

    base_form_class = HomePageForm
    max_count_per_parent = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "home.DoorPage",
        "library.LibraryPage",
        "learning.CourseIndexPage",
        "home.WhatsNewPage",
        "home.AboutPage",
        "home.ThemeIndexPage",
        "home.CountryIndexPage",
        "home.TipsPage",
        "m4dforum.EDiscussionIndexPage",
        "home.StandardPage",
    ]
    page_kind = "home"

    sentence = models.CharField(
        _("sentence of purpose"),
        max_length=100,
        blank=True,
        help_text=_("At most ten words. It is the heading of the front page."),
    )
    search_examples = models.TextField(
        _("searches to try"), blank=True, help_text=_("Up to three, one a line.")
    )
    figure_keys = models.JSONField(
        _("in numbers"), default=list, blank=True, help_text=_("Up to six figures.")
    )
    join_points = models.TextField(
        _("what members get"), blank=True, help_text=_("Up to three points, one a line.")
    )

    content_panels = [
        *SectionPage.content_panels,
        MultiFieldPanel(["sentence", "search_examples"], _("First screen")),
        "figure_keys",
        MultiFieldPanel(
            ["join_points", InlinePanel("partners", label=_("partner"))], _("Joining and partners")
        ),
    ]
    override_translatable_fields = [
        # The roots of the languages stand side by side, so their slugs differ; nobody sees them.
        TranslatableField("slug"),
        SynchronizedField("figure_keys", overridable=False),
        SynchronizedField("partners", overridable=False),
    ]

    class Meta(SectionPage.Meta):
        verbose_name = _("front page")
        verbose_name_plural = _("front pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from home.selectors import front  # they import models: the one local import we allow

        context = super().get_context(request, *args, **kwargs)
        return context | {"structured_data": site_data()} | front.front_context(self, request)

    @property
    def searches(self) -> list[str]:
        return lines_of(self.search_examples)

    @property
    def points(self) -> list[str]:
        return lines_of(self.join_points)

    def clean(self) -> None:
        super().clean()
        errors = {}
        if len(self.sentence.split()) > SENTENCE_WORDS:
            errors["sentence"] = _("Say it in at most ten words.")
        if len(self.searches) > MAX_SEARCHES:
            errors["search_examples"] = _("Give at most three, one a line.")
        if len(self.points) > MAX_POINTS:
            errors["join_points"] = _("Give at most three, one a line.")
        if len(self.figure_keys) > MAX_FIGURES:
            errors["figure_keys"] = _("Choose at most six figures.")
        elif not all(counters.known(key) for key in self.figure_keys):
            errors["figure_keys"] = _("Choose figures that are counted.")
        if errors:
            raise ValidationError(errors)


class PartnerRole(models.TextChoices):
    STARTED = "started", _("Started by")
    WITH = "with", _("Together with")
    SUPPORTED = "supported", _("With support from")


class HomePartner(Orderable):
    """An organisation named on the front page."""

    page = ParentalKey(HomePage, on_delete=models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(
        "members.Organisation", models.CASCADE, related_name="+", verbose_name=_("organisation")
    )
    role = models.CharField(
        _("role"), max_length=9, choices=PartnerRole, default=PartnerRole.STARTED
    )

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["page", "organisation"], name="a_partner_is_once_on_the_front_page"
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=PartnerRole.values), name="partner_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.get_role_display()}"


class DoorPage(SectionPage):
    """Connect, Learn or Contribute: a sentence, and ways to what exists."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["learning.CourseIndexPage"]
    page_kind = "door"

    ways = BodyField(way_blocks, blank=True, verbose_name=_("ways on"))

    content_panels = [*SectionPage.content_panels, "body", "ways"]

    class Meta(SectionPage.Meta):
        verbose_name = _("door")
        verbose_name_plural = _("doors")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from home.selectors import doors

        context = super().get_context(request, *args, **kwargs)
        return context | {"ways": doors.ways_of(self, request)}
