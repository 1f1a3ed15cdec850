"""Theme and country pages come by themselves."""

import pytest
from wagtail.models import PageViewRestriction

from home import services
from home.models import CountryPage, HomePage, ThemePage
from library.models import LibraryPage
from taxonomy.services import classify, merge_terms
from tests.factories import home as make
from tests.factories.taxonomy import CountryFactory, ThemeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def _two_languages(kept_in_module):
    return make.make_site("en", "fr").pk


@pytest.fixture
def home(_two_languages, db):
    return HomePage.objects.get(pk=_two_languages)


@pytest.fixture
def senegal(db):
    return CountryFactory(code="SN", name="Senegal", name_fr="Sénégal")


def published_about(country, **fields):
    record = make.a_record(**fields)
    classify(page=record, countries=[country.code])
    record.save_revision().publish()
    return record


def test_a_country_gets_its_page_in_every_language_with_the_first_thing_about_it(home, senegal):
    published_about(senegal)
    pages = CountryPage.objects.filter(country=senegal, live=True)
    assert {page.title for page in pages} == {"Senegal", "Sénégal"}
    assert len({page.translation_key for page in pages}) == 1
    assert {page.slug for page in pages} == {"sn"}


def test_the_second_thing_about_a_country_opens_no_second_page(home, senegal):
    published_about(senegal)
    published_about(senegal)
    assert CountryPage.objects.count() == 2


def test_what_only_members_may_read_opens_no_page(home, senegal):
    """SEC13: the page would say that there is something."""
    PageViewRestriction.objects.create(
        page=make.section(LibraryPage), restriction_type=PageViewRestriction.LOGIN
    )
    published_about(senegal)
    assert not CountryPage.objects.exists()


def test_a_country_that_is_no_longer_offered_gets_no_page(home, senegal):
    senegal.active = False
    senegal.save()
    services.open_country_pages(countries=[senegal])
    assert not CountryPage.objects.exists()


def test_every_theme_on_offer_has_a_page_and_editors_words_stay(home):
    theme = ThemeFactory(code="data", name="Data", name_fr="Données", description="Who moves.")
    ThemeFactory(code="old", active=False)
    services.open_theme_pages()
    page = ThemePage.objects.get(theme=theme, locale=home.locale)
    assert (page.title, page.summary) == ("Data", "Who moves.")
    page.title = "Figures"
    page.save_revision().publish()
    services.open_theme_pages()
    assert set(ThemePage.objects.values_list("title", flat=True)) == {"Figures", "Données"}


@pytest.fixture
def gender_into_rights(home, admin):
    """Two themes with pages in English and French, the first merged into the second."""
    gender, rights = ThemeFactory(code="gender"), ThemeFactory(code="rights")
    services.open_theme_pages()
    ThemePage.objects.filter(theme=gender).update(key_questions="Who decides?")
    merge_terms(source=gender, into=rights, user=admin)
    return rights


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_of_a_merged_theme_leads_to_the_other_one(language, gender_into_rights, client):
    answer = client.get(f"/{language}/themes/gender/")
    assert (answer.status_code, answer["Location"]) == (301, f"/{language}/themes/rights/")
    listed = client.get(f"/{language}/themes/").context["themes"]
    assert [one.term for one in listed] == [gender_into_rights]


def test_what_editors_wrote_about_a_merged_theme_stays_as_a_draft(gender_into_rights):
    page = ThemePage.objects.get(slug="gender", locale__language_code="en")
    assert (page.live, page.key_questions) == (False, "Who decides?")


def test_a_theme_without_a_page_gets_one_when_another_is_merged_into_it(home, admin, client):
    gender = ThemeFactory(code="gender")
    services.open_theme_pages()
    rights = ThemeFactory(code="rights")
    merge_terms(source=gender, into=rights, user=admin)
    assert ThemePage.objects.live().filter(theme=rights).count() == 2
    assert client.get("/en/themes/gender/")["Location"] == "/en/themes/rights/"
