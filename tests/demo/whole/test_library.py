"""The demo's library: every publication of the record, our own guides and their files, links."""

import pytest
from wagtail.models import Revision

from demo.loaders import library, see_also
from demo.seed import records
from library.models import ResourceFile, ResourcePage, SeeAlso

pytestmark = [pytest.mark.django_db, pytest.mark.long]  # the whole demo is loaded


def test_every_publication_of_the_record_is_a_page_with_what_is_known(seed):
    for record in records("publications"):
        page = ResourcePage.objects.get(external_id=record["id"], locale=seed.english)
        assert page.live, record["id"]
        assert page.title == record["title"]
        assert {row.term.code for row in page.language_links.all()} == set(record["languages"])


def test_publications_of_others_are_links_to_the_publishers_own_pages(seed):
    ids = [record["id"] for record in records("publications")]
    for file in ResourceFile.objects.filter(page__external_id__in=ids):
        assert file.external_link.startswith("http")
        assert file.document is None


def test_our_own_guides_have_real_files_in_two_or_three_languages(seed):
    own = records("own_publications")
    assert len(own) == 5
    for record in own:
        page = ResourcePage.objects.get(external_id=record["id"], locale=seed.english)
        files = page.files.all()
        assert len({file.language.code for file in files}) in (2, 3), record["id"]
        for file in files:
            with file.document.file.open("rb") as opened:
                assert opened.read(5) == b"%PDF-"


def test_records_stand_beside_the_pages_their_sources_name(seed):
    link = SeeAlso.objects.filter(page__locale=seed.english).first()
    assert link is not None
    for record in [*records("publications"), *records("own_publications")]:
        page = ResourcePage.objects.get(external_id=record["id"], locale=seed.english)
        linked = [row.target_id for row in page.see_also.all()]
        assert linked == [target.pk for target in seed.pages(record["see_also"])], record["id"]


def test_loading_twice_changes_nothing(seed):
    before = Revision.objects.count(), ResourceFile.objects.count(), SeeAlso.objects.count()
    library.load(seed)
    see_also.load(seed)
    after = Revision.objects.count(), ResourceFile.objects.count(), SeeAlso.objects.count()
    assert after == before
