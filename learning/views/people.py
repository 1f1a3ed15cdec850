"""One learner of a run, for who leads it: attempts, files of answers, a second life for one."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from common.formkit import SeeOther
from common.languages import reading_language
from learning.forms import AnswersFileForm, ReopenForm
from learning.models import Attempt, AttemptState, CourseRun, Enrolment
from learning.outline import Outline, outline_for
from learning.overview import attempts_of
from learning.taking.closing import settle
from learning.taking.errors import CannotReopen, FileRefused
from learning.taking.extending import reopen_attempt
from learning.taking.handing_in import evidence_in, hand_in_answers
from learning.taking.rows import open_until, percent_of
from learning.taking.saving import Saved, SaveStatus
from members.bylines import byline_for

BECAME: tuple[tuple[tuple[SaveStatus, ...], Any], ...] = (
    (
        (SaveStatus.APPLIED,),
        ngettext_lazy("%(number)d answer counts now.", "%(number)d answers count now.", "number"),
    ),
    (
        (SaveStatus.OLDER,),
        ngettext_lazy(
            "%(number)d answer is older than the one that is there: kept, it does not count.",
            "%(number)d answers are older than those that are there: kept, they do not count.",
            "number",
        ),
    ),
    (
        (SaveStatus.LATE, SaveStatus.CLOSED),
        ngettext_lazy(
            "%(number)d answer came after the end: kept as evidence, it does not count.",
            "%(number)d answers came after the end: kept as evidence, they do not count.",
            "number",
        ),
    ),
    (
        (SaveStatus.REPLAYED,),
        ngettext_lazy(
            "%(number)d answer had come before.", "%(number)d answers had come before.", "number"
        ),
    ),
)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, uuid: UUID, enrolment_uuid: UUID) -> HttpResponse:
    """The learner's attempts, and the form that takes their file of answers."""
    now, viewer = timezone.now(), _viewer(request)
    people = Enrolment.objects.visible_to(viewer).learners().filter(run__in=_led(request))
    found = get_object_or_404(
        people.named_in(reading_language()).select_related("user"),
        uuid=enrolment_uuid,
        run__uuid=uuid,
    )
    is_sent = request.method == "POST"
    form = AnswersFileForm(*((request.POST, request.FILES) if is_sent else ()))
    if is_sent and form.is_valid():
        file = form.cleaned_data["file"].read()
        try:
            done = hand_in_answers(enrolment=found, file=file, by=viewer, arrived_at=now)
        except FileRefused as refusal:
            form.add_error("file", str(refusal))
        else:
            _tell(request, done)
            return SeeOther(reverse("learning:their_attempt", args=[uuid, done.attempt.uuid]))
    outline = outline_for(found.course_key, reading_language())
    context = {
        "page_kind": "run-person",
        "run": found.named_run,
        "enrolment": found,
        "byline": byline_for(found.user, viewer, "run"),
        "attempts": attempts_of(found, outline, now),
        "can_get_more": found.has_a_place and _has_quizzes(outline),
        "form": form,
    }
    return render(request, "learning/run_person.html", context)


@never_cache
@login_required
@require_safe
def attempt(request: HttpRequest, uuid: UUID, attempt_uuid: UUID) -> HttpResponse:
    """One attempt of a learner: how it stands, and what files have brought."""
    found = _theirs(request, uuid, attempt_uuid)
    outline = outline_for(found.enrolment.course_key, reading_language())
    item = outline.item(found.quiz_key) if outline else None
    context = _context(request, found) | {
        "page_kind": "run-attempt",
        "percent": percent_of(found),
        "grace_ends_at": open_until(found),
        "evidence": evidence_in(found),
        "can_get_more": bool(item) and found.enrolment.has_a_place,
    }
    return render(request, "learning/run_attempt.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: HttpRequest, uuid: UUID, attempt_uuid: UUID) -> HttpResponse:
    """What opening an abandoned attempt again means, and the POST that does it, with a reason."""
    found = _theirs(request, uuid, attempt_uuid)
    back = reverse("learning:their_attempt", args=[uuid, found.uuid])
    if found.state != AttemptState.ABANDONED:  # as after a second tap
        return SeeOther(back)
    is_sent = request.method == "POST"
    form = ReopenForm(request.POST if is_sent else None)
    if is_sent and form.is_valid():
        values = form.cleaned_data
        until = timezone.now() + timedelta(minutes=values["minutes"])
        try:
            reopen_attempt(
                attempt=found, deadline_at=until, by=_viewer(request), reason=values["reason"]
            )
        except CannotReopen as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The attempt is open again. The learner has been told."))
            return SeeOther(back)
    context = _context(request, found) | {"page_kind": "run-reopen", "form": form}
    return render(request, "learning/run_reopen.html", context)


def _context(request: HttpRequest, found: Attempt) -> dict[str, Any]:
    return {
        "run": found.enrolment.run,
        "attempt": found,
        "content": found.quiz_version.content,
        "byline": byline_for(found.enrolment.user, _viewer(request), "run"),
    }


def _has_quizzes(outline: Outline | None) -> bool:
    return outline is not None and any(item.kind == "quiz" for item in outline.items())


def _theirs(request: HttpRequest, uuid: UUID, attempt_uuid: UUID) -> Attempt:
    """An attempt in a run that the reader leads; others' answer 404 (learning.md §21)."""
    attempts = Attempt.objects.filter(enrolment__run__in=_led(request), is_preview=False)
    found = get_object_or_404(
        attempts.select_related("enrolment__run", "enrolment__user", "quiz_version"),
        uuid=attempt_uuid,
        enrolment__run__uuid=uuid,
    )
    return settle(found, timezone.now())


def _led(request: HttpRequest) -> Any:
    return CourseRun.objects.led_by(request.user)


def _viewer(request: HttpRequest) -> Any:
    return request.user


def _tell(request: HttpRequest, done: Saved) -> None:
    """One sentence for each thing that became of answers."""
    for statuses, words in BECAME:
        number = done.count(*statuses)
        if number:
            tell = messages.success if SaveStatus.APPLIED in statuses else messages.info
            tell(request, words % {"number": number})
