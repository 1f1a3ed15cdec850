"""Forms that must meet and words that must not, by language (search.md §6)."""

from functools import lru_cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import (
    fold,
    folding,
    forms_of,
    is_stop_word,
    plain_terms,
    script_of,
    stem,
    terms_of,
)

# What readers type for the same thing.
MEET = {
    "en": [
        ("migrant", "migrants"),
        ("remittance", "remittances"),
        ("policy", "policies"),
        ("returning", "returned"),
    ],
    "fr": [("migré", "migres"), ("transferts", "transfert"), ("l’école", "ecoles")],
    "es": [("migración", "migracion"), ("remesas", "remesa"), ("diásporas", "diaspora")],
    "pt": [("migração", "migracao"), ("remessas", "remessa")],
    "de": [("Rückkehr", "ruckkehr"), ("Straße", "strasse")],
    "tr": [("ülkeler", "ulkelerde"), ("İSTANBUL", "istanbul")],
    "ru": [("мигранты", "мигрантов")],
    "ar": [
        ("التحويلات", "تحويلات"),
        ("تحويلات", "تحويل"),
        ("وَالمُهاجِرون", "المهاجرين"),
        ("أوروبا", "اوروبا"),
        ("للمهاجرين", "المهاجرون"),
    ],
    "ka": [("მიგრაცია", "მიგრაციის"), ("დიასპორა", "დიასპორას"), ("საქართველოში", "საქართველოს")],
    "hy": [("միգրացիա", "միգրացիայի"), ("սփյուռք", "սփյուռքի"), ("Հայաստանում", "հայաստանից")],
}
APART = {
    "en": [("policy", "police"), ("migrant", "migraine"), ("asia", "aside")],
    "fr": [("retour", "retard"), ("mer", "mère patrie")],
    "es": [("retorno", "retrato")],
    "ru": [("мигрант", "министр")],
    "ar": [("تحويل", "تعليم"), ("مهاجر", "تاجر")],
    "ka": [("მიგრაცია", "მინისტრი")],
    "hy": [("միգրացիա", "միություն")],
}


def pairs(table):
    return [(language, *pair) for language, rows in table.items() for pair in rows]


@pytest.mark.parametrize(("language", "one", "other"), pairs(MEET))
def test_forms_of_one_word_meet(language, one, other):
    assert terms_of(one, language) == terms_of(other, language) != []


@pytest.mark.parametrize(("language", "one", "other"), pairs(APART))
def test_other_words_do_not(language, one, other):
    assert terms_of(one, language) != terms_of(other, language)


@pytest.mark.parametrize(
    ("text", "pairs_of_signs"),
    [
        ("移民政策", ["移民", "民政", "政策"]),
        ("カナダ", ["カナ", "ナダ"]),
        ("이주민", ["이주", "주민"]),
        ("国", ["国"]),
        ("EU加盟", ["eu", "加盟"]),
    ],
)
def test_text_without_blanks_becomes_overlapping_pairs(text, pairs_of_signs):
    assert plain_terms(text) == pairs_of_signs


@pytest.mark.parametrize(
    "text",
    ["Türkiye’deki göç", "Côte d'Ivoire", "São Tomé", "هِجْرَة", "ёлка", "Ṭashkent", "Åland", "Łódź"],
)
def test_what_is_folded_stays_as_it_is(text):
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_any_text_becomes_words_that_stay_words(text):
    for word in plain_terms(text):
        assert 0 < len(word) <= 60
        assert not set(word) & set(" \t\n\"'*-:")


@pytest.mark.parametrize("language", [*MEET, "zh", "xx", "en-gb"])
@given(word=st.text(min_size=1, max_size=80))
def test_any_word_has_a_stem_in_any_language(language, word):
    for one in plain_terms(word):
        assert stem(one, language)


@pytest.mark.parametrize(
    "text",
    ["migra\u00adtion", "\ufeffmigration", "\u200emigration\u200f", "mi\u2060gra\u200dtion"],
)
def test_signs_that_nobody_sees_part_no_word(text):
    """Files and copied texts are full of them: soft hyphens, joiners, marks of direction."""
    assert plain_terms(text) == ["migration"]


def test_a_long_text_of_foreign_letters_is_folded_word_by_word(monkeypatch):
    """What stands there again and again is folded once: files have a million letters."""
    words = ["économie", "الهِجْرَة", "q\u0303uelle", "ёлка", "किताब"]
    asked = []
    once = folding._folded_run.__wrapped__
    monkeypatch.setattr(
        folding, "_folded_run", lru_cache(lambda run: asked.append(run) or once(run))
    )
    assert fold(" ".join(words * 50)).split() == [fold(word) for word in words] * 50
    assert len(asked) < 4 * len(words)


def test_a_long_run_of_letters_is_cut():
    assert plain_terms("x" * 1000) == ["x" * 60]


# --- Asking ---------------------------------------------------------------------------------------
def test_a_word_is_asked_in_the_sites_languages_of_its_script_the_readers_first():
    forms = forms_of("politiques", ["fr", "en", "ar"])
    assert forms == [stem("politiques", "fr"), stem("politiques", "en")]


def test_a_word_of_another_script_is_asked_in_its_own_languages():
    assert forms_of("მიგრაციის", ["en", "fr"]) == [stem("მიგრაციის", "ka")]


def test_a_stop_word_of_one_language_is_asked_in_the_others():
    assert forms_of("or", ["en", "fr"]) == [stem("or", "fr")]  # gold


def test_a_stop_word_everywhere_is_not_asked():
    assert forms_of("me", ["en", "fr", "es"]) == []


def test_figures_are_asked_as_they_stand():
    assert forms_of("2030", ["en"]) == ["2030"]


@pytest.mark.parametrize(
    ("word", "script"),
    [("migrant", "latin"), ("هجرة", "arabic"), ("გზა", "georgian"), ("2030", ""), ("国", "han")],
)
def test_the_script_of_a_word_is_known(word, script):
    assert script_of(word) == script


def test_no_subject_of_this_site_is_a_stop_word():
    subjects = "migration migrant return home work aid health family women state policy who it us"
    # `who` and `it` are, and are asked of the titles as they stand.
    assert [word for word in subjects.split() if is_stop_word(word, "en")] == ["who", "it"]
