"""The texts of the files that pages show (search.md §2)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from wagtail.models import CollectionViewRestriction

from common.audiences import MEMBERS, PUBLIC
from common.documents import audiences_of
from common.models import DocumentText, SiteDocument

ADMITTED = frozenset({PUBLIC, MEMBERS})


@dataclass(frozen=True, slots=True)
class FileText:
    """What a file says, and for whom it is on the page that shows it.

    `joins`: it is for everybody whom a page is for, so its words are the page's.
    """

    document: SiteDocument
    text: str
    lang: str
    audience: str
    joins: bool

    @property
    def collection(self) -> str:
        """The ancestor that closes the words at once when the collection is closed."""
        return f"c:{self.document.collection_id}"


def texts_by_page(shown: Mapping[int, Iterable[int]]) -> dict[int, list[FileText]]:
    """{page: the texts of the files it shows}, of {page: documents}. Three queries, or none.

    A file that an app keeps for others, or for pages other than the one that links to it, has no
    text there.
    """
    documents = {pk for pks in shown.values() for pk in pks}
    if not documents:
        return {page: [] for page in shown}
    kept = DocumentText.objects.that_may_be_found(documents)
    texts = {one.document_id: one for one in kept.select_related("document__collection")}
    judged = audiences_of(texts)
    own = {document for _page, document in judged}
    closed = tuple(CollectionViewRestriction.objects.values_list("collection__path", flat=True))
    found: dict[int, list[FileText]] = {}
    for page, pks in shown.items():
        found[page] = []
        for pk in sorted(set(pks) & texts.keys()):
            default = "" if pk in own else texts[pk].document.audience
            audience = judged.get((page, pk), default)
            if audience in ADMITTED:
                found[page].append(_file_text(texts[pk], audience, closed))
    return found


def _file_text(kept: DocumentText, audience: str, closed: tuple[str, ...]) -> FileText:
    document: Any = kept.document
    is_open = not document.collection.path.startswith(closed)
    joins = is_open and audience == PUBLIC
    return FileText(document, kept.text, kept.lang, audience, joins)
