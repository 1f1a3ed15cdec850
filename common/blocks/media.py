"""Blocks of pictures and films. Nothing loads or plays by itself."""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.images.blocks import ImageBlock

MEDIA = _("Pictures and films")
# Films are links to these hosts, opened by the reader; an address elsewhere is refused (SEC23).
FILM_HOSTS = {
    "www.youtube.com": "YouTube",
    "youtube.com": "YouTube",
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
    ("pt", _("Portuguese")),
    ("ru", _("Russian")),
]


class PictureBlock(blocks.StructBlock):
    """A picture with the words that replace it, or marked as decoration."""

    image = ImageBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Caption"), max_length=255, required=False)

    class Meta:
        icon = "image"
        label = _("Picture")
        group = MEDIA
        template = "blocks/picture.html"
        description = _("A picture with alternative text and caption")


class GalleryBlock(blocks.StructBlock):
    """Two to twelve pictures side by side."""

    pictures = blocks.ListBlock(PictureBlock(), min_num=2, max_num=12, label=_("Pictures"))

    class Meta:
        icon = "image"
        label = _("Gallery")
        group = MEDIA
        template = "blocks/gallery.html"
        description = _("Several pictures side by side")


class VideoBlock(blocks.StructBlock):
    """A film that can be followed without sound and never loads by itself."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    url = blocks.URLBlock(label=_("Address"))
    minutes = blocks.IntegerBlock(label=_("Minutes"), min_value=1, max_value=600)
    size_mb = blocks.IntegerBlock(
        label=_("Size in MB"), min_value=1, max_value=10_000, required=False
    )
    captions = blocks.MultipleChoiceBlock(
        label=_("Captions in"), choices=CAPTION_LANGUAGES, required=False
    )
    transcript = blocks.RichTextBlock(
        label=_("Transcript"), features=["bold", "italic", "link", "ol", "ul"], required=False
    )

    class Meta:
        icon = "media"
        label = _("Film")
        group = MEDIA
        template = "blocks/video.html"
        description = _("Film with captions or transcript")
        preview_value = {
            "title": "Sending money home",
            "url": "https://vimeo.com/1",
            "minutes": 12,
            "size_mb": 38,
            "captions": ["en"],
            "transcript": "<p>A woman counts what is left at the end of the month.</p>",
        }

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        errors = {}
        parts = urlsplit(value["url"] or "")
        if value["url"] and (parts.scheme != "https" or parts.hostname not in FILM_HOSTS):
            hosts = ", ".join(sorted(set(FILM_HOSTS.values())))
            errors["url"] = ValidationError(_("Films are linked from: %s.") % hosts)
        if not (self.is_deferred_validation or value["captions"] or value["transcript"]):
            errors["transcript"] = ValidationError(_("Add captions or a transcript."))
        if errors:
            raise StructBlockValidationError(errors)
        return value

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        host = urlsplit(value["url"] or "").hostname or ""
        languages = dict(CAPTION_LANGUAGES)
        return super().get_context(value, parent_context) | {
            "provider": FILM_HOSTS.get(host, host),
            "caption_languages": [languages.get(code, code) for code in value["captions"] or []],
        }
