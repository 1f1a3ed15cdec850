"""The words of a text without what dresses them: what the search reads of a page."""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.images.blocks import ImageBlock

from common.blocks.base import CodeBlock
from common.html import WITH_CONTENT, plain_text

# After these the next word is another word: "one</p><p>two" is no "onetwo".
APART = {
    *("blockquote", "br", "dd", "div", "dt", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5"),
    *("h6", "hr", "li", "ol", "p", "pre", "section", "table", "td", "th", "tr", "ul"),
}


class _Words(HTMLParser):
    """Collects what readers of a piece of HTML see."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._unread = 0  # elements open whose text was never meant to be read
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in WITH_CONTENT:
            self._unread += 1
        elif tag in APART:
            self.found.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in WITH_CONTENT:
            self._unread = max(self._unread - 1, 0)
        elif tag in APART:
            self.found.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unread:
            self.found.append(data)


def plain_of_html(source: str) -> str:
    """The text of rich text or HTML, block elements on lines of their own."""
    return plain_text("".join(_Words(source).found)) if source else ""


def plain_of_stream(stream: Any) -> str:
    """The words that everybody reads in the text of a StreamField.

    Addresses, choices and ids are no words. A block whose words depend on who reads says so by
    `depends_on_reader` and is left out.
    """
    if not stream:
        return ""
    return "\n".join(words for words in _words_of(stream.stream_block, stream) if words)


def _words_of(block: blocks.Block, value: Any) -> Iterator[str]:
    """The texts in `value`, in order."""
    if value is None or getattr(block, "depends_on_reader", False):
        return
    if isinstance(block, blocks.RichTextBlock):
        yield plain_of_html(value.source)
    elif isinstance(block, blocks.CharBlock | blocks.TextBlock):
        if not isinstance(block, CodeBlock):
            yield plain_text(str(value))
    elif isinstance(block, TypedTableBlock):
        yield from _words_of_table(value)
    else:
        for child, held in _parts_of(block, value):
            yield from _words_of(child, held)


def _words_of_table(table: Any) -> Iterator[str]:
    yield plain_text(table.caption or "")
    for column in table.columns:
        yield plain_text(column["heading"] or "")
    for row in table.rows:
        for cell in row:
            yield from _words_of(cell.block, cell.value)


def _parts_of(block: blocks.Block, value: Any) -> Iterator[tuple[blocks.Block, Any]]:
    """What a block is made of, with what each part holds; nothing for what holds no words."""
    if isinstance(block, blocks.BaseStreamBlock):
        yield from ((child.block, child.value) for child in value)
    elif isinstance(block, blocks.ListBlock):
        yield from ((block.child_block, held) for held in value)
    elif isinstance(block, blocks.BaseStructBlock) and not isinstance(block, ImageBlock):
        yield from ((child, value.get(name)) for name, child in block.child_blocks.items())
