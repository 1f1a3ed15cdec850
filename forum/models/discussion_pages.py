"""What is written of a discussion: one page a language, and the list of them (forum.md §3.2)."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import InlinePanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.models import Orderable, TranslatableMixin

from common.blocks.links import FileBlock, RelatedBlock
from common.fields import BodyField
from common.models import BasePage, SectionPage
from forum.discussion_admin import (
    DiscussionForm,
    DiscussionListRights,
    DiscussionRights,
)
from forum.models.discussions import MAX_QUESTIONS, EDiscussion, GuidingQuestion
from taxonomy.admin_forms import classified_panels
from taxonomy.models import Classified

if TYPE_CHECKING:
    from common.typing import AnyUser

reading_blocks = [("related", RelatedBlock()), ("file", FileBlock())]


class EDiscussionIndexPage(SectionPage):
    """All e-discussions: open now, announced, past."""

    page_kind = "discussion-list"
    template = "forum/discussion_index.html"
    max_count_per_parent = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = ["m4dforum.EDiscussionPage"]

    content_panels = [*SectionPage.content_panels, "body"]

    class Meta(SectionPage.Meta):
        verbose_name = _("list of e-discussions")

    def permissions_for_user(self, user: "AnyUser") -> DiscussionListRights:
        """What `user` may do with it in the admin."""
        return DiscussionListRights(user, self)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from forum import discussion_showing  # it imports models: the one local import we allow

        context = super().get_context(request, *args, **kwargs)
        return context | discussion_showing.index_context(self, request)


class EDiscussionPage(Classified, RoutablePageMixin, BasePage):
    """A discussion in one language. `summary` is its plain summary: it is required.

    `discussion` is set when the page is first published: a draft creates nothing.
    """

    page_kind = "discussion"
    template = "forum/discussion.html"
    base_form_class = DiscussionForm

    discussion = models.ForeignKey(
        EDiscussion, models.PROTECT, null=True, editable=False, related_name="pages"
    )
    purpose = models.TextField(_("what it is for"), max_length=1_000, blank=True)
    audience_note = models.CharField(_("whom it is for"), max_length=300, blank=True)
    advance_reading = BodyField(reading_blocks, blank=True, verbose_name=_("read before"))
    concept_note = models.ForeignKey(
        "common.SiteDocument",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("concept note"),
    )
    how_to_take_part = models.TextField(_("how to take part"), max_length=1_000, blank=True)

    exclude_fields_in_copy = [*BasePage.exclude_fields_in_copy, "discussion"]
    parent_page_types = ["m4dforum.EDiscussionIndexPage"]
    subpage_types: list[str] = []

    content_panels = [
        *BasePage.content_panels,
        "purpose",
        InlinePanel(
            "question_texts",
            heading=_("Guiding questions"),
            label=_("question"),
            help_text=_(
                "Two to five are best; at most seven. Each opens in the week of its number, "
                "at the latest in the last one; hosts may choose other weeks."
            ),
            max_num=MAX_QUESTIONS,
        ),
        MultiFieldPanel(["audience_note", "how_to_take_part"], _("Taking part")),
        MultiFieldPanel(["advance_reading", "concept_note"], _("Read before")),
        *classified_panels(),
    ]

    class Meta(BasePage.Meta):  # type: ignore[misc]  # one list holds two kinds of constraints
        verbose_name = _("e-discussion page")
        verbose_name_plural = _("e-discussion pages")

    def permissions_for_user(self, user: "AnyUser") -> DiscussionRights:
        """What `user` may do with it in the admin."""
        return DiscussionRights(user, self)

    def clean(self) -> None:
        super().clean()
        if not self.summary.strip():
            raise ValidationError({"summary": _("Say in plain words what it is about.")})
        if self.discussion and self.discussion.key != self.translation_key:
            raise ValidationError(_("This page belongs to another discussion."))

    # --- Pages below it (forum.md §7); what they do is in forum.discussion_showing ------------
    @path("")
    def front(self, request: HttpRequest) -> HttpResponse:
        """The discussion: purpose, dates, people, questions, what the host said last."""
        return self._show(request, "front")

    @path("q/<int:number>/")
    def question(self, request: HttpRequest, number: int) -> HttpResponse:
        """One question with its answers."""
        return self._show(request, "question", number=number)

    @path("messages/")
    def messages(self, request: HttpRequest) -> HttpResponse:
        """Everything the hosts said."""
        return self._show(request, "messages")

    @path("synthesis/<int:week>/")
    def synthesis(self, request: HttpRequest, week: int) -> HttpResponse:
        """The account of one week."""
        return self._show(request, "synthesis", week=week)

    @path("summary/")
    def consolidated(self, request: HttpRequest) -> HttpResponse:
        """The account of the whole."""
        return self._show(request, "synthesis", week=None)

    @path("part/")
    def part(self, request: HttpRequest) -> HttpResponse:
        """What a member is invited to do here: accept or decline."""
        return self._show(request, "part")

    @path("statistics/")
    def statistics(self, request: HttpRequest) -> HttpResponse:
        """Who took part, without figures that could name somebody."""
        return self._show(request, "statistics")

    @path("text/")
    def text(self, request: HttpRequest) -> HttpResponse:
        """Everything on one page of text, or what leads to pages of each thread."""
        return self._show(request, "text")

    @path("text/general/")
    def text_of_general(self, request: HttpRequest) -> HttpResponse:
        """What fits none of the questions, on pages of text."""
        return self._show(request, "text", is_general=True)

    @path("text/syntheses/")
    def text_of_syntheses(self, request: HttpRequest) -> HttpResponse:
        """What the hosts have summarised, on pages of text."""
        return self._show(request, "syntheses text")

    @path("text/<int:number>/")
    def text_of_question(self, request: HttpRequest, number: int) -> HttpResponse:
        """One question and its answers on pages of text."""
        return self._show(request, "text", number=number)

    @path("feed.atom/")
    def feed(self, request: HttpRequest) -> HttpResponse:
        """The newest contributions, messages and syntheses, for feed readers."""
        return self._show(request, "feed")

    @path("follow/")
    def follow(self, request: HttpRequest) -> HttpResponse:
        """A member follows the discussion, or not any more."""
        return self._show(request, "follow")

    @path("host/")
    def host(self, request: HttpRequest) -> HttpResponse:
        """The hosts' desk: dates, people, what waits, what to do next."""
        return self._show(request, "desk")

    @path("host/readers/")
    def readers(self, request: HttpRequest) -> HttpResponse:
        """Which members have read along: for hosts."""
        return self._show(request, "readers")

    @path("host/<slug:act>/")
    def host_act(self, request: HttpRequest, act: str) -> HttpResponse:
        """A form of the hosts."""
        return self._show(request, "act", act=act)

    @path("host/<slug:act>/<int:pk>/")
    def host_act_on(self, request: HttpRequest, act: str, pk: int) -> HttpResponse:
        """A form of the hosts about one thing."""
        return self._show(request, "act", act=act, pk=pk)

    def _show(self, request: HttpRequest, view: str, **kwargs: Any) -> HttpResponse:
        from forum import discussion_showing  # it imports models: the one local import we allow

        return discussion_showing.show(self, request, view, **kwargs)


class GuidingQuestionText(TranslatableMixin, Orderable):
    """A guiding question in the language of its page; translations share `translation_key`."""

    page = ParentalKey(EDiscussionPage, on_delete=models.CASCADE, related_name="question_texts")
    question = models.ForeignKey(
        GuidingQuestion, models.PROTECT, null=True, editable=False, related_name="texts"
    )
    text = models.CharField(_("question"), max_length=500)
    guidance = models.TextField(_("guidance"), max_length=2_000, blank=True)

    panels = ["text", "guidance"]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("guiding question")
        verbose_name_plural = _("guiding questions")
        constraints = [
            models.UniqueConstraint(
                fields=["page", "question"],
                condition=Q(question__isnull=False),
                name="one_text_per_question_and_page",
            )
        ]

    def __str__(self) -> str:
        return self.text
