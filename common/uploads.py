"""The one gate for files (SEC19, SEC20): what a file is says its content, not its name.

A kind is accepted when the name's ending is on the list, the content is of exactly that kind from
its first byte to its last, and its size fits. So what is two things at once, such as a picture with
an archive behind it, is refused. Containers are listed, never unpacked.
"""

import re
import secrets
import stat
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

from django.core.exceptions import ValidationError
from django.db.models.fields.files import FieldFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

MAX_ENTRIES = 1_000
MAX_RATIO = 100
MAX_UNPACKED = 500_000_000  # bytes of all entries, as the container itself says
TAIL = 1_024  # bytes, in which a PDF must end
CHUNK = 65_536  # bytes
MARKUP = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:[a-z!?/])", re.IGNORECASE)
CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
# Programs inside office files.
MACROS = re.compile(r"(?:^|/)(?:vba\w*\.bin|Basic/.*|Scripts/.*|.*\.js)$", re.IGNORECASE)
NESTED = {".zip", ".rar", ".7z", ".gz", ".exe", ".dll", ".bat", ".sh", ".jar"}

Test = Callable[[IO[bytes]], bool]


@dataclass(frozen=True, slots=True)
class Profile:
    """What one place takes: endings with the test their content must pass, and a size in bytes."""

    kinds: dict[str, Test]
    max_bytes: int

    @property
    def named(self) -> str:
        """The kinds as a message prints them."""
        return ", ".join(sorted(ending.removeprefix(".").upper() for ending in self.kinds))


def check_upload(file: IO[bytes], *, name: str, size: int, profile: Profile) -> None:
    """Raise ValidationError, with a text for the person who sent the file, unless it may come in.

    `size` in bytes. The file is left at its beginning.
    """
    ending = PurePosixPath(name.lower()).suffix
    test = profile.kinds.get(ending)
    if test is None:
        message = _("Files of this kind are not taken here. Send one of: %(kinds)s.")
        raise ValidationError(message, "kind", {"kinds": profile.named})
    if not size:
        raise ValidationError(_("This file is empty."), "empty")
    if size > profile.max_bytes:
        message = _("This file has %(size)s. Files here have at most %(limit)s.")
        sizes = {"size": filesizeformat(size), "limit": filesizeformat(profile.max_bytes)}
        raise ValidationError(message, "size", sizes)
    file.seek(0)
    is_what_it_says = test(file)
    file.seek(0)
    if not is_what_it_says:
        message = _(
            "The name says %(kind)s, but the content is something else or holds more than that. "
            "Save it anew as %(kind)s and send that file."
        )
        raise ValidationError(message, "content", {"kind": ending.removeprefix(".").upper()})


def stored_name(name: str) -> str:
    """A name for the storage that nobody can guess; of the sender's, the ending alone (SEC19)."""
    return secrets.token_hex(16) + PurePosixPath(name).suffix.lower()


def check_new_file(held: FieldFile, profile: Profile) -> None:
    """For `Model.clean`: the gate for a file that is not stored yet. Raises ValidationError."""
    if held and not held._committed:
        try:
            check_upload(held.file, name=held.name or "", size=held.size, profile=profile)
        except ValidationError as refusal:
            raise ValidationError({held.field.name: refusal}) from refusal


# --- Tests: whether the content is of one kind, and of no other -----------------------------------
def is_pdf(file: IO[bytes]) -> bool:
    """From the header at the first byte (ISO 32000-1 §7.5.2) to the mark at the end."""
    if file.read(5) != b"%PDF-" or _ends_as_archive(file):
        return False
    file.seek(max(file.seek(0, 2) - TAIL, 0))
    return b"%%EOF" in file.read()


def is_text(file: IO[bytes]) -> bool:
    """No control characters, and no beginning as a web page, XML, a script or another kind."""
    start = file.read(CHUNK)
    if MARKUP.match(start) or start.startswith((b"#!", b"%PDF-", b"{\\rtf")):
        return False
    file.seek(0)
    while chunk := file.read(CHUNK):
        if CONTROLS.search(chunk):
            return False
    return not _ends_as_archive(file)


def is_office(part: str) -> Test:
    """A container of Office Open XML (ECMA-376-2) that holds `part`, without macros."""

    def test(file: IO[bytes]) -> bool:
        entries = _entries(file)
        return entries is not None and {"[Content_Types].xml", part} <= _names(entries)

    return test


def is_open_document(kind: str) -> Test:
    """A container whose first entry, not compressed, is its media type (ODF 1.3-2 §3.3, EPUB)."""

    def test(file: IO[bytes]) -> bool:
        entries = _entries(file)
        if not entries or (entries[0].filename, entries[0].compress_type) != ("mimetype", 0):
            return False
        file.seek(30)  # the length of a header of ZIP, then the entry's name
        return file.read(len("mimetype" + kind)) == f"mimetype{kind}".encode()

    return test


def is_whole_picture(file: IO[bytes]) -> bool:
    """Nothing is packed behind it. Its format and pixels are Wagtail's field's to test."""
    return not _ends_as_archive(file)


def _names(entries: Iterable[zipfile.ZipInfo]) -> set[str]:
    return {entry.filename for entry in entries}


def _entries(file: IO[bytes]) -> list[zipfile.ZipInfo] | None:
    """What a container lists, if it is harmless and nothing but a container; else None."""
    if file.read(4) != b"PK\x03\x04":
        return None
    try:
        with zipfile.ZipFile(file) as archive:
            entries, start = archive.infolist(), archive.start_dir
            has_comment = bool(archive.comment)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, UnicodeDecodeError):
        return None
    # Offsets that do not begin at the file's first byte: something else stands before them.
    if has_comment or not entries or entries[0].header_offset != 0 or start > file.seek(0, 2):
        return None
    is_harmless = len(entries) <= MAX_ENTRIES and all(map(_is_harmless, entries))
    if not is_harmless or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        return None
    return entries


def _is_harmless(entry: zipfile.ZipInfo) -> bool:
    """A plain file inside the container, of sane size, that no program opens by itself."""
    path = PurePosixPath(entry.filename.replace("\\", "/"))
    return not (
        path.is_absolute()
        or ".." in path.parts
        or ":" in entry.filename
        or stat.S_ISLNK(entry.external_attr >> 16)
        or entry.flag_bits & 0x1  # encrypted: nobody could look inside
        or entry.file_size > MAX_RATIO * max(entry.compress_size, 1_000)
        or path.suffix.lower() in NESTED
        or MACROS.search(entry.filename)
    )


def _ends_as_archive(file: IO[bytes]) -> bool:
    is_one = zipfile.is_zipfile(file)
    file.seek(0)
    return is_one


DOCUMENTS = Profile(
    kinds={
        ".csv": is_text,
        ".txt": is_text,
        ".pdf": is_pdf,
        ".docx": is_office("word/document.xml"),
        ".xlsx": is_office("xl/workbook.xml"),
        ".pptx": is_office("ppt/presentation.xml"),
        ".odt": is_open_document("application/vnd.oasis.opendocument.text"),
        ".epub": is_open_document("application/epub+zip"),
    },
    max_bytes=25 * 1024 * 1024,
)
PICTURES = Profile(
    kinds=dict.fromkeys((".gif", ".jpg", ".jpeg", ".png", ".webp"), is_whole_picture),
    max_bytes=10 * 1024 * 1024,
)
