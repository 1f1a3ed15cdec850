"""A table: every column has a heading, and the caption says what is shown."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.contrib.typed_table_block.blocks import TypedTable, TypedTableBlock
from wagtail_localize.segments import StringSegmentValue

from common.blocks.text import WORDS

MAX_COLUMNS = 8
MAX_ROWS = 60


class CellsBlock(TypedTableBlock):
    """Cells of text, which translators are given with caption and headings."""

    def get_translatable_segments(self, value: TypedTable) -> list[Any]:
        segments = [StringSegmentValue("caption", value.caption)]
        for at, column in enumerate(value.columns):
            segments.append(StringSegmentValue(f"heading.{at}", column["heading"]))
        for at, row in enumerate(value.row_data):
            segments += [
                StringSegmentValue(f"cell.{at}.{number}", cell)
                for number, cell in enumerate(row["values"])
                if any(letter.isalpha() for letter in cell)  # figures stay figures
            ]
        return segments

    def restore_translated_segments(self, value: TypedTable, segments: Any) -> TypedTable:
        for segment in segments:
            part, *at = segment.path.split(".")
            words = segment.render_text()
            if part == "caption":
                value.caption = words
            elif part == "heading":
                value.columns[int(at[0])]["heading"] = words
            else:
                value.row_data[int(at[0])]["values"][int(at[1])] = words
        return value


class TableBlock(blocks.StructBlock):
    """A small table. The first cell of a row is the row's heading."""

    table = CellsBlock([("text", blocks.CharBlock(required=False))], label=_("Table"))
    source = blocks.CharBlock(label=_("Source"), max_length=255, required=False)

    class Meta:
        icon = "table"
        label = _("Table")
        group = WORDS
        template = "blocks/table.html"
        description = _("Rows and columns with headings and a caption")
        preview_value = {
            "table": {
                "columns": [
                    {"type": "text", "heading": "Country"},
                    {"type": "text", "heading": "Tips"},
                ],
                "rows": [{"values": ["Ecuador", "5"]}, {"values": ["Senegal", "3"]}],
                "caption": "Tips by country",
            },
            "source": "M4D Net",
        }

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        reason = "" if self.is_deferred_validation else _refusal(value["table"])
        if reason:
            raise StructBlockValidationError({"table": ValidationError(reason)})
        return value

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        table = value["table"]
        rows = [[_figure(cell) for cell in row["values"]] for row in table.row_data]
        columns = [
            {
                "label": column["heading"],
                "is_number": bool(rows) and all(_is_figure(row[at]) for row in rows),
            }
            for at, column in enumerate(table.columns)
        ]
        context = super().get_context(value, parent_context)
        return context | {"columns": columns, "rows": rows}


def _refusal(table: TypedTable) -> Any:
    if not table.caption.strip() or not all(one["heading"].strip() for one in table.columns):
        return _("Give the table a caption, and each column a heading.")
    if not table.columns or not table.row_data:
        return _("Give the table at least one column and one row.")
    if len(table.columns) > MAX_COLUMNS or len(table.row_data) > MAX_ROWS:
        return _("At most 8 columns and 60 rows: put a longer table into a file.")
    return ""


def _figure(cell: str | None) -> str | int:
    """Whole numbers as numbers, so that they line up and are grouped as the reader's language does.

    A year stays as it is: 2016 is not 2,016.
    """
    text = (cell or "").strip()
    return int(text) if text.isdecimal() and text.isascii() and len(text) != 4 else text


def _is_figure(cell: str | int) -> bool:
    return isinstance(cell, int)
