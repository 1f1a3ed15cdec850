"""A learner's file of answers, handed in by who leads the run: the last resort (learning.md §17).

A learner could have changed the file; so it is no more than saves that come late. They meet the
rules of every save: the attempt that it names, by that learner, while it is open.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from learning.models import Attempt, Enrolment, EventSource, ResponseEvent
from learning.permissions import check_lead_run
from learning.taking.errors import FileRefused
from learning.taking.learner_view import Stage, answer_words, learner_view
from learning.taking.received import answers_of, as_uuid, object_in
from learning.taking.saving import Saved, SaveResult, SaveStatus, Sent, question_in, store
from learning.taking.transcript import MARK

if TYPE_CHECKING:
    from members.models import User

log = structlog.get_logger(__name__)

MOST_BYTES = 900_000  # below what a form may carry; a full quiz of long answers has less


@dataclass(frozen=True, slots=True)
class Evidence:
    """One answer that came by a file or after the end, as who leads the run reads it."""

    number: int | None
    words: list[str]
    received_at: datetime
    applied: bool
    late: bool


def hand_in_answers(
    *, enrolment: Enrolment, file: bytes, by: "User", arrived_at: datetime
) -> Saved:
    """Save the answers in `file`, all or none, to the learner's attempt that it names.

    They are applied to an open attempt in time, else kept as evidence; the same file twice changes
    nothing. Raises PermissionDenied; FileRefused with what to tell.
    """
    check_lead_run(by, enrolment.run)
    if enrolment.user_id is None:
        raise FileRefused(_("This person has left. Nothing of theirs is taken any more."))
    attempt_uuid, answers = read_file(file)
    with transaction.atomic():
        attempt = _locked(enrolment, attempt_uuid)
        results = store(attempt, answers, arrived_at=arrived_at, source=EventSource.FILE)
        refused = [one for one in results if one.status == SaveStatus.REFUSED]
        if refused:
            raise FileRefused(_refusal_words(attempt, refused))
    done = Saved(attempt, results)
    applied = done.count(SaveStatus.APPLIED)
    log.info("answers_handed_in", attempt=attempt.pk, by=by.pk, sent=len(results), applied=applied)
    return done


def read_file(file: bytes) -> tuple[UUID, list[Sent]]:
    """(the attempt that `file` names, its answers). Raises FileRefused."""
    if len(file) > MOST_BYTES:
        raise FileRefused(_("The file is larger than 900 kB."))
    try:
        text = file.decode("utf-8-sig").replace("\r\n", "\n")
        body = object_in(text.rpartition(f"\n{MARK}\n")[2])
        answers = answers_of(body)
    except ValueError as problem:
        raise FileRefused(_("This is not a file of answers, or it was cut short.")) from problem
    attempt = as_uuid(body.get("attempt"))
    if not all(isinstance(one.slot, int) for one in answers):
        raise FileRefused(_("This is not a file of answers, or it was cut short."))
    if attempt is None:
        raise FileRefused(_("The file does not say which attempt it is of."))
    if not answers:
        raise FileRefused(_("There are no answers in this file."))
    return attempt, answers


def evidence_in(attempt: Attempt) -> list[Evidence]:
    """What files have brought to `attempt`, and all that came too late, the newest first.

    One query.
    """
    content = attempt.quiz_version.content
    pages = learner_view(content, attempt.layout, Stage.ATTEMPT)
    numbers = {view["slot"]: view["number"] for page in pages for view in page}
    wanted = Q(source=EventSource.FILE) | Q(late=True)
    if attempt.submitted_at:
        wanted |= Q(applied=False, received_at__gt=attempt.submitted_at)
    rows = ResponseEvent.objects.filter(wanted, attempt=attempt)
    return [
        Evidence(
            number=numbers.get(row.slot),
            words=answer_words(question_in(attempt, row.slot), row.answer),
            received_at=row.received_at,
            applied=row.applied,
            late=row.late,
        )
        for row in rows.order_by("-received_at", "slot", "pk")
    ]


def _locked(enrolment: Enrolment, attempt_uuid: UUID) -> Attempt:
    """This learner's attempt in this run; no other is named. Raises FileRefused."""
    attempts = Attempt.objects.select_for_update(of=("self",))
    found = (
        attempts.select_related("enrolment", "quiz_version")
        .filter(uuid=attempt_uuid, enrolment=enrolment)
        .first()
    )
    if found is None:
        raise FileRefused(_("The file is not of an attempt of this person in this run."))
    return found


def _refusal_words(attempt: Attempt, refused: list[SaveResult]) -> str:
    """Which answers cannot be read, by their number where there is such a question."""
    known = [one.slot for one in refused if str(one.slot) in attempt.layout["slots"]]
    if len(known) < len(refused):
        return _("The file has answers to questions that this attempt does not ask.")
    pages = learner_view(attempt.quiz_version.content, attempt.layout, Stage.ATTEMPT)
    numbers = {view["slot"]: view["number"] for page in pages for view in page}
    named = ", ".join(str(numbers.get(slot) or "–") for slot in dict.fromkeys(known))
    return _("These answers cannot be read: %(questions)s. Nothing was taken.") % {
        "questions": named
    }
