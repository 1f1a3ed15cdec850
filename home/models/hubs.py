"""Pages that gather all there is about a theme, a country, or advice from practice."""

from typing import Any

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail_localize.fields import SynchronizedField

from common.fields import lines_of
from common.models import SectionPage
from home.admin_forms import CountryPageForm, ThemePageForm
from taxonomy.models import Country, Theme


class ThemeIndexPage(SectionPage):
    """All themes, each with the number of things that speak of it."""

    max_count_per_parent = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = ["home.ThemePage"]
    page_kind = "themes"

    content_panels = [*SectionPage.content_panels, "body"]

    class Meta(SectionPage.Meta):
        verbose_name = _("list of themes")
        verbose_name_plural = _("lists of themes")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from home.selectors import hubs  # they import models: the one local import we allow

        context = super().get_context(request, *args, **kwargs)
        return context | hubs.theme_index_context(self, request)


class ThemePage(SectionPage):
    """Everything about one theme. Its slug is the theme's code."""

    base_form_class = ThemePageForm
    parent_page_types = ["home.ThemeIndexPage"]
    subpage_types = []
    page_kind = "theme"

    theme = models.ForeignKey(Theme, models.PROTECT, related_name="hubs", verbose_name=_("theme"))
    key_questions = models.TextField(
        _("key questions"), blank=True, help_text=_("One a line: what people ask about it.")
    )

    content_panels = ["theme", *SectionPage.content_panels, "body", "key_questions"]
    override_translatable_fields = [
        *SectionPage.override_translatable_fields,
        SynchronizedField("theme", overridable=False),
    ]

    class Meta(SectionPage.Meta):
        verbose_name = _("theme page")
        verbose_name_plural = _("theme pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from home.selectors import hubs

        context = super().get_context(request, *args, **kwargs)
        return context | hubs.theme_context(self, request)

    @property
    def questions(self) -> list[str]:
        return lines_of(self.key_questions)


class CountryIndexPage(SectionPage):
    """All countries that have a page, by region, with a map."""

    max_count_per_parent = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = ["home.CountryPage"]
    page_kind = "countries"

    content_panels = [*SectionPage.content_panels, "body"]

    class Meta(SectionPage.Meta):
        verbose_name = _("list of countries")
        verbose_name_plural = _("lists of countries")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from home.selectors import hubs

        context = super().get_context(request, *args, **kwargs)
        return context | hubs.country_index_context(self, request)


class CountryPage(SectionPage):
    """Everything about one country. Its slug is the country's code."""

    base_form_class = CountryPageForm
    parent_page_types = ["home.CountryIndexPage"]
    subpage_types = []
    page_kind = "country"

    country = models.ForeignKey(
        Country, models.PROTECT, related_name="hubs", verbose_name=_("country")
    )

    content_panels = ["country", *SectionPage.content_panels, "body"]
    override_translatable_fields = [
        *SectionPage.override_translatable_fields,
        SynchronizedField("country", overridable=False),
    ]

    class Meta(SectionPage.Meta):
        verbose_name = _("country page")
        verbose_name_plural = _("country pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from home.selectors import hubs

        context = super().get_context(request, *args, **kwargs)
        return context | hubs.country_context(self, request)


class TipsPage(RoutablePageMixin, SectionPage):
    """Advice from practice in its clusters, and what was found country by country."""

    max_count_per_parent = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = []
    page_kind = "tips"

    content_panels = [*SectionPage.content_panels, "body"]

    class Meta(SectionPage.Meta):
        verbose_name = _("tips")
        verbose_name_plural = _("tips")

    @path("")
    def overview(self, request: HttpRequest) -> HttpResponse:
        """The clusters with the titles in them, and the country cards."""
        from home.selectors import hubs

        return self.render(request, context_overrides=hubs.tips_context(request))

    @path("<slug:code>/")
    def cluster(self, request: HttpRequest, code: str) -> HttpResponse:
        """The tips of one cluster in full. 404 for a code without tips."""
        from home.selectors import hubs

        context = hubs.cluster_context(request, code)
        if not context["tips"]:
            raise Http404(code)
        return self.render(request, context_overrides=context, template="home/tip_cluster.html")
