"""What a course consists of, the same in every language: its outline, keyed by translation_key.

The required set comes from the pages of the course's own language, so a learner may switch the
language in the middle and keeps progress (learning.md §10). Titles and addresses are those of the
reader's language where it has them.
"""

from learning.outline.building import build_outline, build_outlines, outline_for, outlines_for
from learning.outline.finding import courses_of_lessons, courses_with
from learning.outline.shape import Item, Module, Outline

__all__ = [
    "Item",
    "Module",
    "Outline",
    "build_outline",
    "build_outlines",
    "courses_of_lessons",
    "courses_with",
    "outline_for",
    "outlines_for",
]
