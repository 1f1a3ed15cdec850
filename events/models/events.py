"""Events: when, where, who, and what came out."""

import enum
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.models import PageManager
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from common.models import BasePage
from common.partial_dates import PartialDate, PartialDateField
from common.querysets import BasePageQuerySet
from events.admin_forms import EventForm
from events.moments import Span, moment, span_of_days, validate_day, validate_zone
from taxonomy.admin_forms import classified_panels
from taxonomy.models import Classified, Country, EventType

if TYPE_CHECKING:
    from datetime import date


class EventStatus(models.TextChoices):
    """What is decided or known; what the clock adds is `State`."""

    PLANNED = "planned", _("Planned")
    HELD = "held", _("Held")
    CANCELLED = "cancelled", _("Cancelled")


class State(enum.Enum):
    """What readers are told now."""

    UPCOMING = "upcoming"
    NOW = "now"
    HELD = "held"
    ENDED = "ended"  # planned, over, and nobody confirmed that it was held
    CANCELLED = "cancelled"


class Mode(models.TextChoices):
    PLACE = "place", _("In one place")
    ONLINE = "online", _("Online")
    BOTH = "both", _("In one place and online")


def validate_calendar_year(value: str) -> None:
    """As validate_day, for dates of which less is known; what is no date is another's matter."""
    parsed = _parsed(value)
    if parsed:
        validate_day(parsed.first())


class EventQuerySet(BasePageQuerySet):
    def coming(self, now: datetime) -> Self:
        """Not over yet, cancelled ones included, next first. Twin: `State` at `now`."""
        return self.filter(finishes__gt=now).exclude(status=EventStatus.HELD).order_by("begins")

    def past(self, now: datetime) -> Self:
        """Over or reported as held, latest first; those without a date last."""
        over = Q(finishes__lte=now) | Q(finishes__isnull=True) | Q(status=EventStatus.HELD)
        return self.filter(over).order_by(F("begins").desc(nulls_last=True), "title")

    def within(self, span: Span) -> Self:
        """Touching `span`, earliest first."""
        return self.filter(begins__lt=span.finishes, finishes__gt=span.begins).order_by("begins")


class EventManager(PageManager.from_queryset(EventQuerySet)):  # type: ignore[misc]
    """Rows and pages always show these, so they come with the event."""

    def get_queryset(self) -> EventQuerySet:
        return super().get_queryset().select_related("type", "country", "listing_image")


class EventPage(Classified, RoutablePageMixin, BasePage):
    """A meeting, online or in one place; past ones may have a date known to the year only."""

    base_form_class = EventForm

    type = models.ForeignKey(
        EventType, models.PROTECT, null=True, related_name="events", verbose_name=_("type")
    )
    status = models.CharField(
        _("status"), max_length=9, choices=EventStatus, default=EventStatus.PLANNED
    )
    start = PartialDateField(_("first day"), blank=True, validators=[validate_calendar_year])
    end = PartialDateField(_("last day"), blank=True, validators=[validate_calendar_year])
    start_time = models.TimeField(_("from"), null=True, blank=True)
    end_time = models.TimeField(_("to"), null=True, blank=True)
    zone = models.CharField(
        _("time zone"),
        max_length=64,
        blank=True,
        validators=[validate_zone],
        help_text=_("Of these times, such as Africa/Nairobi."),
    )
    # Derived from the above and the sessions by `save`: what lists sort and filter by.
    begins = models.DateTimeField(null=True, editable=False)
    finishes = models.DateTimeField(null=True, editable=False)

    mode = models.CharField(_("how"), max_length=6, choices=Mode, blank=True)
    venue = models.CharField(_("venue"), max_length=255, blank=True)
    city = models.CharField(_("city"), max_length=120, blank=True)
    country = models.ForeignKey(
        Country,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="events_there",
        verbose_name=_("country"),
    )
    join_url = models.URLField(
        _("link to join"), max_length=500, blank=True, help_text=_("Never shown on the site.")
    )
    website = models.URLField(_("organiser's page"), max_length=500, blank=True)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    interpretation = models.JSONField(_("interpretation into"), default=list, blank=True)
    fee = models.CharField(_("cost"), max_length=120, blank=True)
    access = models.TextField(
        _("access"), blank=True, help_text=_("Who may come, captions, sign language, steps.")
    )
    contact = models.CharField(_("contact"), max_length=160, blank=True)
    contact_email = models.EmailField(_("contact address"), blank=True)
    is_training = models.BooleanField(_("training"), default=False)
    participants = models.PositiveIntegerField(_("participants"), null=True, blank=True)
    participants_note = models.CharField(_("who came"), max_length=500, blank=True)

    objects = EventManager()

    override_translatable_fields = [
        *Classified.override_translatable_fields,
        *(SynchronizedField(name, overridable=False) for name in ("start", "end", "zone")),
    ]

    parent_page_types = ["events.EventIndexPage"]
    subpage_types: list[str] = []

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel(["type", "status"]),
                FieldRowPanel(["start", "start_time", "zone"]),
                FieldRowPanel(["end", "end_time"]),
            ],
            _("What and when"),
        ),
        MultiFieldPanel(
            ["mode", FieldRowPanel(["venue", "city", "country"]), "website", "join_url"], _("Where")
        ),
        "body",
        InlinePanel("sessions", heading=_("Sessions"), label=_("session")),
        InlinePanel("speakers", heading=_("Speakers"), label=_("speaker")),
        InlinePanel("organisations", heading=_("Organisers and partners"), label=_("organisation")),
        InlinePanel("links", heading=_("Documents and outputs"), label=_("document or output")),
        MultiFieldPanel(
            [
                FieldRowPanel(["languages", "interpretation"]),
                FieldRowPanel(["fee", "is_training"]),
                "access",
                FieldRowPanel(["contact", "contact_email"]),
            ],
            _("Taking part"),
            classname="collapsed",
        ),
        MultiFieldPanel(
            ["participants", "participants_note"], _("Afterwards"), classname="collapsed"
        ),
        *classified_panels(),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("city"),
        index.FilterField("begins"),
        index.FilterField("status"),
    ]

    class Meta(BasePage.Meta):
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [models.Index(fields=["begins"]), models.Index(fields=["finishes"])]
        constraints = [
            *BasePage.Meta.constraints,
            models.CheckConstraint(
                condition=Q(begins__isnull=True, finishes__isnull=True)
                | Q(finishes__gte=F("begins")),
                name="event_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(status__in=EventStatus.values), name="event_status_known"
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        span = self.span()
        self.begins = span.begins if span else None
        self.finishes = span.finishes if span else None
        super().save(*args, **kwargs)

    # --- When -----------------------------------------------------------------------------
    @property
    def first(self) -> PartialDate | None:
        """The first day, as far as it is known."""
        return _parsed(self.start)

    @property
    def last(self) -> PartialDate | None:
        """The last day, which is the first where no other is given."""
        return _parsed(self.end) or self.first

    @property
    def is_dated_to_the_day(self) -> bool:
        return bool(self.first and self.last and self.first.day and self.last.day)

    def span(self) -> Span | None:
        """When the event is going on: sessions say it best, then times, then days.

        None without a first day, and for a draft whose times make no sense yet.
        """
        if not (self.first and self.last):
            return None
        try:
            return self._span(self.first, self.last)
        except (ValueError, ValidationError, OverflowError):
            return None

    def _span(self, first: PartialDate, last: PartialDate) -> Span | None:
        days = span_of_days(first, last, self.zone)
        begins, finishes = days.begins, days.finishes
        sessions = list(self.sessions.all())
        if sessions and self.is_dated_to_the_day:
            for session in sessions:
                session.set_moments()
            begins = min(one.starts for one in sessions)
            finishes = max(one.ends for one in sessions)
        elif self.start_time and self.zone and self.is_dated_to_the_day:
            begins = moment(first.first(), self.start_time, self.zone)
            if self.end_time:
                finishes = moment(last.last(), self.end_time, self.zone, after=begins)
        return Span(begins, finishes) if begins <= finishes else None

    def state_at(self, now: datetime) -> State:
        """What to tell readers at `now`."""
        if self.status == EventStatus.CANCELLED:
            return State.CANCELLED
        if self.status == EventStatus.HELD:
            return State.HELD
        if self.finishes is None or self.begins is None or now >= self.finishes:
            return State.ENDED
        # "October 2026" does not go on all October: it is still to come while it may be.
        return State.NOW if self.is_dated_to_the_day and now >= self.begins else State.UPCOMING

    def local_days(self) -> "tuple[date, date] | None":
        """First and last day as the organisers write them; None if not known to the day."""
        if not (self.first and self.last and self.is_dated_to_the_day):
            return None
        return self.first.first(), self.last.last()

    # --- Pages ----------------------------------------------------------------------------
    def structured_data(self, request: HttpRequest | None = None) -> dict[str, Any]:
        """What search engines are told (schema.org)."""
        from events.structured import event_data

        return event_data(self, request)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from events import selectors  # they import models: the one local import we allow

        context = super().get_context(request, *args, **kwargs)
        return context | selectors.event_context(self, request)

    @path("event.ics/")
    def calendar_file(self, request: HttpRequest) -> HttpResponse:
        """The event for a calendar; 404 where the day is not known."""
        from events import selectors

        return selectors.event_calendar(self, request)


def _parsed(text: str) -> PartialDate | None:
    try:
        return PartialDate.parse(text) if text else None
    except ValueError:
        return None
