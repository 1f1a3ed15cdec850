"""What an event consists of: sessions, speakers, organisations, documents and outputs."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, PageChooserPanel
from wagtail.models import Orderable, TranslatableMixin
from wagtail_localize.fields import SynchronizedField

from events.moments import (
    NoSuchTime,
    in_calendar,
    moment,
    validate_day,
    validate_zone,
    zone_names,
)
from members.models import Organisation
from taxonomy.models import Country

NO_SUCH_TIME = _("Clocks skip this time on this day. Write the time they show after the change.")


class Session(TranslatableMixin, Orderable):
    """One part of an event: when clocks in a zone show these times. `starts` and `ends` follow."""

    event = ParentalKey("events.EventPage", on_delete=models.CASCADE, related_name="sessions")
    title = models.CharField(_("title"), max_length=255, blank=True)
    who = models.CharField(_("who"), max_length=255, blank=True)
    day = models.DateField(_("day"), validators=[validate_day])
    start_time = models.TimeField(_("from"))
    end_time = models.TimeField(_("to"))
    end_day = models.DateField(
        _("last day"),
        null=True,
        blank=True,
        validators=[validate_day],
        help_text=_("If it goes past midnight."),
    )
    zone = models.CharField(
        _("time zone"),
        max_length=64,
        validators=[validate_zone],
        help_text=_("Of these times, such as Africa/Nairobi."),
    )
    room = models.CharField(_("room"), max_length=120, blank=True)
    stream_url = models.URLField(_("stream"), max_length=500, blank=True)
    recording_url = models.URLField(_("recording"), max_length=500, blank=True)
    captions = models.BooleanField(_("captions"), default=False)
    starts = models.DateTimeField(editable=False)
    ends = models.DateTimeField(editable=False)

    override_translatable_fields = [SynchronizedField("zone", overridable=False)]

    panels = [
        "title",
        "who",
        FieldRowPanel(["day", "start_time", "end_time", "zone"]),
        FieldRowPanel(["end_day", "room"]),
        FieldRowPanel(["stream_url", "recording_url", "captions"]),
    ]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends__gt=models.F("starts")),
                name="session_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.title or f"{self.day} {self.start_time}"

    def clean(self) -> None:
        super().clean()
        if not self._is_complete():
            return  # the fields say so themselves
        try:
            self.set_moments()
        except NoSuchTime:
            at_start = not _exists(self.day, self.start_time, self.zone)
            field = "start_time" if at_start else "end_time"
            raise ValidationError({field: NO_SUCH_TIME}) from None
        if self.ends <= self.starts:
            raise ValidationError({"end_time": _("Let the session end after it starts.")})

    def _is_complete(self) -> bool:
        days = [day for day in (self.day, self.end_day) if day]
        times = self.start_time is not None and self.end_time is not None
        return bool(days and times) and self.zone in zone_names() and all(map(in_calendar, days))

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.set_moments()
        super().save(*args, **kwargs)

    def set_moments(self) -> None:
        """Compute `starts` and `ends` from the local times."""
        self.starts = moment(self.day, self.start_time, self.zone)
        last_day = self.end_day or self.day
        self.ends = moment(last_day, self.end_time, self.zone, after=self.starts)


def _exists(day: Any, clock: Any, zone: str) -> bool:
    try:
        moment(day, clock, zone)
    except NoSuchTime:
        return False
    return True


class Speaker(TranslatableMixin, Orderable):
    """Who speaks, by name or by role where the record has no name. Never an account."""

    event = ParentalKey("events.EventPage", on_delete=models.CASCADE, related_name="speakers")
    name = models.CharField(_("name"), max_length=160, blank=True)
    role = models.CharField(_("role"), max_length=255, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organisation"),
    )
    organisation_text = models.CharField(_("other organisation"), max_length=255, blank=True)
    country = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("country")
    )

    panels = [
        FieldRowPanel(["name", "role"]),
        FieldRowPanel(["organisation", "organisation_text", "country"]),
    ]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("speaker")
        verbose_name_plural = _("speakers")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(name="", role=""), name="speaker_has_a_name_or_a_role"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.role

    def clean(self) -> None:
        super().clean()
        if not (self.name or self.role):
            raise ValidationError({"name": _("Write a name or a role.")})

    @property
    def shown_name(self) -> str:
        """The name, else the role: some records have no name."""
        return self.name or self.role

    @property
    def shown_lines(self) -> list[str]:
        """Role and organisation, or the country where no organisation is known."""
        organisation = self.organisation.name if self.organisation else self.organisation_text
        place = organisation or (self.country.label if self.country else "")
        return [line for line in (self.role if self.name else "", place) if line]


class EventOrganisation(Orderable):
    """A body that organises an event or helps to."""

    class Part(models.TextChoices):
        ORGANISER = "organiser", _("organiser")
        PARTNER = "partner", _("partner")

    event = ParentalKey("events.EventPage", on_delete=models.CASCADE, related_name="organisations")
    part = models.CharField(_("as"), max_length=9, choices=Part, default=Part.ORGANISER)
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
        verbose_name=_("organisation"),
    )
    name = models.CharField(
        _("other organisation"),
        max_length=255,
        blank=True,
        help_text=_("If it is not in the list of organisations."),
    )

    panels = [FieldRowPanel(["part", "organisation", "name"])]

    class Meta(Orderable.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(organisation__isnull=False) ^ ~models.Q(name=""),
                name="event_organisation_is_listed_or_named",
            ),
        ]

    def __str__(self) -> str:
        return self.organisation.name if self.organisation else self.name

    def clean(self) -> None:
        super().clean()
        if bool(self.organisation_id) == bool(self.name):
            raise ValidationError({"name": _("Choose an organisation or write its name.")})


class EventLink(TranslatableMixin, Orderable):
    """A document to read before, or what came out: a page here, a file or an address."""

    class Kind(models.TextChoices):
        DOCUMENT = "document", _("document")
        OUTPUT = "output", _("what came out")

    event = ParentalKey("events.EventPage", on_delete=models.CASCADE, related_name="links")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.DOCUMENT)
    title = models.CharField(
        _("title"), max_length=255, blank=True, help_text=_("Empty: the title of the page or file.")
    )
    page = models.ForeignKey(
        "wagtailcore.Page",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("page"),
    )
    document = models.ForeignKey(
        "common.SiteDocument",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("file"),
    )
    url = models.URLField(_("address"), max_length=500, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)

    override_translatable_fields = [SynchronizedField("language", overridable=False)]

    panels = [
        FieldRowPanel(["kind", "language"]),
        "title",
        PageChooserPanel("page"),
        FieldPanel("document"),
        "url",
    ]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(page__isnull=False)
                | models.Q(document__isnull=False)
                | ~models.Q(url=""),
                name="event_link_leads_somewhere",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        super().clean()
        if not (self.page_id or self.document_id or self.url):
            raise ValidationError({"page": _("Choose a page or a file, or write an address.")})

    @property
    def label(self) -> str:
        if self.title:
            return self.title
        target = self.page or self.document
        return target.title if target else self.url
