"""Model fields every app may use."""

from typing import Any

from django.core.validators import URLValidator
from django.db import models
from wagtail.fields import StreamField

from common.blocks import BodyBlock


class BodyField(StreamField):
    """A StreamField whose blocks make one text, and are not written into migrations.

    A list of blocks becomes a `BodyBlock`: headings without jumps, each id once.
    Blocks change often and change no column: without this, each new block would be a migration in
    every app. Data migrations of bodies use `wagtail.blocks.migrations`, which reads stored JSON.
    """

    def __init__(self, block_types: Any, **kwargs: Any) -> None:
        blocks = BodyBlock(block_types) if isinstance(block_types, list) else block_types
        super().__init__(blocks, **kwargs)

    def deconstruct(self) -> Any:
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [[]], kwargs


def lines_of(text: str) -> list[str]:
    """The lines of a text field that holds one thing a line, without empty ones."""
    return [line.strip() for line in text.splitlines() if line.strip()]


class LinkField(models.URLField):
    """An address on the web: http or https, nothing else (platform.md, "links http(s) only")."""

    default_validators = [URLValidator(schemes=["http", "https"])]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 500)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"assume_scheme": "https", **kwargs})
