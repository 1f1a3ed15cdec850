"""Writing down what a page is about."""

from collections.abc import Iterable

from wagtail.models import Page

from common.errors import Refused
from taxonomy.admin_forms import RELATIONS, set_terms, term_model


class UnknownTerm(Refused):
    """A code that is in no list: `field` names the vocabulary."""


def classify(*, page: Page, **codes: Iterable[str]) -> None:
    """Make `page` speak of exactly these terms: `classify(page=page, themes=["data"])`.

    Keywords are vocabularies (`themes`, `countries`, `focus_areas`, `sdg_targets`,
    `gcm_objectives`, `tags`); those not named stay as they are. Works in memory: saving the page,
    or a revision of it, keeps it. The code of a merged term means what it became.
    Raises UnknownTerm. One query a vocabulary.
    """
    for vocabulary, wanted in codes.items():
        set_terms(page, vocabulary, _primary_keys(vocabulary, wanted))


def _primary_keys(vocabulary: str, codes: Iterable[str]) -> set[int]:
    if vocabulary not in RELATIONS:
        raise UnknownTerm(vocabulary, field=vocabulary)
    wanted = set(codes)
    terms = term_model(vocabulary)._default_manager.filter(code__in=wanted)
    found = {
        code: merged or pk for code, pk, merged in terms.values_list("code", "pk", "merged_into")
    }
    if missing := wanted - found.keys():
        raise UnknownTerm(", ".join(sorted(missing)), field=vocabulary)
    return set(found.values())
