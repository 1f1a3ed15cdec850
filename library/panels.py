"""How editors fill in a record: in the order in which its page is read."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel

from taxonomy.admin_forms import classified_panels


def resource_panels(base: list[Any]) -> list[Any]:
    """The panels of the first tab; `base` are those of every page."""
    return [
        base[0],
        "subtitle",
        *base[1:],
        "plain_summary",
        "abstract",
        "body",
        MultiFieldPanel(_what(), _("What it is")),
        InlinePanel("files", panels=_file(), heading=_("Files"), label=_("file")),
        InlinePanel("contributors", heading=_("Who made it"), label=_("contributor")),
        InlinePanel("publishers", heading=_("Publishers"), label=_("publisher")),
        MultiFieldPanel(["place", "commissioned_by"], _("How it was published")),
        MultiFieldPanel(_when_and_where(), _("When and where")),
        MultiFieldPanel(_numbers(), _("Numbers")),
        MultiFieldPanel(
            ["licence", "rights_holder", "source_link", "original_link"], _("Rights and links")
        ),
        *classified_panels(),
        MultiFieldPanel(_trail(), _("Trail")),
    ]


def _what() -> list[Any]:
    return [
        FieldRowPanel(["type", "publication_status"]),
        FieldRowPanel(["edition", "part_of"]),
        FieldPanel("languages"),
        "title_variants",
    ]


def _file() -> list[Any]:
    return [
        "document",
        "external_link",
        FieldRowPanel(["language", "format"]),
        FieldRowPanel(["part", "label"]),
        FieldRowPanel(["pages", "accessible", "audience"]),
        FieldPanel("size", help_text=_("Of a file elsewhere, in bytes. Ours are measured.")),
    ]


def _when_and_where() -> list[Any]:
    return [
        FieldRowPanel(["date", "undated"]),
        FieldPanel("regions"),
        "direction",
        FieldRowPanel(["policy_country", "in_force"]),
    ]


def _numbers() -> list[Any]:
    return [
        FieldRowPanel(["pages", "isbn", "issn"]),
        "doi",
        "container",
        FieldRowPanel(["volume", "issue", "first_page", "last_page"]),
        FieldRowPanel(["series", "series_number"]),
    ]


def _trail() -> list[Any]:
    return [
        FieldPanel("peer_reviewed_on", read_only=True),
        InlinePanel("discussions", heading=_("Discussed at"), label=_("page")),
        InlinePanel("see_also", heading=_("See also"), label=_("page")),
    ]
