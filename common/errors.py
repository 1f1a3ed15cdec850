"""Refusals that a person is told about."""


class Refused(Exception):
    """A rule says no. The message is a sentence for the person; `field` is where to show it."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field
