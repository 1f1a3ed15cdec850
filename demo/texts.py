"""The small part of Markdown in which the long texts of the demo are written.

Paragraphs, `## heading`, `- list`, `1. list`, `**bold**`; e-mail addresses become links.
"""

import json
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.html import escape
from django.utils.text import slugify

from demo.seed import DATA

BOLD = re.compile(r"\*\*(.+?)\*\*")
ADDRESS = re.compile(r"\b[a-z]+@[a-z0-9.]+[a-z]\b")
POINT = re.compile(r"(?:-|\d+\.) ")


@dataclass
class Part:
    """A heading, empty before the first, and the HTML below it."""

    heading: str
    html: list[str] = field(default_factory=list)


def text_of(slug: str, language: str) -> str:
    """The file `pages/<slug>.<language>.md`."""
    return (DATA / "pages" / f"{slug}.{language}.md").read_text(encoding="utf-8")


def parts_of(markdown: str) -> list[Part]:
    """The text cut at its headings."""
    parts = [Part("")]
    for chunk in markdown.strip().split("\n\n"):
        if chunk.startswith("## "):
            parts.append(Part(chunk.removeprefix("## ").strip()))
        else:
            parts[-1].html.append("".join(_html(chunk)))
    return [part for part in parts if part.heading or part.html]


def _html(chunk: str) -> Iterator[str]:
    """A chunk between empty lines: a paragraph, a list, or a paragraph that leads to a list."""
    lines = chunk.splitlines()
    points = [line for line in lines if POINT.match(line)]
    words = [line for line in lines if not POINT.match(line)]
    if words:
        yield f"<p>{_inline(' '.join(words))}</p>"
    if points:
        tag = "ul" if points[0].startswith("- ") else "ol"
        items = (f"<li>{_inline(POINT.sub('', one, count=1))}</li>" for one in points)
        yield f"<{tag}>{''.join(items)}</{tag}>"


def _inline(text: str) -> str:
    text = BOLD.sub(r"<b>\1</b>", escape(text))
    return ADDRESS.sub(lambda found: f'<a href="mailto:{found[0]}">{found[0]}</a>', text)


def body_of(markdown: str, *, key: str, level: int = 2) -> str:
    """A body of headings of one rank and texts, always the same for the same `key`."""
    blocks: list[dict[str, Any]] = []
    for part in parts_of(markdown):
        if part.heading:
            blocks.append({"type": "heading", "value": {"text": part.heading, "level": str(level)}})
        if part.html:
            blocks.append({"type": "text", "value": "".join(part.html)})
    return _numbered(blocks, key)


def questions_of(markdown: str, *, key: str) -> str:
    """A body of one accordion, a question a heading."""
    items = [
        {
            "type": "item",
            "id": _id(f"{key}:{at}"),
            "value": {
                "question": part.heading,
                "answer": "".join(part.html),
                "anchor": slugify(part.heading),
            },
        }
        for at, part in enumerate(parts_of(markdown))
    ]
    return _numbered([{"type": "accordion", "value": {"items": items}}], key)


def _numbered(blocks: list[dict[str, Any]], key: str) -> str:
    return json.dumps([one | {"id": _id(f"{key}#{at}")} for at, one in enumerate(blocks)])


def _id(key: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, key))
