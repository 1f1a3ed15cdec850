"""`seed_demo --size full`: made-up records up to 3,000, for measuring (contract C2).

They are written straight into the tables: one by one, as editors do it, would take twenty minutes.
"""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page

from library.models import LibraryPage, ResourceLanguage, ResourcePage, ResourcePublisher
from taxonomy.models import (
    Country,
    Language,
    PageCountry,
    PageTheme,
    ResourceType,
    Theme,
)

FULL = 3_000  # records in all
SUBJECTS = ["Remittances", "Skills", "Diaspora bonds", "Return", "Town twinning", "Survey data"]
SHAPES = ["{subject} and {theme}: notes from {country}", "{theme} in {country}: {subject}"]
SUMMARY = "Made up for measuring this demonstration site: the work does not exist."


def fill_up(library: LibraryPage, total: int = FULL) -> None:
    """Add made-up records below `library` until there are `total`; always the same ones."""
    there = ResourcePage.objects.filter(locale=library.locale).count()
    made = ResourcePage.objects.filter(slug__startswith="made-up-").count()
    numbers = range(made + 1, made + 1 + max(0, total - there))
    if not numbers:
        return
    maker = _Maker(library)
    pages = [maker.page(number) for number in numbers]
    Page.objects.bulk_create([page for page, _facts in pages], batch_size=500)
    for page, facts in pages:
        record = ResourcePage(page_ptr_id=page.pk, record_locale=library.locale, **facts)
        record.__dict__.update(
            {key: value for key, value in page.__dict__.items() if not key.startswith("_")}
        )
        record.save_base(raw=True)  # its own table alone
    maker.link([page for page, _facts in pages])
    library.refresh_from_db()
    library.numchild += len(pages)
    library.save(clean=False)


class _Maker:
    """Draws the facts of made-up records from the real lists."""

    def __init__(self, library: LibraryPage) -> None:
        self.library = library
        self.content_type = ContentType.objects.get_for_model(ResourcePage)
        self.types = list(ResourceType.objects.order_by("pk"))
        self.themes = list(Theme.objects.offered().order_by("pk"))
        self.countries = list(Country.objects.offered().order_by("pk"))
        self.languages = list(Language.objects.order_by("order"))
        last = library.get_last_child()
        self.path = last.path if last else Page._get_path(library.path, library.depth + 1, 0)

    def page(self, number: int) -> tuple[Page, dict[str, Any]]:
        """The base page of record `number`, and the fields of its own table."""
        draw = random.Random(number)  # noqa: S311 - always the same, nothing secret
        subject, shape = draw.choice(SUBJECTS), draw.choice(SHAPES)
        title = shape.format(
            subject=subject,
            theme=draw.choice(self.themes).name,
            country=draw.choice(self.countries).name,
        )
        self.path = self._as_node()._inc_path()
        slug = f"made-up-{number}"
        moment = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(hours=12 * number % 40_000)
        page = Page(
            title=f"{title} ({number})",
            draft_title=f"{title} ({number})",
            slug=slug,
            path=self.path,
            depth=self.library.depth + 1,
            url_path=f"{self.library.url_path}{slug}/",
            content_type=self.content_type,
            locale=self.library.locale,
            live=True,
            first_published_at=moment,
            last_published_at=moment,
        )
        facts = {
            "type": draw.choice(self.types),
            "date": str(draw.randint(2000, 2026)),
            "summary": SUMMARY,
            "pages": draw.randint(2, 300),
        }
        return page, facts

    def _as_node(self) -> Page:
        return Page(path=self.path, depth=self.library.depth + 1)

    def link(self, pages: list[Page]) -> None:
        """Themes, countries, languages and a publisher for each."""
        rows: dict[Any, list[Any]] = {
            PageTheme: [],
            PageCountry: [],
            ResourceLanguage: [],
            ResourcePublisher: [],
        }
        for at, page in enumerate(pages):
            draw = random.Random(at)  # noqa: S311 - as above
            for model, terms in ((PageTheme, self.themes), (PageCountry, self.countries)):
                chosen = draw.sample(terms, min(len(terms), draw.randint(1, 3)))
                rows[model] += [model(page_id=page.pk, term=one) for one in chosen]
            for one in draw.sample(self.languages, min(len(self.languages), draw.randint(1, 2))):
                rows[ResourceLanguage].append(ResourceLanguage(page_id=page.pk, term=one))
            rows[ResourcePublisher].append(
                ResourcePublisher(page_id=page.pk, name=f"Institute {draw.randint(1, 40)}")
            )
        for model, made in rows.items():
            model.objects.bulk_create(made, batch_size=1_000)
