"""When each job on the clock ran, and who runs it now."""

from django.db import models


class PeriodicRun(models.Model):
    """One row a job (REL13): when it is due, who holds it, how it went the last time."""

    name = models.CharField(max_length=80, unique=True)
    due_at = models.DateTimeField()
    # Held until then by the process that runs it; a killed one gives it back by the time passing.
    held_until = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    succeeded_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)  # in a row

    def __str__(self) -> str:
        return self.name
