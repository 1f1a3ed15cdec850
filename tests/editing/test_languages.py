"""The admin in the editor's language; pages into another, by hand and by PO file (G1, G2, G6)."""

import polib
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import Locale, Page
from wagtail.users.models import UserProfile
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from common.models import SiteImage
from home.services.layout import lay_out_site
from members.models import User
from news.models import NewsPage
from tests.factories import home as make

pytestmark = pytest.mark.django_db


def test_an_editor_is_greeted_in_the_language_of_the_account(site, editor, client):
    editor.language = "fr"
    editor.save()
    client.force_login(editor)
    html = client.get(reverse("wagtailadmin_home")).content.decode()
    assert '<html lang="fr"' in html


def test_one_language_a_person_wherever_they_choose_it(editor):
    profile = UserProfile.get_for_user(editor)
    profile.preferred_language = "es"
    profile.save()
    assert User.objects.get(pk=editor.pk).language == "es"
    editor.language = "fr"
    editor.save()
    assert UserProfile.objects.get(user=editor).preferred_language == "fr"


def test_a_member_without_rights_has_no_row_for_the_admin(member, client):
    client.force_login(member)
    assert not UserProfile.objects.filter(user=member).exists()


@pytest.fixture
def picture(db):
    fields = {"file": "images/a.png", "width": 10, "height": 10, "collection_id": 1}
    return SiteImage.objects.create(title="Bridge", description="A bridge", **fields)


@pytest.fixture
def translation(site, editor, client, picture):
    """A news item with a picture, submitted for French through the admin."""
    client.force_login(editor)
    page = make.a_news(title="A bridge", summary="Two towns sign.", image=picture)
    page.body = NewsPage._meta.get_field("body").stream_block.to_python(
        [{"type": "text", "value": "<p>The mayors met on <b>Friday</b>.</p>"}]
    )
    page.save_revision().publish()
    french = Locale.objects.get(language_code="fr")
    address = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
    answer = client.post(address, {"locales": [french.pk]})
    assert answer.status_code == 302
    return Translation.objects.get(target_locale=french, source__object_id=page.translation_key)


def edit_address(translation):
    return reverse("wagtailadmin_pages:edit", args=[translation.get_target_instance().pk])


def test_a_translator_downloads_a_po_file_fills_it_in_and_readers_see_french(
    translation, client, picture, django_capture_on_commit_callbacks
):
    address = reverse("wagtail_localize:download_pofile", args=[translation.pk])
    po = polib.pofile(client.get(address).content.decode())
    words = {"A bridge": "Un pont", "Two towns sign.": "Deux villes signent."}
    for entry in po:
        entry.msgstr = words.get(entry.msgid, entry.msgid.replace("The mayors", "Les maires"))
    upload = SimpleUploadedFile("fr.po", str(po).encode(), "text/x-gettext-translation")
    address = reverse("wagtail_localize:upload_pofile", args=[translation.pk])
    assert client.post(address, {"file": upload, "next": "/cms/"}).status_code == 302
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(edit_address(translation), {"action": "publish"})
    assert answer.status_code == 302
    french = NewsPage.objects.get(pk=translation.get_target_instance().pk)
    assert french.live
    assert (french.title, french.summary) == ("Un pont", "Deux villes signent.")
    assert french.image_id == picture.pk
    assert "Les maires met on <b>Friday</b>" in str(french.body)
    html = client.get(french.url).content.decode()
    assert "Un pont" in html
    assert '<html lang="fr"' in html


def test_readers_see_no_page_in_french_before_its_words_are_there(translation):
    """wagtail-localize would publish the English words under the French address."""
    assert not translation.get_target_instance().live


def test_a_po_file_of_another_page_is_refused(translation, client):
    other = polib.POFile()
    other.metadata = {"X-WagtailLocalize-TranslationID": "0b5a9f2e-0000-4000-8000-000000000000"}
    upload = SimpleUploadedFile("fr.po", str(other).encode(), "text/x-gettext-translation")
    address = reverse("wagtail_localize:upload_pofile", args=[translation.pk])
    client.post(address, {"file": upload, "next": "/cms/"})
    assert not StringTranslation.objects.exists()


def test_a_broken_po_file_changes_nothing(translation, client):
    upload = SimpleUploadedFile("fr.po", b"\xff\xfe not a catalogue \x00", "text/plain")
    address = reverse("wagtail_localize:upload_pofile", args=[translation.pk])
    assert client.post(address, {"file": upload, "next": "/cms/"}).status_code in (200, 302)
    assert not StringTranslation.objects.exists()


def test_slugs_facts_and_pictures_are_not_put_before_a_translator(translation):
    asked = set(
        StringSegment.objects.filter(source=translation.source).values_list(
            "string__data", flat=True
        )
    )
    assert {"A bridge", "Two towns sign."} <= asked
    assert not {one for one in asked if one.startswith(("http", "20"))}


def test_laying_out_the_languages_twice_changes_nothing(site):
    before = sorted(Page.objects.values_list("path", "slug", "locale"))
    locales = list(Locale.objects.values_list("language_code", flat=True))
    lay_out_site()
    once = sorted(Page.objects.values_list("path", "slug", "locale"))
    lay_out_site()
    assert sorted(Page.objects.values_list("path", "slug", "locale")) == once
    assert list(Locale.objects.values_list("language_code", flat=True)) == locales
    assert {one[0] for one in before} <= {one[0] for one in once}


def test_the_preview_may_be_framed_by_the_admin_and_by_nobody_else(site, editor, client):
    """SEC2."""
    page = make.a_news(title="To be looked at")
    client.force_login(editor)
    answer = client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    assert answer.status_code == 200
    policy = answer.headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in policy


def test_a_form_without_a_po_file_is_refused_not_failed_at(editor, client):
    client.force_login(editor)
    address = reverse("wagtail_localize:upload_pofile", args=[999_999])
    assert client.post(address).status_code == 400
