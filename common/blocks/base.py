"""What all blocks stand on: the body that holds them, its headings, its ids, kinds of fields."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.models import Page

from common.partial_dates import validate_partial_date
from common.querysets import BasePageQuerySet

if TYPE_CHECKING:
    from common.typing import AnyUser

FIRST_LEVEL = 2  # the page's title is the first
DEEPEST_LEVEL = 6
FRAME_ANCHORS = frozenset({"main"})  # ids that base.html has on every page


def viewer_in(context: Any) -> "AnyUser":
    """The reader that a template context names; nobody where it names none."""
    return (context or {}).get("viewer") or AnonymousUser()


def is_picker_preview(context: Any) -> bool:
    """Whether the admin shows a block's example, without a page around it."""
    return "block_def" in (context or {})


def shown_pages(chosen: Iterable[Page | None], context: Any) -> list[Page]:
    """Those of `chosen` that this reader may see, in this order, in their own types.

    Two queries and one more for each type, however many pages.
    """
    wanted = [page.pk for page in chosen if page is not None]
    if not wanted:
        return []
    found = BasePageQuerySet(Page).visible_to(viewer_in(context)).filter(pk__in=wanted)
    pages = found.specific().select_related("locale", for_specific_subqueries=True)
    by_pk = {page.pk: page for page in pages}
    return [by_pk[pk] for pk in dict.fromkeys(wanted) if pk in by_pk]


class Anchors:
    """The ids of one page, each given once. Those that an editor wrote stay as written."""

    def __init__(self) -> None:
        self._taken = set(FRAME_ANCHORS)

    def keep(self, written: Iterable[str]) -> None:
        """Leave these to the blocks that have them written down."""
        self._taken.update(written)

    def free(self, text: str) -> str:
        """`text` as an id; the second of its name gets a number."""
        wanted = slugify(text, allow_unicode=True) or "part"
        anchor, number = wanted, 1
        while anchor in self._taken:
            number += 1
            anchor = f"{wanted}-{number}"
        self._taken.add(anchor)
        return anchor


def anchors_in(context: Any) -> Anchors:
    """The ids of the page that is being shown; a block alone has its own."""
    return (context or {}).get("anchors") or Anchors()


class BodyBlock(blocks.StreamBlock):
    """A text made of blocks: its headings do not jump, each id stands once, nothing wraps a block.

    `heading_level` in the context of the page says where its headings begin (2 without it).
    A block that brings headings of its own sets them one below the last heading above it.
    """

    class Meta:
        template = "blocks/body.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        first = context.get("heading_level", FIRST_LEVEL)
        anchors = anchors_in(context)
        ids = dict(_heading_ids(value, anchors))
        parts = [
            (child, level, ids.get(at, ""))
            for at, (child, level) in enumerate(_levelled(value, first))
        ]
        return context | {"parts": parts, "anchors": anchors}

    def clean(self, value: Any) -> Any:
        errors: dict[int, ValidationError] = {}
        others: Iterable[Any] = ()
        cleaned = value
        try:
            cleaned = super().clean(value)
        except StreamBlockValidationError as refusal:
            errors, others = dict(refusal.block_errors or {}), refusal.non_block_errors
        if not self.is_deferred_validation:
            for index, reason in _jumps(value):
                errors.setdefault(index, StructBlockValidationError({"level": reason}))
        if errors or others:
            raise StreamBlockValidationError(block_errors=errors, non_block_errors=others)
        return cleaned

    def remarks(self, value: Any) -> list[str]:
        """What editors should know of this text, though nothing forbids it."""
        return [words for child in value for words in remarks_of(child.block, child.value)]


def headings_of(body: Any) -> list[tuple[str, str]]:
    """(id, words) of each heading of a body, as the page prints them."""
    return [(anchor, body[at].value["text"]) for at, anchor in _heading_ids(body, Anchors())]


def _heading_ids(body: Any, anchors: Anchors) -> list[tuple[int, str]]:
    """(place, id) of each heading: they choose before all other blocks, so that links to them hold.

    Only what an editor wrote as an address goes before.
    """
    anchors.keep(_written_anchors(body))
    return [
        (at, anchors.free(child.value["text"]))
        for at, child in enumerate(body)
        if child.block_type == "heading"
    ]


def remarks_of(block: blocks.Block, value: Any) -> list[str]:
    """What a block has to say about its value, in whole sentences."""
    return block.remarks(value) if hasattr(block, "remarks") else []


def _levelled(value: Any, first: int) -> Iterator[tuple[Any, int]]:
    """Each child with the level of its headings."""
    below = first
    for child in value:
        if child.block_type == "heading":
            level = min(int(child.value["level"]) + first - FIRST_LEVEL, DEEPEST_LEVEL)
            below = min(level + 1, DEEPEST_LEVEL)
            yield child, level
        else:
            yield child, below


def _jumps(value: Any) -> Iterator[tuple[int, ValidationError]]:
    above = FIRST_LEVEL - 1
    for index, child in enumerate(value):
        if child.block_type != "heading":
            continue
        level = int(child.value["level"])
        if level > above + 1:
            yield index, ValidationError(_("This leaves out a level. Choose the one above it."))
        above = level


def _written_anchors(value: Any) -> Iterator[str]:
    for child in value:
        if child.block_type == "accordion":
            yield from (item["anchor"] for item in child.value["items"] if item["anchor"])


class AddressBlock(blocks.URLBlock):
    """An address on the web: http or https (platform.md, "links http(s) only")."""

    def __init__(self, validators: Any = (), **kwargs: Any) -> None:
        web_only = URLValidator(
            schemes=["http", "https"],
            message=_("Write a whole address that begins with https:// or http://."),
        )
        super().__init__(validators=(web_only, *validators), **kwargs)


class Untranslated:
    """Mixin for fields that are the same in every language: translators are not asked for them."""

    def get_translatable_segments(self, value: Any) -> list[Any]:
        return []

    def restore_translated_segments(self, value: Any, segments: Any) -> Any:
        return value


class CodeBlock(Untranslated, blocks.CharBlock):
    """Words for the machine: the same in every language."""


class PartialDateBlock(Untranslated, blocks.CharBlock):
    """A date of which at least the year is known."""

    def __init__(self, **kwargs: Any) -> None:
        defaults = {
            "max_length": 10,
            "validators": [validate_partial_date],
            "help_text": _("2016, 2016-10 or 2016-10-31."),
        }
        super().__init__(**(defaults | kwargs))


class PlainFigureBlock(Untranslated, blocks.CharBlock):
    """A figure as it is printed in its source: “almost 300” is words, “122” is not."""

    def get_translatable_segments(self, value: Any) -> list[Any]:
        if any(letter.isalpha() for letter in value):
            from wagtail_localize.segments import StringSegmentValue

            return [StringSegmentValue("", value)]
        return []

    def restore_translated_segments(self, value: Any, segments: Any) -> Any:
        return segments[0].render_text()
