"""What lets a day's visitors be counted once without being known."""

from django.db import models


class VisitorSalt(models.Model):
    """The secret of one day. It is deleted when the day is over, and with it every link (K15)."""

    day = models.DateField(unique=True)
    salt = models.CharField(max_length=64)

    def __str__(self) -> str:
        return str(self.day)
