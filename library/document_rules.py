"""A document that is a record's file goes to who may download the file, by any address."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from common import documents
from library.models import FileAudience, ResourceFile
from library.permissions import can_download

if TYPE_CHECKING:
    from common.models import SiteDocument
    from common.typing import AnyUser


@documents.register
def is_a_file_for(user: "AnyUser", document: "SiteDocument") -> bool | None:
    """Whether one of the files that are this document is for `user`; None if it is none's file."""
    files = ResourceFile.objects.filter(document=document).select_related("page", "document")
    answers = [can_download(user, file) for file in files]
    return any(answers) if answers else None


@documents.register_audiences
def audiences_of_files(document_pks: Collection[int]) -> dict[tuple[int, int], str]:
    """{(record, document): for whom}: everybody, if one of the record's files says so. One query.

    Twin of the rule above for the search. A page that only links to a record's file says nothing.
    """
    found: dict[tuple[int, int], str] = {}
    files = ResourceFile.objects.filter(document__in=document_pks).order_by()
    for page, document, audience in files.values_list("page", "document", "audience"):
        if found.get((page, document)) != FileAudience.PUBLIC:
            found[page, document] = audience
    return found
