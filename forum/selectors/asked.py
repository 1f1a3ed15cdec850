"""A guiding question has one thread, and words in each language of its discussion (forum.md §4)."""

from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.translation import get_language

from forum.models import GuidingQuestionText


def asked(topic: str = "pk") -> Subquery:
    """For `annotate(asked=asked())`: what the thread asks, in the reader's language, or null.

    `topic`: the path to the topic from what is annotated.
    """
    texts = GuidingQuestionText.objects.filter(
        question__topic=OuterRef(topic),
        page__live=True,
        locale__language_code=get_language(),
    )
    return Subquery(texts.values("text")[:1])


def subject_of(topic: Any, row: Any = None) -> str:
    """The title of a topic as its reader reads it; `row`: where `asked` was read, if not there."""
    return getattr(topic if row is None else row, "asked", None) or topic.subject


def language_of(topic: Any) -> str:
    """The language of `subject_of`, which need not be that of its posts."""
    if getattr(topic, "asked", None):
        return get_language() or ""
    info = getattr(topic, "info", None)
    return info.language if info else ""
