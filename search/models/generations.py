"""The indexes there are, and which one readers see."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from search.models.outbox import Sink


class State(models.TextChoices):
    BUILDING = "building", _("being built")
    LIVE = "live", _("in use")
    RETIRED = "retired", _("kept for going back")
    FAILED = "failed", _("failed")


class Generation(models.Model):
    """One whole index of a sink. Drains feed it while it is being built or live (search.md §16)."""

    sink = models.CharField(max_length=10, choices=Sink)
    name = models.CharField(max_length=80, unique=True)
    mapping_hash = models.CharField(max_length=16)
    state = models.CharField(max_length=8, choices=State, default=State.BUILDING)
    docs = models.PositiveIntegerField(default=0)
    heartbeat = models.DateTimeField()
    created = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("search index")
        verbose_name_plural = _("search indexes")
        constraints = [
            models.UniqueConstraint(
                fields=["sink"], condition=models.Q(state="building"), name="one_index_is_built"
            ),
            models.UniqueConstraint(
                fields=["sink"], condition=models.Q(state="live"), name="one_index_is_live"
            ),
            models.CheckConstraint(
                condition=models.Q(sink__in=Sink.values, state__in=State.values),
                name="generation_sink_and_state_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name
