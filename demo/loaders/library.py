"""Publications of the record, our own guides with their files, series and collections.

What a source does not state stays blank. Links lead to the publishers' own pages; only the guides
written for this site have files here.
"""

import re
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from wagtail.models import Page

from common.models import SiteDocument
from demo.loaders.library_full import fill_up
from demo.loaders.library_groups import guide_series, load_collections
from demo.seed import TRANSLATED, Seed, is_an_editors, records
from demo.texts import body_of
from library.models import (
    Accessible,
    Contributor,
    FileFormat,
    LibraryPage,
    ResourceFile,
    ResourceLanguage,
    ResourcePage,
    ResourcePublisher,
    SeeAlso,
    SeriesPage,
)
from members.models import Organisation
from taxonomy.models import Country, Language, LicenceType, ResourceType
from taxonomy.services import classify

FILES = Path(__file__).resolve().parents[1] / "files"
# The past is no news: records are older here than the guides written for the site.
RECORDED_AT = datetime(2026, 5, 29, 9, tzinfo=UTC)
OURSELVES = "M4D Net"
OWN_LICENCE = "cc-by"  # printed in the guides themselves
# What the notes of the records say of rights and of laws, as fields.
STATED: dict[str, dict[str, str]] = {
    "pub-jmdi-toolbox": {"licence": "link-only", "rights_holder": "ITC-ILO, IOM"},
    "pub-jmdi-toolbox-m2-t4": {"licence": "link-only", "rights_holder": "ITC-ILO, IOM"},
    "pub-jmdi-toolbox-m3-t3": {"licence": "link-only", "rights_holder": "ITC-ILO, IOM"},
    "pub-serbia-economic-migration-strategy": {"policy_country": "RS"},
}
PINNED = {"own-mapping-checklist", "pub-road-map-engaging-diasporas"}
# The address of the record opens a file of more than the record itself.
WHOLE_FILES = {"pub-jmdi-toolbox-m3-t3": "Module 3"}


def load(seed: Seed) -> None:
    """Records first, then what holds them together; `full` adds made-up ones up to 3,000."""
    library = LibraryPage.objects.get(locale=seed.english)
    for record in records("publications"):
        _load_publication(seed, library, record)
    series = guide_series(seed)
    for number, record in enumerate(records("own_publications"), start=1):
        _load_guide(seed, library, series, number, record)
    load_collections(seed)
    if seed.size == "full":
        fill_up(library)


def link_see_also(seed: Seed) -> None:
    """Once all pages are there: put beside each record the pages its source names.

    Its translations follow in the same breath: an original published after them would call them
    out of date.
    """
    for record in [*records("publications"), *records("own_publications")]:
        wanted = seed.pages(record["see_also"])
        for original in ResourcePage.objects.filter(external_id=record["id"]):
            for page in [original, *original.get_translations().order_by("pk")]:
                _link(page, wanted)


def _link(page: ResourcePage, targets: list[Page]) -> None:
    linked = set(page.see_also.values_list("target", flat=True))
    new = [SeeAlso(target=one) for one in targets if one.pk not in linked]
    if new and not is_an_editors(page):
        page.see_also.add(*new)
        page.save_revision(clean=False).publish()


# --- Publications of the record ---------------------------------------------------------------
def _load_publication(seed: Seed, library: LibraryPage, record: dict[str, Any]) -> None:
    def prepare(page: ResourcePage) -> None:
        page.publishers = _publishers(record["publishers"])
        page.contributors = [
            *_people(record["authors"], "author"),
            *_people(record["editors"], "editor"),
        ]
        page.language_links = _languages(record["languages"])
        page.files = _elsewhere(page, record)
        classify(page=page, themes=record["themes"], countries=record["countries"])

    stated = STATED.get(record["id"], {})
    files = _file_addresses(record)
    pages = [url for url in [record["url"], *record["other_urls"]] if url and url not in files]
    seed.put(
        ResourcePage,
        library,
        slug=record["id"].removeprefix("pub-"),
        external_id=record["id"],
        prepare=prepare,
        published_at=RECORDED_AT,
        title=record["title"],
        title_variants="\n".join(record["title_variants"]),
        summary=_in_300(record["summary"]),
        abstract="" if len(record["summary"]) <= 300 else record["summary"],
        type=ResourceType.objects.get(code=record["type"]),
        publication_status=record["status"],
        date=record["date"] or str(record["year"] or ""),
        container=record["container"] or "",
        part_of=ResourcePage.objects.filter(external_id=record["parent"] or "-").first(),
        pages=record["pages"],
        isbn=record["isbn"] or "",
        source_link=pages[0] if pages else "",
        original_link=pages[1] if len(pages) > 1 else "",
        licence=LicenceType.objects.filter(code=stated.get("licence")).first(),
        rights_holder=stated.get("rights_holder", ""),
        policy_country=Country.objects.filter(code=stated.get("policy_country")).first(),
        pinned=record["id"] in PINNED,
    )


def _file_addresses(record: dict[str, Any]) -> list[str]:
    urls = filter(None, [record["url"], *record["other_urls"]])
    return [url for url in urls if url.endswith(".pdf")]


def _elsewhere(page: ResourcePage, record: dict[str, Any]) -> list[ResourceFile]:
    """The PDF files that publishers keep; sources name English ones only."""
    return [
        ResourceFile(
            external_link=url,
            language=Language.objects.get(code="en"),
            format=FileFormat.PDF,
            part=WHOLE_FILES.get(record["id"], ""),
            locale=page.locale,
            translation_key=_key(url),
            sort_order=at,
        )
        for at, url in enumerate(_file_addresses(record))
    ]


def _publishers(ids: list[str]) -> list[ResourcePublisher]:
    known = {one.external_id: one for one in Organisation.objects.filter(external_id__in=ids)}
    return [
        ResourcePublisher(organisation=known[one], sort_order=at)
        for at, one in enumerate(ids)
        if one in known
    ]


def _people(names: list[str], role: str) -> list[Contributor]:
    return [Contributor(name=name, role=role, sort_order=at) for at, name in enumerate(names)]


def _languages(codes: list[str]) -> list[ResourceLanguage]:
    return [ResourceLanguage(term=Language.objects.get(code=code)) for code in codes]


def _in_300(text: str) -> str:
    """The whole sentences that fit into a summary."""
    while len(text) > 300:
        text = text[:300].rpartition(". ")[0] + "."
    return text


# --- Our own guides ---------------------------------------------------------------------------
def _load_guide(
    seed: Seed, library: LibraryPage, series: SeriesPage, number: int, record: dict[str, Any]
) -> None:
    documents = {language: _document(record, language) for language in record["title"]}

    def prepare(page: ResourcePage) -> None:
        page.publishers = [ResourcePublisher(name=OURSELVES)]
        page.contributors = [Contributor(name=OURSELVES, role="corporate")]
        page.language_links = _languages(list(documents))
        page.files = [
            _file(page, record, language, document, at)
            for at, (language, document) in enumerate(documents.items())
        ]
        classify(page=page, themes=record["themes"], countries=record["countries"])

    facts = {
        "type": ResourceType.objects.get(code=record["type"]),
        "date": record["date"],
        "series": series,
        "series_number": str(number),
        "pages": _pages_of(documents["en"]),
        "licence": LicenceType.objects.get(code=OWN_LICENCE),
        "rights_holder": OURSELVES,
    }
    guide = seed.put(
        ResourcePage,
        library,
        slug=record["id"].removeprefix("own-"),
        external_id=record["id"],
        prepare=prepare,
        published_at=datetime.fromisoformat(f"{record['date']}-15T09:00:00+00:00"),
        pinned=record["id"] in PINNED,
        **facts,
        **_words(record, "en"),
    )
    for language in TRANSLATED:
        if language in record["title"]:
            seed.translate(guide, language, prepare=prepare, **facts, **_words(record, language))


def _words(record: dict[str, Any], language: str) -> dict[str, Any]:
    """Title, summaries and the text of the guide itself, so that it can be read without a file."""
    sections = record["sections"][language]
    text = "\n\n".join("\n\n".join([f"## {heading}", *rest]) for heading, *rest in sections)
    return {
        "title": record["title"][language],
        "summary": record["summary"][language],
        "plain_summary": record["plain_summary"][language],
        "body": body_of(text, key=f"{record['id']}-{language}", level=3),
    }


def file_of_guide(record_id: str, language: str) -> str:
    """The title under which the PDF of a guide of ours is stored."""
    return f"{record_id}-{language}.pdf"


def _document(record: dict[str, Any], language: str) -> SiteDocument:
    """The stored PDF, made once."""
    name = file_of_guide(record["id"], language)
    document = SiteDocument.objects.filter(title=name).first()
    if document is None:
        document = SiteDocument(title=name, language=language, licence=OWN_LICENCE)
        document.file = ContentFile((FILES / name).read_bytes(), name=name)
        document.save()
    return document


def _file(
    page: ResourcePage, record: dict[str, Any], language: str, document: SiteDocument, at: int
) -> ResourceFile:
    content = _content(document)
    return ResourceFile(
        document=document,
        language=Language.objects.get(code=language),
        format=FileFormat.PDF,
        pages=_pages_of(document),
        # Tags are what screen readers go by; nobody has listened to the file yet without them.
        accessible=Accessible.YES if b"/StructTreeRoot" in content else Accessible.UNKNOWN,
        locale=page.locale,
        translation_key=_key(document.title),
        sort_order=at,
    )


def _pages_of(document: SiteDocument) -> int | None:
    return len(re.findall(rb"/Type ?/Page\b", _content(document))) or None


def _content(document: SiteDocument) -> bytes:
    with document.file.open("rb") as opened:
        return opened.read()


def _key(name: str) -> uuid.UUID:
    """The file's key: the same on every machine, so that its address may be written down."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"m4dnet:{name}")
