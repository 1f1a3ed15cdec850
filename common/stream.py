"""One row of a list of newest things, which apps offer to the block of that name (common.lists)."""

from dataclasses import dataclass
from datetime import date, datetime

from wagtail.models import Page


@dataclass(frozen=True, slots=True)
class StreamItem:
    """A page as a dated row. `when` is the day it names itself, else its first publication.

    `kind` is the page's `kind()`, `label` its name for readers; `language` is the page's code.
    """

    kind: str
    label: str
    when: date | datetime
    page: Page
    title: str
    url: str
    summary: str
    language: str

    @property
    def day(self) -> date:
        """For sorting days and moments together."""
        return self.when.date() if isinstance(self.when, datetime) else self.when
