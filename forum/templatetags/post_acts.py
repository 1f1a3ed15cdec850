"""What can be done with a post: icon and words, the same for each of twenty posts on a page."""

from collections.abc import Iterator, Mapping
from functools import cache

from django import template
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from common.icons import icon_svg
from common.templatetags.m4d import number
from forum.models import PostState

register = template.Library()

BUTTON = format_html(' class="{}" data-kind="{}"', "button", "quiet")

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


@register.simple_tag(takes_context=True)
def post_menu(context: Context) -> SafeString:
    """`{% post_menu %}`: what a member may do with `post`, a line each.

    Built here, and not by a template: twenty menus and feet of eight lines were a third of the time
    that a member's topic takes.
    """
    post, acts = context["post"], _acts_in(get_language())
    signature, is_others = post.signature, post.can_act and not post.is_mine
    reply_url = context.get("reply_url")
    lines = [_link(post.url, acts["link"])]
    if post.can_act:
        kept = post.is_bookmarked
        lines.append(_form(context, "bookmark", "keep", kept, acts["kept" if kept else "keep"]))
    if signature.handle and is_others and reply_url:
        words = format_html("{} <bdi>@{}</bdi>", acts["mention"], signature.handle)
        lines.append(_link(f"{reply_url}?mention={post.pk}", words))
    below = (
        ("edit", post.can_edit),
        ("history", post.revision > 1),
        ("withdraw", post.can_withdraw),
        ("report", is_others),
        ("moderate", post.can_moderate),
    )
    lines += [_link(f"{post.url}{act}/", acts[act]) for act, may in below if may]
    if signature.block_url and not post.is_mine:
        lines.append(_link(signature.block_url, acts["unblock" if post.is_folded else "block"]))
    return _joined([*lines, *_of_hosts(context, acts)])


def _of_hosts(context: Context, acts: Mapping[str, SafeString]) -> Iterator[SafeString]:
    """What hosts and note-takers of a discussion may do besides."""
    post = context["post"]
    if post.can_pick:
        picked = post.is_picked
        yield _form(context, "pick", "pick", picked, acts["unpick" if picked else "pick"])
    if context.get("assign_url") and not post.is_framing:
        yield _link(f"{context['assign_url']}{post.pk}/", acts["assign"])
    is_answer = post.state == PostState.PUBLISHED and not post.is_framing
    if context.get("quote_url") and is_answer:
        yield _link(f"{context['quote_url']}{post.pk}/", acts["quote_in_synthesis"])


@register.simple_tag(takes_context=True)
def post_buttons(context: Context) -> SafeString:
    """`{% post_buttons %}`: what stands below `post`, for a member who may act on it."""
    post, acts = context["post"], _acts_in(get_language())
    lines = []
    if not post.is_mine:
        found = post.is_useful
        words = acts["found_useful" if found else "useful"]
        if post.useful_count:
            words = format_html("{} · {}", words, number(post.useful_count))
        lines.append(_form(context, "useful", "useful", found, words, BUTTON))
    reply_url = context.get("reply_url")
    if reply_url:
        lines.append(_link(f"{reply_url}?to={post.pk}", acts["answer"], BUTTON))
        lines.append(_link(f"{reply_url}?quote={post.pk}", acts["quote"], BUTTON))
    return _joined(lines)


def _link(url: str, words: SafeString, look: str = "") -> SafeString:
    return format_html('<a{} href="{}">{}</a>', look, url, words)


def _form(
    context: Context,
    act: str,
    name: str,
    is_done: bool,
    words: SafeString,
    look: str = "",
) -> SafeString:
    """A button that does `act` below the post's address, or undoes it."""
    return format_html(
        '<form method="post" action="{}{}/"><input type="hidden" name="csrfmiddlewaretoken"'
        ' value="{}"><button{} name="{}" value="{}">{}</button></form>',
        context["post"].url,
        act,
        context.get("csrf_token", ""),
        look,
        name,
        "0" if is_done else "1",
        words,
    )


def _joined(lines: list[SafeString]) -> SafeString:
    return format_html_join("\n", "{}", ((line,) for line in lines))


@cache
def _acts_in(language: str | None) -> Mapping[str, SafeString]:
    """Icon and words by name, made once a language."""
    return {
        name: format_html("{} {}", icon_svg(icon, size="small"), words)
        for name, (icon, words) in ACTS.items()
    }
