"""What learning holds about a person: their places, progress, attempts, certificates (PRV1, PRV2).

Erasure leaves what nobody can be known by: the enrolment with its random reference, country and
year, attempts with their marks and what was chosen from lists. What a person typed goes, from the
answers and from every save of them (0192). A certificate the holder has not withdrawn stays
verifiable: that was their choice (0162).
"""

from typing import TYPE_CHECKING, Any

from common import personal_data
from learning.grading.numbers import plain_decimal
from learning.models import (
    Attempt,
    Certificate,
    CourseRun,
    Enrolment,
    EnrolmentStatus,
    ItemProgress,
    Override,
    Response,
    ResponseEvent,
    RunFacilitator,
)
from learning.services import fill_places
from learning.taking.answers import as_sent
from learning.triggers import stepping_aside

if TYPE_CHECKING:
    from common.typing import AnyUser


def _export_places(user: "AnyUser") -> list[personal_data.Row]:
    rows = Enrolment.objects.filter(user=user.pk).order_by("pk")
    return list(
        rows.values(
            "course_key",
            "run__name",
            "status",
            "source",
            "enrolled_at",
            "completed_at",
            "preferred_locale",
            "profile_snapshot",
            "last_seen_at",
        )
    )


def _export_progress(user: "AnyUser") -> list[personal_data.Row]:
    rows = ItemProgress.objects.filter(enrolment__user=user.pk).order_by("pk")
    fields = ("item_key", "state", "first_seen_at", "completed_at", "completed_how", "seconds")
    return list(rows.values(*fields, "locale"))


def _export_attempts(user: "AnyUser") -> list[personal_data.Row]:
    """Each attempt with the answers that stand in it; never keys (I14)."""
    attempts = Attempt.objects.filter(enrolment__user=user.pk).order_by("pk")
    return [
        {
            "quiz_key": one.quiz_key,
            "number": one.number,
            "state": one.state,
            "started_at": one.started_at,
            "submitted_at": one.submitted_at,
            "fraction": plain_decimal(one.fraction) if one.fraction is not None else None,
            "passed": one.passed,
            "answers": {
                str(row.slot): _without_keys(one, row.slot, row.answer)
                for row in one.responses.all()
            },
        }
        for one in attempts.prefetch_related("responses")
    ]


def _export_saves(user: "AnyUser") -> list[personal_data.Row]:
    """Every save as it arrived, also those that no answer stands for any more."""
    rows = ResponseEvent.objects.filter(attempt__enrolment__user=user.pk).order_by("pk")
    return [
        {
            "quiz_key": one.attempt.quiz_key,
            "number": one.attempt.number,
            "slot": one.slot,
            "answer": _without_keys(one.attempt, one.slot, one.answer),
            "received_at": one.received_at,
            "client_at": one.client_at,
            "applied": one.applied,
            "late": one.late,
            "source": one.source,
        }
        for one in rows.select_related("attempt")
    ]


def _without_keys(attempt: Attempt, slot: int, answer: Any) -> Any:
    """As the learner sent it: the key of an option would tell whether the pair is right."""
    return as_sent(attempt.layout["slots"][str(slot)], answer)


def _export_extensions(user: "AnyUser") -> list[personal_data.Row]:
    rows = Override.objects.filter(enrolment__user=user.pk).order_by("pk")
    fields = ("quiz_key", "extra_seconds", "time_factor", "extra_attempts", "due_at", "reason")
    return list(rows.values(*fields, "granted_at"))


def _export_runs(user: "AnyUser") -> list[personal_data.Row]:
    rows = RunFacilitator.objects.filter(user=user.pk).order_by("pk")
    return list(rows.values("run__name", "run__course_key"))


def _export_certificates(user: "AnyUser") -> list[personal_data.Row]:
    rows = Certificate.objects.filter(enrolment__user=user.pk).order_by("pk")
    fields = ("code", "status", "status_at", "status_reason", "issued_at", "snapshot")
    return list(rows.values(*fields, "pdf_sha256"))


def _erase_places(user: "AnyUser") -> int:
    """The person leaves their enrolments, which then say country and year and no more."""
    mine = list(Enrolment.objects.filter(user=user.pk))
    _erase_typed(mine)
    for enrolment in mine:
        kept: dict[str, Any] = {"year": enrolment.enrolled_at.year}
        if country := enrolment.profile_snapshot.get("country"):
            kept["country"] = country
        enrolment.user, enrolment.profile_snapshot = None, kept
        if enrolment.status in (EnrolmentStatus.PENDING, EnrolmentStatus.WAITING):
            enrolment.status = EnrolmentStatus.WITHDRAWN
        enrolment.save(update_fields=["user", "profile_snapshot", "status"])
    Override.objects.filter(enrolment__in=[one.pk for one in mine]).update(reason="")
    RunFacilitator.objects.filter(user=user.pk).delete()
    for run in CourseRun.objects.filter(enrolments__in=mine).distinct().order_by("pk"):
        fill_places(run=run)
    return len(mine)


def _erase_typed(enrolments: list[Enrolment]) -> None:
    """Texts go; marks, choices and pairs stay, so that figures and sums stay true (I9)."""
    attempts = Attempt.objects.filter(enrolment__in=[one.pk for one in enrolments])
    attempts.update(agent_family="")
    typed = {"attempt__in": attempts, "answer__has_key": "text"}
    Response.objects.filter(**typed).update(answer=None)
    with stepping_aside("erasure"):
        ResponseEvent.objects.filter(**typed).empty()


personal_data.register("course places", export=_export_places, erase=_erase_places)
# What follows stays with the enrolment, which names nobody any more.
personal_data.register("course progress", export=_export_progress, erase=None)
personal_data.register("quiz attempts", export=_export_attempts, erase=None)
personal_data.register("quiz saves", export=_export_saves, erase=None)
personal_data.register("course extensions", export=_export_extensions, erase=None)
personal_data.register("course runs led", export=_export_runs, erase=None)
personal_data.register("certificates", export=_export_certificates, erase=None)
