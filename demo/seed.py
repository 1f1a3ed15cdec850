"""What every loader stands on: data files, and pages put in their place once.

Loaders are idempotent and deterministic: they find what is there by `external_id` (or slug for
section pages), update it and publish only when something changed.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from wagtail.models import Locale, Page

DATA = Path(__file__).resolve().parent / "data"
# The demo's "today" when first loaded; dates of news count back from it. Never the clock's.
EPOCH = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
TRANSLATED = ("fr", "es")

P = TypeVar("P", bound=Page)


@cache
def records(name: str) -> list[dict[str, Any]]:
    """The records of `demo/data/<name>.json`, in file order.

    `taxonomy` and `countries` are no demo: they lie in `taxonomy/data`, see `load_taxonomy`.
    """
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


class Seed:
    """Puts pages into the tree and remembers which record became which page."""

    def __init__(self, say: Callable[[str], object], size: str = "small") -> None:
        self.say = say
        self.size = size
        self.english = Locale.objects.get(language_code="en")

    def root(self) -> Page:
        """The site's root page in English (home's loader makes it first)."""
        from wagtail.models import Site

        return Site.objects.get(is_default_site=True).root_page

    def put(
        self,
        model: type[P],
        parent: Page,
        *,
        slug: str,
        external_id: str = "",
        prepare: Callable[[P], None] | None = None,
        published_at: datetime = EPOCH,
        **fields: Any,
    ) -> P:
        """Create the page, or update it where fields differ; publish it. Returns the page.

        `prepare(page)` sets child relations (terms, files) before saving; it must be repeatable.
        Found by `external_id` if given, else by slug under `parent`.
        """
        found = model.objects.filter(locale=parent.locale)
        found = (
            found.filter(external_id=external_id)
            if external_id
            else found.child_of(parent).filter(slug=slug)
        )
        page = found.first()
        if page is None:
            page = model(slug=slug, external_id=external_id, locale=parent.locale, **fields)
            page.first_published_at = published_at
            if prepare:
                prepare(page)
            parent.add_child(instance=page)
        else:
            same = all(getattr(page, name) == value for name, value in fields.items())
            if same and page.live:
                return page
            for name, value in fields.items():
                setattr(page, name, value)
            if prepare:
                prepare(page)
            page.save()
        page.save_revision(clean=False).publish()
        return page
