"""What can be done with a post: icon and words, the same for each of twenty posts on a page."""

from collections.abc import Mapping
from functools import cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from common.icons import icon_svg

register = template.Library()

# {name: (icon, words)}
ACTS = {
    "link": ("link", _("Link to this post")),
    "keep": ("bookmark", _("Bookmark")),
    "kept": ("bookmark", _("Remove the bookmark")),
    "mention": ("at-sign", _("Mention")),
    "edit": ("pencil", _("Edit")),
    "history": ("history", _("Earlier texts")),
    "withdraw": ("trash-2", _("Withdraw")),
    "report": ("flag", _("Report to a moderator")),
    "block": ("ban", _("Block this member")),
    "unblock": ("ban", _("Take the block back")),
    "moderate": ("eye-off", _("Moderate")),
    "pick": ("award", _("Pick as a practice to copy")),
    "unpick": ("award", _("Take the pick back")),
    "assign": ("arrow-right", _("Move to another question")),
    "quote_in_synthesis": ("quote", _("Quote in the synthesis")),
    "useful": ("thumbs-up", _("Useful")),
    "found_useful": ("thumbs-up", _("You found this useful")),
    "answer": ("reply", pgettext_lazy("what somebody does", "Answer")),
    "quote": ("quote", _("Quote")),
}


@register.simple_tag
def post_acts() -> Mapping[str, SafeString]:
    """`{% post_acts as acts %}`, then `{{ acts.quote }}`: an icon and the words beside it."""
    return _acts_in(get_language())


@cache
def _acts_in(language: str | None) -> Mapping[str, SafeString]:
    """Made once a language: drawing them anew was a quarter of a member's topic."""
    return {
        name: format_html("{} {}", icon_svg(icon, size="small"), words)
        for name, (icon, words) in ACTS.items()
    }
