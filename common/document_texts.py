"""Reading the text of files for the search, outside of every request (search.md §2).

Each content is read once, by a child process with limits; a rebuild of the search reads what is
kept. `common.housekeeping` asks for it on the clock.
"""

import subprocess
import sys
import unicodedata
from datetime import timedelta
from pathlib import Path
from typing import IO

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from common import pdf_reader
from common.html import plain_text
from common.indexing import keys_of_documents, touch
from common.models import DocumentText, SiteDocument, TextStatus
from common.models.media import ScanState

log = structlog.get_logger(__name__)

PROGRAM = Path(pdf_reader.__file__)
STATUS = {
    pdf_reader.READ: TextStatus.READ,
    pdf_reader.LOCKED: TextStatus.LOCKED,
    pdf_reader.BROKEN: TextStatus.BROKEN,
    pdf_reader.TOO_MUCH: TextStatus.TOO_MUCH,
}


class NotAllRead(Exception):
    """The storage did not give some files; the log says which. They are tried again."""


def unread() -> QuerySet[SiteDocument]:
    """Clean PDF files whose content has not been read, oldest first."""
    known = DocumentText.objects.filter(document=OuterRef("pk"), sha256=OuterRef("sha256"))
    files = SiteDocument.objects.filter(~Exists(known), file__iendswith=".pdf")
    return files.filter(scan=ScanState.CLEAN).order_by("pk")


def read_unread(*, for_at_most: timedelta = timedelta(minutes=5)) -> int:
    """Read what is unread until the time is over; return how many files were.

    Raises NotAllRead in the end where the storage failed.
    """
    stop, read, failed = timezone.now() + for_at_most, 0, 0
    for document in unread().iterator():
        if timezone.now() >= stop:
            break
        try:
            keep_text(document)
            read += 1
        except OSError:
            log.exception("file_not_read", document=document.pk)
            failed += 1
    if failed:
        raise NotAllRead(f"{failed} files")
    return read


def keep_text(document: SiteDocument) -> DocumentText:
    """Read `document`, or take the text of another with the same content, and tell its pages.

    Raises OSError if the storage cannot give the file.
    """
    status, text = _known(document) or _read(document)
    kept = DocumentText(
        document=document,
        sha256=document.sha256,
        text=text,
        lang=document.language,
        status=status,
    )
    with transaction.atomic():
        kept.save()
        touch(keys_of_documents([document.pk]))
    return kept


def _known(document: SiteDocument) -> tuple[TextStatus, str] | None:
    same = DocumentText.objects.filter(~Q(sha256=""), sha256=document.sha256).first()
    return (TextStatus(same.status), same.text) if same else None


def _read(document: SiteDocument) -> tuple[TextStatus, str]:
    with document.file.open("rb") as file:
        status, text = read_pdf(file)
    log.info("file_read", document=document.pk, status=status, characters=len(text))
    return status, text


def read_pdf(file: IO[bytes]) -> tuple[TextStatus, str]:
    """The status and the text of a PDF, at most 1 MB. Whatever the file does, it costs a minute."""
    try:
        child = subprocess.run(  # noqa: S603 - our own program, no words of anybody's
            [sys.executable, "-I", str(PROGRAM)],
            input=file.read(),
            capture_output=True,
            timeout=pdf_reader.MAX_SECONDS,
            env={},
            cwd="/",
            check=False,
        )
    except subprocess.TimeoutExpired:
        return TextStatus.TOO_MUCH, ""
    status = STATUS.get(child.returncode, TextStatus.TOO_MUCH)  # else the system ended it
    if status != TextStatus.READ:
        return status, ""
    # Typesetting has letters of its own, such as one sign for "ffi".
    text = plain_text(unicodedata.normalize("NFKC", child.stdout.decode("utf-8", "ignore")))
    return (status, text) if text else (TextStatus.EMPTY, "")
