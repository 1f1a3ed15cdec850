"""Markup in the words of a block is shown as words; rich text keeps what is on the list (SEC17)."""

import pytest
from wagtail import blocks
from wagtail.models import get_page_models

from tests.matrix.test_markup import CANARY, OPENED

WORDS = (blocks.CharBlock, blocks.TextBlock)
# Drawn only with a picture, file, page or known figure.
NEED_A_ROW = {"image", "file", "teaser", "statistics", "practice_quiz"}


def stream_blocks():
    """Each kind of block of each field of each page type, once."""
    found = {}
    for model in get_page_models():
        for field in model._meta.get_fields():
            if hasattr(field, "stream_block"):
                for name, block in field.stream_block.child_blocks.items():
                    found.setdefault((name, type(block)), block)
    return [
        pytest.param(block, id=f"{name}-{kind.__name__}") for (name, kind), block in found.items()
    ]


def marked(block, value):
    """The value with the canary in place of every word, and how many there were."""
    if isinstance(block, WORDS):
        return CANARY, 1
    if isinstance(block, blocks.StructBlock) and value is not None:
        count = 0
        for name, child in block.child_blocks.items():
            value[name], more = marked(child, value.get(name))
            count += more
        return value, count
    if isinstance(block, blocks.ListBlock) and value:
        filled = [marked(block.child_block, one) for one in value]
        return block.normalize([one for one, _count in filled]), sum(n for _one, n in filled)
    return value, 0


@pytest.mark.django_db
@pytest.mark.parametrize("block", stream_blocks())
def test_words_of_a_block_are_shown_as_words(block, rf):
    value, count = marked(block, block.normalize(block.get_preview_value()))
    request = rf.get("/en/")
    html = str(block.render(value, {"request": request, "value": value}))
    assert OPENED not in html
    assert "<script>alert" not in html
    # So that the words were there to be escaped; the app tests draw the others with a row.
    assert not count or bool(html.strip()) is (block.name not in NEED_A_ROW)
