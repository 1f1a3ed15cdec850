"""Open attempts to save answers in: `python -m benchmarks.autosave_data --learners 200`.

The demo's questions and quizzes, compiled; so many new learners, each with a place in one run, an
open attempt and a session. Prints what a request and what a bare write need as one line of JSON.
"""

import argparse
import json
from typing import Any

import django


def main() -> None:
    """New learners each time."""
    parser = argparse.ArgumentParser("python -m benchmarks.autosave_data")
    parser.add_argument("--learners", type=int, required=True)
    number = parser.parse_args().learners
    django.setup()
    from demo.loaders import quizzes
    from demo.seed import Seed
    from learning.models import Response, ResponseEvent

    quizzes.load(Seed(lambda _said: None))
    tables = {"event": ResponseEvent._meta.db_table, "response": Response._meta.db_table}
    print(json.dumps({"tables": tables, "learners": [_learner(at) for at in range(number)]}))


def _learner(at: int) -> dict[str, Any]:
    """One who has begun the core quiz: session, address, token, answers, rows."""
    from django.conf import settings
    from django.test import Client
    from django.utils import timezone

    from demo.loaders.learners import CORE_QUIZ, answers_to
    from learning.taking.pages import save_token
    from learning.taking.starting import start_attempt
    from members.models import MemberProfile, User

    stamp = f"{timezone.now():%H%M%S}"
    user = User.objects.create_user(
        f"learner-{stamp}-{at}@demo.example", handle=f"learner_{stamp}_{at}"
    )
    MemberProfile.objects.create(user=user, display_name=f"Learner {at}")
    attempt = start_attempt(
        enrolment=_place(user), quiz_key=CORE_QUIZ, locale="en", arrived_at=timezone.now()
    )
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    sent = {one.slot: one.answer for one in answers_to(attempt, right=True)}
    rows = attempt.responses.filter(slot__in=sent).order_by("slot")
    return {
        "cookie": f"{name}={client.cookies[name].value}",
        "path": f"/en/learning/attempts/{attempt.uuid}/save/",
        "token": save_token(attempt),
        "attempt": attempt.pk,
        "answers": [{"slot": row.slot, "row": row.pk, "answer": sent[row.slot]} for row in rows],
    }


def _place(user: Any) -> Any:
    from uuid import uuid5

    from django.utils import timezone

    from demo.loaders.learners import CORE_QUIZ
    from learning.models import CourseRun, Enrolment, RunStatus

    run, _is_new = CourseRun.objects.get_or_create(
        course_key=uuid5(CORE_QUIZ, "measured"),
        name="Measured",
        defaults={"status": RunStatus.OPEN},
    )
    return Enrolment.objects.create(
        user=user,
        run=run,
        course_key=run.course_key,
        enrolled_at=timezone.now(),
        preferred_locale="en",
    )


if __name__ == "__main__":
    main()
