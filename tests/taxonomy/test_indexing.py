"""Words of the glossary are found where they stand."""

import pytest
from django.contrib.auth.models import AnonymousUser
from wagtail.models import Locale

from common.indexing import changed, documents_of
from taxonomy.indexing import GlossaryAdapter
from taxonomy.models import GlossaryTerm
from tests.factories.taxonomy import ThemeFactory, english


@pytest.fixture
def word(db):
    word = GlossaryTerm.objects.create(
        term="Social remittances", definition="Ideas that travel.", locale=english()
    )
    word.themes.add(ThemeFactory(code="remittances", name="Remittances", name_fr="Transferts"))
    word.save()
    return word


def document_of(word):
    return documents_of([f"term:{word.pk}"]).get(f"term:{word.pk}")


def test_a_word_is_found_by_its_explanation_and_its_themes(word):
    document = document_of(word)
    assert (document.title, document.body) == ("Social remittances", "Ideas that travel.")
    assert document.url == "/en/glossary/#social-remittances"
    assert document.themes == ("remittances",)
    assert "Transferts" in document.labels


def test_a_translated_word_stands_in_the_glossary_of_its_language(word):
    french = Locale.objects.get_or_create(language_code="fr")[0]
    twin = word.copy_for_translation(french)
    twin.term = "Transferts sociaux"
    twin.save()
    document = document_of(twin)
    assert (document.lang, document.url) == ("fr", "/fr/glossary/#transferts-sociaux")
    assert document.translation_key == document_of(word).translation_key


def test_a_word_that_is_no_more_is_no_find(word):
    key = f"term:{word.pk}"
    assert GlossaryAdapter().can_view(AnonymousUser(), [key, "term:0"]) == {key}
    told = set()

    def hear(keys, **kwargs):
        told.update(keys)

    changed.connect(hear)
    word.save()
    assert told == {key}
    told.clear()
    word.delete()
    changed.disconnect(hear)
    assert told == {key}
    assert documents_of([key]) == {}


def test_a_theme_with_another_name_names_the_words_about_it(word):
    told = set()

    def hear(keys, **kwargs):
        told.update(keys)

    changed.connect(hear)
    word.themes.get().save()
    changed.disconnect(hear)
    assert f"term:{word.pk}" in told
