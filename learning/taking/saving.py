"""Saving answers: what came is kept, and what is newer is applied (I5, I6, I8)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Case, Exists, F, OuterRef, UUIDField, Value, When

from learning.grading import is_answered
from learning.models import Attempt, AttemptState, Response, ResponseEvent
from learning.taking.answers import Answer, answer_hash, as_sent, read_answer, read_as
from learning.taking.deadlines import is_late
from learning.taking.errors import AnswerRefused, AttemptMissing

if TYPE_CHECKING:
    from members.models import User

AHEAD = timedelta(minutes=5)  # a clock may be this far ahead; more is lowered to arrival


class SaveStatus(StrEnum):
    """What became of one answer."""

    APPLIED = "applied"
    OLDER = "older"  # answered in another window since: kept, not applied
    REPLAYED = "replayed"  # this very save has been received before
    UNCHANGED = "unchanged"  # a form sent what is there already
    CLOSED = "closed"  # the attempt has ended: kept as evidence
    LATE = "late"
    REFUSED = "refused"  # of a wrong shape: not kept

    @property
    def is_after_the_end(self) -> bool:
        return self in (SaveStatus.CLOSED, SaveStatus.LATE)


@dataclass(frozen=True, slots=True)
class Sent:
    """One answer as it came. Plain forms send no key and no `client_seq`.

    `rendered` is the hash of the answer that the form showed: what was not touched is left alone.
    """

    slot: Any
    answer: Any
    key: UUID | None = None
    client_seq: int | None = None
    client_at: datetime | None = None
    rendered: str | None = None


@dataclass(frozen=True, slots=True)
class SaveResult:
    """What the browser is told of one answer."""

    slot: Any
    status: SaveStatus
    rev: int = 0
    client_seq: int = 0
    saved_at: datetime | None = None
    reason: str = ""
    number: tuple[str, str] | None = None  # of a numeric question: its state, how it was read
    rendered: str = ""  # the hash of what the page shows now: a form of that changes nothing
    counting: Any = None  # of an older one: the answer that counts, as a browser would send it


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of each answer, and the attempt as it stood then: its end may have moved."""

    attempt: Attempt
    results: list[SaveResult]

    def count(self, *statuses: SaveStatus) -> int:
        return sum(one.status in statuses for one in self.results)


@dataclass(slots=True)
class _Item:
    """An answer that can be read, on its way into the tables."""

    at: int  # its place in what came
    sent: Sent
    answer: Answer
    key: UUID
    seq: int


def save_answers(
    *,
    attempt_uuid: UUID,
    learner: "User",
    answers: Sequence[Sent],
    arrived_at: datetime,
    source: str,
) -> list[SaveResult]:
    """Keep every answer that can be read, apply those that are newer; results in the order sent.

    `arrived_at` was taken before any lock. Everything is committed on return, so it may be
    acknowledged then. Raises AttemptMissing. Five queries in a transaction, however many answers.
    """
    return save_in_attempt(
        attempt_uuid=attempt_uuid,
        learner=learner,
        answers=answers,
        arrived_at=arrived_at,
        source=source,
    ).results


def save_in_attempt(
    *,
    attempt_uuid: UUID,
    learner: "User",
    answers: Sequence[Sent],
    arrived_at: datetime,
    source: str,
) -> Saved:
    """As `save_answers`, with the attempt: a page that is open learns of its new end."""
    with transaction.atomic():
        attempt = _locked(attempt_uuid, learner)
        results = store(attempt, answers, arrived_at=arrived_at, source=source)
        return Saved(attempt, results)


def store(
    attempt: Attempt, answers: Sequence[Sent], *, arrived_at: datetime, source: str
) -> list[SaveResult]:
    """The rules of saving, for a locked attempt. Three queries at most."""
    results: dict[int, SaveResult] = {}
    items = list(_readable(attempt, answers, arrived_at, results))
    rows = _rows(attempt, items) if items else {}
    late = is_late(attempt, arrived_at)
    is_closed = late or attempt.state != AttemptState.IN_PROGRESS
    events, changed = [], []
    for item in items:
        row = rows[item.sent.slot]
        if row.was_kept_only and not is_closed:
            _let_come_again(item, row)
        _rank_form(item, row, arrived_at)
        status = _status(item, row, is_late=late, is_closed=is_closed)
        if status not in (SaveStatus.REPLAYED, SaveStatus.UNCHANGED):
            events.append(_event(attempt, item, status, arrived_at, source))
        if status == SaveStatus.APPLIED:
            _apply(row, item, attempt, arrived_at)
            changed.append(row)
        results[item.at] = SaveResult(
            item.sent.slot,
            status,
            row.rev,
            row.client_seq,
            row.saved_at,
            number=_number(attempt, row),
            **_shown_from_now_on(attempt, item, row, status),
        )
    ResponseEvent.objects.bulk_create(events)
    if changed:
        Response.objects.bulk_update(changed, ["answer", "client_seq", "rev", "saved_at", "state"])
    return [results[at] for at in range(len(answers))]


def _rank_form(item: _Item, row: Any, arrived_at: datetime) -> None:
    """A form that came after the stored answer is newer, whatever clock that answer was told by."""
    if item.sent.client_seq is None and row.saved_at is not None and row.saved_at < arrived_at:
        item.seq = max(item.seq, row.client_seq + 1)


def _shown_from_now_on(
    attempt: Attempt, item: _Item, row: Any, status: SaveStatus
) -> dict[str, Any]:
    """What the page is to show: what was sent, or the answer of another window that counts."""
    if status != SaveStatus.OLDER:
        return {"rendered": answer_hash(item.answer)}
    counting = as_sent(attempt.layout["slots"][str(row.slot)], row.answer)
    return {"rendered": answer_hash(row.answer), "counting": counting}


def _number(attempt: Attempt, row: Response) -> tuple[str, str] | None:
    question = question_in(attempt, row.slot)
    return (row.state, read_as(question, row.answer)) if question["type"] == "numeric" else None


def question_in(attempt: Attempt, slot: int) -> dict[str, Any]:
    """The compiled question that the attempt asks in `slot`."""
    content = attempt.quiz_version.content
    question: dict[str, Any] = content["questions"][attempt.layout["slots"][str(slot)]["question"]]
    return question


def _locked(attempt_uuid: UUID, learner: "User") -> Attempt:
    attempts = Attempt.objects.select_for_update(of=("self",))
    found = (
        attempts.select_related("enrolment", "quiz_version")
        .filter(uuid=attempt_uuid, enrolment__user=learner.pk)
        .first()
    )
    if found is None:
        raise AttemptMissing(str(attempt_uuid))
    return found


def _readable(
    attempt: Attempt, answers: Iterable[Sent], arrived_at: datetime, results: dict[int, SaveResult]
) -> Iterable[_Item]:
    """Those answers that can be read; the others get their result at once."""
    now = int(arrived_at.timestamp() * 1000)
    slots: set[int] = set()
    keys: set[UUID] = set()
    for at, sent in enumerate(answers):
        try:
            answer = _read(attempt, sent, slots, keys)
        except AnswerRefused as refusal:
            results[at] = SaveResult(sent.slot, SaveStatus.REFUSED, reason=str(refusal))
            continue
        slots.add(sent.slot)
        key = sent.key or uuid4()
        keys.add(key)
        seq = now if sent.client_seq is None else max(0, sent.client_seq)
        if seq > now + AHEAD.total_seconds() * 1000:
            seq = now  # a wrong clock must not freeze the slot
        yield _Item(at, sent, answer, key, seq)


def _read(attempt: Attempt, sent: Sent, slots: set[int], keys: set[UUID]) -> Answer:
    known = isinstance(sent.slot, int) and not isinstance(sent.slot, bool)
    if not known or str(sent.slot) not in attempt.layout["slots"]:
        raise AnswerRefused("unknown slot")
    if sent.slot in slots or sent.key in keys:
        raise AnswerRefused("sent twice")
    layout = attempt.layout["slots"][str(sent.slot)]
    return read_answer(question_in(attempt, sent.slot), layout, sent.answer)


def _rows(attempt: Attempt, items: list[_Item]) -> dict[int, Any]:
    """The slots' responses, each told whether this very save came before, and whether in vain.

    One query.
    """
    keys = Case(
        *(When(slot=item.sent.slot, then=Value(item.key, UUIDField())) for item in items),
        output_field=UUIDField(),
    )
    received = ResponseEvent.objects.filter(attempt=OuterRef("attempt"), key=OuterRef("sent_key"))
    rows = (
        Response.objects.filter(attempt=attempt, slot__in=[item.sent.slot for item in items])
        .annotate(sent_key=keys)
        .annotate(
            is_replay=Exists(received),
            was_kept_only=Exists(received.filter(applied=False, slot=OuterRef("slot"))),
        )
        .order_by(F("slot"))
    )
    return {row.slot: row for row in rows}


def _let_come_again(item: _Item, row: Any) -> None:
    """What comes again counts where it was kept only, as nothing so new has counted since.

    It came after the end, and who leads the run has since opened the attempt once more: a file is
    handed in again, a browser sends what it still has.
    """
    if item.seq > row.client_seq:
        row.is_replay, item.key = False, uuid4()


def _status(item: _Item, row: Any, *, is_late: bool, is_closed: bool) -> SaveStatus:
    if row.is_replay:
        return SaveStatus.REPLAYED
    is_form = item.sent.key is None
    if is_form and (item.answer == row.answer or answer_hash(item.answer) == item.sent.rendered):
        return SaveStatus.UNCHANGED
    if is_late:
        return SaveStatus.LATE
    if is_closed:
        return SaveStatus.CLOSED
    return SaveStatus.APPLIED if item.seq > row.client_seq else SaveStatus.OLDER


def _event(
    attempt: Attempt, item: _Item, status: SaveStatus, arrived_at: datetime, source: str
) -> ResponseEvent:
    return ResponseEvent(
        attempt=attempt,
        slot=item.sent.slot,
        key=item.key,
        client_seq=item.seq,
        answer=item.answer,
        received_at=arrived_at,
        client_at=item.sent.client_at,
        applied=status == SaveStatus.APPLIED,
        late=status == SaveStatus.LATE,
        source=source,
    )


def _apply(row: Response, item: _Item, attempt: Attempt, arrived_at: datetime) -> None:
    row.answer = item.answer
    row.client_seq = item.seq
    row.rev += 1
    row.saved_at = arrived_at
    row.state = is_answered(question_in(attempt, row.slot), item.answer)
