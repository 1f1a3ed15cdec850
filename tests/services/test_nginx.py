"""What nginx does before the site, with the configuration that is deployed (OPS4)."""

import gzip
import shutil
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from m4dnet.errors import SECTION
from tests.servers import ROOT, Server
from tests.services.conftest import HOST
from tests.services.nginx import check_configuration, nginx_before
from tests.services.test_outages import away

KEPT_S = 3.2  # seconds after which nginx asks again
PICTURE = "images/tested.png"


@pytest.fixture(scope="module")
def var(installation):
    if shutil.which("nginx") is None:
        pytest.skip("nginx is not installed (Debian: nginx-light)")
    return Path(installation.environment["VAR_DIR"])


@pytest.fixture(scope="module")
def doors(the_server, var, tmp_path_factory):
    """nginx before the two workers of the other tests: by TLS, and the port of its plain door."""
    folder = tmp_path_factory.mktemp("nginx")
    with nginx_before(the_server.port, var=var, folder=folder, host=HOST) as both:
        yield both


@pytest.fixture
def nginx(doors, redis):
    return doors[0]


def test_nginx_accepts_the_configuration(tmp_path, var):
    done = check_configuration(tmp_path, var)
    assert done.returncode == 0, done.stderr


def test_plain_http_is_led_to_tls_and_liveness_is_asked_there(doors):
    plain = Server(doors[1], {"Host": HOST})
    page = plain.get("/en/?q=a")
    assert (page.status, page.headers["Location"]) == (301, f"https://{HOST}/en/?q=a")
    assert (plain.get("/healthz").status, plain.get("/healthz").text) == (200, "ok\n")


def test_the_sites_headers_pass_once_and_whole(nginx):
    """SEC1, SEC3: nginx neither drops nor doubles them."""
    page = nginx.get("/en/", Accept_Encoding="gzip")
    assert page.status == 200
    assert b"<h1" in gzip.decompress(page.body)
    expected = {
        "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "public, no-cache",
        "Server": "nginx",
    }
    assert {name: page.headers.get_all(name) for name in expected} == {
        name: [value] for name, value in expected.items()
    }
    assert "upgrade-insecure-requests" in page.headers["Content-Security-Policy"]


def test_a_kept_page_has_a_number_of_its_own_and_is_confirmed_by_its_tag(nginx):
    """OPS5, PERF1."""
    first, second = nginx.get("/en/about/"), nginx.get("/en/about/")
    assert first.body == second.body
    numbers = [page.headers.get_all("X-Request-ID") for page in (first, second)]
    assert [len(one) for one in numbers] == [1, 1]
    assert numbers[0] != numbers[1]
    again = nginx.get("/en/about/", If_None_Match=first.headers["ETag"])
    assert (again.status, again.body) == (304, b"")


def test_readers_of_another_language_display_or_packing_get_their_own_page(nginx):
    """PERF3: the key holds all a page depends on."""
    assert "/fr/" in nginx.get("/", Accept_Language="fr").headers["Location"]
    assert "/es/" in nginx.get("/", Accept_Language="es").headers["Location"]
    dark = nginx.get("/en/", Cookie="__Host-m4d_display=dark", Accept_Encoding="identity")
    plain = nginx.get("/en/", Accept_Encoding="identity")
    assert 'data-theme="dark"' in dark.text
    assert 'data-theme="dark"' not in plain.text
    assert nginx.get("/en/", Accept_Encoding="gzip").headers["Content-Encoding"] == "gzip"


def test_who_has_a_session_is_never_answered_from_what_is_kept(nginx):
    """PERF3, C: a page for one reader says so and stays out."""
    kept = nginx.get("/en/about/")
    mine = nginx.get("/en/about/", Cookie="__Host-m4d_session=abc")
    assert kept.headers["Cache-Control"] == "public, no-cache"
    assert mine.headers["Cache-Control"] == "private, no-store"
    assert nginx.get("/en/about/").headers["Cache-Control"] == "public, no-cache"


def test_static_files_are_hashed_compressed_and_kept_by_browsers(nginx):
    """PERF1."""
    home = nginx.get("/en/", Accept_Encoding="identity").text
    address = home.partition('rel="stylesheet" href="')[2].partition('"')[0]
    for packing in ("gzip", "br"):
        sheet = nginx.get(address, Accept_Encoding=packing)
        assert (sheet.status, sheet.headers["Content-Encoding"]) == (200, packing)
        assert "immutable" in sheet.headers["Cache-Control"]


def test_pictures_come_from_disk_and_can_do_nothing(nginx, var):
    """SEC21."""
    picture = var / "media" / "public" / PICTURE
    picture.parent.mkdir(parents=True, exist_ok=True)
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    page = nginx.get(f"/media/{PICTURE}")
    assert (page.status, page.headers["Content-Type"]) == (200, "image/png")
    assert page.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in page.headers["Cache-Control"]


@pytest.mark.parametrize(
    "path",
    ["/media/x.svg", "/media/x.html", "/media/", "/media/../private/x.png", "/media/a/b.png"],
)
def test_nothing_else_lies_below_media(nginx, path):
    page = nginx.get(path)
    assert page.status in (400, 404)
    assert "nginx/" not in page.text


def test_a_host_that_is_not_ours_is_refused(nginx):
    """SEC4."""
    nginx.get("/en/")
    assert nginx.get("/en/", Host="evil.example").status == 400


def test_a_body_over_the_limit_of_its_place_is_refused(nginx):
    """SEC26: 1 MB, more where files are taken."""
    body = "x" * 1_100_000
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    refused = nginx.ask("POST", "/en/display/", headers=headers, body=body)
    assert refused.status == 413
    assert "trop volumineux" in refused.text
    assert refused.headers["Strict-Transport-Security"]
    taken = nginx.ask("POST", "/cms/images/add/", headers=headers, body=body)
    assert taken.status != 413


def test_an_address_that_a_client_writes_itself_is_not_believed(nginx):
    """SEC10: failures are counted for who connected, whoever they say they are."""
    form = nginx.get("/en/accounts/login/")
    token = form.cookies["__Host-m4d_csrf"]
    statuses = []
    for number in range(11):
        data = {"login": f"new{number}@m4dnet.example", "password": "wrong enough 7"}
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"__Host-m4d_csrf={token}",
            "Referer": f"https://{HOST}/en/accounts/login/",
            "X-Forwarded-For": f"203.0.113.{number}",
        }
        body = f"login={data['login']}&password={data['password']}&csrfmiddlewaretoken={token}"
        answer = nginx.ask("POST", "/en/accounts/login/", headers=headers, body=body)
        statuses.append(answer.status)
    assert statuses == [200] * 10 + [429]


def test_while_the_database_is_away_pages_are_old_or_say_when_to_try_again(
    nginx, postgres, database
):
    """REL1: what nginx holds is answered, the rest is a 503 in the language of its address."""
    held = "/en/about/?page=1"
    assert nginx.get(held).status == 200
    with away(postgres, database):
        time.sleep(KEPT_S)
        assert nginx.get(held).status == 200
        page = nginx.get("/fr/library/?q=personne", Accept_Encoding="identity")
    assert (page.status, page.headers["Retry-After"]) == (503, "120")
    assert page.text.index('lang="fr"') < page.text.index("<h2>Nous")
    time.sleep(2.1)
    assert nginx.get("/fr/library/?q=personne").status == 200


def test_while_the_site_is_away_nginx_answers_alone(installation, redis, var, tmp_path):
    """REL1, REL12: old pages, else a static 503 in the language of the address."""
    with ExitStack() as still_up:
        with installation.serving(WEB_CONCURRENCY="1") as site:
            started = nginx_before(site.port, var=var, folder=tmp_path, host=HOST)
            nginx, _plain_port = still_up.enter_context(started)
            before = nginx.get("/en/")
        time.sleep(KEPT_S)
        assert before.status == 200
        assert nginx.get("/en/").body == before.body
        for path, language in (("/fr/about/", "fr"), ("/es/", "es"), ("/robots.txt", "en")):
            page = nginx.get(path)
            assert (page.status, page.headers["Retry-After"]) == (503, "30")
            assert f'<html lang="{language}">' in page.text
            assert page.headers["Strict-Transport-Security"]
            assert page.headers["Content-Type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_the_static_503_says_what_the_sites_own_says(language):
    sections = {
        match[1]: match[0].strip()
        for match in SECTION.finditer((ROOT / "static/errors/503.html").read_text())
    }
    page = (ROOT / "deploy" / "away" / f"503.{language}.html").read_text()
    assert sections[language] in page
    assert page.count("<section") == 1
