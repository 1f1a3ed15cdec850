"""Blocks of pictures and films. Nothing loads or plays by itself."""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock as AlternativeTextBlock
from wagtail.images.blocks import ImageChooserBlock

from common.blocks.base import AddressBlock
from common.blocks.words import SHORT_FEATURES, WordsBlock

MEDIA = _("Pictures and films")
# Films are links to these hosts, opened by the reader; an address elsewhere is refused (SEC23).
FILM_HOSTS = {
    "www.youtube.com": "YouTube",
    "youtube.com": "YouTube",
    "m.youtube.com": "YouTube",
    "youtu.be": "YouTube",
    "vimeo.com": "Vimeo",
    "media.un.org": "UN Web TV",
    "webtv.un.org": "UN Web TV",
}
CAPTION_LANGUAGES = [
    ("ar", _("Arabic")),
    ("en", _("English")),
    ("es", _("Spanish")),
    ("fr", _("French")),
    ("ka", _("Georgian")),
    ("pt", _("Portuguese")),
    ("ro", _("Romanian")),
    ("ru", _("Russian")),
]


class ImageBlock(blocks.StructBlock):
    """A picture with the words that replace it, or marked as decoration."""

    image = AlternativeTextBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Caption"), max_length=255, required=False)

    class Meta:
        icon = "image"
        label = _("Picture")
        group = MEDIA
        template = "blocks/image.html"
        description = _("A picture with alternative text and caption")
        # Its template draws a cover where the picker shows an example: there may be no picture yet.
        preview_value = {"image": None, "caption": "A drawing made for this site"}


class GalleryBlock(blocks.StructBlock):
    """Two to twelve pictures side by side."""

    pictures = blocks.ListBlock(ImageBlock(), min_num=2, max_num=12, label=_("Pictures"))

    class Meta:
        icon = "image"
        label = _("Gallery")
        group = MEDIA
        template = "blocks/gallery.html"
        description = _("Several pictures side by side")
        preview_value = {
            "pictures": [
                {"image": None, "caption": "The first of two"},
                {"image": None, "caption": "The second"},
            ]
        }


class VideoBlock(blocks.StructBlock):
    """A film that can be followed without sound and never loads by itself.

    It is a link to its provider's page, or a file to take away; pages hold no player.
    """

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    url = AddressBlock(label=_("Address"), required=False)
    file = DocumentChooserBlock(label=_("or a file"), required=False)
    poster = ImageChooserBlock(label=_("Still picture"), required=False)
    minutes = blocks.IntegerBlock(label=_("Minutes"), min_value=1, max_value=600)
    size_mb = blocks.IntegerBlock(
        label=_("Size in MB"),
        min_value=1,
        max_value=10_000,
        required=False,
        help_text=_("What watching it costs a reader on a phone; a file knows its own."),
    )
    captions = blocks.MultipleChoiceBlock(
        label=_("Captions in"), choices=CAPTION_LANGUAGES, required=False
    )
    transcript = WordsBlock(label=_("Transcript"), features=SHORT_FEATURES, required=False)

    class Meta:
        icon = "media"
        label = _("Film")
        group = MEDIA
        template = "blocks/video.html"
        description = _("Film with captions or transcript")
        preview_value = {
            "title": "Sending money home",
            "url": "https://vimeo.com/1",
            "file": None,
            "poster": None,
            "minutes": 12,
            "size_mb": 38,
            "captions": ["en", "fr"],
            "transcript": "<p>A woman counts what is left at the end of the month.</p>",
        }

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        reasons = {}
        if value["url"] and provider_of(value["url"]) is None:
            hosts = ", ".join(sorted(set(FILM_HOSTS.values())))
            reasons["url"] = _("Films are linked from these places: %s.") % hosts
        if not self.is_deferred_validation:
            reasons |= _missing(value)
        if reasons:
            errors = {name: ValidationError(reason) for name, reason in reasons.items()}
            raise StructBlockValidationError(errors)
        return value

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        languages = dict(CAPTION_LANGUAGES)
        file = value["file"]
        return super().get_context(value, parent_context) | {
            "provider": provider_of(value["url"]) if value["url"] else None,
            "target": value["url"] or (file.url if file else ""),
            "size_mb": value["size_mb"] or (_megabytes(file) if file else None),
            "captions": [str(languages.get(code, code)) for code in value["captions"] or []],
        }


def provider_of(url: str) -> str | None:
    """The name of the place a film is linked from; None for every other address."""
    parts = urlsplit(url)
    return FILM_HOSTS.get(parts.hostname or "") if parts.scheme == "https" else None


def _missing(value: Any) -> dict[str, Any]:
    missing = {}
    if bool(value["url"]) == bool(value["file"]):
        missing["url"] = _("Give an address, or choose a file: one of the two.")
    if not (value["captions"] or value["transcript"]):
        missing["transcript"] = _("Add captions or a transcript.")
    return missing


def _megabytes(file: Any) -> int | None:
    return -(-file.file_size // 1_000_000) if file.file_size else None
