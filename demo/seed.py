"""What every loader stands on: data files, and pages put in their place once.

Loaders are idempotent and deterministic: they find what is there by `external_id` (or slug for
section pages), update it and publish only when something changed. What an editor has worked on is
left as it is: `make run` keeps data (C1).
"""

import json
import uuid
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from django.core.files.base import ContentFile
from django.db.models import Model
from django.utils.html import format_html
from wagtail.models import Locale, Page, PageLogEntry, get_page_models

from common.models import SiteImage
from demo.illustrations import illustration

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


def text_body(paragraphs: Iterable[str], *, key: str) -> str:
    """Paragraphs of plain text as one text block of a body, always the same for the same `key`."""
    value = "".join(format_html("<p>{}</p>", paragraph) for paragraph in paragraphs)
    block = {"type": "text", "value": value, "id": str(uuid.uuid5(uuid.NAMESPACE_URL, key))}
    return json.dumps([block] if value else [])


def differs(page: Page, name: str, value: Any) -> bool:
    """Whether the field holds something else than `value`, as the database would keep both."""
    field, held = page._meta.get_field(name), getattr(page, name)
    if isinstance(value, Model) or isinstance(held, Model):
        return getattr(held, "pk", None) != getattr(value, "pk", None)
    return field.get_prep_value(held) != field.get_prep_value(field.to_python(value))


def is_an_editors(page: Page) -> bool:
    """Whether a person has edited, published, taken down or moved the page. One query."""
    return PageLogEntry.objects.filter(page=page.pk, user__isnull=False).exists()


class Seed:
    """Puts pages into the tree and remembers which record became which page."""

    def __init__(self, say: Callable[[str], object], size: str = "small") -> None:
        self.say = say
        self.size = size
        self.english = Locale.objects.get(language_code="en")
        self._page_of: dict[str, int] = {}  # record → page, filled by `pages`

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
        elif not self._update(page, prepare, fields):
            return page
        page.save_revision(clean=False).publish()
        return page

    def translate(
        self,
        page: P,
        language: str,
        *,
        prepare: Callable[[P], None] | None = None,
        **fields: Any,
    ) -> P:
        """The page in `language` with these texts; its sections must be there already.

        The slug stays, so that one address answers in every language.
        """
        locale = Locale.objects.get(language_code=language)
        twin = page.get_translation_or_none(locale)
        if twin is None:
            twin = page.copy_for_translation(locale)
            for name, value in fields.items():
                setattr(twin, name, value)
            if prepare:
                prepare(twin)
            twin.first_published_at = page.first_published_at
        elif not self._update(twin, prepare, fields):
            return twin
        twin.save_revision(clean=False).publish()
        return twin

    @staticmethod
    def _update(page: Page, prepare: Callable[[Any], None] | None, fields: dict[str, Any]) -> bool:
        """Bring a page up to date; False if it was, or if it is an editor's by now."""
        if is_an_editors(page):
            return False
        changed = {name: one for name, one in fields.items() if differs(page, name, one)}
        if page.live and not changed:
            return False
        for name, value in changed.items():
            setattr(page, name, value)
        if prepare:
            prepare(page)
        page.save()
        return True

    def pages(self, record_ids: Iterable[str]) -> list[Page]:
        """The English pages loaded from these records, of whatever type, in this order.

        Records that are not loaded (`--only`) are left out.
        """
        wanted = list(record_ids)
        if set(wanted) - self._page_of.keys():
            for model in get_page_models():
                if hasattr(model, "external_id"):
                    loaded = model._default_manager.filter(locale=self.english)
                    loaded = loaded.exclude(external_id="").order_by()
                    self._page_of |= dict(loaded.values_list("external_id", "pk"))
        pages = Page.objects.in_bulk([self._page_of[one] for one in wanted if one in self._page_of])
        return [pages[self._page_of[one]] for one in wanted if one in self._page_of]

    def picture(self, name: str, description: str) -> SiteImage:
        """The drawing for `name`, made once. `description` is its alternative text."""
        title = f"Drawing: {name}"
        image = SiteImage.objects.filter(title=title).first()
        if image is None:
            file = ContentFile(illustration(name), name=f"{name}.png")
            image = SiteImage(title=title, description=description, file=file)
            image.credit = "M4D Net"
            image.save()
        return image
