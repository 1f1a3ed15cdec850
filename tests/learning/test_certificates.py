"""Certificates: codes, what is printed, who may change what (learning.md §12)."""

from contextlib import suppress
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils import timezone
from django_tasks import task_backends
from hypothesis import given
from hypothesis import strategies as st

from common.errors import Refused
from learning.certification.codes import ALPHABET, Mistyped, new_code, read_code, shown_code
from learning.certification.glyphs import unprintable
from learning.certification.printing import html_of, pdf_of
from learning.models import Certificate, Frozen
from learning.permissions import can_view_certificate
from learning.services import (
    NotCompleted,
    issue_certificate,
    replace_certificate,
    revoke_certificate,
    withdraw_certificates,
)
from learning.tasks import print_certificate
from tests.factories import learning as make
from tests.learning.conftest import NAME
from tests.races import all_at_once


# --- Letters ------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["Amina 王小明", "अमीना", "ልደት"])
def test_a_name_we_cannot_print_is_asked_for_again_and_never_printed_as_boxes(
    name, client, completed, learner
):
    client.force_login(learner)
    url = reverse("learning:certificate", args=[completed.uuid])
    html = client.post(url, {"printed_name": name}).content.decode()
    assert "We cannot print" in html
    assert not Certificate.objects.exists()
    for printable in (NAME, "Zoë Đặng Nguyễn", "Олена", "Ελένη", "Ayşe Çağlar"):
        assert not unprintable(printable)


# --- Codes --------------------------------------------------------------------------------------
def test_codes_are_safe_in_an_address_and_are_read_back_however_they_are_typed():
    for _unused in range(200):
        code = new_code()
        assert len(code) == 13
        assert set(code) <= set(ALPHABET)
        typed = shown_code(code).lower().replace("0", "o").replace("1", "l")
        assert read_code(f" {typed} ") == code


@given(st.integers(0, 12), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_caught(place, letter):
    code = "7K3M9QTX2D5H" + _check("7K3M9QTX2D5H")
    wrong = code[:place] + letter + code[place + 1 :]
    if wrong != code:
        with pytest.raises(Mistyped):
            read_code(wrong)


def _check(body):
    return next(one for one in ALPHABET if _is_read(body + one))


def _is_read(code):
    try:
        return bool(read_code(code))
    except Mistyped:
        return False


@given(st.text(max_size=80))
def test_whatever_is_typed_is_read_or_mistyped(text):
    with suppress(Mistyped):
        assert len(read_code(text)) == 13


@pytest.fixture
def printed(monkeypatch):
    """Printing takes seconds: tests that are not about the paper get another file."""
    monkeypatch.setattr(
        "learning.certification.printing.pdf_of", lambda one: b"%PDF-1.7 " + one.code.encode()
    )


# --- Giving -------------------------------------------------------------------------------------
def test_who_has_not_completed_gets_none(enrolment, learner):
    with pytest.raises(NotCompleted):
        issue_certificate(enrolment=enrolment, printed_name=NAME, by=learner)


def test_a_course_without_certificates_gives_none(course, completed, learner):
    type(course).objects.filter(pk=course.pk).update(certificate_enabled=False)
    with pytest.raises(Refused):
        issue_certificate(enrolment=completed, printed_name=NAME, by=learner)


def test_a_second_tap_returns_the_first_certificate(certificate, completed, learner):
    again = issue_certificate(enrolment=completed, printed_name="Another Name", by=learner)
    assert again == certificate
    assert again.snapshot["name"] == NAME


def test_nobody_gets_a_certificate_for_another(completed, other_member, course_admin):
    for person in (other_member, course_admin):
        with pytest.raises(PermissionDenied):
            issue_certificate(enrolment=completed, printed_name=NAME, by=person)


def test_what_was_printed_never_changes(certificate):
    certificate.snapshot = {}
    for change in (
        certificate.save,
        certificate.delete,
        Certificate.objects.all().delete,
        partial(Certificate.objects.update, code="X"),
        partial(certificate.save, update_fields=["snapshot"]),
    ):
        with pytest.raises(Frozen):
            change()
    certificate.refresh_from_db()
    assert certificate.snapshot["name"] == NAME


def test_a_certificate_keeps_the_title_that_the_course_had(certificate, course):
    type(course).objects.filter(pk=course.pk).update(title="Another title")
    certificate.refresh_from_db()
    assert certificate.snapshot["course"] == "Work with your diaspora"
    assert certificate.snapshot["basis"]["rule"] == {
        "lessons_required": "0.900",
        "optional_modules": 0,
    }


def test_a_place_with_a_certificate_cannot_be_deleted(certificate, completed):
    """I13."""
    with pytest.raises(ProtectedError):
        completed.delete()


# --- Correcting, taking back --------------------------------------------------------------------
def test_holders_correct_their_name_once_and_editors_again(certificate, learner, course_editor):
    new = replace_certificate(certificate=certificate, printed_name="Amina Voorbeeld", by=learner)
    certificate.refresh_from_db()
    assert (certificate.status, certificate.replaced_by) == ("replaced", new)
    assert (new.status, new.status_at, new.snapshot["name"]) == ("valid", None, "Amina Voorbeeld")
    assert replace_certificate(certificate=certificate, printed_name="X", by=learner) == new
    with pytest.raises(PermissionDenied):
        replace_certificate(certificate=new, printed_name="Third", by=learner)
    with pytest.raises(Refused):
        replace_certificate(certificate=new, printed_name="Third", by=course_editor)
    third = replace_certificate(
        certificate=new, printed_name="Third", by=course_editor, reason="Spelt wrong"
    )
    assert third.status == "valid"


def test_only_editors_revoke_and_they_say_why(certificate, learner, facilitator, course_editor):
    for person in (learner, facilitator):
        with pytest.raises(PermissionDenied):
            revoke_certificate(certificate=certificate, reason="Copied", by=person)
    with pytest.raises(Refused):
        revoke_certificate(certificate=certificate, reason=" ", by=course_editor)
    revoked = revoke_certificate(certificate=certificate, reason="Copied", by=course_editor)
    assert (revoked.status, revoked.status_reason) == ("revoked", "Copied")


def test_after_a_revocation_nobody_helps_themselves_to_another(
    certificate, completed, learner, course_editor
):
    revoke_certificate(certificate=certificate, reason="Copied", by=course_editor)
    with pytest.raises(Refused):
        issue_certificate(enrolment=completed, printed_name=NAME, by=learner)


def test_a_holder_who_withdraws_leaves_no_name_and_no_file(
    certificate, printed, completed, learner, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        print_certificate.call(certificate.pk)
    certificate.refresh_from_db()
    stored, path = certificate.pdf.storage, certificate.pdf.name
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_certificates(enrolment=completed, by=learner)
    certificate.refresh_from_db()
    assert (certificate.status, certificate.snapshot["name"]) == ("withdrawn", "")
    assert not certificate.pdf
    assert not stored.exists(path)


SEES_THE_CERTIFICATE = {
    "anonymous": False,
    "learner": True,
    "suspended_learner": False,
    "other_member": False,
    "facilitator": True,
    "other_facilitator": False,
    "course_editor": True,
    "donor": False,
    "course_admin": True,
}


@pytest.mark.parametrize(("role", "sees"), SEES_THE_CERTIFICATE.items())
def test_a_certificate_is_shown_to_holder_facilitator_editor_and_admin(
    role, sees, certificate, request
):
    """SEC13, learning.md §21."""
    user = request.getfixturevalue(role)
    assert can_view_certificate(user, certificate) is sees
    assert Certificate.objects.visible_to(user).contains(certificate) is sees


# --- Printing -----------------------------------------------------------------------------------
def test_issuing_leaves_the_printing_to_the_worker(
    completed, learner, django_capture_on_commit_callbacks
):
    task_backends["worker"].clear()
    with django_capture_on_commit_callbacks(execute=True):
        held = issue_certificate(enrolment=completed, printed_name=NAME, by=learner)
    waiting = task_backends["worker"].results
    assert (print_certificate, [held.pk]) in [(one.task, list(one.args)) for one in waiting]


def test_the_pdf_is_printed_once_and_holds_the_name_and_the_way_to_verify(certificate):
    print_certificate.call(certificate.pk)
    certificate.refresh_from_db()
    first = certificate.pdf_sha256
    assert certificate.pdf.read().startswith(b"%PDF-")
    assert certificate.pdf.name.startswith("certificates/")
    print_certificate.call(certificate.pk)
    certificate.refresh_from_db()
    assert certificate.pdf_sha256 == first
    html = html_of(certificate)
    assert NAME in html
    assert reverse("verify_code", args=[certificate.code]) in html
    assert "<svg" in html


def test_nothing_is_fetched_while_printing(certificate, monkeypatch):
    """SEC23: neither the web nor the disk."""
    from weasyprint.urls import FatalURLFetchingError

    for address in ("http://127.0.0.1/x.png", "file:///etc/passwd", "m4d-font:../../etc/passwd"):
        page = f'<img src="{address}"><p>x</p>'
        monkeypatch.setattr("learning.certification.printing.html_of", lambda _one, _p=page: _p)
        with pytest.raises(FatalURLFetchingError):
            pdf_of(certificate)


def test_without_pango_the_task_fails_and_the_page_says_that_it_is_being_made(
    certificate, completed, learner, client, monkeypatch
):
    monkeypatch.setitem(__import__("sys").modules, "weasyprint", None)
    with pytest.raises(ImportError):
        print_certificate.call(certificate.pk)
    client.force_login(learner)
    html = client.get(reverse("learning:certificate", args=[completed.uuid])).content.decode()
    assert "The PDF is being made" in html


# --- Pages --------------------------------------------------------------------------------------
def test_a_learner_confirms_the_name_and_downloads_the_file(completed, printed, learner, client):
    client.force_login(learner)
    url = reverse("learning:certificate", args=[completed.uuid])
    assert client.get(url).status_code == 200
    assert "Write the name" in client.post(url, {"printed_name": " "}).content.decode()
    assert client.post(url, {"printed_name": NAME}).status_code == 303
    held = Certificate.objects.get()
    print_certificate.call(held.pk)
    held.refresh_from_db()
    answer = client.get(reverse("learning:certificate_file", args=[held.uuid]))
    assert answer.headers["Content-Type"] == "application/pdf"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert b"".join(answer.streaming_content) == held.pdf.open().read()


def test_others_find_neither_page_nor_file(certificate, printed, completed, other_member, client):
    print_certificate.call(certificate.pk)
    client.force_login(other_member)
    for url in (
        reverse("learning:certificate", args=[completed.uuid]),
        reverse("learning:certificate_file", args=[certificate.uuid]),
    ):
        assert client.get(url).status_code == 404
    url = reverse("learning:withdraw_name", args=[completed.uuid])
    assert client.post(url).status_code == 404


def test_a_stranger_verifies_every_printed_field(certificate, printed, client):
    print_certificate.call(certificate.pk)
    certificate.refresh_from_db()
    answer = client.get(reverse("verify_code", args=[certificate.code]))
    html = answer.content.decode()
    assert answer.headers["X-Robots-Tag"] == "noindex"
    for words in (NAME, "Work with your diaspora", "valid", certificate.pdf_sha256):
        assert words in html
    typed = client.get(reverse("verify"), {"code": shown_code(certificate.code).lower()})
    assert typed["Location"] == reverse("verify_code", args=[certificate.code])


@pytest.mark.parametrize("act", ["revoke", "replace", "withdraw"])
def test_the_address_of_an_issued_code_always_answers(
    act, certificate, completed, learner, course_editor, client
):
    if act == "revoke":
        revoke_certificate(certificate=certificate, reason="Copied", by=course_editor)
    elif act == "replace":
        replace_certificate(certificate=certificate, printed_name="New Name", by=learner)
    else:
        withdraw_certificates(enrolment=completed, by=learner)
    answer = client.get(reverse("verify_code", args=[certificate.code]))
    assert answer.status_code == 200
    words = {"revoke": "revoked on", "replace": "replaced on", "withdraw": "withdrew"}[act]
    assert words in answer.content.decode()
    assert "This certificate is valid" not in answer.content.decode()


@pytest.mark.django_db
def test_codes_that_were_never_given_out_all_look_the_same(client):
    pages = []
    for _unused in range(3):
        code = new_code()
        answer = client.get(reverse("verify_code", args=[code]))
        assert answer.status_code == 200
        html = answer.content.decode()
        for form in (code, shown_code(code)):
            html = html.replace(form, "CODE")
        pages.append(html)
    assert len(set(pages)) == 1
    assert "mistyped" in client.get("/verify/hello/").content.decode()


@pytest.mark.django_db
def test_who_tries_codes_by_the_dozen_has_to_wait(client):
    statuses = [
        client.get(reverse("verify_code", args=[new_code()])).status_code for _unused in range(31)
    ]
    assert statuses == [200] * 30 + [429]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_ten_taps_at_once_give_one_certificate(tree):
    course = make.a_whole_course()
    enrolment = make.enrolled_in(course, status="completed", completed_at=timezone.now())
    tap = partial(issue_certificate, enrolment=enrolment, printed_name=NAME, by=enrolment.user)
    found = all_at_once([tap] * 10)
    assert len({one.pk for one in found}) == 1
    assert Certificate.objects.count() == 1
