"""What machines ask for: sitemap, robots, security.txt, canonical addresses, structured data."""

import json
import re
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from home.models import HomePage
from home.sitemap import PART, SITEMAP, XHTML
from tests.factories import home as make

pytestmark = pytest.mark.django_db
NAMES = {"s": SITEMAP, "x": XHTML}


@pytest.fixture(scope="module")
def _two_languages(kept_in_module):
    return make.make_site("en", "fr").pk


@pytest.fixture
def site(_two_languages, db):
    return HomePage.objects.get(pk=_two_languages)


def addresses_in(answer):
    return [one.text for one in ElementTree.fromstring(answer.content).findall(".//s:loc", NAMES)]


def entry_of(answer, ending):
    entries = ElementTree.fromstring(answer.content).findall("s:url", NAMES)
    return next(one for one in entries if one.find("s:loc", NAMES).text.endswith(ending))


def test_the_index_names_the_parts_and_the_parts_hold_every_public_page(site, client):
    part, of_forum = addresses_in(client.get("/sitemap.xml"))
    assert part.endswith("/sitemap-1.xml")
    assert of_forum.endswith("/sitemap-forum-1.xml")
    found = addresses_in(client.get("/sitemap-1.xml"))
    assert any(one.endswith("/en/library/") for one in found)
    assert any(one.endswith("/fr/library/") for one in found)
    assert len(found) == len(set(found))


def test_a_page_names_its_translations_and_itself(site, client):
    """I18N2: complete and mutual."""
    answer = client.get("/sitemap-1.xml")
    for ending in ("/en/about/", "/fr/about/"):
        links = entry_of(answer, ending).findall("x:link", NAMES)
        assert {one.get("hreflang"): one.get("href").split("/")[-3] for one in links} == {
            "en": "en",
            "fr": "fr",
        }


def test_what_is_not_translated_stands_once_below_its_own_language(site, client):
    make.a_record(title="Only English", slug="only-english")
    answer = client.get("/sitemap-1.xml")
    found = [one for one in addresses_in(answer) if "only-english" in one]
    assert [one.split("/")[3] for one in found] == ["en"]
    assert not entry_of(answer, "/only-english/").findall("x:link", NAMES)


def test_drafts_and_private_pages_are_not_in_it(site, client):
    """SEC13."""
    record = make.a_record(slug="canary-draft")
    record.unpublish()
    secret = make.a_record(slug="canary-secret")
    PageViewRestriction.objects.create(page=secret, restriction_type="login")
    assert b"canary" not in client.get("/sitemap-1.xml").content


@pytest.mark.parametrize("path", ["/sitemap-2.xml", "/sitemap-0.xml", "/sitemap-01.xml"])
def test_a_part_that_is_not_there_is_not_found(path, site, client):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("records", [5, 60])
def test_a_part_takes_as_many_queries_for_any_number_of_pages(
    records, site, client, django_assert_max_num_queries
):
    """quality.md §6: at most 10 queries and 60 kB plain."""
    for number in range(records):
        make.a_record(slug=f"record-{number}")
    assert records < 50 or client.get("/sitemap-2.xml").status_code == 200  # a part is full
    client.get("/sitemap-1.xml")
    with django_assert_max_num_queries(6):
        answer = client.get("/sitemap-1.xml")
    assert len(addresses_in(answer)) <= PART
    assert len(answer.content) <= 60_000


def test_search_engines_are_kept_off_a_site_that_is_not_the_real_one(client, settings, db):
    settings.SEARCH_ENGINES_WELCOME = False
    assert client.get("/robots.txt").content.decode() == "User-agent: *\nDisallow: /\n"
    settings.SEARCH_ENGINES_WELCOME = True
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /cms/" in text
    assert "Disallow: /\n" not in text
    assert "/sitemap.xml" in text


def test_security_txt_names_a_contact_and_a_day_in_the_future(client, db):
    """SEC27, RFC 9116."""
    answer = client.get("/.well-known/security.txt")
    assert answer.headers["Content-Type"].startswith("text/plain")
    fields = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert fields["Contact"].startswith("mailto:")
    expires = datetime.fromisoformat(fields["Expires"])
    assert timezone.now() + timedelta(days=30) < expires < timezone.now() + timedelta(days=365)
    assert expires.tzinfo == UTC


@pytest.mark.parametrize(
    ("path", "canonical"),
    [
        ("/en/about/", "/en/about/"),
        ("/en/about/?theme=x&sort=title", "/en/about/"),
        ("/en/whats-new/?page=2", None),
        ("/fr/library/only-english/", "/en/library/only-english/"),
        ("/fr/about/", "/fr/about/"),
    ],
)
def test_the_canonical_address_is_that_of_the_original_without_filters(
    path, canonical, site, client, settings
):
    make.a_record(title="Only English", slug="only-english")
    if canonical is None:
        for number in range(21):
            make.a_news(title=f"News {number}")
        canonical = path
    text = client.get(path).content.decode()
    (found,) = re.findall(r'<link rel="canonical" href="([^"]+)">', text)
    assert found == settings.SITE_URL + canonical


def test_hreflang_names_real_translations_only(site, client):
    make.a_record(title="Only English", slug="only-english")
    assert 'hreflang="fr"' in _head(client, "/en/about/")
    assert 'rel="alternate" hreflang' not in _head(client, "/en/library/only-english/")


def _head(client, path):
    return client.get(path).content.decode().partition("</head>")[0]


def test_structured_data_cannot_end_its_script(site, client):
    """SEC17."""
    make.a_news(title="</script><script>alert(1)</script>", slug="hostile")
    text = client.get("/en/whats-new/news/hostile/").content.decode()
    assert "<script>alert" not in text
    for data in re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.S):
        json.loads(data)


def test_an_address_without_language_leads_to_the_readers(site, client):
    """C5."""
    answer = client.get("/", headers={"accept-language": "fr"})
    assert (answer.status_code, answer.url) == (302, "/fr/")
    answer = client.get("/library/?theme=data")
    assert (answer.status_code, answer.url) == (302, "/en/library/?theme=data")
