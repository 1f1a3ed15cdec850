"""Every answer carries its headers, refusals and errors too (SEC1–SEC6, SEC26)."""

import pytest
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.test import Client
from django.urls import path
from django.utils import translation

from common.page_cache import mark_public
from m4dnet.urls import urlpatterns as site_urls


def broken(request):
    raise RuntimeError("secret of the database")


def form(request):
    request.META["CSRF_COOKIE_NEEDS_UPDATE"] = True
    from django.middleware.csrf import get_token

    return mark_public(request, HttpResponse(get_token(request)))


def told(request):
    messages.success(request, "Saved.")
    return HttpResponseRedirect("/read/")


urlpatterns = [
    path("plain/", lambda request: HttpResponse("ok")),
    path("broken/", broken),
    path("form/", form),
    path("moved/", lambda request: HttpResponseRedirect("/plain/")),
    path("cms/moved/", lambda request: HttpResponseRedirect("/plain/")),
    path("told/", told),
    path("read/", lambda request: HttpResponse([str(m) for m in messages.get_messages(request)])),
    *site_urls,  # error pages have links
]
handler404 = "m4dnet.errors.not_found"
handler500 = "m4dnet.errors.server_error"
ALL = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


@pytest.fixture
def client(settings, db):
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("/plain/", {}, 200),
        ("/moved/", {}, 302),
        ("/en/nothing-here/", {}, 404),
        ("/broken/", {}, 500),
        ("/plain/", {"Host": "evil.example"}, 400),
        ("/plain/?q=a%00b", {}, 400),
        ("/plain/?q=" + "x" * 9000, {}, 414),
        ("/pl\0ain/", {}, 404),
    ],
)
def test_every_answer_carries_the_headers(address, headers, status, client):
    """SEC3."""
    answer = client.get(address, headers=headers)
    assert answer.status_code == status
    assert ALL.items() <= dict(answer.items()).items()
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "camera=()" in answer.headers["Permissions-Policy"]
    assert "publickey-credentials-get=(self)" in answer.headers["Permissions-Policy"]


@pytest.mark.parametrize("address", ["/en/nothing-here/?q=canary", "/broken/?q=canary"])
def test_an_error_names_no_version_path_or_query(address, client):
    """SEC3."""
    body = client.get(address).content.decode().lower()
    for word in ("canary", "django", "wagtail", "secret of the database", "traceback"):
        assert word not in body


def test_pages_run_no_foreign_and_no_inline_script(client):
    """SEC1."""
    policy = client.get("/plain/").headers["Content-Security-Policy"]
    directives = dict(part.strip().partition(" ")[::2] for part in policy.split(";"))
    assert directives["script-src"] == directives["style-src"] == "'self'"
    assert directives["frame-ancestors"] == directives["object-src"] == "'none'"
    assert "frame-src" not in directives
    assert "unsafe" not in policy


def test_the_admin_may_style_inline_and_preview_but_run_no_inline_script_but_two(client):
    """SEC2: the two stand in tests/editing/test_content_policy.py."""
    policy = client.get("/cms/moved/").headers["Content-Security-Policy"]
    directives = dict(part.strip().partition(" ")[::2] for part in policy.split(";"))
    scripts = directives["script-src"].split()
    assert scripts[0] == "'self'"
    assert [one[:8] for one in scripts[1:]] == ["'sha256-"] * 2
    assert directives["style-src"] == "'self' 'unsafe-inline'"
    assert directives["frame-ancestors"] == directives["frame-src"] == "'self'"
    assert "blob:" in directives["img-src"]


def test_a_page_whose_address_is_a_secret_tells_it_to_nobody(client, settings):
    """SEC3."""
    answer = client.get("/en/accounts/password/reset/key/1-abc/")
    assert answer.headers["Referrer-Policy"] == "strict-origin"


def test_an_accepted_post_answers_see_other_and_the_admin_keeps_its_own(client):
    assert client.post("/moved/").status_code == 303
    assert client.post("/cms/moved/").status_code == 302
    assert client.get("/moved/").status_code == 302


def test_a_page_with_a_form_is_not_public_whatever_it_says(client):
    """PERF3, SEC5."""
    answer = client.get("/form/")
    assert answer.cookies
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_reading_sets_no_cookie_and_opens_no_session(client, django_assert_num_queries):
    """SEC6: not even to look for messages."""
    with django_assert_num_queries(0):
        answer = client.get("/read/")
    assert not answer.cookies
    assert not answer.wsgi_request.session.accessed


def test_a_message_waits_in_the_session_and_is_read_once(client):
    answer = client.get("/told/")
    assert set(answer.cookies) == {"m4d_session"}
    assert client.get("/read/").content == b"Saved."
    assert client.get("/read/").content == b""


@pytest.mark.parametrize(
    ("address", "kind", "length", "status"),
    [
        ("/moved/", "application/x-www-form-urlencoded", 1_000_000, 303),
        ("/moved/", "application/x-www-form-urlencoded", 1_000_001, 413),
        ("/moved/", "multipart/form-data; boundary=x", 1_000_001, 413),
        ("/cms/moved/", "application/x-www-form-urlencoded", 1_000_001, 302),
        ("/cms/moved/", "application/x-www-form-urlencoded", 5_000_001, 413),
        ("/cms/moved/", "multipart/form-data; boundary=x", 30_000_001, 413),
    ],
)
def test_a_body_over_the_limit_of_its_address_is_refused_before_it_is_read(
    address, kind, length, status, client
):
    """SEC26."""
    answer = client.generic("POST", address, b"x" * length, kind)
    assert answer.status_code == status


def test_a_refused_body_is_refused_in_words_of_the_readers_language(client):
    answer = client.generic("POST", "/fr/x/", b"x" * 1_000_001, "text/plain")
    assert answer.status_code == 413
    assert answer.templates[0].name == "413.html"
    assert 'lang="fr"' in answer.content.decode()
    assert translation.get_language() == "en"


@pytest.mark.parametrize("length", ["", "-1", "abc", "1e9", "٣"])
def test_a_length_that_is_no_number_is_no_error(length, client):
    assert client.generic("POST", "/moved/", b"", CONTENT_LENGTH=length).status_code == 303
