"""Who may fetch a file. Its twin is `ResourceFileQuerySet.downloadable_by`."""

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from common.permissions import can_view_document, can_view_page
from library.models import FileAudience

if TYPE_CHECKING:
    from common.typing import AnyUser
    from library.models import ResourceFile


def can_download(user: "AnyUser", file: "ResourceFile") -> bool:
    """The record is seen, the file is for this reader, and the document here is open and clean.

    Twin: ResourceFileQuerySet.downloadable_by.
    """
    return (
        can_view_page(user, file.page)
        and is_in_audience(user, file)
        and (file.document is None or can_view_document(user, file.document))
    )


def check_download(user: "AnyUser", file: "ResourceFile") -> None:
    """Raise PermissionDenied with a reason to show; for files whose record `user` sees."""
    if not is_in_audience(user, file):
        raise PermissionDenied(_("This file is for members. Sign in to download it."))
    if not can_download(user, file):
        raise PermissionDenied(_("You may see this record, but not fetch this file."))


def is_in_audience(user: "AnyUser", file: "ResourceFile") -> bool:
    """Whether the file itself, apart from its record and its storage, is for this reader."""
    if file.audience == FileAudience.PUBLIC:
        return True
    if user.is_active and user.is_superuser:
        return True
    return file.audience == FileAudience.MEMBERS and user.is_authenticated and user.is_active
