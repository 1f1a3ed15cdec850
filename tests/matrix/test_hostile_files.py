"""Hostile files through the admin's own forms: refused at the field, title kept, nothing stored.

What a file is, `tests/common/test_uploads.py` judges by rule; here every door asks (SEC19, SEC20).
"""

import io
import os
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from wagtail.models import Collection, UploadedFile

from common.models import SiteDocument, SiteImage
from common.uploads import DOCUMENTS, PICTURES
from tests import files
from tests.matrix.walking import browser_of

pytestmark = pytest.mark.django_db

PHP = b"<?php system($_GET['c']); ?>"


def huge_picture():
    """Over 25 megapixels in some kilobytes."""
    output = io.BytesIO()
    Image.new("1", (5_001, 5_000)).save(output, "PNG")
    return output.getvalue()


PICTURE_FILES = {
    "drawing.svg": files.SVG,
    "drawing.png": files.SVG,
    "page.jpg": files.WEB_PAGE,
    "shell.php": PHP,
    "shell.gif": b"GIF89a" + PHP,
    "shell.php.png": PHP,
    "empty.png": b"",
    "half.png": files.picture()[:40],
    "both.png": files.picture() + files.container({"page.html": files.WEB_PAGE}),
    "other.webp": files.picture(),
    "report.pdf": files.PDF,
    "huge.png": huge_picture(),
    "heavy.png": files.picture() + os.urandom(PICTURES.max_bytes),
}
DOCUMENT_FILES = {
    "drawing.svg": files.SVG,
    "drawing.pdf": files.SVG,
    "page.pdf": files.WEB_PAGE,
    "page.html": files.WEB_PAGE,
    "shell.php": PHP,
    "shell.pdf": PHP,
    "archive.zip": files.container({"a.txt": b"a"}),
    "bomb.docx": files.bomb(),
    "macros.docm": files.docx(**{"word/vbaProject.bin": b"Sub AutoOpen()"}),
    "macros.docx": files.docx(**{"word/vbaProject.bin": b"Sub AutoOpen()"}),
    "both.pdf": files.PDF + files.container({"page.html": files.WEB_PAGE}),
    "empty.pdf": b"",
    "half.pdf": files.PDF[:30],
    "heavy.pdf": files.PDF.replace(b"%%EOF", b"%" * DOCUMENTS.max_bytes + b"%%EOF"),
}
CASES = [
    *((SiteImage, name) for name in PICTURE_FILES),
    *((SiteDocument, name) for name in DOCUMENT_FILES),
]


def sent_file(model, name):
    content = (PICTURE_FILES if model is SiteImage else DOCUMENT_FILES)[name]
    return SimpleUploadedFile(name, content)


def door(model, name, *args):
    """The address of the admin's view `name` of pictures or documents."""
    return reverse(f"wagtail{'images' if model is SiteImage else 'docs'}:{name}", args=args)


def chooser(model):
    return reverse(f"wagtail{'images' if model is SiteImage else 'docs'}_chooser:create")


def stored():
    """Every file in private storage, and what the database knows of them."""
    root = Path(settings.VAR) / "media" / "private"
    names = {str(path) for path in root.rglob("*") if path.is_file()}
    rows = [model.objects.count() for model in (SiteImage, SiteDocument, UploadedFile)]
    return names, rows


def form_of(model, file, **more):
    root = Collection.get_first_root_node().pk
    described = {"description": "What it shows"} if model is SiteImage else {}
    return {"title": "Typed by hand", "collection": root, "file": file, **described, **more}


@pytest.fixture
def editor(world):
    return browser_of(world, "editor")


@pytest.mark.parametrize(("model", "name"), CASES)
def test_the_form_refuses_it_at_the_field_and_keeps_the_title(model, name, editor):
    before = stored()
    answer = editor.post(door(model, "add"), form_of(model, sent_file(model, name)))
    form = answer.context["form"]
    assert set(form.errors) == {"file"}
    assert form.errors["file"][0] in answer.text or "&#" in answer.text
    assert form["title"].value() == "Typed by hand"
    assert stored() == before


@pytest.mark.parametrize(("model", "name"), CASES)
def test_dropped_among_many_it_is_refused_in_words(model, name, editor):
    before = stored()
    answer = editor.post(door(model, "add_multiple"), {"files[]": sent_file(model, name)})
    assert answer.json()["success"] is False
    assert answer.json()["error_message"]
    assert stored() == before


@pytest.mark.parametrize(
    ("model", "name"),
    [(SiteImage, "drawing.png"), (SiteImage, "huge.png"), (SiteDocument, "page.pdf")],
)
def test_it_does_not_take_the_place_of_a_good_one(model, name, editor, world):
    held = world.row(model)
    kept = Path(held.file.path).read_bytes()
    before = stored()
    address = door(model, "edit", held.pk)
    answer = editor.post(address, form_of(model, sent_file(model, name)))
    assert set(answer.context["form"].errors) == {"file"}
    assert Path(model.objects.get(pk=held.pk).file.path).read_bytes() == kept
    assert stored() == before


@pytest.mark.parametrize(
    ("model", "name"),
    [(SiteImage, "drawing.png"), (SiteImage, "huge.png"), (SiteDocument, "page.pdf")],
)
def test_it_does_not_come_in_while_a_page_is_written(model, name, editor):
    before = stored()
    prefix = f"{'image' if model is SiteImage else 'document'}-chooser-upload-"
    values = form_of(model, sent_file(model, name))
    answer = editor.post(chooser(model), {prefix + key: value for key, value in values.items()})
    assert answer.json()["step"] == "reshow_creation_form"
    assert stored() == before


@pytest.mark.parametrize(
    "name",
    [
        "../../../etc/cron.d/job.pdf",
        "..\\..\\windows\\job.pdf",
        "/etc/passwd.pdf",
        "invoice\u202efdp.exe.pdf",
        "a" * 400 + ".pdf",
        "new\r\nline.pdf",
        "<script>alert(1)</script>.pdf",
        "%2e%2e%2fjob.pdf",
        "CON.pdf",
    ],
)
def test_a_name_leads_nowhere_and_looks_like_what_it_is(name, editor):
    """SEC18, SEC19: the file may be good; its name is only a name."""
    sent = SimpleUploadedFile("a.pdf", files.PDF)
    sent.__dict__["_name"] = name  # as it comes in, before anybody has looked
    editor.post(door(SiteDocument, "add_multiple"), {"files[]": sent})
    document = SiteDocument.objects.order_by("-pk")[0]
    inside = Path(settings.VAR) / "media" / "private" / "documents"
    assert Path(document.file.path).parent == inside
    assert re.fullmatch(r"[\w.-]+\.pdf", document.filename), document.filename
    assert not re.search(r"[\u202a-\u202e\u2066-\u2069\r\n]", document.title)


def test_a_body_over_every_limit_is_told_so_in_words(editor):
    heavy = SimpleUploadedFile("a.pdf", b"%PDF-" + bytes(settings.MAX_UPLOAD))
    answer = editor.post(door(SiteDocument, "add"), form_of(SiteDocument, heavy))
    assert answer.status_code == 413
    assert "30 megabytes" in answer.text


# --- Originals stay private (SEC20, SEC21) --------------------------------------------------------
TEMPLATES = sorted(Path(settings.ROOT / "templates").rglob("*.html"))


def test_no_template_serves_a_picture_as_it_came():
    wrong = [
        str(path)
        for path in TEMPLATES
        if re.search(r"{%\s*(?:image|picture|srcset_image)[^%]*\boriginal\b", path.read_text())
        or re.search(r"\.file\.url|image_url", path.read_text())
    ]
    assert wrong == []


def test_an_original_has_no_address(world, client):
    name = world.row(SiteImage).file.name
    for path in (name, f"private/{name}", f"../private/{name}", f"%2e%2e/private/{name}"):
        assert client.get(f"/media/{path}").status_code == 404


def test_the_admin_shows_no_original_and_no_rendition_carries_metadata(editor):
    """A position in a photograph would be published with it."""
    output, exif = io.BytesIO(), Image.Exif()
    exif[0x010F] = "Camera of Amina"
    exif.get_ifd(0x8825)[1] = "N"
    Image.new("RGB", (2_000, 1_000)).save(output, "JPEG", exif=exif)
    sent = SimpleUploadedFile("photo.jpg", output.getvalue())
    editor.post(door(SiteImage, "add"), form_of(SiteImage, sent))
    image = SiteImage.objects.get(title="Typed by hand")
    for spec in ("original", "width-320", "width-320|format-webp", "width-320|format-avif"):
        rendition = image.get_rendition(spec)
        assert rendition.width <= 1_600
        with rendition.file.open() as file:
            assert b"Amina" not in file.read()
    assert editor.get(door(SiteImage, "edit", image.pk)).status_code == 200
    assert not image.renditions.filter(filter_spec__contains="original").exists()
