"""What the network is, where it comes from, and the pages every site owes its readers."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable, TranslatableMixin
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from common.models import SectionPage
from common.partial_dates import PartialDate, PartialDateField


class AboutPage(SectionPage):
    """Questions and answers about the network, and the way it has come."""

    max_count_per_parent = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = ["home.MilestonesPage", "home.StandardPage"]
    page_kind = "about"

    content_panels = [*SectionPage.content_panels, "body"]

    class Meta(SectionPage.Meta):
        verbose_name = _("about")
        verbose_name_plural = _("about")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from home.selectors import about  # they import models: the one local import we allow

        context = super().get_context(request, *args, **kwargs)
        return context | about.teaser_context(request)


class MilestonesPage(SectionPage):
    """The timeline of all milestones."""

    max_count_per_parent = 1
    parent_page_types = ["home.AboutPage"]
    subpage_types = []
    page_kind = "milestones"

    content_panels = [*SectionPage.content_panels, "body"]

    class Meta(SectionPage.Meta):
        verbose_name = _("milestones")
        verbose_name_plural = _("milestones")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from home.selectors import about

        context = super().get_context(request, *args, **kwargs)
        return context | about.timeline_context(request)


class StandardPage(SectionPage):
    """A page of text: privacy, terms, help."""

    parent_page_types = ["home.HomePage", "home.AboutPage"]
    subpage_types = []
    page_kind = "standard"

    content_panels = [*SectionPage.content_panels, "body"]

    class Meta(SectionPage.Meta):
        verbose_name = _("page of text")
        verbose_name_plural = _("pages of text")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from home.selectors import about

        context = super().get_context(request, *args, **kwargs)
        return context | {"parts": about.parts_of(self.body)}


class Milestone(TranslatableMixin, index.Indexed, ClusterableModel):
    """A step in the history of migration and development, with the source that says so."""

    external_id = models.CharField(max_length=120, blank=True, editable=False)
    date = PartialDateField(_("date"), help_text=_("2016, 2016-10 or 2016-10-31."))
    end = PartialDateField(_("end"), blank=True, help_text=_("Only for what lasted."))
    title = models.CharField(_("title"), max_length=255)
    text = models.TextField(_("text"), blank=True)
    our_role = models.BooleanField(
        _("our role"), default=False, help_text=_("The network or its founders took part.")
    )
    source = models.CharField(
        _("source"), max_length=500, help_text=_("Where this can be read: a work or an address.")
    )

    panels = [
        MultiFieldPanel([FieldPanel("date"), FieldPanel("end")], _("When")),
        "title",
        "text",
        "our_role",
        "source",
        InlinePanel("related", label=_("related page")),
    ]
    search_fields = [
        index.SearchField("title"),
        index.AutocompleteField("title"),
        index.SearchField("text"),
        index.FilterField("locale"),
    ]
    override_translatable_fields = [
        SynchronizedField(name, overridable=False) for name in ("date", "end", "our_role")
    ]

    class Meta(TranslatableMixin.Meta):
        ordering = ["date", "pk"]
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        constraints = [
            models.UniqueConstraint(
                fields=["external_id", "locale"],
                condition=~models.Q(external_id=""),
                name="one_milestone_per_record_and_language",
            ),
            models.CheckConstraint(
                condition=~models.Q(source=""), name="no_milestone_without_source"
            ),
            models.CheckConstraint(
                condition=models.Q(date__regex=r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"),
                name="milestone_date_is_partial",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date} · {self.title}"

    @property
    def anchor(self) -> str:
        """Where it stands on the timeline; the same in every language."""
        return self.external_id or f"milestone-{self.translation_key}"

    @property
    def partial_date(self) -> PartialDate:
        return PartialDate.parse(self.date)

    @property
    def partial_end(self) -> PartialDate | None:
        return PartialDate.parse(self.end) if self.end else None

    def clean(self) -> None:
        super().clean()
        self.source = self.source.strip()
        if not self.source:
            raise ValidationError({"source": _("Name the source; without one it stays out.")})
        if self.end and self._ends_before_it_begins():
            raise ValidationError({"end": _("The end is before the date.")})

    def _ends_before_it_begins(self) -> bool:
        try:
            return PartialDate.parse(self.end).last() < PartialDate.parse(self.date).first()
        except ValueError:
            return False  # the field's own validator has already refused it


class MilestoneRelated(TranslatableMixin, Orderable):
    """A page that tells more about a milestone."""

    milestone = ParentalKey(Milestone, on_delete=models.CASCADE, related_name="related")
    page = models.ForeignKey(
        "wagtailcore.Page", models.CASCADE, related_name="+", verbose_name=_("page")
    )

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["milestone", "page"], name="a_page_is_once_at_a_milestone"
            )
        ]

    def __str__(self) -> str:
        return f"{self.milestone} · {self.page}"
