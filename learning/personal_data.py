"""What learning holds about a person: their places, progress, attempts, certificates (PRV1, PRV2).

Erasure leaves what nobody can be known by: the enrolment with its random reference, country and
year. A certificate the holder has not withdrawn stays verifiable: that was their choice (0162).
"""

from typing import TYPE_CHECKING, Any

from common import personal_data
from learning.models import Attempt, Certificate, Enrolment, ItemProgress, Override, RunFacilitator

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
    """Each attempt with the answers that stand in it; never keys."""
    attempts = Attempt.objects.filter(enrolment__user=user.pk).order_by("pk")
    return [
        {
            "quiz_key": one.quiz_key,
            "number": one.number,
            "state": one.state,
            "started_at": one.started_at,
            "submitted_at": one.submitted_at,
            "fraction": one.fraction,
            "passed": one.passed,
            "answers": {str(row.slot): row.answer for row in one.responses.all()},
        }
        for one in attempts.prefetch_related("responses")
    ]


def _export_certificates(user: "AnyUser") -> list[personal_data.Row]:
    rows = Certificate.objects.filter(enrolment__user=user.pk).order_by("pk")
    return list(rows.values("code", "status", "issued_at", "snapshot", "pdf_sha256"))


def _erase_places(user: "AnyUser") -> int:
    """The person leaves their enrolments, which then say country and year and no more."""
    mine = list(Enrolment.objects.filter(user=user.pk))
    for enrolment in mine:
        kept: dict[str, Any] = {"year": enrolment.enrolled_at.year}
        if country := enrolment.profile_snapshot.get("country"):
            kept["country"] = country
        enrolment.user, enrolment.profile_snapshot = None, kept
        enrolment.save(update_fields=["user", "profile_snapshot"])
    Override.objects.filter(enrolment__in=[one.pk for one in mine]).update(reason="")
    RunFacilitator.objects.filter(user=user.pk).delete()
    return len(mine)


personal_data.register("course places", export=_export_places, erase=_erase_places)
# What follows stays with the enrolment, which names nobody any more.
personal_data.register("course progress", export=_export_progress, erase=None)
personal_data.register("quiz attempts", export=_export_attempts, erase=None)
personal_data.register("certificates", export=_export_certificates, erase=None)
