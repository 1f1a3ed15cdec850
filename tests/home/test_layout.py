"""The tree of section pages (C5, brief's page tree)."""

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from wagtail.models import Page, Site

from home.models import DoorPage, HomePage, StandardPage
from home.services import lay_out_site, layout

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def once(kept_in_module):
    return lay_out_site(languages=["en", "fr"]).pk


@pytest.fixture
def home(once, db):
    return HomePage.objects.get(pk=once)


def test_every_section_stands_in_every_language_at_the_same_address(home):
    for french in HomePage.objects.get(locale__language_code="fr").get_descendants():
        english = french.get_translations().get(locale=home.locale)
        assert french.url.removeprefix("/fr/") == english.url.removeprefix("/en/")
        assert french.live
    assert home.get_descendants().count() >= 15


def test_laying_out_twice_changes_nothing_that_editors_wrote(home):
    door = DoorPage.objects.get(slug="connect", locale=home.locale)
    door.title = "Meet"
    door.save_revision().publish()
    before = Page.objects.count()
    assert lay_out_site(languages=["en", "fr"]) == home
    assert Page.objects.count() == before
    door.refresh_from_db()
    assert door.title == "Meet"


def test_the_default_site_begins_at_the_front_page_and_the_welcome_page_is_gone(home):
    site = Site.objects.get(is_default_site=True)
    assert site.root_page_id == home.pk
    assert not Page.objects.filter(title__startswith="Welcome to your new Wagtail").exists()


def test_the_slug_of_a_section_does_not_change(home):
    """C5."""
    page = StandardPage.objects.get(slug="privacy", locale=home.locale)
    page.slug = "datenschutz"
    with pytest.raises(ValidationError) as refused:
        page.save()
    assert "slug" in refused.value.message_dict


@pytest.mark.slow  # sections in a third language
def test_a_new_language_begins_with_its_front_page_and_the_sections_it_has_titles_for(
    settings, client, monkeypatch
):
    """0065: the others answer as their originals and say that they are English."""
    settings.LANGUAGES = [*settings.LANGUAGES, ("ar", "Arabic")]
    settings.WAGTAIL_CONTENT_LANGUAGES = settings.LANGUAGES
    known = [
        one | {"title": one["title"] | ({"ar": "المكتبة"} if one["slug"] == "library" else {})}
        for one in layout.sections()
    ]
    monkeypatch.setattr(layout, "sections", lambda: known)
    layout.lay_out_site()
    arabic = Page.objects.filter(locale__language_code="ar")
    assert list(arabic.order_by("path").values_list("title", flat=True)) == [
        settings.SITE_NAME,
        "المكتبة",
    ]
    for address, language in (("/ar/library/", ""), ("/ar/themes/", "en")):
        html = BeautifulSoup(client.get(address).content, "html.parser")
        assert (html.html["lang"], html.html["dir"]) == ("ar", "rtl")
        here = html.select_one(".breadcrumb [aria-current=page]")
        assert here.get("lang", "") == language, address
