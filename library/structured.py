"""What search engines are told of a record (schema.org)."""

from typing import TYPE_CHECKING, Any

from common.feeds import absolute

if TYPE_CHECKING:
    from library.citation import Name
    from library.selectors import Record

TYPES = {
    "article-journal": "ScholarlyArticle",
    "book": "Book",
    "chapter": "Chapter",
    "dataset": "Dataset",
    "legislation": "Legislation",
    "motion_picture": "VideoObject",
    "report": "Report",
}


def record_data(record: "Record", url: str) -> dict[str, Any]:
    """JSON-LD as a dict; the template writes it through the one helper that escapes it."""
    work, page = record.work, record.page
    data = {
        "@context": "https://schema.org",
        "@type": TYPES.get(work.kind, "CreativeWork"),
        "name": work.title,
        "url": url,
        "description": page.plain_summary or page.summary,
        "author": [_named(name) for name in work.authors],
        "editor": [_named(name) for name in work.editors],
        "publisher": [{"@type": "Organization", "name": one} for one in work.publishers],
        "datePublished": str(work.date or ""),
        "inLanguage": [one.code for one in record.rows.languages],
        "isbn": work.isbn,
        "sameAs": f"https://doi.org/{work.doi}" if work.doi else "",
        "numberOfPages": work.pages,
        "license": page.licence.url if page.licence else "",
        "isPartOf": {"@type": "CreativeWork", "name": work.container} if work.container else None,
        "encoding": [
            {
                "@type": "MediaObject",
                "contentUrl": absolute(file.url),
                "inLanguage": file.language.code,
            }
            for file in record.files
            if file.is_public and not file.is_external
        ],
    }
    return {key: value for key, value in data.items() if value}


def _named(name: "Name") -> dict[str, str]:
    if name.literal:
        return {"@type": "Organization", "name": name.literal}
    return {"@type": "Person", "name": " ".join(filter(None, [name.given, name.family]))}
