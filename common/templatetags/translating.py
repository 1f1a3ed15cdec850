"""What wagtail-localize's templates ask about rights."""

from typing import TYPE_CHECKING

from django import template
from wagtail.models import Page

from common.translating import can_submit_for_review

if TYPE_CHECKING:
    from common.typing import AnyUser

register = template.Library()


@register.filter
def may_be_submitted_by(page: Page, user: "AnyUser") -> bool:
    """Whether `user` may put this translation before a second person."""
    return can_submit_for_review(user, page)
