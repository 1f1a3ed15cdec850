"""Snippets: what is marked matches, and nothing a text holds becomes markup (search.md §9, §21)."""

import re

import pytest
from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st

from search import highlight
from search.analysis import fold
from search.asking import question_of
from search.highlight import LENGTH, highlighted, snippet
from search.parser import parse


def question(typed, language="en"):
    return question_of(parse(typed), [language])


def marks(html):
    return re.findall(r"<mark>(.*?)</mark>", html)


@pytest.mark.parametrize(
    ("language", "typed", "text", "marked"),
    [
        ("en", "remittance", "Remittances and the remittance law", ["Remittances", "remittance"]),
        ("en", "remit*", "Remittances, remitting", ["Remittances", "remitting"]),
        ("fr", "ecole", "Les écoles d’été", ["écoles"]),
        ("es", "migracion", "La MIGRACIÓN", ["MIGRACIÓN"]),
        ("ar", "تحويلات", "عن التحويلات المالية", ["التحويلات"]),
        ("ka", "მიგრაცია", "მიგრაციის შესახებ", ["მიგრაციის"]),
        ("ar", "الهجرة", "عن الهِجْرَة", ["الهِجْرَة"]),
        ("es", "migracion", "La migracio\u0301n", ["migracio\u0301n"]),
        ("en", "migration", "migra\u00adtion", ["migra\u00adtion"]),
        ("zh", "移民", "关于移民政策", ["关于移民政策"]),
        ("en", "who", "Who is who", ["Who", "who"]),
        ("en", "police", "A policy", []),
    ],
)
def test_forms_of_what_was_typed_are_marked(language, typed, text, marked):
    assert marks(highlighted(text, question(typed, language), language)) == marked


def test_a_stop_word_of_the_texts_language_is_not_marked():
    """It is not in the index either; an English reader may have typed it as a word."""
    html = highlighted("Transferts de fonds", question("transferts de fonds", "en"), "fr")
    assert marks(html) == ["Transferts", "fonds"]


def test_markup_in_a_text_is_shown_as_text():
    html = highlighted("<script>alert(1)</script> & diaspora", question("diaspora script"), "en")
    assert html == (
        "&lt;<mark>script</mark>&gt;alert(1)&lt;/<mark>script</mark>&gt; &amp; "
        "<mark>diaspora</mark>"
    )


@pytest.mark.parametrize("end", ["", " diaspora"])
def test_of_a_very_long_text_only_parts_are_folded_until_the_find(end, monkeypatch):
    """Twenty files of a million letters stand on one page of results."""
    folded = []
    monkeypatch.setattr(highlight, "fold", lambda text: folded.append(len(text)) or fold(text))
    html = snippet(
        "L’économie. " * 80 + "Diaspora. " + "Été. " * 100_000 + end,
        question("diaspora", "fr"),
        "fr",
    )
    assert "<mark>Diaspora</mark>" in html
    assert sum(folded) < 30_000
    folded.clear()
    snippet("Été. " * 400_000, question("diaspora"), "fr")
    assert sum(folded) <= highlight.LOOKED_AT + 2_000


def test_a_find_between_two_parts_is_seen():
    text = ("x" * 99 + " ") * (highlight.PART // 100)
    text = text[: highlight.PART - 4] + " diaspora " + text
    assert "<mark>diaspora</mark>" in snippet(text, question("diaspora"), "en")


def test_a_snippet_shows_the_find_wherever_it_stands():
    text = "Nothing of interest here. " * 200 + "The diaspora sent letters home. " + "More. " * 200
    html = snippet(text, question("diasporas"), "en")
    assert "<mark>diaspora</mark>" in html
    assert html.startswith("… ")
    assert html.endswith(" …")


def test_a_short_text_is_shown_whole():
    assert snippet("All about return.", question("return"), "en") == (
        "All about <mark>return</mark>."
    )


def test_a_text_without_finds_shows_its_beginning():
    html = snippet("The beginning. " + "And so on. " * 100, question("elsewhere"), "en")
    assert html.startswith("The beginning.")


def test_a_word_without_end_is_cut():
    html = snippet("x" * 10_000, question("x*"), "en")
    assert len(html) < LENGTH


@given(text=st.text(max_size=2_000), typed=st.text(max_size=60))
def test_any_text_gives_a_snippet_without_markup_of_its_own(text, typed):
    html = snippet(text, question(typed), "en")
    bare = re.sub(r"</?mark>", "", html)
    assert "<" not in bare
    assert len(bare) <= len(escape(text)) + 2 * len("… ") + len(text) // 60 + 1
