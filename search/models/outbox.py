"""What is still to be indexed, and where."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sink(models.TextChoices):
    """Which engine a row feeds."""

    EMBEDDED = "embedded", _("in the database")
    ELASTIC = "elastic", "Elasticsearch"


class Outbox(models.Model):
    """A document that has changed since a sink was last told. Written in the change's transaction.

    `seq` grows with each change, so that a drain removes only the row it has dealt with.
    """

    sink = models.CharField(max_length=10, choices=Sink)
    key = models.CharField(max_length=100)
    seq = models.BigIntegerField()
    tries = models.PositiveIntegerField(default=0)
    not_before = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)
    dead = models.BooleanField(default=False)
    created = models.DateTimeField(auto_now_add=True)
    updated = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("document to be indexed")
        verbose_name_plural = _("documents to be indexed")
        constraints = [
            models.UniqueConstraint(fields=["sink", "key"], name="one_outbox_row_a_sink_and_key"),
            models.CheckConstraint(
                condition=models.Q(sink__in=Sink.values), name="outbox_sink_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["sink", "not_before"],
                condition=models.Q(dead=False),
                name="outbox_due",
            )
        ]

    def __str__(self) -> str:
        return f"{self.sink} {self.key}"


class Counter(models.Model):
    """The number last drawn, where the database has no sequences. One row.

    PostgreSQL draws from a sequence instead: a locked row would make all writers queue.
    """

    value = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.value)
