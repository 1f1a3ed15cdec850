"""Files: who gets them, how they come, what is counted (platform.md §11, SEC13, SEC21)."""

from datetime import date
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from library.models import DownloadDay, DownloadMark, ResourceFile, ResourcePage
from library.permissions import can_download
from library.services import record_download
from tests.factories.library import PDF, make_file, make_record
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


@pytest.fixture
def file(record_with_file):
    return record_with_file.files.get()


@pytest.fixture
def get(client):
    """get(file, …): ask for a file as a browser does."""

    def get(file, method="get", **headers):
        url = reverse("library:get", args=[file.file_key])
        headers = {"User-Agent": FIREFOX} | headers
        response = getattr(client, method)(url, headers=headers)
        # What is not found is looked for once more below the reader's language.
        is_led_on = response.status_code == 302 and response.headers["Location"].startswith("/en/")
        return client.get(response.headers["Location"]) if is_led_on else response

    return get


def content(response):
    return b"".join(response.streaming_content)


def counted():
    return sum(DownloadDay.objects.values_list("count", flat=True))


# --- How they come --------------------------------------------------------------------------------
def test_a_file_has_one_address_without_a_language(file):
    assert reverse("library:get", args=[file.file_key]) == f"/library/get/{file.file_key}/"


def test_a_file_comes_as_an_attachment_that_can_do_nothing(file, get):
    response = get(file)
    assert (response.status_code, content(response)) == (200, PDF)
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"] == 'attachment; filename="with-a-file-en.pdf"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.headers["Content-Length"] == str(len(PDF))


@pytest.mark.parametrize(
    ("asked", "status", "begin", "end"),
    [
        ("bytes=0-9", 206, 0, 10),
        ("bytes=10-", 206, 10, len(PDF)),
        ("bytes=-5", 206, len(PDF) - 5, len(PDF)),
        ("bytes=0-99999", 206, 0, len(PDF)),
        ("bytes=9-3", 200, 0, len(PDF)),
        ("bytes=0-1,4-5", 200, 0, len(PDF)),
        ("bytes=-", 200, 0, len(PDF)),
        ("lines=1-2", 200, 0, len(PDF)),
        ("bytes=" + "9" * 40 + "-", 200, 0, len(PDF)),
    ],
)
def test_a_download_goes_on_where_it_stopped(asked, status, begin, end, file, get):
    """RFC 9110 §14."""
    response = get(file, Range=asked)
    assert response.status_code == status
    assert content(response) == PDF[begin:end]
    if status == 206:
        assert response.headers["Content-Range"] == f"bytes {begin}-{end - 1}/{len(PDF)}"
        assert response.headers["Content-Length"] == str(end - begin)


@pytest.mark.parametrize("asked", ["bytes=999999-", "bytes=-0"])
def test_a_range_behind_the_end_is_refused_with_the_size(asked, file, get):
    response = get(file, Range=asked)
    assert response.status_code == 416
    assert response.headers["Content-Range"] == f"bytes */{len(PDF)}"


def test_a_changed_file_starts_anew(file, get):
    etag = get(file).headers["ETag"]
    assert get(file, Range="bytes=5-", **{"If-Range": etag}).status_code == 206
    assert get(file, Range="bytes=5-", **{"If-Range": '"other"'}).status_code == 200
    assert get(file, **{"If-None-Match": etag}).status_code == 304


def test_a_file_elsewhere_is_led_to(library, get):
    link = "https://publications.example.org/x.pdf"
    record = make_record(library, "Away", files=[make_file(external_link=link)])
    response = get(record.files.get())
    assert (response.status_code, response.headers["Location"]) == (302, link)
    assert counted() == 1


def test_a_title_in_any_alphabet_gives_a_name(library, get):
    record = make_record(library, "الدليل", slug="guide", files=[make_file()])
    disposition = get(record.files.get()).headers["Content-Disposition"]
    assert disposition == 'attachment; filename="file-en.pdf"'


def test_a_file_that_is_gone_from_storage_is_not_found(file, get):
    file.document.file.storage.delete(file.document.file.name)
    assert get(file).status_code == 404
    assert counted() == 0


def test_posting_to_a_file_is_refused(file, get):
    assert get(file, "post").status_code == 405


@pytest.mark.parametrize("tail", ["x", "1", "../../etc/passwd", "%00"])
def test_a_key_that_is_none_is_not_found(tail, client):
    assert client.get(f"/library/get/{tail}/", follow=True).status_code == 404
    assert client.get(f"/library/get/{uuid4()}/", follow=True).status_code == 404


# --- Who gets them --------------------------------------------------------------------------------
@pytest.fixture
def insider(db):
    user = UserFactory()
    user.groups.add(Group.objects.get_or_create(name="Inside")[0])
    return user


@pytest.fixture
def suspended(db):
    return UserFactory(state="suspended")


def close_page(file):
    rule = PageViewRestriction.objects.create(page=file.page, restriction_type="groups")
    rule.groups.set([Group.objects.get_or_create(name="Inside")[0]])


def close_collection(file):
    inner = Collection.get_first_root_node().add_child(name="Drafts")
    file.document.collection = inner
    file.document.save()
    rule = CollectionViewRestriction.objects.create(collection=inner, restriction_type="groups")
    rule.groups.set([Group.objects.get_or_create(name="Inside")[0]])


def for_members(file):
    ResourceFile.objects.filter(pk=file.pk).update(audience="members")


def being_checked(file):
    type(file.document).objects.filter(pk=file.document.pk).update(scan="pending")


def draft(file):
    ResourcePage.objects.filter(pk=file.page.pk).update(live=False)


ALL = {"anonymous", "member", "insider", "suspended", "admin"}
MAY_DOWNLOAD = [
    (lambda file: None, ALL),
    (for_members, {"member", "insider", "admin"}),
    (close_page, {"insider", "admin"}),
    (close_collection, {"insider", "admin"}),
    (being_checked, set()),
    (draft, set()),
]


@pytest.mark.parametrize("role", sorted(ALL))
@pytest.mark.parametrize(("closed_by", "open_to"), MAY_DOWNLOAD)
def test_a_file_is_for_whom_record_collection_and_audience_let_in(
    closed_by, open_to, role, file, request
):
    """SEC13."""
    user = request.getfixturevalue(role)
    closed_by(file)
    file = ResourceFile.objects.select_related("page", "document").get(pk=file.pk)
    assert can_download(user, file) is (role in open_to)
    assert ResourceFile.objects.downloadable_by(user).contains(file) is (role in open_to)


def test_a_file_for_members_is_forbidden_and_an_unseen_one_not_found(file, get, client, member):
    for_members(file)
    assert get(file).status_code == 403
    client.force_login(member)
    assert get(file).status_code == 200
    draft(file)
    assert get(file).status_code == 404


# --- What is counted ------------------------------------------------------------------------------
def test_a_visitor_counts_once_a_file_and_day(file, get):
    for _again in range(3):
        get(file)
    row = DownloadDay.objects.get()
    assert (row.count, row.file_key, row.record_key) == (
        1,
        file.file_key,
        file.page.translation_key,
    )


def test_another_browser_another_file_and_another_day_count_again(file, library, get, time_machine):
    other = make_record(library, "B", files=[make_file()]).files.get()
    time_machine.move_to("2026-11-25 12:00Z", tick=False)
    get(file)
    get(other)
    get(file, **{"User-Agent": "Mozilla/5.0 (Android 14) Firefox/130.0"})
    time_machine.move_to("2026-11-26 12:00Z", tick=False)
    get(file)
    assert counted() == 4


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("head", {}),
        ("get", {"Range": "bytes=10-"}),
        ("get", {"Range": "bytes=-5"}),
        ("get", {"User-Agent": "Googlebot/2.1"}),
        ("get", {"DNT": "1"}),
        ("get", {"Sec-GPC": "1"}),
    ],
)
def test_looking_going_on_programs_and_who_asks_not_to_be_are_not_counted(
    method, headers, file, get
):
    assert get(file, method, **headers).status_code in (200, 206)
    assert counted() == 0


def test_the_first_range_counts(file, get):
    get(file, Range="bytes=0-9")
    assert counted() == 1


def test_staff_are_not_counted(file, get, client, admin):
    client.force_login(admin)
    get(file)
    assert counted() == 0


def test_translations_share_one_count(record_with_file, library_in_french, french, get):
    translation = record_with_file.copy_for_translation(french)
    translation.save_revision().publish()
    get(translation.files.get())
    get(record_with_file.files.get())
    assert counted() == 1


def test_nothing_kept_names_the_visitor(file, get):
    get(file)
    kept = str(list(DownloadDay.objects.values())) + str(list(DownloadMark.objects.values()))
    assert "127.0.0.1" not in kept
    assert "Firefox" not in kept


def test_countries_are_counted_apart(file):
    day = date(2026, 11, 25)
    for visitor, country in [("a", "SN"), ("b", "SN"), ("c", "")]:
        assert record_download(file=file, visitor=visitor, day=day, country_code=country)
    assert dict(DownloadDay.objects.values_list("country_code", "count")) == {"SN": 2, "": 1}


def test_a_download_costs_few_queries(file, get, django_assert_max_num_queries):
    get(file)
    with django_assert_max_num_queries(8):
        get(file)
