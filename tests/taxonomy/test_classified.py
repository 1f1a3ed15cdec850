"""Links from a page to its terms outlive drafts, revisions, copies and translations."""

import pytest
from django.db import IntegrityError, transaction
from wagtail.admin.panels import ObjectList
from wagtail.models import Locale
from wagtail_localize.models import Translation, TranslationSource

from library.models import ResourcePage
from taxonomy.admin_forms import RELATIONS, ClassifiedPageForm, classified_panels
from taxonomy.models import PageTheme
from taxonomy.selectors import with_terms
from taxonomy.services import classify
from tests.factories.library import make_library, make_record
from tests.factories.taxonomy import (
    CountryFactory,
    FocusAreaFactory,
    GCMObjectiveFactory,
    SDGTargetFactory,
    TagFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db

TERMS = {
    "themes": ThemeFactory,
    "countries": CountryFactory,
    "focus_areas": FocusAreaFactory,
    "sdg_targets": SDGTargetFactory,
    "gcm_objectives": GCMObjectiveFactory,
    "tags": TagFactory,
}


@pytest.fixture
def library(db):
    return make_library()


@pytest.fixture
def terms(db):
    """Two terms of every vocabulary."""
    return {vocabulary: make.create_batch(2) for vocabulary, make in TERMS.items()}


@pytest.fixture
def record(library, terms):
    """A live record that speaks of both terms of every vocabulary."""
    page = make_record(library, "A guide")
    classify(page=page, **{key: [term.code for term in both] for key, both in terms.items()})
    page.save_revision().publish()
    return ResourcePage.objects.get(pk=page.pk)


def codes_of(page):
    return {vocabulary: {term.code for term in page.terms(vocabulary)} for vocabulary in RELATIONS}


@pytest.fixture
def all_codes(terms):
    return {vocabulary: {term.code for term in both} for vocabulary, both in terms.items()}


def test_publishing_a_draft_brings_its_links(record, all_codes):
    assert codes_of(record) == all_codes


def test_a_draft_keeps_its_own_links_and_the_live_page_its_own(record, all_codes, terms):
    draft = record.get_latest_revision_as_object()
    kept = terms["themes"][0].code
    classify(page=draft, themes=[kept], countries=[])
    draft.save_revision()
    assert codes_of(ResourcePage.objects.get(pk=record.pk)) == all_codes
    again = record.get_latest_revision_as_object()
    assert codes_of(again) == all_codes | {"themes": {kept}, "countries": set()}
    record.get_latest_revision().publish()
    live = ResourcePage.objects.get(pk=record.pk)
    assert codes_of(live) == all_codes | {"themes": {kept}, "countries": set()}


def test_an_earlier_revision_brings_its_links_back(record, all_codes):
    first = record.get_latest_revision()
    classify(page=record, **{vocabulary: [] for vocabulary in RELATIONS})
    record.save_revision().publish()
    assert not any(codes_of(ResourcePage.objects.get(pk=record.pk)).values())
    first.publish()
    assert codes_of(ResourcePage.objects.get(pk=record.pk)) == all_codes


def test_a_copy_speaks_of_the_same_things(record, all_codes):
    copy = record.copy(update_attrs={"slug": "copy"})
    assert codes_of(ResourcePage.objects.get(pk=copy.pk)) == all_codes
    assert codes_of(ResourcePage.objects.get(pk=record.pk)) == all_codes


@pytest.fixture
def french(library):
    locale = Locale.objects.create(language_code="fr")
    library.copy_for_translation(locale).save_revision().publish()
    return locale


def test_a_translation_speaks_of_the_same_things(record, all_codes, french):
    translated = record.copy_for_translation(french)
    assert codes_of(ResourcePage.objects.get(pk=translated.pk)) == all_codes


def test_wagtail_localize_takes_changed_links_to_the_translation(record, all_codes, terms, french):
    source, _ = TranslationSource.get_or_create_from_instance(record)
    translation = Translation.objects.create(source=source, target_locale=french)
    translation.save_target(publish=True)
    translated = record.get_translation(french)
    assert codes_of(translated) == all_codes

    kept = {vocabulary: {both[1].code} for vocabulary, both in terms.items()}
    classify(page=record, **kept)
    record.save_revision().publish()
    source.update_from_db()
    translation.save_target(publish=True)
    assert codes_of(record.get_translation(french)) == kept


def test_the_database_knows_each_link_once(record, terms):
    with pytest.raises(IntegrityError), transaction.atomic():
        PageTheme.objects.create(page=record, term=terms["themes"][0])


def test_terms_that_are_not_offered_are_not_shown(record, terms):
    terms["sdg_targets"][0].link_confirmed = False
    terms["sdg_targets"][0].save()
    assert record.terms("sdg_targets") == [terms["sdg_targets"][1]]


@pytest.mark.parametrize("records", [1, 10])
def test_terms_of_a_list_cost_a_query_a_vocabulary(
    records, library, terms, django_assert_num_queries
):
    for at in range(records):
        page = make_record(library, f"Guide {at}", slug=f"guide-{at}")
        classify(page=page, themes=[term.code for term in terms["themes"]])
        page.save()
    with django_assert_num_queries(3):
        pages = list(with_terms(ResourcePage.objects.all(), "themes", "countries"))
        assert [len(page.terms("themes")) for page in pages] == [2] * records
        assert [page.terms("countries") for page in pages] == [[]] * records


# --- The form -----------------------------------------------------------------------------------
@pytest.fixture
def handler():
    """The panels alone: what else a type asks is its own test."""
    panels = ObjectList(["title", *classified_panels()], base_form_class=ClassifiedPageForm)
    return panels.bind_to_model(ResourcePage)


@pytest.fixture
def form_class(handler):
    return handler.get_form_class()


def test_the_form_shows_the_links_and_writes_them_back(form_class, record, terms, all_codes):
    form = form_class(instance=record)
    assert set(form.initial["themes"]) == {term.pk for term in terms["themes"]}
    data = {key: [both[1].pk] for key, both in terms.items()} | {"title": "A guide"}
    form = form_class(data, instance=record)
    assert form.is_valid(), form.errors
    assert "themes" in form.changed_data
    page = form.save(commit=False)
    assert codes_of(ResourcePage.objects.get(pk=record.pk)) == all_codes
    page.save_revision().publish()
    only_second = {key: {both[1].code} for key, both in terms.items()}
    assert codes_of(ResourcePage.objects.get(pk=record.pk)) == only_second


def test_the_form_saves_links_with_the_page(form_class, record, terms):
    form = form_class({"title": "A guide", "themes": [terms["themes"][0].pk]}, instance=record)
    assert form.is_valid(), form.errors
    form.save()
    saved = ResourcePage.objects.get(pk=record.pk)
    assert saved.terms("themes") == [terms["themes"][0]]
    assert saved.terms("tags") == []


def test_an_unchanged_form_has_not_changed(form_class, record, terms):
    data = {key: [term.pk for term in both] for key, both in terms.items()}
    form = form_class(data | {"title": record.title}, instance=record)
    assert form.is_valid(), form.errors
    assert form.changed_data == []


def test_revisions_say_which_terms_came_and_went(handler, record, terms):
    """C13: a second person sees what a draft changes."""
    draft = ResourcePage.objects.get(pk=record.pk)
    old, new = terms["themes"][0], ThemeFactory(name="Brand new theme")
    classify(page=draft, themes=[terms["themes"][1].code, new.code])
    draft = draft.save_revision().as_object()
    panel = handler.get_bound_panel(instance=record, form=handler.get_form_class()(instance=record))
    compared = [compare(record, draft) for compare in panel.get_comparison()]
    changed = [one for one in compared if one.has_changed() and one.field_label() != "Title"]
    assert [one.field_label() for one in changed] == ["Themes"]
    html = changed[0].htmldiff()
    assert f'<span class="deletion">{old.label}</span>' in html
    assert '<span class="addition">Brand new theme</span>' in html


def test_a_retired_term_is_offered_only_where_it_is_linked(form_class, library, record, terms):
    retired = terms["themes"][0]
    retired.active = False
    retired.save()
    assert retired in form_class(instance=record).fields["themes"].queryset
    other = make_record(library, "Other", slug="other")
    assert retired not in form_class(instance=other).fields["themes"].queryset
    form = form_class({"title": "Other", "themes": [retired.pk]}, instance=other)
    assert "themes" in form.errors


def test_a_term_that_does_not_exist_is_refused_by_name_of_the_field(form_class, record):
    form = form_class({"title": "A guide", "countries": ["999999", "x"]}, instance=record)
    assert not form.is_valid()
    assert "countries" in form.errors
