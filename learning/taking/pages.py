"""What the pages of a quiz show: the start, an attempt, its summary."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext as _

from common.zones import deadline_words, place_of
from learning.models import Attempt, Enrolment, EnrolmentStatus, Response
from learning.models.bank import UNGRADED_TYPES, QuizKind
from learning.outline import Item, Outline, courses_of_lessons, courses_with, outlines_for
from learning.practice import ROLE, item_for, lesson_in, lessons_with
from learning.taking.answers import answer_hash, read_as
from learning.taking.closing import settle
from learning.taking.deadlines import Allowance, allowance_for, closes_at
from learning.taking.errors import AttemptMissing, CannotStart
from learning.taking.learner_view import Stage, learner_view
from learning.taking.reviewing import told_of
from learning.taking.rows import AttemptRow, attempt_rows, open_until, shown
from learning.taking.starting import current_version, may_start

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from common.typing import AnyUser
    from members.models import User

TOKEN_SALT = "learning.save"  # noqa: S105 - the name of a purpose, not a secret


def save_token(attempt: Attempt) -> str:
    """What a page of the attempt carries, in place of the CSRF cookie that a sign-in changes."""
    return signing.dumps([str(attempt.uuid), attempt.enrolment.user_id], salt=TOKEN_SALT)


def is_token_for(token: str, attempt_uuid: UUID, learner_pk: int) -> bool:
    """Whether `token` was made for this attempt of this learner."""
    try:
        return bool(signing.loads(token, salt=TOKEN_SALT) == [str(attempt_uuid), learner_pk])
    except signing.BadSignature:
        return False


def attempt_for(learner: "User", attempt_uuid: UUID, now: datetime) -> Attempt:
    """The learner's own attempt as it is at `now`. Raises AttemptMissing. One query."""
    found = (
        Attempt.objects.select_related("enrolment__run", "quiz_version__locale")
        .filter(uuid=attempt_uuid, enrolment__user=learner.pk)
        .first()
    )
    if found is None:
        raise AttemptMissing(str(attempt_uuid))
    return settle(found, now)


# --- Start --------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Place:
    """Where a learner takes a quiz: a place in a run whose course has it.

    `back_url` leads to where it was found: the course, or the unit of a lesson for practice.
    """

    enrolment: Enrolment
    outline: Outline
    item: Item
    back_url: str
    back_title: str

    @property
    def is_practice(self) -> bool:
        """Whether it stands in a lesson and counts for nothing."""
        return self.item.role == ROLE


@dataclass(frozen=True, slots=True)
class StartPage:
    """Everything a learner should know before they begin: no surprise."""

    place: Place
    content: dict[str, Any] | None
    questions: int
    attempts: list[AttemptRow]
    open_attempt: Attempt | None
    allowance: Allowance
    allowed: int
    closes_at: datetime | None
    refusal: CannotStart | None
    has_passed: bool  # as far as that may be told
    language: str = ""

    @property
    def left(self) -> int | None:
        """Attempts that are left; None without a limit."""
        return max(0, self.allowed - len(self.attempts)) if self.allowed else None

    @property
    def pass_percent(self) -> str:
        return shown(Decimal(self.content["pass_mark"]) * 100) if self.content else ""

    @property
    def minutes(self) -> int | None:
        limit = (self.content or {}).get("time_limit_seconds")
        if limit is None:
            return None
        seconds = int(limit * self.allowance.time_factor) + self.allowance.extra_seconds
        return max(1, seconds // 60)

    @property
    def grace_minutes(self) -> int:
        return _grace_minutes(self.content or {})

    @property
    def grace_ends_at(self) -> datetime | None:
        """Until when the open attempt may be sent, where its time is up."""
        return open_until(self.open_attempt) if self.open_attempt else None


def place_for(
    learner: "User", quiz_key: UUID, language: str, run_uuid: UUID | None = None
) -> Place | None:
    """The learner's place for this quiz: in the run named, else where they are learning, else in
    the newest that has it.

    The outlines are those of courses that have the quiz, however many others one takes.
    """
    mine = Enrolment.objects.filter(user=learner.pk).select_related("run").order_by("-enrolled_at")
    if run_uuid:
        mine = mine.filter(run__uuid=run_uuid)
    having = list(mine.filter(course_key__in=courses_with(quiz_key)))
    outlines = outlines_for((one.course_key for one in having), language)
    places = [
        Place(enrolment, outline, item, outline.url, outline.title)
        for enrolment in having
        if (outline := outlines[enrolment.course_key])
        and (item := outline.item(quiz_key))
        and item.kind == "quiz"
    ]
    if not places:
        places = list(_practice_places(mine, quiz_key, language))
    # The same that pages of the course speak of (`selectors.enrolment_of`).
    places.sort(
        key=lambda one: (
            one.enrolment.status != EnrolmentStatus.ACTIVE,
            not one.enrolment.has_a_place,
        )
    )
    return next(iter(places), None)


def open_attempt_of(
    learner: "User", quiz_key: UUID, run_uuid: UUID | None = None
) -> Attempt | None:
    """One that the learner has begun at the quiz, in the run named if one is. One query."""
    mine = Attempt.objects.open().filter(enrolment__user=learner.pk, quiz_key=quiz_key)
    return (mine.filter(enrolment__run__uuid=run_uuid) if run_uuid else mine).first()


def _practice_places(
    enrolments: "QuerySet[Enrolment]", quiz_key: UUID, language: str
) -> Iterator[Place]:
    """Those whose course offers the quiz in a lesson."""
    holders = lessons_with(quiz_key)
    if not holders:
        return
    having = list(enrolments.filter(course_key__in=courses_of_lessons(holders)))
    outlines = outlines_for((one.course_key for one in having), language)
    for enrolment in having:
        outline = outlines[enrolment.course_key]
        lesson = lesson_in(outline, holders) if outline else None
        if outline and lesson:
            back_url = f"{lesson.url}#{holders[lesson.key]}"
            yield Place(enrolment, outline, item_for(quiz_key), back_url, lesson.title)


def start_page(place: Place, language: str, now: datetime, *, viewer: "AnyUser") -> StartPage:
    """What the start page of a quiz shows to `viewer`, who holds `place`."""
    enrolment, quiz_key = place.enrolment, place.item.key
    version = current_version(quiz_key, language, enrolment.course_key)
    attempts = list(
        Attempt.objects.filter(enrolment=enrolment, quiz_key=quiz_key)
        .select_related("quiz_version", "enrolment__run")
        .order_by("number")
    )
    attempts = [settle(one, now) for one in attempts]
    open_attempt = next((one for one in attempts if one.is_open), None)
    allowance = allowance_for(enrolment, quiz_key)
    content = version.content if version else None
    told = told_of(attempts, now, allowance)
    refusal = None
    if content and not open_attempt:
        try:
            may_start(enrolment, quiz_key, content, now, learner=viewer)
        except CannotStart as problem:
            refusal = problem
    limit = content["attempts_allowed"] if content else 0
    counts = bool(content and content["kind"] != QuizKind.PRE)
    own_language = version.locale.language_code if version else language
    return StartPage(
        place=place,
        content=content,
        questions=_count(content) if content else 0,
        attempts=attempt_rows(attempts, told=told),
        open_attempt=open_attempt,
        allowance=allowance,
        allowed=limit + allowance.extra_attempts if limit else 0,
        closes_at=closes_at(enrolment.run, allowance),
        refusal=refusal,
        has_passed=any(one.passed and one.pk in told for one in attempts) and counts,
        language="" if own_language == language else own_language,
    )


def _grace_minutes(content: dict[str, Any]) -> int:
    """How long an attempt may be sent after its time; 0 for less than a minute."""
    return (content.get("grace_seconds") or 0) // 60


def end_words(deadline: datetime | None) -> str:
    """When an attempt ends, in the reader's zone, which is named; of another day the day, too."""
    if deadline is None:
        return ""
    if timezone.localdate(deadline) != timezone.localdate():
        return _("The test closes on %(moment)s.") % {"moment": deadline_words(deadline)}
    words = {
        "moment": f"{timezone.localtime(deadline):%H:%M}",
        "zone": place_of(timezone.get_current_timezone_name()),
    }
    return _("The test ends at %(moment)s %(zone)s.") % words


def _count(content: dict[str, Any]) -> int:
    """Questions that ask something."""
    kinds = (
        content["questions"][one["question"]]["type"]
        for one in content["slots"]
        if "question" in one
    )
    drawn = sum("pool" in one for one in content["slots"])
    return drawn + sum(kind not in UNGRADED_TYPES for kind in kinds)


# --- Taking -------------------------------------------------------------------------------------
@dataclass(slots=True)
class Field:
    """One question of an open attempt, with the answer as it stands."""

    view: dict[str, Any]
    answer: Any
    seq: int
    state: str
    read_as: str = ""
    error: str = ""
    typed: Any = None  # what was sent and refused

    @property
    def rendered(self) -> str:
        """What the form shows: fields that come back unchanged are left alone."""
        return answer_hash(self.answer)

    @property
    def chosen(self) -> list[str]:
        """Keys of chosen choices."""
        answer = self.answer or {}
        return answer.get("choices") or [answer.get("choice")]

    @property
    def text(self) -> str:
        return self.typed if self.typed is not None else (self.answer or {}).get("text", "")

    @property
    def pairs(self) -> list[tuple[dict[str, str], list[tuple[dict[str, str], bool]]]]:
        """Each stem with the options, and which is chosen."""
        return self.view["pairs"]  # type: ignore[no-any-return]


@dataclass(slots=True)
class AttemptPage:
    """One page of an open attempt."""

    attempt: Attempt
    content: dict[str, Any]
    fields: list[Field]
    number: int
    pages: int
    token: str
    allowed: int  # attempts; 0 without a limit

    @property
    def questions(self) -> int:
        return _count(self.content)

    @property
    def pass_percent(self) -> str:
        """Empty where nothing is passed."""
        if self.content["kind"] in (QuizKind.PRACTICE, QuizKind.PRE):
            return ""
        return shown(Decimal(self.content["pass_mark"]) * 100)

    @property
    def grace_minutes(self) -> int:
        return _grace_minutes(self.content)

    @property
    def end_words(self) -> str:
        return end_words(self.attempt.deadline_at)

    @property
    def is_last(self) -> bool:
        return self.number == self.pages

    @property
    def last_seq(self) -> int:
        return max((one.seq for one in self.fields), default=0)


def attempt_page(attempt: Attempt, number: int) -> AttemptPage:
    """Page `number` of an open attempt, from 1. Two queries, however many questions."""
    content = attempt.quiz_version.content
    pages = learner_view(content, attempt.layout, Stage.ATTEMPT)
    number = min(max(1, number), len(pages))
    rows = {row.slot: row for row in Response.objects.filter(attempt=attempt)}
    fields = [field_of(attempt, view, rows[view["slot"]]) for view in pages[number - 1]]
    allowed = content["attempts_allowed"]
    if allowed:
        allowed += allowance_for(attempt.enrolment, attempt.quiz_key).extra_attempts
    token = save_token(attempt)
    return AttemptPage(attempt, content, fields, number, len(pages), token, allowed)


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """A question in the summary before sending; `read_as` is how its number was read."""

    number: int
    slot: int
    page: int
    state: str
    read_as: str = ""


def summary_of(attempt: Attempt) -> list[SummaryRow]:
    """Each question that asks something, with whether it is answered. One query."""
    content = attempt.quiz_version.content
    responses = {one.slot: one for one in Response.objects.filter(attempt=attempt)}
    rows = []
    for page, views in enumerate(learner_view(content, attempt.layout, Stage.ATTEMPT), start=1):
        rows += [
            _summary_row(view, page, responses[view["slot"]], content)
            for view in views
            if view["number"]
        ]
    return rows


def _summary_row(
    view: dict[str, Any], page: int, row: Response, content: dict[str, Any]
) -> SummaryRow:
    words = read_as(content["questions"][str(row.question_key)], row.answer)
    return SummaryRow(view["number"], view["slot"], page, row.state, words)


def field_of(attempt: Attempt, view: dict[str, Any], row: Response) -> Field:
    """One question with its answer as it stands."""
    question = attempt.quiz_version.content["questions"][str(row.question_key)]
    if view["type"] == "matching":
        view["pairs"] = _pairs(view, attempt.layout["slots"][str(row.slot)], row.answer)
    return Field(view, row.answer, row.client_seq, row.state, read_as(question, row.answer))


def _pairs(view: dict[str, Any], layout: dict[str, Any], answer: Any) -> list[Any]:
    chosen = (answer or {}).get("pairs", {})
    pairs = []
    for stem in view["stems"]:
        key = chosen.get(stem["key"])
        place = str(layout["options"].index(key) + 1) if key else ""
        pairs.append((stem, [(one, one["place"] == place) for one in view["options"]]))
    return pairs
