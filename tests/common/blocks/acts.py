"""What several of these tests do."""

import pytest
from django.core.exceptions import ValidationError

from common.blocks import BodyBlock, body_blocks

BODY = BodyBlock(body_blocks)


def child(name):
    return BODY.child_blocks[name]


def value_of(name, **raw):
    return child(name).to_python(raw)


def body(*blocks):
    """`body(("heading", {...}), ("text", "<p>…</p>"))` as a body's value."""
    return BODY.to_python([{"type": name, "value": raw} for name, raw in blocks])


def heading(text, level="2"):
    return "heading", {"text": text, "level": level}


def refusal(name, raw):
    """What stops the value from being published: (field, words)."""
    with pytest.raises(ValidationError) as caught:
        child(name).clean(value_of(name, **raw))
    return caught.value.block_errors
