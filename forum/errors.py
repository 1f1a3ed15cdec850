"""What the forum refuses, in words for the person; each keeps their text (forum.md §5, §18)."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from common.errors import Refused
from common.ratelimit import TooManyRequests


class Closed(Refused):
    """The topic takes no text now: locked, over, or not open yet. Views answer 409."""

    def __init__(
        self,
        message: str,
        *,
        opens_at: datetime | None = None,
        closes_at: datetime | None = None,
    ) -> None:
        super().__init__(message)
        self.opens_at, self.closes_at = opens_at, closes_at

    @property
    def is_over(self) -> bool:
        """Whether the end has passed; a topic may be locked before it."""
        return self.closes_at is not None and self.closes_at <= timezone.now()


class RateLimited(TooManyRequests):
    """Too often. `retry_after`: seconds. The middleware of common.ratelimit answers 429."""

    @property
    def retry_after(self) -> int:
        return self.wait


class Sanctioned(Refused):
    """The member may not write, `until` then (None: until it is lifted). Views answer 403."""

    def __init__(self, message: str, *, until: datetime | None, statement: str) -> None:
        super().__init__(message)
        self.until, self.statement = until, statement


@dataclass(frozen=True, slots=True)
class CurrentText:
    """What stands now where an edit came too late. `revision` is what a form hands back."""

    subject: str
    body: str
    revision: int | str


class EditConflict(Refused):
    """Somebody changed the text meanwhile: both are to be shown side by side.

    `base`: the field of a form that says what it began with.
    """

    def __init__(self, message: str, *, current: CurrentText, base: str = "base") -> None:
        super().__init__(message)
        self.current, self.base = current, base


class InvalidContent(Refused):
    """A text that cannot be taken; `field` says which."""


class NotNow(Refused):
    """The act makes no sense in the state the thing is in."""
