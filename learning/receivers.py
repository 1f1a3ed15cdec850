"""What follows when an editor publishes a course."""

from typing import Any

from django.dispatch import receiver
from wagtail.signals import page_published

from learning import services
from learning.models import CoursePage


@receiver(page_published, sender=CoursePage)
def on_course_published(instance: CoursePage, **kwargs: Any) -> None:
    """Its audience becomes a rule of the tree, and who comes finds a run to join."""
    services.apply_audience(course=instance)
    services.open_run(course_key=instance.translation_key, name=instance.title)
