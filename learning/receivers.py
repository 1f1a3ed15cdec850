"""Signals from outside → services."""

from typing import Any

from django.dispatch import receiver
from wagtail.signals import published

from learning.compiling.publishing import compile_quiz
from learning.models import Quiz


@receiver(published, sender=Quiz)
def on_quiz_published(instance: Quiz, revision: Any, **kwargs: Any) -> None:
    """By button, review or clock. A scheduled publication sends this too, and is not live yet."""
    if instance.live:
        compile_quiz(quiz=instance, by=revision.user)
