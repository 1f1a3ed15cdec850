"""Filters with counts for every list: from the address to a queryset and to what templates draw.

A list says which facets it has and gets everything else::

    FACETS = [
        TermFacet("type", _("Type"), path="type", model=ResourceType),
        TermFacet("theme", _("Theme"), path="theme_links__term", model=Theme),
        TermFacet("lang", _("Language of a file"), path="files__language", model=Language),
        RelatedFacet("publisher", _("Publisher"), path="publishers", model=Organisation),
        YearFacet("year", _("Year"), path="date"),
        ValueFacet("status", _("Status"), path="status", choices=Status.choices),
    ]
    SORTS = [Sort("newest", _("Newest first"), ("-date", "title")), Sort("title", …)]

    facets = FacetSet(
        ResourcePage.objects.visible_to(viewer), FACETS, request.GET, sorts=SORTS
    )
    facets.results   # the narrowed, sorted queryset: hand it to the paginator

What templates read (`components/facet_panel.html`, `filter_chips.html`, `sort_bar.html`):

`FacetSet`
    `query` str: the words searched, as typed · `facets` list[Facet], those with choices ·
    `chips` list[Chip] · `clear_url` str: without any filter, order kept · `total` int: results ·
    `active` int: number of chips · `sorts` list[SortChoice] · `sort` str: key of the order ·
    `filter_inputs` and `sort_inputs` list[(name, value)]: hidden fields of the filter form
    (`q`, facets and button stand in it visibly) and of the order form (everything but the order) ·
    `page_query` str: the state without page, to which pagination appends: `{{ page_query }}page=2`
`Facet`
    `key` str: the inputs' name · `label` str · `choices` list[Choice], those to show now ·
    `chosen` int: how many of them are chosen · `size` int: how many there are in all ·
    `is_whole` bool: nothing is held back · `show_all_url` str: to see all of them
`Choice`
    `value` str · `label` str · `count` int: results it would give · `is_chosen` bool ·
    `url_add`, `url_remove`, `url` str: query strings that choose it, drop it, or turn it over
`Chip`
    `label` str · `facet_label` str · `url` str: the query string without this filter
`SortChoice`
    `key` str · `label` str · `is_chosen` bool · `url` str

Rules: choices of one facet are alternatives (OR), facets narrow each other (AND); a count is what
choosing would give, so a facet's own choices are left out of its counts; choices that give nothing
are hidden unless chosen; what the address says and nobody knows is ignored; `q` is at most ten
words, each in one of the fields, or, with `types`, what the search finds with it. Links and inputs
hold the whole state, so back and reload work.

Queries: one for all counts and the total, one more to name what is chosen, one for the results.
"""

from taxonomy.facets.definitions import (
    FacetDefinition,
    RelatedFacet,
    TermFacet,
    ValueFacet,
    YearFacet,
)
from taxonomy.facets.facet_set import Chip, Choice, Facet, FacetSet, Sort, SortChoice
from taxonomy.facets.keywords import keyword_condition, keywords

__all__ = [
    "Chip",
    "Choice",
    "Facet",
    "FacetDefinition",
    "FacetSet",
    "RelatedFacet",
    "Sort",
    "SortChoice",
    "TermFacet",
    "ValueFacet",
    "YearFacet",
    "keyword_condition",
    "keywords",
]
