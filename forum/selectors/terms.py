"""What a topic is about: themes, countries, and keywords that lead to whatever else has them."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, Value
from django.urls import reverse

from common.collation import sort_key
from common.parts import part
from taxonomy.facets.definitions import name_in_reading_language
from taxonomy.selectors import TagLink

VOCABULARIES = ("themes", "countries", "tags")


@dataclass(frozen=True, slots=True)
class Terms:
    """Names in the reader's language, in order; keywords that are not offered any more are not."""

    themes: list[str] = field(default_factory=list)
    countries: list[str] = field(default_factory=list)
    tags: list[TagLink] = field(default_factory=list)


def terms_of(info: Any) -> Terms:
    """The terms of a topic that the reader sees, by its TopicInfo. One query for all three lists.

    Kept: a topic gets its terms when it is begun, and their names hardly ever change.
    """
    return part("forum:terms", info.pk, viewer=None, make=lambda: _read(info))


def _read(info: Any) -> Terms:
    first, *others = (_lines(info, name) for name in VOCABULARIES)
    found = Terms()
    rows = sorted(first.union(*others, all=True), key=lambda row: (row[1], sort_key(row[2])))
    for kind, _order, label, is_offered in rows:
        if kind != "tags":
            getattr(found, kind).append(label)
        elif is_offered:
            found.tags.append(TagLink(label, f"{reverse('search')}?{urlencode({'q': label})}"))
    return found


def _lines(info: Any, name: str) -> Any:
    terms = getattr(info, name).order_by()
    shown = terms.annotate(kind=Value(name), place=F("order"), shown=name_in_reading_language(""))
    return shown.values_list("kind", "place", "shown", "active")
