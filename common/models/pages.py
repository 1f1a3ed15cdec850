"""The base of every page type."""

import re
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page, PageViewRestriction
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from common.admin_forms import SectionPageForm
from common.blocks import Anchors, body_blocks
from common.fields import BodyField
from common.page_rights import SectionRights
from common.querysets import BasePageManager

if TYPE_CHECKING:
    from common.typing import AnyUser

PLAIN_SUMMARY_WORDS = (10, 150)  # platform.md §5


class BasePage(Page):
    """What every page of ours has: where it came from, a summary, a picture for lists, a body."""

    # Set by types whose template shows something else than `body`.
    page_kind = ""
    # All restrictions of the site, while a request is answered that has read them.
    restrictions_known: list[PageViewRestriction] | None = None

    external_id = models.CharField(
        max_length=120,
        blank=True,
        editable=False,
        help_text=_("The id of the record in data files and spreadsheets."),
    )
    summary = models.CharField(
        _("summary"), max_length=300, blank=True, help_text=_("One or two sentences for lists.")
    )
    listing_image = models.ForeignKey(
        "common.SiteImage",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture for lists"),
    )
    body = BodyField(body_blocks, blank=True, verbose_name=_("text"))
    legacy_url = models.CharField(max_length=500, blank=True, editable=False)

    objects = BasePageManager()

    # One address in every language (decision 0064). Types with facts of their own name them too.
    override_translatable_fields = [SynchronizedField("slug", overridable=False)]

    # A translation is found by its `translation_key`; the record's id stays with the original.
    exclude_fields_in_copy = ["external_id", "legacy_url"]

    content_panels = [*Page.content_panels, "summary"]
    promote_panels = [
        MultiFieldPanel(
            ["slug", "seo_title", FieldPanel("search_description"), "listing_image"],
            _("In lists and search engines"),
        ),
        "show_in_menus",
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["external_id"],
                condition=~models.Q(external_id=""),
                name="%(app_label)s_%(class)s_external_id_once",
            )
        ]

    def get_view_restrictions(
        self,
    ) -> models.QuerySet[PageViewRestriction] | list[PageViewRestriction]:
        """Of this page, the pages above and what they are aliases of.

        None is asked for where the request has read the site's already (common.routing), else one
        query instead of Wagtail's two.
        """
        if self.restrictions_known is not None:
            return [
                rule
                for rule in self.restrictions_known
                if any(self.path.startswith(path) for path in rule.closed_paths)
            ]
        above = [self.path[:end] for end in range(self.steplen, len(self.path) + 1, self.steplen)]
        chain = Page.objects.filter(path__in=above)
        return PageViewRestriction.objects.filter(
            models.Q(page__in=chain.values("pk")) | models.Q(page__in=chain.values("alias_of"))
        )

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        # `anchors`: the ids of this page's texts, so that two bodies share none.
        return context | {"page_kind": self.kind(), "anchors": Anchors()}

    @classmethod
    def kind(cls) -> str:
        """The page type as `data-page` and test ids name it: `news` for NewsPage."""
        if cls.page_kind:
            return cls.page_kind
        words = re.findall(r"[A-Z][a-z0-9]*", cls.__name__.removesuffix("Page"))
        return "-".join(word.lower() for word in words)


class SectionPage(BasePage):
    """A page whose address others rely on: links, calendars and machines know it by heart (C5).

    Its slug is chosen when the page is made, is the same in every language and then stays.
    """

    base_form_class = SectionPageForm

    class Meta(BasePage.Meta):
        abstract = True

    def permissions_for_user(self, user: "AnyUser") -> SectionRights:
        """What `user` may do with it in the admin."""
        return SectionRights(user, self)

    def clean(self) -> None:
        super().clean()
        if self.pk and not type(self).objects.filter(pk=self.pk, slug=self.slug).exists():
            raise ValidationError({"slug": _("The address of a section page does not change.")})


class PlainSummaryMixin(models.Model):
    """A knowledge item says in plain words what it is about before it is published (C16)."""

    plain_summary = models.TextField(
        _("plain-language summary"),
        blank=True,
        help_text=_("10 to 150 words that somebody new to the subject understands."),
    )

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        words = len(self.plain_summary.split())
        least, most = PLAIN_SUMMARY_WORDS
        if words and not least <= words <= most:
            message = _("Write %(least)d to %(most)d words; there are %(words)d now.")
            raise ValidationError(
                {"plain_summary": message % {"least": least, "most": most, "words": words}}
            )
