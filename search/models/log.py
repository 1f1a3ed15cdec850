"""What is looked for, without who looks: no account, no address (search.md §10)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class QueryLog(models.Model):
    """One search of a person. Kept for ninety days; of each day the counts remain.

    `visitor` is the hash of `common.visitors`: the same for one day, and nobody's afterwards.
    """

    day = models.DateField()
    query = models.CharField(max_length=256)
    lang = models.CharField(max_length=10)
    hits = models.PositiveIntegerField()
    engine = models.CharField(max_length=20)
    ms = models.PositiveIntegerField()
    visitor = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("search of a visitor")
        verbose_name_plural = _("searches of visitors")
        indexes = [
            models.Index(fields=["day", "query"], name="query_log_day"),
            models.Index(fields=["query", "day"], name="query_log_query"),
        ]

    def __str__(self) -> str:
        return self.query


class SearchDay(models.Model):
    """How much was searched on a day in a language, and how often without finding anything."""

    day = models.DateField()
    lang = models.CharField(max_length=10)
    searches = models.PositiveIntegerField()
    without_results = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "lang"], name="one_search_day_a_language"),
            models.CheckConstraint(
                condition=models.Q(without_results__lte=models.F("searches")),
                name="no_more_without_results_than_searches",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.lang}"
