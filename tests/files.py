"""Files as people and as attackers send them, made by rule."""

import io
import zipfile

from PIL import Image

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
WEB_PAGE = b"<!doctype html><script>alert(1)</script>"
WORD = {
    "[Content_Types].xml": b"<Types/>",
    "_rels/.rels": b"<Relationships/>",
    "word/document.xml": b"<w:document/>",
}


def container(entries, *, first=None):
    """A ZIP file with these entries; `first` is stored before them without compression."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (first or {}).items():
            archive.writestr(name, content, compress_type=zipfile.ZIP_STORED)
        for name, content in entries.items():
            archive.writestr(name, content)
    return output.getvalue()


def docx(**more):
    return container(WORD | more)


def open_document(kind="application/vnd.oasis.opendocument.text"):
    return container({"content.xml": b"<office/>"}, first={"mimetype": kind.encode()})


def bomb():
    """20 MB of nothing in 20 kB, dressed as a text."""
    return container(WORD | {"word/media/image1.bin": bytes(20_000_000)})


def picture(kind="PNG", size=(4, 4)):
    output = io.BytesIO()
    Image.new("RGB", size, "#0b6b4d").save(output, kind)
    return output.getvalue()
