"""News and blog entries, and what all articles share."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.models import Orderable, PageManager
from wagtail.search import index

from common.models import BasePage
from common.querysets import BasePageQuerySet
from news.admin_forms import ArticleForm
from news.reading import reading_minutes
from taxonomy.admin_forms import classified_panels
from taxonomy.models import Classified


class RelatedLink(Orderable):
    """Something to read on that an editor chose: a project, a publication, any page."""

    page = ParentalKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="related_links")
    target = models.ForeignKey(
        "wagtailcore.Page", models.CASCADE, related_name="+", verbose_name=_("page")
    )

    panels = [PageChooserPanel("target")]

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(fields=["page", "target"], name="related_page_once"),
        ]

    def __str__(self) -> str:
        return f"{self.page_id} → {self.target_id}"


def related_panel() -> InlinePanel:
    """The panel of every article for what an editor chose to read on."""
    return InlinePanel("related_links", heading=_("Read on"), label=_("page"))


class ArticleManager(PageManager.from_queryset(BasePageQuerySet)):  # type: ignore[misc]
    """Rows and pages always show the picture, so it comes with the article."""

    def get_queryset(self) -> BasePageQuerySet:
        return super().get_queryset().select_related("image", "listing_image")


class ArticlePage(Classified, BasePage):
    """What news, blog entries and interviews share: a picture, related pages, reading time."""

    base_form_class = ArticleForm

    image = models.ForeignKey(
        "common.SiteImage",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
    )
    image_alt = models.CharField(
        _("what the picture shows here"),
        max_length=255,
        blank=True,
        help_text=_("For readers who cannot see it. Empty: the description of the picture."),
    )
    image_caption = models.CharField(_("caption"), max_length=255, blank=True)

    objects = ArticleManager()

    subpage_types: list[str] = []

    class Meta(BasePage.Meta):
        abstract = True

    @property
    def row_image(self) -> Any:
        """The picture for lists."""
        return self.listing_image or self.image

    @property
    def alt_language(self) -> str:
        """What `lang` must say of the alternative text; empty where it is in the page's language.

        A picture is described once, in the site's own language; a page may say it in another.
        """
        is_own = self.image_alt or self.locale.language_code == settings.LANGUAGE_CODE
        return "" if is_own else settings.LANGUAGE_CODE

    @property
    def minutes(self) -> int:
        """Reading time in whole minutes."""
        return reading_minutes([self.summary, *self.reading_texts()])

    def reading_texts(self) -> list[str]:
        """What there is to read, beside the summary."""
        return self.body.stream_block.get_searchable_content(self.body)

    def structured_data(self, request: HttpRequest | None = None) -> dict[str, Any]:
        """What search engines are told (schema.org)."""
        from news.structured import article_data

        return article_data(self, request)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from news import selectors  # they import models: the one local import we allow

        context = super().get_context(request, *args, **kwargs)
        return context | selectors.article_context(self, request)


class NewsPage(ArticlePage):
    """Something that happened, dated, in our own words, with its source."""

    date = models.DateField(_("date"), default=timezone.localdate)
    source_name = models.CharField(_("source"), max_length=255, blank=True)
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)

    parent_page_types = ["news.NewsIndexPage"]

    content_panels = [
        *BasePage.content_panels,
        "date",
        MultiFieldPanel(["image", "image_alt", "image_caption"], _("Picture")),
        "body",
        MultiFieldPanel(["source_name", "source_url"], _("Source")),
        *classified_panels(),
        related_panel(),
    ]
    search_fields = [*BasePage.search_fields, index.FilterField("date")]

    class Meta(ArticlePage.Meta):
        verbose_name = _("news item")
        verbose_name_plural = _("news items")
        indexes = [models.Index(fields=["-date"])]

    @property
    def published_on(self) -> Any:
        """The day lists, feeds and search engines are told."""
        return self.date


class BlogPage(ArticlePage):
    """A text somebody signs."""

    date = models.DateField(_("date"), default=timezone.localdate)

    parent_page_types = ["news.BlogIndexPage"]

    content_panels = [
        *BasePage.content_panels,
        InlinePanel("authors", heading=_("Authors"), label=_("author"), min_num=1),
        "date",
        MultiFieldPanel(["image", "image_alt", "image_caption"], _("Picture")),
        "body",
        *classified_panels(),
        related_panel(),
    ]
    search_fields = [*BasePage.search_fields, index.FilterField("date")]

    class Meta(ArticlePage.Meta):
        verbose_name = _("blog entry")
        verbose_name_plural = _("blog entries")
        indexes = [models.Index(fields=["-date"])]

    @property
    def published_on(self) -> Any:
        """The day lists, feeds and search engines are told."""
        return self.date


class BlogAuthor(Orderable):
    """Who wrote an entry: a name as given for this text, or a member, or both."""

    page = ParentalKey(BlogPage, on_delete=models.CASCADE, related_name="authors")
    name = models.CharField(_("name"), max_length=120, blank=True)
    role = models.CharField(_("role"), max_length=120, blank=True)
    organisation = models.CharField(_("organisation"), max_length=255, blank=True)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("member"),
        help_text=_("Only if they agreed to be shown with their account."),
    )

    panels = ["name", FieldPanel("role"), "organisation", "member"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if not (self.name or self.member_id):
            raise ValidationError({"name": _("Write a name or choose a member.")})
