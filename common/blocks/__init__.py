"""StreamField blocks for every page body: a file a family. Key = template = component.

`body_blocks` is what editors may put into any body, in groups as the chooser shows them. Tips and
country cards stand in `taxonomy.blocks`, as they point at its snippets.
"""

from common.blocks.base import (
    AddressBlock,
    Anchors,
    BodyBlock,
    PartialDateBlock,
    headings_of,
    remarks_of,
)
from common.blocks.facts import PartnersBlock, PeopleBlock, StatisticsBlock, TimelineBlock
from common.blocks.links import CallToActionBlock, FeedBlock, FileBlock, RelatedBlock, TeaserBlock
from common.blocks.media import GalleryBlock, ImageBlock, VideoBlock
from common.blocks.questions import AccordionBlock, QuestionsBlock
from common.blocks.tables import TableBlock
from common.blocks.text import (
    HeadingBlock,
    ListBlock,
    NoticeBlock,
    PullQuoteBlock,
    StepsBlock,
    TextBlock,
)
from common.blocks.words import TEXT_FEATURES, WordsBlock

body_blocks = [
    ("text", TextBlock()),
    ("heading", HeadingBlock()),
    ("list", ListBlock()),
    ("table", TableBlock()),
    ("pull_quote", PullQuoteBlock()),
    ("accordion", AccordionBlock()),
    ("questions", QuestionsBlock()),
    ("steps", StepsBlock()),
    ("notice", NoticeBlock()),
    ("image", ImageBlock()),
    ("gallery", GalleryBlock()),
    ("video", VideoBlock()),
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

__all__ = [
    "TEXT_FEATURES",
    "AddressBlock",
    "Anchors",
    "BodyBlock",
    "PartialDateBlock",
    "WordsBlock",
    "body_blocks",
    "headings_of",
    "remarks_of",
]
