"""What a learner does in a quiz, in the words of the tests."""

import uuid
from datetime import timedelta

from django.utils import timezone

from learning.models import (
    Response,
)
from learning.taking.saving import Sent, save_answers
from learning.taking.starting import start_attempt
from learning.taking.submitting import submit_attempt

NOW = timezone.now().replace(microsecond=0)
MINUTE = timedelta(minutes=1)
LIMIT = timedelta(minutes=10)


def start(enrolment, quiz, at=NOW):
    return start_attempt(
        enrolment=enrolment, quiz_key=quiz.translation_key, locale="en", arrived_at=at
    )


def save(attempt, *answers, at=NOW, source="autosave"):
    return save_answers(
        attempt_uuid=attempt.uuid,
        learner=attempt.enrolment.user,
        answers=answers,
        arrived_at=at,
        source=source,
    )


def submit(attempt, *answers, at=NOW, **extra):
    return submit_attempt(
        attempt_uuid=attempt.uuid,
        learner=attempt.enrolment.user,
        arrived_at=at,
        answers=answers,
        **extra,
    )


def text(words, *, slot=1, seq=None, key=None):
    """An answer as autosave sends it; without `seq` as a plain form does."""
    key = key or (uuid.uuid4() if seq is not None else None)
    return Sent(slot=slot, answer={"text": words}, key=key, client_seq=seq)


def answer_in(attempt, slot=1):
    return Response.objects.get(attempt=attempt, slot=slot).answer


def ms(moment):
    return int(moment.timestamp() * 1000)
