"""The words of a text without what dresses them: what the search reads of a page."""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.documents.models import AbstractDocument
from wagtail.images.blocks import ImageBlock
from wagtail.rich_text import extract_references_from_rich_text

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
    `depends_on_reader` and is left out. Reads what is stored: no query for pictures or pages.
    """
    texts = (_words_of(block, raw) for block, raw in _leaves(stream))
    return "\n".join(text for text in texts if text)


def documents_in_stream(stream: Any) -> set[int]:
    """The ids of the documents that a text shows or links to; some may be no more. No query."""
    found: set[int] = set()
    for block, raw in _leaves(stream):
        if isinstance(block, DocumentChooserBlock):
            found |= {int(raw)} if raw else set()
        elif isinstance(block, blocks.RichTextBlock):
            found |= documents_in_html(raw)
    return found


def documents_in_html(source: str) -> set[int]:
    """The ids of the documents that rich text links to. No query."""
    references = extract_references_from_rich_text(source or "")
    return {int(pk) for model, pk, *_where in references if issubclass(model, AbstractDocument)}


def _leaves(stream: Any) -> Iterator[tuple[blocks.Block, Any]]:
    """Each innermost field of a text with what is stored in it, in order."""
    if stream:
        for item in stream.raw_data:
            if (block := stream.stream_block.child_blocks.get(item["type"])) is not None:
                yield from _leaves_of(block, item["value"])


def _leaves_of(block: blocks.Block, raw: Any) -> Iterator[tuple[blocks.Block, Any]]:
    # What a picture shows is said to who cannot see it: no words of the text.
    if not raw or isinstance(block, ImageBlock) or getattr(block, "depends_on_reader", False):
        return
    if isinstance(block, blocks.BaseStructBlock):
        for name, child in block.child_blocks.items():
            yield from _leaves_of(child, raw.get(name))
    elif isinstance(block, blocks.ListBlock):
        for item in raw:
            # Lists stored long ago hold the bare values.
            is_item = isinstance(item, dict) and item.get("type") == "item"
            yield from _leaves_of(block.child_block, item["value"] if is_item else item)
    else:
        yield block, raw


def _words_of(block: blocks.Block, raw: Any) -> str:
    if isinstance(block, blocks.RichTextBlock):
        return plain_of_html(raw)
    if isinstance(block, TypedTableBlock):
        return "\n".join(plain_text(text) for text in _texts_of_table(raw) if text)
    is_text = isinstance(block, blocks.CharBlock | blocks.TextBlock)
    return plain_text(str(raw)) if is_text and not isinstance(block, CodeBlock) else ""


def _texts_of_table(raw: Any) -> Iterator[str]:
    """Caption, headings, cells: our tables hold text alone (blocks.tables)."""
    yield raw.get("caption") or ""
    yield from (column["heading"] or "" for column in raw["columns"])
    yield from (str(cell or "") for row in raw["rows"] for cell in row["values"])
