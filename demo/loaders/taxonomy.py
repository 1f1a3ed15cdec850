"""The term lists and countries; tips, country cards and the glossary in three languages.

What is there already stays as editors left it; only what is missing is added.
"""

import uuid
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, TypeVar

from wagtail.models import Locale, get_page_models

from common.models import BasePage
from demo.seed import TRANSLATED, Seed, records
from taxonomy.models import (
    Country,
    CountryCard,
    Finding,
    GlossaryTerm,
    Tag,
    Term,
    Theme,
    Tip,
    TipGroup,
    TipSeeAlso,
)
from taxonomy.services import load_taxonomy

# The one source of all tips and cards, as its title page names it.
WEBINAR = "Report on the Global Webinar on Diaspora Mapping and Engagement"
WEBINAR_YEAR = 2021

R = TypeVar("R", Tip, CountryCard, GlossaryTerm)


def load(seed: Seed) -> None:
    """All lists first: everything else points at them."""
    load_taxonomy()
    languages = {code: _locale(code) for code in ("en", *TRANSLATED)}
    terms = _Terms()
    _load_tips(terms, languages)
    _load_cards(terms, languages)
    _load_glossary(terms, languages)


def link_see_also(seed: Seed) -> None:
    """Once the pages are there: link each tip to the records it names (R17)."""
    named = {record["id"]: record["see_also"] for record in records("tips")}
    pages = _pages_by_record({one for links in named.values() for one in links})
    for tip in Tip.objects.filter(external_id__in=named).prefetch_related("see_also"):
        wanted = [pages[one] for one in named[tip.external_id] if one in pages]
        if wanted and not tip.see_also.all():
            tip.see_also = [TipSeeAlso(page_id=pk, sort_order=at) for at, pk in enumerate(wanted)]
            tip.save()


def _locale(code: str) -> Locale:
    return Locale.objects.get_or_create(language_code=code)[0]


class _Terms:
    """The terms that codes mean, each list read once a run."""

    def __init__(self) -> None:
        self.lists: dict[type[Term], dict[str, Any]] = {}

    def __call__(self, model: type[Term], codes: Iterable[str]) -> list[Any]:
        if model not in self.lists:
            rows = model._default_manager.select_related("merged_into")
            self.lists[model] = {row.code: row.current for row in rows}
        return [self.lists[model][code] for code in codes]


def _pages_by_record(ids: set[str]) -> dict[str, int]:
    """{record id: number of its page} of whatever type."""
    found: dict[str, int] = {}
    for model in get_page_models():
        if issubclass(model, BasePage):
            rows = model._default_manager.filter(external_id__in=ids)
            found.update(rows.values_list("external_id", "pk"))
    return found


def _in_each_language(
    model: type[R],
    record_id: str,
    languages: dict[str, Locale],
    make: Callable[[str, Locale], R],
) -> None:
    """Add the record in the languages where it is missing; `make(code, locale)` builds it."""
    there = {one.locale_id: one for one in model.objects.filter(external_id=record_id)}
    key = next((one.translation_key for one in there.values()), None)
    for code, locale in languages.items():
        if locale.pk in there:
            continue
        row = make(code, locale)
        row.external_id, row.locale = record_id, locale
        if key:
            row.translation_key = key
        row.full_clean(exclude=["translation_key"])
        row.save()
        key = row.translation_key


def _load_tips(terms: _Terms, languages: dict[str, Locale]) -> None:
    words = records("tips_translated")["tips"]
    names = {record["id"]: record["name"] for record in records("organisations")}
    for record in records("tips"):
        texts = {"en": record, **words[record["id"]]}
        make = partial(_make_tip, terms, record, texts, names.get(record["credited_to"], ""))
        _in_each_language(Tip, record["id"], languages, make)


def _make_tip(
    terms: _Terms,
    record: dict[str, Any],
    texts: dict[str, Any],
    credited_to: str,
    code: str,
    locale: Locale,
) -> Tip:
    tip = Tip(
        group=terms(TipGroup, [record["group"]])[0],
        order=record["order"],
        title=texts[code]["title"],
        text=texts[code]["text"],
        credited_to=credited_to,
    )
    tip.countries = terms(Country, record["countries"])
    tip.residence_countries = terms(Country, record["residence_countries"])
    tip.themes = terms(Theme, record["themes"])
    tip.tags = terms(Tag, record["tags"])
    return tip


def _load_cards(terms: _Terms, languages: dict[str, Locale]) -> None:
    words = records("tips_translated")["country_cards"]
    for order, record in enumerate(records("country_cards")):
        english = [finding["text"] for finding in record["findings"]]
        texts = {"en": english, **words[record["id"]]}
        keys = [uuid.uuid4() for _finding in english]  # one a finding, the same in each language
        make = partial(_make_card, terms, record, texts, keys, order)
        _in_each_language(CountryCard, record["id"], languages, make)


def _make_card(
    terms: _Terms,
    record: dict[str, Any],
    texts: dict[str, list[str]],
    keys: list[uuid.UUID],
    order: int,
    code: str,
    locale: Locale,
) -> CountryCard:
    card = CountryCard(
        country=terms(Country, [record["country"]])[0],
        source=WEBINAR,
        year=WEBINAR_YEAR,
        order=order,
    )
    card.tips = list(Tip.objects.filter(external_id__in=record["tips"], locale=locale))
    findings = []
    for place, finding in enumerate(record["findings"]):
        words = {"text": texts[code][place], "translation_key": keys[place]}
        one = Finding(**words, sort_order=place, locale=locale)
        one.themes = terms(Theme, finding["themes"])
        findings.append(one)
    card.findings = findings
    return card


def _load_glossary(terms: _Terms, languages: dict[str, Locale]) -> None:
    for record in records("glossary"):
        _in_each_language(
            GlossaryTerm, record["id"], languages, partial(_make_glossary_term, terms, record)
        )
    for locale in languages.values():
        words = {one.external_id: one for one in GlossaryTerm.objects.filter(locale=locale)}
        for record in records("glossary"):
            word = words[record["id"]]
            if record["see_also"] and not word.see_also.all():
                word.see_also = [words[one] for one in record["see_also"]]
                word.save()


def _make_glossary_term(
    terms: _Terms, record: dict[str, Any], code: str, locale: Locale
) -> GlossaryTerm:
    term = GlossaryTerm(**record[code])
    term.themes = terms(Theme, record["themes"])
    return term
