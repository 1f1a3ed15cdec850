"""What follows when an editor publishes a course or a quiz."""

from typing import Any

from django.db.models import ProtectedError
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from wagtail.signals import (
    copy_for_translation_done,
    page_published,
    published,
    unpublished,
)

from common.page_cache import forget_pages
from learning import services
from learning.compiling.publishing import compile_quiz
from learning.compiling.rules import ERROR
from learning.models import BankTag, CoursePage, Quiz, QuizSlot
from notifications.services import notify


@receiver(page_published, sender=CoursePage)
def on_course_published(instance: CoursePage, **kwargs: Any) -> None:
    """Its audience becomes a rule of the tree, and who comes finds a run to join."""
    audience = services.apply_audience(course=instance)
    services.open_standing_run(course=instance, audience=audience)


@receiver(copy_for_translation_done)
def on_course_translated(target_obj: Any, **kwargs: Any) -> None:
    """A course is closed in a language from the moment it has pages in it."""
    if isinstance(target_obj, CoursePage):
        services.apply_audience(course=target_obj)


# Outlines name quizzes; a snippet is no page, whose signals forget what is kept by themselves.
for signal in (published, unpublished):
    signal.connect(forget_pages, sender=Quiz, dispatch_uid="forget_outlines")


@receiver(pre_delete, sender=BankTag)
def on_tag_deleted(instance: BankTag, **kwargs: Any) -> None:
    """A draw without one of its tags would draw from more than its editor meant.

    The tables that join are Django's own and cascade: so it is refused here, to whoever deletes.
    """
    slots = QuizSlot.objects.filter(draw_tags=instance)
    if slots.exists():
        raise ProtectedError("Quizzes draw by this tag.", set(slots))


@receiver(published, sender=Quiz)
def on_quiz_published(instance: Quiz, revision: Any, **kwargs: Any) -> None:
    """By button, review or clock. A scheduled publication sends this too, and is not live yet.

    Whoever wrote the text that does not compile hears of it: on the clock, nobody sees the form.
    """
    if not instance.live:
        return
    result = compile_quiz(quiz=instance, by=revision.user)
    if result.version is None and revision.user is not None:
        problems = [one.message for one in result.problems if one.level == ERROR]
        notify(
            type="learning.not_compiled",
            recipients=[revision.user],
            target=instance,
            data={"problems": problems},
        )
