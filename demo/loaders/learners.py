"""Learners of the course in every state, brought there by the services that learners use.

Who has a place already is left as they are. Nothing is written straight into the tables of
learning, so that each state is one a real learner can reach.
"""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import override

from demo.loaders.course_units import key_of
from demo.loaders.courses import COURSE
from demo.loaders.members import person
from demo.seed import Seed, records
from learning.models import (
    Attempt,
    CompletedHow,
    CoursePage,
    CourseRun,
    Enrolment,
    EventSource,
    LessonPage,
    RunFacilitator,
)
from learning.services import (
    complete_item,
    enrol_member,
    issue_certificate,
    open_run,
    record_visit,
    replace_certificate,
    revoke_certificate,
    withdraw_certificates,
    withdraw_enrolment,
)
from learning.taking.closing import close_overdue_attempts
from learning.taking.saving import Sent, save_answers
from learning.taking.starting import start_attempt
from learning.taking.submitting import submit_attempt
from members.models import User

CORE_QUIZ, TIMED_QUIZ = UUID(key_of("quiz-mld-core")), UUID(key_of("quiz-mld-measuring"))
CORE_MODULE = "module-mld-core"
_REVOKED = "An example: the test was taken by somebody else."
LONG_AGO = timedelta(minutes=35)  # the timed quiz takes 30, and answers may be sent for longer


def load(seed: Seed) -> None:
    """One facilitator, and everybody of `learners.json` who has no place yet."""
    course = CoursePage.objects.filter(external_id=COURSE).first()
    if course is None:
        seed.say("learners: none, as the course is not here")
        return
    run = open_run(course_key=course.translation_key, name=course.title)
    RunFacilitator.objects.get_or_create(run=run, user=person("trainer"))
    taken = set(Enrolment.objects.filter(run=run).values_list("user__handle", flat=True))
    for record in records("learners"):
        if record["handle"] not in taken:
            with override(record["language"]):
                _Learner(run, person(record["handle"]), record["language"]).reach(record["state"])


class _Learner:
    """A member on the way through the course."""

    def __init__(self, run: CourseRun, member: User, language: str) -> None:
        self.member = member
        self.language = language
        self.enrolment = enrol_member(member=member, run=run)

    def reach(self, state: str) -> None:
        """Raises KeyError for a state that nobody can be in."""
        steps: dict[str, Callable[[], Any]] = {
            "not_started": lambda: None,
            "half_way": lambda: self._read(2),
            "quiz_in_progress": self._begin_quiz,
            "overdue": self._run_out_of_time,
            "failed_once": lambda: self._take(right=False),
            "passed": lambda: (self._read(1), self._take(right=True)),
            "completed": self._complete,
            "replaced": self._correct_name,
            "certificate_withdrawn": self._withdraw_certificate,
            "revoked": self._lose_certificate,
            "withdrawn": self._leave,
        }
        steps[state]()

    def _read(self, most: int | None = None) -> None:
        """The first lessons of the core module, or all of them."""
        keys = [key_of_lesson(one["id"]) for one in _core_lessons()]
        for key in keys[:most]:
            record_visit(enrolment=self.enrolment, item_key=key, locale=self.language, seconds=600)
            self.enrolment = complete_item(
                enrolment=self.enrolment,
                item_key=key,
                how=CompletedHow.MANUAL,
                locale=self.language,
                by=self.member,
            )

    def _begin_quiz(self) -> None:
        self._read(2)
        attempt = self._start(CORE_QUIZ)
        save_answers(
            attempt_uuid=attempt.uuid,
            learner=self.member,
            answers=answers_to(attempt, right=True)[:3],
            arrived_at=timezone.now(),
            source=EventSource.AUTOSAVE,
        )

    def _run_out_of_time(self) -> None:
        """The line broke: the clock finds the attempt, and there is a time of grace."""
        self._read()
        self._start(TIMED_QUIZ, ago=LONG_AGO)
        close_overdue_attempts(now=timezone.now())

    def _take(self, *, right: bool) -> None:
        attempt = self._start(CORE_QUIZ)
        submit_attempt(
            attempt_uuid=attempt.uuid,
            learner=self.member,
            arrived_at=timezone.now(),
            answers=answers_to(attempt, right=right),
        )

    def _complete(self) -> None:
        self._read()
        self._take(right=True)
        self.enrolment.refresh_from_db()
        issue_certificate(
            enrolment=self.enrolment,
            printed_name=self.member.profile.display_name,
            by=self.member,
            language=self.language,
        )

    def _correct_name(self) -> None:
        """Holders correct their name once: two certificates, and the first leads to the second."""
        self._complete()
        first = self.enrolment.certificates.get()
        formal = f"Dr {self.member.profile.display_name}"
        replace_certificate(certificate=first, printed_name=formal, by=self.member)

    def _withdraw_certificate(self) -> None:
        """Strangers read that it is not to be verified any more, and no name."""
        self._complete()
        withdraw_certificates(enrolment=self.enrolment, by=self.member)

    def _lose_certificate(self) -> None:
        """It was given to the wrong person: the address printed on it says that it does not hold.

        Where there are no accounts (C3) nobody may revoke, and it stays valid.
        """
        self._complete()
        editor = User.objects.filter(groups__name="Editors").order_by("pk").first()
        if editor is not None:
            certificate = self.enrolment.certificates.get()
            revoke_certificate(certificate=certificate, reason=_REVOKED, by=editor)

    def _leave(self) -> None:
        self._read(1)
        withdraw_enrolment(enrolment=self.enrolment, by=self.member)

    def _start(self, quiz_key: UUID, ago: timedelta = timedelta()) -> Attempt:
        return start_attempt(
            enrolment=self.enrolment,
            quiz_key=quiz_key,
            locale=self.language,
            arrived_at=timezone.now() - ago,
        )


def key_of_lesson(external_id: str) -> UUID:
    """The item's key, the same in all languages. Raises LessonPage.DoesNotExist."""
    key: UUID = LessonPage.objects.get(external_id=external_id).translation_key
    return key


def _core_lessons() -> list[dict[str, Any]]:
    modules = records("courses")[0]["modules"]
    lessons: list[dict[str, Any]] = next(
        one["lessons"] for one in modules if one["id"] == CORE_MODULE
    )
    return lessons


# --- Answers ----------------------------------------------------------------------------------
def answers_to(attempt: Attempt, *, right: bool) -> list[Sent]:
    """What a browser would send for every question of the attempt, all right or all wrong."""
    content = attempt.quiz_version.content
    answers = []
    for slot, layout in attempt.layout["slots"].items():
        question = content["questions"][layout["question"]]
        if question["type"] in _ANSWERS:
            answer = _ANSWERS[question["type"]](question, layout, right)
            answers.append(Sent(slot=int(slot), answer=answer))
    return answers


def _best(rows: list[dict[str, Any]], right: bool) -> dict[str, Any]:
    choose = max if right else min
    return choose(rows, key=lambda row: Decimal(row["weight"]))


def _choice(question: dict[str, Any], layout: dict[str, Any], right: bool) -> dict[str, Any]:
    return {"choice": _best(question["choices"], right)["key"]}


def _choices(question: dict[str, Any], layout: dict[str, Any], right: bool) -> dict[str, Any]:
    rows = question["choices"]
    return {"choices": [row["key"] for row in rows if (Decimal(row["weight"]) > 0) == right]}


def _truth(question: dict[str, Any], layout: dict[str, Any], right: bool) -> dict[str, Any]:
    return {"value": question["right"] == right}


def _text(question: dict[str, Any], layout: dict[str, Any], right: bool) -> dict[str, Any]:
    return {"text": _best(question["answers"], True)["pattern"] if right else "?"}


def _number(question: dict[str, Any], layout: dict[str, Any], right: bool) -> dict[str, Any]:
    return {"text": _best(question["answers"], True)["value"] if right else "1"}


def _pairs(question: dict[str, Any], layout: dict[str, Any], right: bool) -> dict[str, Any]:
    """Options are sent as their place in the list that was shown."""
    places = {key: str(place) for place, key in enumerate(layout["options"], start=1)}
    last = question["options"][-1]["key"]  # of those that fit nothing
    stems = question["stems"]
    return {"pairs": {one["key"]: places[one["option"] if right else last] for one in stems}}


_ANSWERS: dict[str, Callable[[dict[str, Any], dict[str, Any], bool], dict[str, Any]]] = {
    "single": _choice,
    "multiple": _choices,
    "true_false": _truth,
    "short_text": _text,
    "numeric": _number,
    "matching": _pairs,
}
