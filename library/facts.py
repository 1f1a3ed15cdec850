"""The facts of a record as label and values; what readers miss most says when it is not known."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from common.fields import lines_of
from common.languages import foreign_language, reading_url
from library.models import InForce, ResourcePage

if TYPE_CHECKING:
    from library.selectors.neighbours import Neighbours
    from library.selectors.rows import NamedTerm, Rows

LAW = "policy-strategy-law"


@dataclass(frozen=True, slots=True)
class Value:
    """A word of a fact. `url` leads to what it names, `query` to the records that share it.

    `lang` is the language of the words where they are not the reader's.
    """

    text: str
    url: str = ""
    query: str = ""
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of `components/summary_list.html`. Without values it reads "Not known"."""

    label: str
    values: list[Value]
    note: str = ""


def facts_of(page: ResourcePage, rows: "Rows", around: "Neighbours") -> list[Fact]:
    """All facts in reading order. Left out are unknown ones that most works do not have."""
    always = {_("Themes"), _("Countries"), _("Publisher"), _("ISBN or DOI"), _("Licence")}
    facts = [
        *_subject(page, rows),
        *_makers(page, rows),
        *_place_in_larger_things(page, around),
        *_numbers(page),
        *_rights(page),
    ]
    return [fact for fact in facts if fact.values or fact.label in always]


def _subject(page: ResourcePage, rows: "Rows") -> list[Fact]:
    law = [Value(str(page.policy_country))] if page.policy_country else []
    is_law = page.type.code == LAW
    known = page.in_force != InForce.UNKNOWN
    return [
        Fact(_("Themes"), _terms(rows.themes, "theme")),
        Fact(_("Focus areas"), _terms(rows.focus_areas, "focus")),
        Fact(_("Countries"), _terms(rows.countries, "country")),
        Fact(_("Regions"), _plain(one.label for one in rows.regions)),
        Fact(_("Direction"), _plain([str(page.direction)] if page.direction else [])),
        Fact(_("Law or strategy of"), law),
        Fact(_("In force"), _plain([page.get_in_force_display()] if is_law and known else [])),
        Fact(_("SDG targets"), _plain(one.label for one in rows.sdg_targets)),
        Fact(_("Global Compact"), _plain(one.label for one in rows.gcm_objectives)),
        Fact(_("Keywords"), _terms(rows.tags, "tag")),
        Fact(_("Languages"), [Value(one.label) for one in rows.languages]),
    ]


def _makers(page: ResourcePage, rows: "Rows") -> list[Fact]:
    publishers = [
        Value(one.name, query=_query("publisher", one.number) if one.number else "")
        for one in rows.publishers
    ]
    note = _("A joint product of North and South.") if rows.is_north_south else ""
    if rows.is_joint and not note:
        note = _("A joint product.")
    return [
        Fact(_("Publisher"), publishers, note),
        Fact(_("Place"), _plain([page.place])),
        Fact(_("Commissioned by"), _plain([page.commissioned_by])),
        Fact(_("Also known as"), _plain(lines_of(page.title_variants), foreign_language(page))),
    ]


def _place_in_larger_things(page: ResourcePage, around: "Neighbours") -> list[Fact]:
    number = page.volume + (f"({page.issue})" if page.issue else "")
    pages = "–".join(filter(None, [page.first_page, page.last_page]))
    pages = _("pages %(pages)s") % {"pages": pages} if pages else ""
    container = ", ".join(filter(None, [page.container, number, pages]))
    series = [
        Value(" ".join(filter(None, [one.title, page.series_number])), reading_url(one))
        for one in around.series
    ]
    return [
        Fact(_("Appeared in"), _plain([container], foreign_language(page))),
        Fact(_("Series"), series),
        Fact(_("Edition"), _plain([page.edition])),
    ]


def _numbers(page: ResourcePage) -> list[Fact]:
    numbers = [Value(f"ISBN {page.isbn}")] if page.isbn else []
    if page.doi:
        numbers.append(Value(f"DOI {page.doi}", f"https://doi.org/{page.doi}"))
    return [
        Fact(_("ISBN or DOI"), numbers),
        Fact("ISSN", _plain([page.issn])),
    ]


def _rights(page: ResourcePage) -> list[Fact]:
    licence, note = [], ""
    if page.licence:
        licence = [Value(page.licence.label, page.licence.url)]
    else:
        note = _("Ask the publisher before you copy more than a quotation.")
    return [
        Fact(_("Licence"), licence, note),
        Fact(_("Rights holder"), _plain([page.rights_holder])),
    ]


def _terms(terms: "Iterable[NamedTerm]", facet: str) -> list[Value]:
    """Terms that lead to the list of all records that have them."""
    return [Value(one.label, query=_query(facet, one.code)) for one in terms]


def _query(facet: str, value: str) -> str:
    """As `library.selectors.FACETS` reads it."""
    return f"?{urlencode({facet: value})}"


def _plain(texts: Iterable[str], lang: str = "") -> list[Value]:
    return [Value(text, lang=lang) for text in texts if text]
