"""How editors' pictures come in and what of them goes out (SEC20)."""

import struct
import zlib
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm
from willow.plugins.pillow import PillowImage

from common.models.media import WHAT_IT_SHOWS

# What Pillow's readers raise for files that are cut off or no pictures.
BROKEN = (OSError, SyntaxError, ValueError, EOFError, IndexError, struct.error, zlib.error)


class PictureField(WagtailImageField):
    """Wagtail's decodes before it counts, and fails at what it cannot decode."""

    def check_image_pixel_size(self, f: IO[bytes]) -> None:
        try:
            f.seek(0)
            self._check(Image.open(f))  # reads the header alone
        except Image.DecompressionBombError as problem:
            raise self._too_many("?") from problem
        except BROKEN as problem:
            raise ValidationError(
                self.error_messages["invalid_image"], "invalid_image"
            ) from problem
        finally:
            f.seek(0)

    def _check(self, picture: Image.Image) -> None:
        pixels = picture.width * picture.height
        if pixels <= self.max_image_pixels:
            pixels *= getattr(picture, "n_frames", 1)
        if pixels > self.max_image_pixels:
            raise self._too_many(pixels)
        picture.load()

    def _too_many(self, pixels: Any) -> ValidationError:
        message = self.error_messages["file_too_many_pixels"]
        numbers = {"num_pixels": pixels, "max_pixels_count": self.max_image_pixels}
        return ValidationError(message % numbers, "file_too_many_pixels")


class PictureForm(BaseImageForm):
    """The base of all forms that take pictures in the admin (WAGTAILIMAGES_IMAGE_FORM_BASE)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            field = self.fields["file"]
            self.fields["file"] = PictureField(
                label=field.label, required=field.required, widget=field.widget
            )
        if "description" in self.fields:
            # Said before the file is sent, as a refused form has to be given its file anew.
            self.fields["description"].required = True
            self.fields["description"].help_text = _(
                "For readers who cannot see it. Each page can say it in its own words."
            )
            self.fields["description"].error_messages["required"] = WHAT_IT_SHOWS
        if "consent_note" in self.fields:
            self.fields["consent_note"].widget.attrs["rows"] = 2


def leave_metadata_out() -> None:
    """Renditions carry no position, camera or name: Willow would copy them from the original."""
    PillowImage.get_exif_data = lambda self: None
