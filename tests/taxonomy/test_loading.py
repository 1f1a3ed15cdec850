"""The lists come from files, twice as well as once (platform.md §6)."""

import json

import pycountry
import pytest
from django.core.management import call_command
from django.utils import translation

from taxonomy import models
from taxonomy.models import Country, GCMObjective, SDGTarget, Term, Theme
from taxonomy.services import DATA, load_taxonomy

pytestmark = pytest.mark.django_db

TERM_MODELS = [
    model
    for model in vars(models).values()
    if isinstance(model, type) and issubclass(model, Term) and model is not Term
]


@pytest.fixture(scope="module")
def once(kept_in_module):
    return load_taxonomy()


@pytest.fixture
def loaded(once, db):
    return once


def test_every_list_of_the_data_is_loaded_whole(loaded):
    lists = json.loads((DATA / "taxonomy.json").read_text())
    assert len(loaded.added["Theme"]) == len(lists["themes"]) == 15
    assert Theme.objects.filter(cross_cutting=True).count() == 3
    assert len(loaded.added["Region"]) == 22
    assert len(loaded.added["MemberType"]) == 25
    assert GCMObjective.objects.count() == 23
    assert {model.__name__ for model in TERM_MODELS} == loaded.added.keys()


def test_a_second_run_changes_nothing(loaded, django_assert_max_num_queries):
    with django_assert_max_num_queries(len(TERM_MODELS) + 4):
        again = load_taxonomy()
    assert (again.added, again.changed) == ({}, {})


def test_what_editors_wrote_stays_and_only_empty_fields_are_filled(loaded):
    Theme.objects.filter(code="data").update(name="Figures", name_fr="", active=False)
    load_taxonomy()
    theme = Theme.objects.get(code="data")
    assert (theme.name, theme.active) == ("Figures", False)
    assert theme.name_fr.startswith("Données")


def test_overwrite_brings_the_wording_of_the_files_back(loaded):
    Theme.objects.filter(code="data").update(name="Figures")
    again = load_taxonomy(overwrite=True)
    assert again.changed == {"Theme": ["data"]}
    assert Theme.objects.get(code="data").name.startswith("Data on")


def test_countries_are_all_of_iso_3166_and_kosovo_with_its_footnote(loaded):
    codes = {country.alpha_2 for country in pycountry.countries}
    assert set(Country.objects.values_list("code", flat=True)) == codes | {"XK"}
    assert set(Country.objects.filter(iso_official=False)) == set(Country.objects.filter(code="XK"))
    kosovo = Country.objects.get(code="XK")
    assert "1244" in kosovo.footnote
    assert (kosovo.alpha3, kosovo.m49, kosovo.region.code) == ("", "", "western-balkans")
    with translation.override("fr"):
        assert kosovo.note.startswith("Toute référence")


def test_a_country_is_named_in_each_language_and_found_by_its_other_names(loaded):
    moldova = Country.objects.get(code="MD")
    assert (moldova.alpha3, moldova.m49, moldova.slug) == ("MDA", "498", "md")
    assert moldova.aliases == ["Republic of Moldova"]
    names = {}
    for language in ("en", "fr", "es", "ar"):
        with translation.override(language):
            names[language] = str(moldova)
    assert names == {"en": "Moldova", "fr": "Moldavie", "es": "Moldavia", "ar": "مولدوفا"}
    assert not Country.objects.filter(name__contains="&").exists()


def test_every_term_has_a_french_and_a_spanish_name(loaded):
    for model in TERM_MODELS:
        untranslated = model.objects.filter(name_fr="") | model.objects.filter(name_es="")
        assert not untranslated.exists(), (model, untranslated)
    assert not Theme.objects.filter(description_fr="").exists()
    assert not Theme.objects.filter(description_es="").exists()


def test_every_loaded_term_passes_its_own_checks(loaded):
    for model in TERM_MODELS:
        for term in model.objects.all():
            term.full_clean()


def test_unconfirmed_targets_are_loaded_but_not_offered(loaded):
    assert SDGTarget.objects.count() == 14
    assert SDGTarget.objects.offered().count() == 8
    assert not any(one.is_offered for one in SDGTarget.objects.filter(link_confirmed=False))


def test_regions_and_member_types_are_trees(loaded):
    assert models.Region.objects.get(code="west-africa").parent.code == "africa"
    assert models.MemberType.objects.get(code="hometown-association").parent.for_people
    tops = models.MemberType.objects.filter(parent=None, for_people=True)
    assert tops.count() == 8


def test_only_the_licence_link_only_keeps_no_files(loaded):
    closed = models.LicenceType.objects.filter(allows_files=False)
    assert [one.code for one in closed] == ["link-only"]
    assert models.LicenceType.objects.count() == 9


def test_the_command_says_what_it_did(loaded, capsys):
    Theme.objects.all().delete()
    call_command("load_taxonomy")
    call_command("load_taxonomy")
    said = capsys.readouterr().out
    assert "Theme: 15 added" in said
    assert said.endswith("Everything is in place already.\n")
