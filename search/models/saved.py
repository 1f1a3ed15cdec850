"""Searches that members keep, and which documents have been there before."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

MOST_SAVED = 25  # of one member


class Frequency(models.TextChoices):
    OFF = "off", _("never")
    DAILY = "daily", _("every day")
    WEEKLY = "weekly", _("every week")


class SavedSearch(models.Model):
    """A search that a member runs again by a click, and may be told of new finds of.

    `params` is the canonical query string (SearchRequest.canonical), read by today's rules each
    time. `place` is one of twenty-five: so the database itself counts how many one member has.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_searches"
    )
    place = models.PositiveSmallIntegerField()
    name = models.CharField(_("name"), max_length=120)
    params = models.TextField(blank=True)
    lang = models.CharField(max_length=10)
    frequency = models.CharField(
        _("tell me of new finds"), max_length=6, choices=Frequency, default=Frequency.OFF
    )
    last_run = models.DateTimeField(default=timezone.now)
    # Documents first seen until then have been looked at; those that came later are news.
    looked_until = models.DateTimeField(default=timezone.now)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        constraints = [
            models.UniqueConstraint(fields=["user", "place"], name="one_saved_search_a_place"),
            models.UniqueConstraint(
                fields=["user", "lang", "params"], name="each_search_is_saved_once"
            ),
            models.CheckConstraint(
                condition=models.Q(place__gte=1, place__lte=MOST_SAVED),
                name="at_most_25_saved_searches",
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="saved_search_has_a_name"),
            models.CheckConstraint(
                condition=models.Q(frequency__in=Frequency.values),
                name="saved_search_frequency_known",
            ),
        ]
        indexes = [
            models.Index(
                fields=["frequency", "last_run"],
                condition=~models.Q(frequency="off"),
                name="saved_searches_due",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Seen(models.Model):
    """When a document was first there. Outlives every index, so that nothing is new twice."""

    key = models.CharField(max_length=100, unique=True)
    first_seen = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "search_seen"

    def __str__(self) -> str:
        return self.key
