"""StreamField blocks for every page body: a file a family. Key = template = component.

`body_blocks` is what editors may put into any body, in groups as the chooser shows them.
"""

from common.blocks.facts import PartnersBlock, PeopleBlock, StatisticsBlock, TimelineBlock
from common.blocks.links import CallToActionBlock, FeedBlock, FileBlock, RelatedBlock, TeaserBlock
from common.blocks.media import GalleryBlock, PictureBlock, VideoBlock
from common.blocks.text import (
    TEXT_FEATURES,
    AccordionBlock,
    HeadingBlock,
    NoticeBlock,
    QuestionsBlock,
    QuoteBlock,
    StepsBlock,
    TableBlock,
    TextBlock,
)

body_blocks = [
    ("text", TextBlock()),
    ("heading", HeadingBlock()),
    ("table", TableBlock()),
    ("picture", PictureBlock()),
    ("gallery", GalleryBlock()),
    ("video", VideoBlock()),
    ("quote", QuoteBlock()),
    ("accordion", AccordionBlock()),
    ("questions", QuestionsBlock()),
    ("steps", StepsBlock()),
    ("notice", NoticeBlock()),
    ("timeline", TimelineBlock()),
    ("statistics", StatisticsBlock()),
    ("people", PeopleBlock()),
    ("partners", PartnersBlock()),
    ("file", FileBlock()),
    ("teaser", TeaserBlock()),
    ("call_to_action", CallToActionBlock()),
    ("related", RelatedBlock()),
    ("feed", FeedBlock()),
]

__all__ = ["TEXT_FEATURES", "body_blocks"]
