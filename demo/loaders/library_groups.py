"""The series and collections found in the record."""

from typing import Any

from demo.seed import Seed, records
from library.models import (
    CollectionIndexPage,
    CollectionItem,
    CollectionPage,
    ResourcePage,
    SeriesIndexPage,
    SeriesPage,
)
from taxonomy.services import classify

GUIDES = {
    "en": (
        "M4D Net guides",
        "Short guides written for this site, free to copy and translate.",
    ),
    "fr": (
        "Guides M4D Net",
        "De courts guides écrits pour ce site, à copier et traduire librement.",
    ),
    "es": (
        "Guías de M4D Net",
        "Guías breves escritas para este sitio; pueden copiarse y traducirse.",
    ),
}
WEBINAR, CONCEPT_NOTE = "001_1f13975035589f93.txt", "004_82166dbf031b2374.txt"
COLLECTIONS: list[dict[str, Any]] = [
    {
        "id": "demo-collection-jmdi-toolbox",
        "slug": "my-jmdi-toolbox",
        "kind": "toolkit",
        "title": "My JMDI Toolbox, with the topics we know",
        "summary": "The training package for local actors, and the two topics of it that the "
        "Global Webinar of 2021 recommends.",
        "plain_summary": "A toolbox for people in local authorities and associations. It has one "
        "core module and five others. Here you find the whole box first, then two of its topics.",
        "themes": ["diaspora", "capacity"],
        "items": {
            "pub-jmdi-toolbox": "The whole package: one core module and five to choose from.",
            "pub-jmdi-toolbox-m2-t4": "Module 2, topic 4.",
            "pub-jmdi-toolbox-m3-t3": "Module 3, topic 3.",
        },
    },
    {
        "id": "demo-collection-webinar-tools",
        "slug": "tools-of-the-global-webinar",
        "kind": "reading-list",
        "title": "Tools named at the Global Webinar on Diaspora Mapping and Engagement",
        "summary": "What the report of the 2021 webinar sends its readers to, in the order of its "
        "list.",
        "plain_summary": "In 2021 people from eleven countries met online to talk about mapping "
        "their diasporas. Their report names guides and tools to read on with. They are here.",
        "themes": ["diaspora", "data"],
        "source": WEBINAR,
    },
    {
        "id": "demo-collection-concept-note-sources",
        "slug": "read-with-the-knomad-concept-note",
        "kind": "reading-list",
        "title": "Read with the KNOMAD concept note",
        "summary": "Guides and reports on migration data and remittances that the concept note of "
        "2012 builds on or cites.",
        "plain_summary": "KNOMAD is a partnership for knowledge about migration. Its plan of 2012 "
        "cites guides on how to count migrants and remittances. This list holds those we know.",
        "themes": ["data", "remittances"],
        "source": CONCEPT_NOTE,
    },
]


def guide_series(seed: Seed) -> SeriesPage:
    """Our own series, in three languages."""
    index = SeriesIndexPage.objects.get(locale=seed.english)
    title, summary = GUIDES["en"]
    series = seed.put(
        SeriesPage,
        index,
        slug="guides",
        external_id="demo-series-guides",
        title=title,
        summary=summary,
        numbering="M4D Net guide 1",
        frequency="irregular",
    )
    for language, (title, summary) in GUIDES.items():
        if language != "en":
            seed.translate(series, language, title=title, summary=summary)
    return series


def load_collections(seed: Seed) -> None:
    """Each collection with its items in order."""
    index = CollectionIndexPage.objects.get(locale=seed.english)
    for record in COLLECTIONS:
        _load_collection(seed, index, record)


def _load_collection(seed: Seed, index: CollectionIndexPage, record: dict[str, Any]) -> None:
    notes = record.get("items") or dict.fromkeys(_from(record["source"]), "")
    pages = {
        one.external_id: one
        for one in ResourcePage.objects.filter(external_id__in=notes, locale=seed.english)
    }

    def prepare(page: CollectionPage) -> None:
        page.items = [
            CollectionItem(page=pages[one], note=note, sort_order=at, locale=page.locale)
            for at, (one, note) in enumerate(notes.items())
            if one in pages
        ]
        classify(page=page, themes=record["themes"])

    seed.put(
        CollectionPage,
        index,
        slug=record["slug"],
        external_id=record["id"],
        prepare=prepare,
        title=record["title"],
        summary=record["summary"],
        plain_summary=record["plain_summary"],
        collection_kind=record["kind"],
    )


def _from(source: str) -> list[str]:
    """The records of one source, in the order of the file."""
    return [one["id"] for one in records("publications") if one["source"] == source]
