"""Texts are compiled by babel alone; gettext is for translators."""

import gettext
import os

import pytest

from common.catalogues import compile_catalogues

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
