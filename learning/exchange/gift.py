"""Reads GIFT, Moodle's text format of questions, as learning.md §9 lists it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from common.html import plain_line
from learning.exchange.found import Found, QuestionRefused
from learning.exchange.gift_answers import block_of
from learning.exchange.words import format_of, hide_escapes, show_escapes, words_as_html

MOST_QUESTIONS = 2_000
MOST_BYTES = 10_000_000
_TITLE = re.compile(r"\A\s*::(.*?)::", re.DOTALL)
_CATEGORY = re.compile(r"\A\s*\$CATEGORY:(.*)\Z")
_MARKS = re.compile(r"\[(id|tag):([^\]]*)\]")


class FileRefused(ValueError):
    """The file as a whole cannot be read; nothing is imported. The message is for the person."""


@dataclass(slots=True)
class _Block:
    """Lines between blank lines, without comments."""

    line: int
    lines: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    external_id: str = ""


def read_gift(data: bytes) -> list[Found]:
    """All questions of a GIFT file, in order, refused ones with their reason.

    Raises FileRefused: not UTF-8, a NUL, too large, too many questions.
    """
    if len(data) > MOST_BYTES:
        raise FileRefused(_("The file is larger than 10 MB."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = data[: problem.start].count(b"\n") + 1
        words = _("The file is not UTF-8 text: look at line %(line)d.")
        raise FileRefused(words % {"line": line}) from problem
    at = text.find("\0")
    if at >= 0:  # PostgreSQL stores none
        words = _("The file holds a NUL character: look at line %(line)d.")
        raise FileRefused(words % {"line": text.count("\n", 0, at) + 1})
    blocks = list(_blocks(text.replace("\r\n", "\n").replace("\r", "\n")))
    if len(blocks) > MOST_QUESTIONS:
        raise FileRefused(_("The file has more than 2,000 questions."))
    return [_question(block) for block in blocks]


def _blocks(text: str) -> Iterator[_Block]:
    """Questions are separated by blank lines, so that a broken one takes no neighbour with it."""
    category, tags, external_id = "", [], ""
    block: _Block | None = None
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        if line.lstrip().startswith("//"):
            for name, value in _MARKS.findall(line):
                if name == "id":
                    external_id = value.strip()[:120]
                else:
                    tags.append(value.strip())
            continue
        found = _CATEGORY.match(line)
        if found:
            category = _path(found[1])
            continue
        if line.strip():
            if block is None:
                block = _Block(number)
            block.lines.append(line)
        elif block is not None:
            block.tags = [one for one in [category, *map(_path, tags)] if one]
            block.external_id = external_id
            tags, external_id = [], ""
            yield block
            block = None


def _path(text: str) -> str:
    """A category or tag as a path of the bank: `$course$/Core/ Remittances` → Core/Remittances."""
    parts = (plain_line(part) for part in text.split("/"))
    return "/".join(part for part in parts if part and not part.startswith("$"))[:200]


def _question(block: _Block) -> Found:
    source = "\n".join(block.lines)
    found = Found(block.line, "", source, tags=block.tags, external_id=block.external_id)
    text = hide_escapes(source)
    title = _TITLE.match(text)
    if title:
        found.title = plain_line(show_escapes(title[1]))[:255]
        text = text[title.end() :]
    try:
        _fill(found, text)
    except QuestionRefused as refusal:
        found.refusal = str(refusal)
    if not found.title:
        found.title = plain_line(strip_tags(found.value.get("prompt", "")) or source)[:80]
    return found


def _fill(found: Found, text: str) -> None:
    """Block and notes of one question. Raises QuestionRefused."""
    form, text = format_of(text, "moodle")
    before, body, after = _cut(text)
    asked = f"{before.rstrip()} _____ {after.lstrip()}" if after.strip() else before
    prompt = words_as_html(asked, form, found.notes)
    if not strip_tags(prompt).strip():
        raise QuestionRefused(_("The question is empty."))
    found.value = {"prompt": prompt, "general_feedback": ""}
    if body is None:
        found.kind = "information"
        return
    body, _signs, general = body.partition("####")
    found.value["general_feedback"] = words_as_html(general, form, found.notes)
    found.kind, own = block_of(body.strip(), form, found.notes)
    found.value |= own


def _cut(text: str) -> tuple[str, str | None, str]:
    """(before, in braces, after). Raises QuestionRefused."""
    opened, closed = text.count("{"), text.count("}")
    if not opened and not closed:
        return text, None, ""
    if opened != closed or text.index("{") > text.index("}"):
        raise QuestionRefused(_("A brace is not closed, or closed twice."))
    if opened > 1:
        raise QuestionRefused(_("There is more than one pair of braces."))
    before, _sign, rest = text.partition("{")
    body, _sign, after = rest.partition("}")
    return before, body, after
