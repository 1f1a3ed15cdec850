"""What is sent or printed about a quiz tells no answer, not even afterwards (I14, learning.md §24).

Mails and notices of every type that a learner or who leads their run gets, the digest, the feed of
what happened, the certificate on the screen, as a file and for strangers.
"""

import io
import json
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from activity.models import Entry
from activity.selectors import feed
from demo.loaders.learners import answers_to
from learning.certification.printing import html_of
from learning.models import EnrolmentStatus, ModuleQuizPlacement
from learning.services import (
    complete_item,
    decide_enrolment,
    enrol_member,
    issue_certificate,
    replace_certificate,
)
from learning.taking.closing import close_overdue_attempts
from learning.taking.extending import grant_override, reopen_attempt
from learning.taking.starting import start_attempt
from learning.taking.submitting import submit_attempt
from learning.tasks import print_certificate
from notifications.digests import write_digests
from notifications.models import Notification
from notifications.tasks import send_due_mail
from tests.factories.members import UserFactory
from tests.factories.quizzes import make_question, make_quiz
from tests.learning.test_nothing_leaks import TYPES

pytestmark = pytest.mark.django_db

# Feedback, words that are keys, names of questions. Names of columns say nothing here: a mail has
# a font-weight.
SECRETS = (
    "CANARY-FEEDBACK",
    "CANARY-GENERAL",
    "canarydiaspora",
    "98765.4321",
    "98,765.4321",
    "Bank title",
    "Averages hide a good deal",
)
DAY = timedelta(days=1)
# What the way below brings about; staff who write quizzes get others, with the keys they wrote.
TOLD = {
    "learning.timeout",
    "learning.reopened",
    "learning.completed",
    "learning.certificate",
    "learning.certificate_changed",
    "learning.request",
    "learning.decided",
}


@pytest.fixture
def quiz(course):
    questions = (make_question(block(), title=f"Bank title {at}") for at, block in enumerate(TYPES))
    quiz = make_quiz(
        *questions,
        title="Core test",
        review="answers",
        time_limit_seconds=600,
        on_timeout="abandon",
    )
    ModuleQuizPlacement.objects.create(page=course.module, quiz=quiz)
    return quiz


@pytest.fixture
def held(quiz, course, learner, enrolment, facilitator, course_editor):
    """A certificate, and all that one can be told of on the way to it."""
    run, now = enrolment.run, timezone.now()
    run.enrol_mode = "request"
    run.save()
    asks = enrol_member(member=UserFactory(), run=run)
    decide_enrolment(enrolment=asks, approve=True, by=facilitator)
    attempt = start_attempt(
        enrolment=enrolment,
        quiz_key=quiz.translation_key,
        locale="en",
        arrived_at=now - timedelta(hours=2),
    )
    close_overdue_attempts(now=now)
    attempt.refresh_from_db()
    grant_override(
        quiz_key=quiz.translation_key,
        enrolment=enrolment,
        extra_seconds=60,
        by=facilitator,
        reason="Power cut",
    )
    reopen_attempt(attempt=attempt, deadline_at=now + DAY, by=facilitator, reason="Power cut")
    sent = answers_to(attempt, right=True)
    result = submit_attempt(
        attempt_uuid=attempt.uuid, learner=learner, arrived_at=now, answers=sent
    )
    assert result.attempt.passed
    for lesson in course.lessons:
        complete_item(
            enrolment=enrolment,
            item_key=lesson.translation_key,
            how="manual",
            locale="en",
            by=learner,
        )
    enrolment.refresh_from_db()
    assert enrolment.status == EnrolmentStatus.COMPLETED
    first = issue_certificate(enrolment=enrolment, printed_name="Amina Voorbeeld", by=learner)
    print_certificate.call(first.pk)
    held = replace_certificate(
        certificate=first, printed_name="Amina El Voorbeeld", by=course_editor, reason="A slip"
    )
    print_certificate.call(held.pk)
    held.refresh_from_db()
    return held


def assert_silent(text, where):
    assert text, where
    told = [secret for secret in SECRETS if secret.lower() in text.lower()]
    assert told == [], where


def test_no_mail_and_no_notice_tells_an_answer(held, learner, facilitator, client):
    assert set(Notification.objects.values_list("type", flat=True)) == TOLD
    for person in (learner, facilitator):
        client.force_login(person)
        assert_silent(client.get(reverse("notifications:list")).content.decode(), person)
    send_due_mail.call()
    at_once = len(mail.outbox)
    write_digests(now=timezone.now() + DAY)
    send_due_mail.call()
    assert at_once
    assert learner.email in {address for one in mail.outbox for address in one.to}
    for one in mail.outbox:
        parts = [one.subject, one.body, *(part.content for part in one.alternatives)]
        assert_silent("\n".join(parts), one.subject)


def test_no_feed_tells_an_answer(held, learner, facilitator, course_admin):
    """Whoever reads it, and whatever is stored beside an act."""
    assert Entry.objects.exists()
    for entry in Entry.objects.values():
        assert_silent(json.dumps(entry, default=str), entry["verb"])
    assert feed(learner)
    for viewer in (learner, facilitator, course_admin, UserFactory()):
        for item in feed(viewer):
            assert_silent(f"{item.entry.verb} {item.target}", viewer)


def test_no_certificate_tells_an_answer(held, learner, client):
    assert_silent(html_of(held), "print")
    file = held.pdf.read()
    assert_silent(file.decode("latin-1"), "file")
    pages = PdfReader(io.BytesIO(file)).pages
    text = "\n".join(page.extract_text() for page in pages)
    assert "Voorbeeld" in text
    assert_silent(text, "text of the file")
    assert_silent(json.dumps(held.snapshot), "snapshot")
    assert_silent(client.get(reverse("verify_code", args=[held.code])).content.decode(), "verify")
    client.force_login(learner)
    page = reverse("learning:certificate", args=[held.enrolment.uuid])
    assert_silent(client.get(page).content.decode(), "page")
