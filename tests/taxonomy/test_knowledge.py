"""Tips, cards and glossary terms in several languages: words differ, what they are about not."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from taxonomy.models import CountryCard, Finding, GlossaryTerm, Tip, TipSeeAlso
from tests.factories.taxonomy import TipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def french(db):
    return Locale.objects.get_or_create(language_code="fr")[0]


@pytest.fixture
def english(db):
    return Locale.objects.get(language_code="en")


@pytest.fixture
def tip(diaspora, senegal, moldova, root):
    tip = TipFactory(external_id="tip-1", themes=[diaspora], countries=[senegal])
    tip.residence_countries = [moldova]
    tip.see_also = [TipSeeAlso(page=root), TipSeeAlso(url="https://example.org/", label="More")]
    tip.save()
    return tip


@pytest.fixture
def card(tip, senegal, diaspora, data, english):
    card = CountryCard(country=senegal, source="Report", year=2021, locale=english)
    card.tips = [tip]
    card.findings = [
        Finding(text="Ties are old.", themes=[diaspora], locale=english),
        Finding(text="Figures are few.", themes=[data, diaspora], locale=english),
    ]
    card.save()
    return CountryCard.objects.get(pk=card.pk)


def translate(instance, locale):
    """As the button "Translate this" does it."""
    source, _ = TranslationSource.get_or_create_from_instance(instance)
    translation, _ = Translation.objects.get_or_create(source=source, target_locale=locale)
    source.update_from_db()
    translation.save_target(publish=True)
    return instance.get_translation(locale)


def test_a_translated_tip_is_about_the_same_things(tip, french, senegal, moldova, diaspora):
    translated = translate(tip, french)
    assert list(translated.themes.all()) == [diaspora]
    assert list(translated.countries.all()) == [senegal]
    assert list(translated.residence_countries.all()) == [moldova]
    assert [(one.page_id, one.url) for one in translated.see_also.all()] == [
        (tip.see_also.first().page_id, ""),
        (None, "https://example.org/"),
    ]


def test_a_later_change_of_what_a_tip_is_about_reaches_its_translation(tip, french, data):
    translate(tip, french)
    tip.themes = [data]
    tip.save()
    assert list(translate(tip, french).themes.all()) == [data]


def test_findings_are_translated_and_keep_their_themes(card, french, diaspora, data):
    translated = translate(card, french)
    assert [set(one.themes.all()) for one in translated.findings.all()] == [
        {diaspora},
        {data, diaspora},
    ]
    source = TranslationSource.objects.get_for_instance(card)
    for segment in source.stringsegment_set.all():
        StringTranslation.objects.create(
            translation_of=segment.string,
            locale=french,
            context=segment.context,
            data=f"FR {segment.string.data}",
        )
    translated = translate(card, french)
    assert [one.text for one in translated.findings.all()] == [
        "FR Ties are old.",
        "FR Figures are few.",
    ]
    assert [one.text for one in card.findings.all()] == ["Ties are old.", "Figures are few."]


def test_a_record_stands_once_in_a_language(tip, french):
    translate(tip, french)
    with pytest.raises(IntegrityError), transaction.atomic():
        TipFactory(external_id="tip-1")
    TipFactory(external_id="")
    TipFactory(external_id="")
    assert Tip.objects.filter(external_id="").count() == 2


@pytest.mark.parametrize(
    ("has_page", "url", "is_right"),
    [(True, "", True), (False, "https://example.org/", True), (False, "", False)],
)
def test_see_also_is_a_page_or_an_address(has_page, url, is_right, tip, root):
    link = TipSeeAlso(tip=tip, page=root if has_page else None, url=url)
    if is_right:
        link.full_clean()
    else:
        with pytest.raises(ValidationError):
            link.full_clean()
        with pytest.raises(IntegrityError), transaction.atomic():
            TipSeeAlso.objects.bulk_create([link])


def test_a_tip_has_at_most_400_characters(tip):
    tip.text = "x" * 401
    with pytest.raises(ValidationError) as refusal:
        tip.full_clean()
    assert refusal.value.error_dict.keys() == {"text"}


def test_a_term_is_explained_once_in_a_language(english, french):
    GlossaryTerm.objects.create(term="Diaspora", definition="People abroad.", locale=english)
    GlossaryTerm.objects.create(term="Diaspora", definition="Des personnes.", locale=french)
    with pytest.raises(IntegrityError), transaction.atomic():
        GlossaryTerm.objects.create(term="Diaspora", definition="Again.", locale=english)
