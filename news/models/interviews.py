"""Interviews, and the series they belong to."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from common.blocks import TEXT_FEATURES
from common.feeds import FeedItem, FeedsMixin
from common.fields import BodyField
from common.models import BasePage
from common.partial_dates import PartialDate, PartialDateField
from common.querysets import BasePageQuerySet
from members.models import Organisation
from news.admin_forms import InterviewForm
from news.blocks import QuestionBlock
from news.models.articles import ArticleManager, ArticlePage, related_panel
from taxonomy.admin_forms import classified_panels
from taxonomy.models import Classified, Language


class InterviewSeriesPage(Classified, FeedsMixin, BasePage):
    """Interviews that belong together, in the order an editor gives their pages."""

    page_kind = "interview-series"

    hashtag = models.CharField(_("hashtag"), max_length=60, blank=True)
    month = PartialDateField(_("when it ran"), blank=True)

    override_translatable_fields = [
        *Classified.override_translatable_fields,
        SynchronizedField("month", overridable=False),
    ]

    parent_page_types = ["news.InterviewIndexPage"]
    subpage_types = ["news.InterviewPage"]

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(["hashtag", "month"], _("Series")),
        "body",
        *classified_panels(),
    ]

    class Meta(BasePage.Meta):
        verbose_name = _("interview series")
        verbose_name_plural = _("interview series")

    @property
    def ran(self) -> PartialDate | None:
        return PartialDate.parse(self.month) if self.month else None

    def feed_items(self, request: HttpRequest) -> list[FeedItem]:
        from news import selectors

        return selectors.feed_items(selectors.interviews_of(self), request)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from news import selectors

        context = super().get_context(request, *args, **kwargs)
        return context | selectors.series_context(self, request)


class InterviewManager(ArticleManager):
    """The person's organisation and portrait come along as well."""

    def get_queryset(self) -> BasePageQuerySet:
        also = ("organisation", "portrait", "original_language")
        return super().get_queryset().select_related(*also)


class InterviewPage(ArticlePage):
    """A talk with one person: in their own words, as our summary, or where to find it.

    A record loaded from elsewhere may have none of the three; then the page says so and quotes
    nothing (platform.md §13).
    """

    base_form_class = InterviewForm

    interviewee = models.CharField(_("who is interviewed"), max_length=160)
    role = models.CharField(_("role"), max_length=160, blank=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="interviews"
    )
    organisation_text = models.CharField(
        _("other organisation"),
        max_length=255,
        blank=True,
        help_text=_("If it is not in the list of organisations."),
    )
    date = PartialDateField(_("date of the interview"), blank=True)
    portrait = models.ForeignKey(
        "common.SiteImage",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("portrait"),
    )
    pull_quote = models.TextField(_("sentence to stand out"), max_length=300, blank=True)
    questions = BodyField([("question", QuestionBlock())], blank=True, verbose_name=_("questions"))
    is_summary = models.BooleanField(
        _("our summary, not the person's words"),
        default=False,
        help_text=_("The answers retell an interview that somebody else published."),
    )
    video_url = models.URLField(_("address of the film"), max_length=500, blank=True)
    transcript = RichTextField(_("what is said in the film"), features=TEXT_FEATURES, blank=True)
    source_name = models.CharField(_("published by"), max_length=255, blank=True)
    source_url = models.URLField(_("where to read it"), max_length=500, blank=True)
    interviewer = models.CharField(_("interviewer"), max_length=160, blank=True)
    original_language = models.ForeignKey(
        Language, models.PROTECT, null=True, blank=True, related_name="+"
    )
    translation_credit = models.CharField(_("translated by"), max_length=255, blank=True)
    agreement = models.CharField(
        _("agreement"),
        max_length=255,
        blank=True,
        help_text=_("When and how the person agreed to this text. Not shown to readers."),
    )

    objects = InterviewManager()

    override_translatable_fields = [
        *ArticlePage.override_translatable_fields,
        *(SynchronizedField(name, overridable=False) for name in ("date", "agreement")),
    ]

    parent_page_types = ["news.InterviewSeriesPage", "news.InterviewIndexPage"]

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            ["interviewee", "role", "organisation", "organisation_text", "portrait"], _("Person")
        ),
        "questions",
        MultiFieldPanel(["is_summary", "source_name", "source_url", "agreement"], _("Source")),
        MultiFieldPanel(["video_url", "transcript"], _("Film")),
        MultiFieldPanel(
            [
                FieldPanel("date"),
                "interviewer",
                "original_language",
                "translation_credit",
                "pull_quote",
            ],
            _("More"),
            classname="collapsed",
        ),
        *classified_panels(),
        related_panel(),
    ]
    search_fields = [
        *ArticlePage.search_fields,
        index.SearchField("interviewee"),
        index.SearchField("questions"),
    ]

    class Meta(ArticlePage.Meta):
        verbose_name = _("interview")
        verbose_name_plural = _("interviews")

    @property
    def published_on(self) -> Any:
        """Its first publication here: the date of the talk may be unknown or years ago."""
        return self.first_published_at

    @property
    def row_image(self) -> Any:
        return self.listing_image or self.portrait or self.image

    @property
    def talked_on(self) -> PartialDate | None:
        """When the talk was, as far as known."""
        return PartialDate.parse(self.date) if self.date else None

    @property
    def organisation_name(self) -> str:
        return self.organisation.name if self.organisation else self.organisation_text

    @property
    def is_record_only(self) -> bool:
        """Nothing but the facts: no words, no film, no place to read it."""
        return not (self.questions or self.video_url or self.source_url)

    @property
    def quotes(self) -> bool:
        """Whether a sentence may stand out: only the person's own words."""
        return bool(self.pull_quote) and not self.is_summary and not self.is_record_only

    @cached_property
    def series(self) -> Page | None:
        """The series this page lies in, if any, as a plain page: title and address."""
        parent = self.get_parent()
        return parent if parent and parent.specific_class is InterviewSeriesPage else None

    def reading_texts(self) -> list[str]:
        block = self.questions.stream_block
        return [
            *block.get_searchable_content(self.questions),
            self.transcript,
            *super().reading_texts(),
        ]
