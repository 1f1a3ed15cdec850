"""What scholarly search engines read in the head of a record: Highwire Press and Dublin Core.

Names and formats: Google Scholar's inclusion guidelines; DCMI, "Expressing Dublin Core in HTML".
"""

from common.partial_dates import PartialDate
from library.citation.work import Work

Tag = tuple[str, str]


def meta_tags(work: Work, *, page_url: str, pdf_url: str, language: str, licence: str) -> list[Tag]:
    """(name, content) in order; one author a tag. Empty `pdf_url` and `licence` are left out.

    `language` is that of the text readers find, `pdf_url` a PDF on our own host in the language
    of the page.
    """
    tags = [
        *_highwire(work, pdf_url=pdf_url, language=language),
        *_dublin_core(work, page_url=page_url, language=language, licence=licence),
    ]
    return [(name, content) for name, content in tags if content]


def _highwire(work: Work, *, pdf_url: str, language: str) -> list[Tag]:
    if work.kind == "article-journal":
        place = [
            ("citation_journal_title", work.container),
            ("citation_volume", work.volume),
            ("citation_issue", work.issue),
            ("citation_firstpage", work.first_page),
            ("citation_lastpage", work.last_page),
        ]
    else:
        institution = "; ".join(work.publishers)
        place = [
            ("citation_technical_report_institution", institution),
            ("citation_technical_report_number", work.series_number),
        ]
    return [
        ("citation_title", work.title),
        *(("citation_author", str(name)) for name in work.authors or work.editors),
        ("citation_publication_date", _slashed(work.date)),
        *place,
        *(("citation_publisher", one) for one in work.publishers),
        ("citation_language", language),
        ("citation_doi", work.doi),
        ("citation_isbn", work.isbn),
        ("citation_issn", work.issn),
        ("citation_pdf_url", pdf_url),
    ]


def _dublin_core(work: Work, *, page_url: str, language: str, licence: str) -> list[Tag]:
    return [
        ("DC.title", work.title),
        *(("DC.creator", str(name)) for name in work.authors),
        *(("DC.contributor", str(name)) for name in (*work.editors, *work.translators)),
        *(("DC.publisher", one) for one in work.publishers),
        ("DC.date", str(work.date or "")),
        ("DC.type", work.genre),
        ("DC.language", language),
        ("DC.identifier", page_url),
        ("DC.identifier", f"doi:{work.doi}" if work.doi else ""),
        ("DC.identifier", f"urn:isbn:{work.isbn.replace('-', '')}" if work.isbn else ""),
        ("DC.isPartOf", work.container or work.series),
        ("DC.description", work.abstract),
        ("DC.rights", licence),
    ]


def _slashed(date: PartialDate | None) -> str:
    """`2014/04/23`, as far as it is known."""
    return str(date).replace("-", "/") if date else ""
