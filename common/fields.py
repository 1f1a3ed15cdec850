"""Model fields every app may use."""

from typing import Any

from wagtail.fields import StreamField


class BodyField(StreamField):
    """A StreamField whose blocks are not written into migrations.

    Blocks change often and change no column: without this, each new block would be a migration in
    every app. Data migrations of bodies use `wagtail.blocks.migrations`, which reads stored JSON.
    """

    def deconstruct(self) -> Any:
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [[]], kwargs


def lines_of(text: str) -> list[str]:
    """The lines of a text field that holds one thing a line, without empty ones."""
    return [line.strip() for line in text.splitlines() if line.strip()]
