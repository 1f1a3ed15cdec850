"""What waits for an editor: the panels of the admin's first page (look.md, editor dashboard).

Each is hidden when nothing waits. A row says what, since when, and what to do next. An app with
work of its own adds a `WorkPanel` by the hook `construct_homepage_panels`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import CharField, Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component
from wagtail.models import Locale, Page, Revision, WorkflowState
from wagtail.permissions import page_permission_policy, policy_registry

from common.models import SiteImage

if TYPE_CHECKING:
    from common.typing import AnyUser

ROWS = 8


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One thing that waits. `act` names what `url` leads to."""

    title: str
    url: str
    act: str
    when: datetime | None = None
    note: str = ""


class WorkPanel(Component):
    """A list of what waits for the person who has signed in."""

    template_name = "common/admin/work_panel.html"
    name = ""
    heading: Any = ""
    order = 300

    def rows(self, user: "AnyUser") -> list[WorkRow]:
        """The first `ROWS` that `user` can do something about."""
        raise NotImplementedError

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        user = (parent_context or {})["request"].user
        return {"panel_name": self.name, "heading": self.heading, "rows": self.rows(user)}


def own_pages(user: "AnyUser") -> QuerySet[Page]:
    """The pages that `user` may edit."""
    return page_permission_policy.instances_user_has_permission_for(user, "change")


def _as_key(name: str) -> Cast:
    """Revisions and reviews name their page by its key as text."""
    return Cast(name, CharField())


def _edit(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


class DraftsPanel(WorkPanel):
    """Texts that I changed last, which nobody has submitted, scheduled or published."""

    name = "my-drafts"
    heading = _("My drafts")
    order = 205

    def rows(self, user: "AnyUser") -> list[WorkRow]:
        """One query."""
        waiting = WorkflowState.objects.filter(status=WorkflowState.STATUS_IN_PROGRESS)
        scheduled = Revision.page_revisions.filter(approved_go_live_at__isnull=False)
        drafts = own_pages(user).filter(has_unpublished_changes=True, latest_revision__user=user)
        drafts = drafts.annotate(key=_as_key("pk")).exclude(
            Q(key__in=waiting.values("object_id")) | Q(key__in=scheduled.values("object_id"))
        )
        return [
            WorkRow(
                page.draft_title or page.title,
                _edit(page),
                gettext("Go on"),
                page.latest_revision_created_at,
                gettext("changes a live page") if page.live else "",
            )
            for page in drafts.order_by("-latest_revision_created_at")[:ROWS]
        ]


class SchedulePanel(WorkPanel):
    """What will be published, or will go, by itself; the next first."""

    name = "scheduled"
    heading = _("Scheduled")
    order = 230

    def rows(self, user: "AnyUser") -> list[WorkRow]:
        """Three queries at most."""
        mine = own_pages(user)
        coming = Revision.page_revisions.filter(
            approved_go_live_at__isnull=False,
            object_id__in=mine.order_by().values(key=_as_key("pk")),
        ).order_by("approved_go_live_at")[:ROWS]
        pages = Page.objects.in_bulk([int(one.object_id) for one in coming])
        rows = [
            self._row(pages[int(one.object_id)], one.approved_go_live_at, gettext("is published"))
            for one in coming
        ]
        going = mine.filter(live=True, expire_at__gt=timezone.now()).order_by("expire_at")[:ROWS]
        rows += [self._row(page, page.expire_at, gettext("is taken down")) for page in going]
        return sorted(rows, key=lambda row: row.when or timezone.now())[:ROWS]

    @staticmethod
    def _row(page: Page, when: datetime, note: str) -> WorkRow:
        return WorkRow(page.draft_title or page.title, _edit(page), gettext("Look"), when, note)


class OutdatedPanel(WorkPanel):
    """Translations whose original has been published anew since."""

    name = "translations-out-of-date"
    heading = _("Translations out of date")
    order = 240

    def rows(self, user: "AnyUser") -> list[WorkRow]:
        """One query."""
        original = Page.objects.filter(
            translation_key=OuterRef("translation_key"),
            locale__language_code=settings.LANGUAGE_CODE,
            live=True,
        )
        pages = own_pages(user).filter(live=True, alias_of=None)
        pages = pages.exclude(locale__language_code=settings.LANGUAGE_CODE)
        pages = pages.annotate(anew=Subquery(original.values("last_published_at")[:1]))
        stale = pages.filter(anew__gt=F("last_published_at")).select_related("locale")
        return [
            WorkRow(page.title, _edit(page), gettext("Translate"), page.anew, str(page.locale))
            for page in stale.order_by("-anew")[:ROWS]
        ]


class UntranslatedPanel(WorkPanel):
    """The newest pages that lack a language."""

    name = "translations-missing"
    heading = _("Translations missing")
    order = 245

    def rows(self, user: "AnyUser") -> list[WorkRow]:
        """Three queries; none for who may not translate."""
        if not user.has_perm("wagtail_localize.submit_translation"):
            return []
        locales = list(Locale.objects.exclude(language_code=settings.LANGUAGE_CODE))
        there = (
            Page.objects.filter(translation_key=OuterRef("translation_key"), alias_of=None)
            .order_by()
            .values("translation_key")
            .annotate(number=Count("pk"))
        )
        pages = own_pages(user).filter(live=True, locale__language_code=settings.LANGUAGE_CODE)
        pages = pages.annotate(languages=Subquery(there.values("number")))
        lacking = list(
            pages.filter(depth__gt=1, languages__lte=len(locales)).order_by(
                "-first_published_at", "-pk"
            )[:ROWS]
        )
        return [
            WorkRow(
                page.title,
                reverse("wagtail_localize:submit_page_translation", args=[page.pk]),
                gettext("Translate"),
                page.first_published_at,
                gettext("not in %(languages)s") % {"languages": ", ".join(names)},
            )
            for page, names in self._missing(lacking, locales)
        ]

    @staticmethod
    def _missing(pages: list[Page], locales: list[Locale]) -> list[tuple[Page, list[str]]]:
        keys = [page.translation_key for page in pages]
        found = Page.objects.filter(translation_key__in=keys, alias_of=None)
        held = set(found.values_list("translation_key", "locale_id"))
        return [
            (
                page,
                [str(one) for one in locales if (page.translation_key, one.pk) not in held],
            )
            for page in pages
        ]


class PicturesPanel(WorkPanel):
    """Pictures that say nothing to those who cannot see them."""

    name = "pictures-without-text"
    heading = _("Pictures without a description")
    order = 250

    def rows(self, user: "AnyUser") -> list[WorkRow]:
        """Two queries."""
        policy = policy_registry.get_by_type(SiteImage)
        images = policy.instances_user_has_permission_for(user, "change")
        bare = images.filter(description="").order_by("-created_at")
        return [
            WorkRow(
                image.title,
                reverse("wagtailimages:edit", args=[image.pk]),
                gettext("Describe"),
                image.created_at,
            )
            for image in bare[:ROWS]
        ]


PANELS = [DraftsPanel, SchedulePanel, OutdatedPanel, UntranslatedPanel, PicturesPanel]
# Wagtail's own: what I am asked to review stands first, what I did lately last.
ORDER = {"workflow_objects_to_moderate": 200, "recent_edits": 400}


def arrange(panels: list[Component]) -> None:
    """Add ours and put all in the order of look.md."""
    panels += [panel() for panel in PANELS]
    for panel in panels:
        panel.order = ORDER.get(getattr(panel, "name", ""), panel.order)
