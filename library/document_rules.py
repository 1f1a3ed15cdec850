"""A document that is a record's file goes to who may download the file, by any address."""

from typing import TYPE_CHECKING

from common import documents
from library.models import ResourceFile
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
