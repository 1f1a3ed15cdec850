"""Texts of members as a mail carries them: whole addresses, names for its reader, no marks of ours.

In the plain part quotes begin with `>`, as in any mail, and links say where they lead.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape, unescape
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext

from forum.rendering import posts_quoted_in, with_names
from forum.selectors.people import signature_of
from forum.selectors.quotes import quoted_posts
from members.mailing import site_url
from notifications.registry import Message

if TYPE_CHECKING:
    from members.models import User

_HREF = re.compile(r'(<a href=")([^"]*)"')
MOST_TEXT = 30_000  # characters of HTML of several posts in one mail; one alone is never cut
# Before and after these stands an empty line; the others only begin a line.
BLOCKS = {"blockquote", "h4", "h5", "h6", "hr", "ol", "p", "pre", "table", "ul"}
LISTS = {"ol", "ul"}
LINES = {"br", "li", "tr"}
CELLS = {"td", "th"}


@dataclass(frozen=True, slots=True)
class MailText:
    """One text for a mail: `html` from the allow-list, `words` its own ones, without quotes."""

    text: str
    html: SafeString
    words: str


def post_in_mail(post: Any, recipient: "User") -> MailText:
    """The text of a post, its quotes with the names `recipient` may see. One query at most."""
    rendered = str(post.content.rendered)
    return _in_mail(with_names(rendered, quoted_posts(recipient, posts_quoted_in(rendered))))


def posts_in_mail(posts: Sequence[Any], recipient: "User") -> MailText:
    """Several posts as one text, in their order, each below its author's name. One query at most.

    The last ones stay on the site where all would be more than a mail should carry.
    """
    quoted = {pk for post in posts for pk in posts_quoted_in(str(post.content.rendered))}
    names = quoted_posts(recipient, quoted)
    parts: list[tuple[str, Any, MailText]] = []
    room = MOST_TEXT
    for post in posts:
        words = _in_mail(with_names(str(post.content.rendered), names))
        room -= len(words.html)
        if parts and room < 0:
            break
        parts.append((signature_of(post.contribution, recipient).name, post, words))
    left = len(posts) - len(parts)
    more = ngettext("%(number)d more on the site.", "%(number)d more on the site.", left)
    rest = more % {"number": left} if left else ""
    text = [f"{name}:\n\n{words.text}" for name, _post, words in parts]
    html = format_html_join(
        "",
        '<p><strong>{}</strong></p><div lang="{}" dir="auto">{}</div>',
        ((name, post.contribution.language, words.html) for name, post, words in parts),
    )
    return MailText(
        "\n\n".join([*text, rest] if rest else text),
        html + format_html("<p>{}</p>", rest) if rest else html,
        " · ".join(f"{name}: {words.words}" for name, _post, words in parts),
    )


def rendered_in_mail(rendered: str) -> MailText:
    """A text of the hosts: nothing in it is quoted by number. No query."""
    return _in_mail(with_names(rendered, {}))


def with_words(message: Message, words: MailText) -> Message:
    """The message, carrying this text."""
    return replace(message, text=words.text, html=words.html, excerpt=words.words)


def _in_mail(html: str) -> MailText:
    whole = _HREF.sub(lambda found: f'{found[1]}{_whole(found[2])}"', html)
    lines = _Lines(whole)
    # Cleaned when it was rendered; addresses are escaped again.
    return MailText(lines.text(), mark_safe(whole), lines.words())  # noqa: S308


def _whole(escaped: str) -> str:
    return escape(site_url(unescape(escaped)))


class _Lines(HTMLParser):
    """Takes cleaned HTML apart into lines: how deep in quotes, whether apart from the last."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[tuple[int, bool, str]] = []
        self._own: list[str] = []
        self._line = self._bare = ""
        self._depth, self._is_apart = 0, False
        self._counters: list[int | None] = []  # of the lists that are open: numbers, or dashes
        self._link: tuple[str, int] | None = None  # where it leads, and how long the line was
        self._is_pre = False
        self.feed(html)
        self.close()
        self._end_line()

    def text(self) -> str:
        """Quotes begin with `>`; what stands between two paragraphs of one belongs to it."""
        shown: list[str] = []
        before = 0
        for depth, is_apart, line in self._lines:
            if shown and (is_apart or depth != before):
                shown.append(">" * min(depth, before))
            shown.append(f"{'>' * depth} {line}" if depth else line)
            before = depth
        return "\n".join(shown)

    def words(self) -> str:
        return " ".join("".join(self._own).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._break_at(tag)
        if tag == "blockquote":
            self._depth += 1
        elif tag in LISTS:
            start = dict(attrs).get("start") or "1"
            self._counters.append(int(start) if tag == "ol" and start.isdecimal() else None)
        elif tag == "li":
            self._line = self._bare = self._mark()
        elif tag == "a":
            self._link = (dict(attrs).get("href") or "", len(self._line))
        elif tag == "pre":
            self._is_pre = True
        elif tag in CELLS and self._line:
            self._line = f"{self._line.rstrip()} | "

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._link is not None:
            href, start = self._link
            self._link = None
            if href.removeprefix("mailto:") != self._line[start:].strip():
                self._line += f" <{href}>"
        elif tag in LISTS:
            self._counters.pop()
        self._break_at(tag)
        if tag == "blockquote":
            self._depth -= 1
        elif tag == "pre":
            self._is_pre = False
        elif tag == "li":
            self._line = ""  # an item without a word

    def handle_data(self, data: str) -> None:
        if not self._depth:
            self._own.append(data)
        if self._is_pre:
            first, *rest = data.split("\n")
            self._line += first
            for line in rest:
                self._end_line()
                self._line = line
        else:
            words = re.sub(r"[ \t\r\n]+", " ", data)
            self._line += words.lstrip() if self._line == self._bare else words

    def _break_at(self, tag: str) -> None:
        if tag in BLOCKS or tag in LINES:
            self._end_line()
            self._own.append(" ")
        # Lists in lists, and paragraphs of items, stand close.
        self._is_apart |= tag in BLOCKS and not self._counters

    def _mark(self) -> str:
        """What an item of the list begins with; each level is set in by two blanks."""
        inset = "  " * (len(self._counters) - 1)
        number = self._counters[-1] if self._counters else None
        if number is None:
            return f"{inset}- "
        self._counters[-1] = number + 1
        return f"{inset}{number}. "

    def _end_line(self) -> None:
        if self._bare and self._line == self._bare:
            return  # the words of this item stand in a paragraph
        self._bare = ""
        if self._line.strip():
            self._lines.append((self._depth, self._is_apart, self._line.rstrip()))
            self._is_apart = False
        self._line = ""
