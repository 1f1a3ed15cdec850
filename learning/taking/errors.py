"""Why an act on an attempt is refused. Each names what the person is told."""

from datetime import datetime

from common.errors import Refused


class AttemptMissing(LookupError):
    """There is no such attempt of this learner: whether it exists is nobody else's business."""


class CannotStart(Refused):
    """No place, no attempts left, or not the time. `until` says from when it may work."""

    def __init__(self, message: str, *, until: datetime | None = None) -> None:
        super().__init__(message)
        self.until = until


class AnswerRefused(ValueError):
    """An answer of the wrong shape, about an unknown slot or option, or too long."""


class CannotReopen(Refused):
    """The attempt is not an abandoned one, or another is open."""


class FileRefused(Refused):
    """A file of answers that cannot be taken. Nothing of it is kept."""
