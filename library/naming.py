"""What a file is called when it leaves: for people's folders, not ours."""

from pathlib import PurePosixPath

from django.utils.text import slugify

from library.models import ResourceFile

CONTENT_TYPES = {
    ".csv": "text/csv; charset=utf-8",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".epub": "application/epub+zip",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".pdf": "application/pdf",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".txt": "text/plain; charset=utf-8",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
}
STEM_MAX = 80  # characters


def ending_of(file: ResourceFile) -> str:
    """The ending of the stored file if we know it, else that of the format."""
    ending = PurePosixPath(file.document.file.name).suffix.lower()
    return ending if ending in CONTENT_TYPES else f".{file.format}"


def content_type_of(file: ResourceFile) -> str:
    """Never what an uploader said: our own word for the ending."""
    return CONTENT_TYPES.get(ending_of(file), "application/octet-stream")


def file_name(file: ResourceFile) -> str:
    """`diaspora-mapping-toolkit-module-2-fr.pdf`: ASCII, so that no machine stumbles."""
    stem = slugify(file.page.title)[:STEM_MAX].strip("-") or "file"
    parts = [stem, slugify(file.part), file.language.code]
    return "-".join(filter(None, parts)) + ending_of(file)
