"""Kept pages are anybody's, change in time, and leave no room to strangers (PERF3, REL1, REL2)."""

import gzip
from functools import partial

import pytest
from django.core.cache import caches
from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.test import Client
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from wagtail.models import Page

from common.page_cache import forget_pages, mark_public
from common.reader import viewer_of
from tests.factories.members import UserFactory
from tests.factories.pages import site_root

made = []


def page(request, name):
    """A page that greets its reader; one named `form` holds a form."""
    viewer = viewer_of(request)
    greeting = viewer.first_name if viewer.is_authenticated else "stranger"
    made.append(name)
    response = HttpResponse(f"<p>{name} {len(made)} for {greeting} {request.GET.dict()}</p>")
    if name == "cookie":
        response.set_cookie("m4d_display", "light")
    if name == "session":
        request.session.get("anything")
    if name == "long":
        response.write("x" * 600_000)
    return mark_public(request, response)


def missing(request, name):
    made.append("missing")
    return HttpResponse("Nothing here", status=404)


urlpatterns = [
    path("en/<str:name>/", csrf_exempt(page)),
    path("fr/<str:name>/", page),
    path("gone/<str:name>", missing),
]


@pytest.fixture
def kept(settings, rf):
    """The page cache is on, over pages that say how often they were made."""
    settings.PAGE_CACHE_SECONDS = 60
    settings.ROOT_URLCONF = __name__
    for cache in caches.all():
        cache.clear()
    made.clear()


@pytest.fixture
def visitor(kept):
    return Client()


@pytest.fixture
def get(visitor):
    def get(address="/en/home/", **headers):
        return visitor.get(address, headers=headers)

    return get


def test_a_page_is_made_once_and_then_kept(get):
    assert get().content == get().content
    assert made == ["home"]


def test_a_kept_page_asks_nothing_of_the_database(get, db, django_assert_num_queries):
    """REL1: it is there when the database is not."""
    get()

    def away(*args):
        raise DatabaseError

    with connection.execute_wrapper(away):
        assert get().status_code == 200
    assert made == ["home"]


def test_a_page_made_while_the_shared_cache_is_away_is_a_miss_and_no_error(get, settings, tmp_path):
    """REL2."""
    broken = {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": "unix:///nowhere/redis.sock",
        "OPTIONS": {"IGNORE_EXCEPTIONS": True, "SOCKET_CONNECT_TIMEOUT": 0.2},
    }
    settings.CACHES = settings.CACHES | {"pages": broken}
    assert get().status_code == 200
    assert get().status_code == 200
    assert made == ["home"], "the copy in memory still answers"
    caches["local"].clear()
    assert get().status_code == 200
    assert made == ["home", "home"]


@pytest.mark.parametrize(
    "other",
    [
        {"address": "/fr/home/"},
        {"address": "/en/home/?page=2"},
        {"address": "/en/home/?print=1"},
        {"Host": "localhost"},
        {"Save-Data": "on"},
        {"Cookie": "m4d_display=dark"},
    ],
)
def test_what_a_page_depends_on_is_kept_apart(other, get):
    get()
    get(**other)
    assert len(made) == 2
    get(**other)
    assert len(made) == 2


@pytest.mark.parametrize("value", ["", "system", "nonsense", "x" * 500])
def test_a_made_up_display_is_the_usual_one(value, get):
    get()
    get(Cookie=f"m4d_display={value}")
    assert len(made) == 1


def test_parameters_in_another_order_are_the_same_page(get):
    get("/en/home/?page=2&print=1")
    get("/en/home/?print=1&page=2")
    assert len(made) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"address": "/en/home/?utm=x"},
        {"address": "/en/cookie/"},
        {"address": "/en/session/"},
        {"address": "/en/home/?page=" + "1" * 600},
        {"Authorization": "Basic eDp5"},
    ],
)
def test_what_is_not_anybodys_is_not_kept(other, get, db):
    get(**other)
    get(**other)
    assert len(made) == 2


def test_a_page_over_its_limit_is_answered_and_not_kept(get):
    assert len(get("/en/long/").content) > 600_000
    get("/en/long/")
    assert len(made) == 2


def test_posting_is_never_answered_from_the_cache(visitor):
    visitor.get("/en/home/")
    visitor.post("/en/home/")
    assert len(made) == 2


def test_an_unknown_host_is_refused_though_the_page_is_kept(get):
    """SEC4: checked before the page cache."""
    get()
    assert get(Host="evil.example").status_code == 400


def test_a_head_request_is_answered_from_the_page_that_is_kept(visitor):
    whole = visitor.get("/en/home/")
    head = visitor.head("/en/home/")
    assert head.content == b""
    assert head.headers["Content-Length"] == str(len(whole.content))
    assert made == ["home"]


def test_who_has_the_page_is_told_so(get):
    """PERF1: the second view costs headers alone."""
    first = get()
    again = get(**{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["Cache-Control"] == first.headers["Cache-Control"] == "public, no-cache"
    other = get("/en/other/", **{"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200


def test_a_page_travels_compressed_to_who_can_read_that(get):
    plain, packed = get(), get(**{"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert "Accept-Encoding" in packed.headers["Vary"]


@pytest.mark.parametrize(
    ("accepted", "is_packed"),
    [
        ("gzip", True),
        ("br, gzip;q=0.5", True),
        ("deflate", False),
        ("gzip;q=0", False),
        ("br, gzip; q=0.00, identity", False),
        ("x-gzipped", False),
    ],
)
def test_who_refuses_compression_gets_none(get, accepted, is_packed):
    """RFC 9110 §12.5.3: a weight of 0 means not acceptable; in the cache and when just made."""
    for _time in range(2):
        assert get(**{"Accept-Encoding": accepted}).has_header("Content-Encoding") is is_packed


def test_kept_pages_carry_the_headers_of_pages_just_made(get):
    """SEC3."""
    first, again = get(), get()
    assert made == ["home"]
    assert dict(first.items()) == dict(again.items())
    assert "Content-Security-Policy" in again.headers


# --- What changed shows -----------------------------------------------------------------------
@pytest.fixture
def committed(db, django_capture_on_commit_callbacks):
    """`with committed():` what happens inside is seen by others afterwards."""
    return partial(django_capture_on_commit_callbacks, execute=True)


def test_a_publication_makes_every_page_anew(get, committed):
    get()
    root = site_root()
    with committed():
        root.save_revision().publish()
    caches["local"].clear()  # what a process believes for up to 5 seconds
    get()
    assert len(made) == 2


@pytest.mark.parametrize("change", ["unpublish", "delete", "move"])
def test_taking_down_and_moving_a_page_makes_every_page_anew(change, get, committed):
    root = site_root()
    child = root.add_child(instance=Page(title="Child", slug="child"))
    other = root.add_child(instance=Page(title="Other", slug="other"))
    get()
    with committed():
        child.move(other, "last-child") if change == "move" else getattr(child, change)()
    caches["local"].clear()
    get()
    assert len(made) == 2


def test_a_change_shows_when_its_transaction_is_through(get, committed):
    get()
    with committed():
        forget_pages()
        get()
        assert len(made) == 1, "others would still see the old page"
    get()
    assert len(made) == 2


def test_a_draft_makes_no_page_anew(get, committed):
    root = site_root()
    get()
    with committed():
        root.save_revision()
    caches["local"].clear()
    get()
    assert len(made) == 1


def test_a_page_made_before_a_change_and_kept_after_it_is_not_shown(get, committed, settings):
    """The generation is read first, so that an old page goes under the old one."""
    get("/en/warm/")
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.changes_meanwhile"]
    client = Client()
    for _ in range(2):
        with committed():
            client.get("/en/home/")
    assert made == ["warm", "home", "home"]


def changes_meanwhile(get_response):
    def middleware(request):
        response = get_response(request)
        forget_pages()
        return response

    return middleware


# --- Whose page it is ---------------------------------------------------------------------------
def test_who_is_signed_in_gets_a_page_of_their_own_and_leaves_none(get, member):
    reader = Client()
    reader.force_login(member)
    answer = reader.get("/en/home/")
    assert "for Amina" in answer.content.decode()
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "for stranger" in get().content.decode()
    assert "for Amina" in reader.get("/en/home/").content.decode()


turns = st.lists(
    st.tuples(
        st.sampled_from(["stranger", "Amina", "Bo"]),
        st.sampled_from(["/en/home/", "/en/home/?page=2", "/fr/home/", "/gone/x", "/en/cookie/"]),
        st.sampled_from(["get", "head"]),
    ),
    min_size=2,
    max_size=25,
)


@pytest.fixture
def readers(kept, db):
    readers = {"stranger": Client()}
    for name in ("Amina", "Bo"):
        readers[name] = Client()
        readers[name].force_login(UserFactory(first_name=name))
    return readers


@examples(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(turns=turns)
def test_no_reader_ever_sees_the_page_of_another(turns, readers):
    """PERF3: in whatever order members and visitors come."""
    for name, address, method in turns:
        answer = getattr(readers[name], method)(address)
        if method == "get" and not address.startswith("/gone"):
            assert f"for {name} " in answer.content.decode()
        if name != "stranger":
            assert answer.headers["Cache-Control"] == "private, no-store"


# --- Strangers' addresses -----------------------------------------------------------------------
def test_made_up_addresses_do_not_push_pages_out(get, settings, monkeypatch, db):
    monkeypatch.setattr("common.page_cache.SLOTS", 32)
    local = settings.CACHES["pages"] | {"OPTIONS": {"MAX_ENTRIES": 100_000}}
    settings.CACHES = settings.CACHES | {"pages": local}
    get()
    for number in range(100):
        get(f"/gone/{number}")
        get(f"/en/list/?page={number}")
    assert len(caches["pages"]._cache) <= 32 + 2  # the page and the generation
    made.clear()
    caches["local"].clear()
    get()
    assert made == []


def test_two_addresses_that_share_a_slot_are_told_apart(get, monkeypatch):
    monkeypatch.setattr("common.page_cache.SLOTS", 1)
    first = get("/en/list/?page=1").content
    second = get("/en/list/?page=2").content
    assert (get("/en/list/?page=2").content, len(made)) == (second, 2)
    assert first != second
