"""Doors that the libraries leave ajar ask for the rights on the thing (SEC13, SEC15)."""

import pytest
from django.urls import reverse
from wagtail_localize.models import Translation, TranslationSource

from common.models import SiteImage
from news.models import NewsPage
from taxonomy.models import Tip
from tests.matrix.walking import browser_of

pytestmark = pytest.mark.django_db


def update_of(world, page):
    source = TranslationSource.objects.get(object_id=page.translation_key)
    return reverse("wagtail_localize:update_translations", args=[source.pk])


def french_of(world):
    return NewsPage.objects.get(
        translation_key=world.pages["news"].translation_key, locale__language_code="fr"
    )


@pytest.mark.parametrize(("role", "is_refused"), [("news_editor", True), ("editor", False)])
def test_translations_are_published_by_who_may_publish_them(role, is_refused, world):
    address = update_of(world, world.pages["news"])
    answer = browser_of(world, role).post(address, {"publish_translations": "on"})
    assert (answer["Location"] == reverse("wagtailadmin_home")) is is_refused
    assert not (is_refused and french_of(world).live)


def test_who_writes_in_a_section_brings_its_translations_up_to_date(world):
    answer = browser_of(world, "news_editor").post(update_of(world, world.pages["news"]), {})
    assert answer.status_code == 302
    assert answer["Location"] != reverse("wagtailadmin_home")


@pytest.mark.parametrize("name", ["record", "entry"])
def test_a_page_of_another_section_is_not_sent_to_translation(name, world):
    page = world.pages[name]
    address = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
    before = Translation.objects.count()
    locales = {"locales": [french_of(world).locale_id]}
    answer = browser_of(world, "news_editor").post(address, locales)
    assert answer["Location"] == reverse("wagtailadmin_home")
    assert Translation.objects.count() == before
    assert browser_of(world, "editor").get(address).status_code == 200


def test_a_snippet_is_sent_to_translation_by_who_may_edit_it(world):
    address = reverse(
        "wagtail_localize:submit_snippet_translation",
        args=["taxonomy", "tip", world.row(Tip).pk],
    )
    assert browser_of(world, "news_editor").get(address)["Location"] == "/cms/"
    assert browser_of(world, "editor").get(address).status_code == 200


def test_the_question_before_a_move_names_no_page_to_who_may_not_move_it(world):
    address = reverse(
        "wagtailadmin_pages:move_confirm",
        args=[world.pages["draft"].pk, world.pages["section"].pk],
    )
    assert browser_of(world, "moderator").get(address)["Location"] == "/cms/"


@pytest.mark.parametrize(("role", "count"), [("moderator", 0), ("editor", 1)])
def test_the_admins_api_lists_the_files_that_one_may_choose(role, count, world):
    browser = browser_of(world, role)
    for kind in ("images", "documents"):
        listed = browser.get(reverse(f"wagtailadmin_api:{kind}:listing")).json()
        assert listed["meta"]["total_count"] == count, kind
    image = reverse("wagtailadmin_api:images:detail", args=[world.row(SiteImage).pk])
    assert (browser.get(image).status_code == 200) is bool(count)


@pytest.mark.parametrize(("role", "is_shown"), [("moderator", False), ("news_editor", True)])
def test_the_list_of_translations_is_in_the_menu_of_translators(role, is_shown, world):
    front = browser_of(world, role).get(reverse("wagtailadmin_home")).content.decode()
    assert (reverse("wagtail_localize:translations_report") in front) is is_shown
