"""Each night it is looked whether anybody has lost what they did (I10, I12)."""

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F
from django.utils import timezone

from activity.models import Entry
from activity.selectors import feed
from learning.auditing import audit_learners
from learning.models import Attempt, Enrolment
from learning.periodic import audit
from learning.services import complete_item, issue_certificate
from learning.taking.starting import start_attempt
from learning.taking.submitting import submit_attempt
from tests.factories.quizzes import make_question, make_quiz, short_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def done(course, enrolment):
    """`learner` has read everything, and so completed the course."""
    for lesson in course.lessons:
        complete_item(
            enrolment=enrolment,
            item_key=lesson.translation_key,
            how="manual",
            locale="en",
            by=enrolment.user,
        )
    enrolment.refresh_from_db()
    assert enrolment.status == "completed"
    return enrolment


def test_a_completion_that_is_gone_is_found(done):
    """I10: by what happened, which nobody rewrites."""
    assert audit_learners() == []
    Enrolment.objects.update(status="active", completed_at=None)
    (words,) = audit_learners()
    assert words.startswith(f"enrolment {done.pk}:")
    audit(timezone.now())  # the job of the night only logs it
    with pytest.raises(CommandError):
        call_command("audit_grades")


def test_an_attempt_that_is_missing_is_found(enrolment):
    """I12: numbers are 1…n without gaps."""
    quiz = make_quiz(make_question(short_text()))
    for _unused in range(2):
        attempt = start_attempt(
            enrolment=enrolment,
            quiz_key=quiz.translation_key,
            locale="en",
            arrived_at=timezone.now(),
        )
        submit_attempt(attempt_uuid=attempt.uuid, learner=enrolment.user, arrived_at=timezone.now())
    assert audit_learners() == []
    Attempt.objects.filter(number=2).update(number=F("number") + 1)
    (words,) = audit_learners()
    assert words.endswith("2 attempts, the last is number 3")


def test_a_certificate_is_an_act_that_its_holder_alone_reads_of(done, facilitator, other_member):
    """learning.md §16."""
    held = issue_certificate(enrolment=done, printed_name="Amina", by=done.user)
    issue_certificate(enrolment=done, printed_name="Amina", by=done.user)
    entry = Entry.objects.get(verb="learning.certified")
    assert [one.target for one in feed(done.user) if one.entry == entry] == [held]
    for other in (facilitator, other_member):
        assert entry not in [one.entry for one in feed(other)]
