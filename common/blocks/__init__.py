"""StreamField blocks for every page body: a file a family. Key = template = component."""

from wagtail import blocks
from wagtail.images.blocks import ImageBlock

TEXT_FEATURES = ["bold", "italic", "link", "document-link", "ol", "ul", "hr", "superscript"]

body_blocks = [
    ("text", blocks.RichTextBlock(features=TEXT_FEATURES)),
    ("image", ImageBlock()),
]

__all__ = ["TEXT_FEATURES", "body_blocks"]
