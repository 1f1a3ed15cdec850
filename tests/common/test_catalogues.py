"""Texts are collected, checked and compiled by babel alone: nobody needs GNU gettext (I18N1)."""

import gettext
import os

import pytest
from babel.messages.catalog import Catalog

from common.catalogues import (
    bring_up_to_date,
    collect_texts,
    compile_catalogues,
    problems_of,
    problems_with,
    read_catalogue,
)

CATALOGUE = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"

msgid "Library"
msgstr "Bibliothèque"

#, fuzzy
msgid "News"
msgstr "Nouvelle"

msgid "%(count)d file"
msgid_plural "%(count)d files"
msgstr[0] "%(count)d fichier"
msgstr[1] "%(count)d fichiers"
"""


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "fr" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(CATALOGUE, encoding="utf-8")
    return path


def test_what_babel_compiles_gettext_reads(source, tmp_path):
    compile_catalogues([tmp_path])
    french = gettext.translation("django", tmp_path, ["fr"])
    assert french.gettext("Library") == "Bibliothèque"
    assert french.ngettext("%(count)d file", "%(count)d files", 0) == "%(count)d fichier"


def test_a_fuzzy_text_stays_in_english_until_somebody_has_read_it(source, tmp_path):
    compile_catalogues([tmp_path])
    assert gettext.translation("django", tmp_path, ["fr"]).gettext("News") == "News"


def test_only_what_changed_is_compiled_again(source, tmp_path):
    assert compile_catalogues([tmp_path]) == [source.with_suffix(".mo")]
    assert compile_catalogues([tmp_path]) == []
    os.utime(source, (2**31, 2**31))
    assert compile_catalogues([tmp_path]) == [source.with_suffix(".mo")]
    assert sorted(path.suffix for path in source.parent.iterdir()) == [".mo", ".po"]


PYTHON = """
label = _("Library")
lazy = gettext_lazy("Two " "halves")
found = ngettext("%(count)d file", "%(count)d files", count)
sort = pgettext_lazy("order of a list", "Newest")
glued = _(f"{count} files")
"""
TEMPLATE = """
{% translate "Open" context "a button" as word %}
{{ _("In an expression")|default:_("As a default") }}
{% blocktranslate trimmed count n=files|length %}
  One file
{% plural %}
  {{ n }} files at 5 %
{% endblocktranslate %}
{% comment %}{% translate "Said to nobody" %}{% endcomment %}
"""


@pytest.fixture
def project(tmp_path):
    """A project with one module, one template, and old words that are not the interface's."""
    for path, text in {
        "app/views.py": PYTHON,
        "templates/app/page.html": TEMPLATE,
        "app/migrations/0001_initial.py": "name = _('Old name')",
        "tests/test_app.py": "assert _('A word of the suite')",
        ".venv/lib/other.py": "name = _('Of a library')",
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    return tmp_path


def test_every_way_to_mark_a_text_is_collected_and_nothing_else(project):
    found = {(message.id, message.context) for message in collect_texts(project) if message.id}
    assert found == {
        ("Library", None),
        ("Two halves", None),
        (("%(count)d file", "%(count)d files"), None),
        ("Newest", "order of a list"),
        ("Open", "a button"),
        ("In an expression", None),
        ("As a default", None),
        (("One file", "%(n)s files at 5 %%"), None),
    }


def test_collecting_keeps_what_is_translated_and_guesses_nothing(project, tmp_path):
    path = tmp_path / "locale" / "fr" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(CATALOGUE, encoding="utf-8")
    bring_up_to_date(path, collect_texts(project), "fr")

    catalogue = read_catalogue(path, "fr")
    assert catalogue["Library"].string == "Bibliothèque"
    assert catalogue["Two halves"].string == ""
    assert "News" not in catalogue
    assert not any(message.fuzzy for message in catalogue)
    before = path.read_bytes()
    bring_up_to_date(path, collect_texts(project), "fr")
    assert path.read_bytes() == before


def test_a_catalogue_behind_or_ahead_of_the_code_is_refused():
    code, catalogue = Catalog(), Catalog(locale="fr")
    code.add("Open", context="a button")
    catalogue.add("Open", "Ouvert", context="state")
    assert {problem.reason for problem in problems_with(catalogue, code, "fr")} == {
        "is missing: make messages",
        "is in no code: make messages",
    }


WRONG = [
    ("fr", "Library", "", "is not translated"),
    ("fr", "%(count)s of %(all)s", "%(count)s sur %(tous)s", "has other placeholders"),
    ("fr", "Read {title}", "Lire", "has other placeholders"),
    ("fr", "<strong>Now</strong>", "<b>Maintenant</b>", "has other markup"),
    ("fr", "Save it now.", "Enregistrez", "ends differently"),
    ("fr", " or ", "ou", "begins or ends with another blank"),
    ("fr", "Why?", "Pourquoi?", "wants a narrow no-break space"),
    ("fr", "Why?", "Pourquoi ?", "wants a narrow no-break space"),
    ("fr", "Author: %(name)s", "Auteur: %(name)s", "wants a narrow no-break space"),
    ("fr", "The “tips”", "Les « conseils »", "wants narrow no-break spaces"),
    ("fr", "The “tips”", "Les “conseils”", "wants « »"),
    ("fr", "The address", "L'adresse", "wants the apostrophe"),
    ("es", "Why?", "Por qué?", "wants ¿"),
]
RIGHT = [
    ("fr", "Why?", "Pourquoi\u202f?"),
    ("fr", "What?!", "Quoi\u202f?!"),
    ("fr", "The “tips”: 5 %% at 10:30", "Les «\u202fconseils\u202f»\u202f: 5\u202f%% à 10:30"),
    ("fr", '<a href="https://x.org/a?b">Read</a>', '<a href="https://x.org/a?b">Lire</a>'),
    ("es", "Why?", "¿Por qué?"),
]


def reasons(language, text, translation):
    catalogue = Catalog(locale=language)
    return list(problems_of(catalogue.add(text, translation), language))


@pytest.mark.parametrize(("language", "text", "translation", "reason"), WRONG)
def test_a_wrong_translation_is_named_with_its_reason(language, text, translation, reason):
    assert any(one.startswith(reason) for one in reasons(language, text, translation))


@pytest.mark.parametrize(("language", "text", "translation"), RIGHT)
def test_a_right_translation_is_left_alone(language, text, translation):
    assert reasons(language, text, translation) == []


def test_the_form_for_one_may_leave_the_number_out_and_the_others_not():
    text = ("%(count)d file", "%(count)d files")
    assert reasons("fr", text, ("un fichier", "%(count)d fichiers")) == []
    assert reasons("fr", text, ("un fichier", "des fichiers")) != []
    assert reasons("fr", text, ("%(number)d fichier", "%(count)d fichiers")) != []
