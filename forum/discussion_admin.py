"""What editors may do with the page of a discussion, which has no rights over the discussion.

Models name it, so it stands apart from forms and views.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.models import PagePermissionTester

from taxonomy.admin_forms import ClassifiedPageForm


class DiscussionRights(PagePermissionTester):
    """A discussion with contributions can be unpublished, never deleted (forum.md §4)."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """Also asked before a move: that is a deletion and an addition."""
        return not has_contributions(self.page) and super().can_delete(ignore_bulk=ignore_bulk)


class DiscussionListRights(PagePermissionTester):
    """With the list the discussions below it would go."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """Also asked before a move: that is a deletion and an addition."""
        return super().can_delete(ignore_bulk=ignore_bulk) and not holds_contributions(self.page)


class DiscussionForm(ClassifiedPageForm):
    """A question that people have answered can be reworded, not taken away."""

    def clean(self) -> Any:
        cleaned = super().clean()
        formset = self.formsets.get("question_texts")
        if formset is not None and formset.is_valid():
            gone = (form.instance for form in formset.deleted_forms if form.instance.pk)
            if any(_is_answered(one) for one in gone):
                raise ValidationError(
                    _("A question with answers stays: you may write it in other words.")
                )
        return cleaned


def has_contributions(page: Any) -> bool:
    """Whether anybody wrote anything in the discussion of `page`. One query."""
    if page.discussion_id is None:
        return False
    contributions: Any = page.discussion.contributions
    return contributions.exists()


def holds_contributions(page: Any) -> bool:
    """Whether the page, or any below it, is of a discussion in which somebody wrote. One query."""
    from forum.models import EDiscussionPage  # models name this file

    below = EDiscussionPage.objects.descendant_of(page, inclusive=True)
    return below.filter(discussion__contributions__isnull=False).exists()


def _is_answered(text: Any) -> bool:
    return text.question_id is not None and text.question.contributions.exists()
