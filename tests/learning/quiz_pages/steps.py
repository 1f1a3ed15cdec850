"""What a browser sends to the pages of a quiz."""

import json
import re
import uuid

from django.urls import reverse
from django.utils import timezone

from learning.taking.pages import save_token
from learning.taking.starting import start_attempt


def begin(enrolment, quiz, at=None):
    return start_attempt(
        enrolment=enrolment,
        quiz_key=quiz.translation_key,
        locale="en",
        arrived_at=at or timezone.now(),
    )


def address(name, attempt):
    return reverse(f"learning:{name}", args=[attempt.uuid])


def fields_of(html):
    """The hidden fields of the page's form."""
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html))


def post_json(visitor, attempt, *answers, token=None, url="save", **body):
    return visitor.post(
        address(url, attempt),
        json.dumps({"answers": answers, **body}),
        content_type="application/json",
        headers={"X-Save-Token": save_token(attempt) if token is None else token},
    )


def item(slot=1, answer=None, seq=1, **more):
    more = {"key": str(uuid.uuid4())} | more
    return {"slot": slot, "answer": answer, "client_seq": seq} | more
