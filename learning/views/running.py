"""A run, for who leads it: people, requests, extensions. Nobody else learns that it is there."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.formkit import SeeOther
from common.languages import reading_language
from common.paging import page_of
from learning import overview
from learning.forms import ExtensionForm, initial_of
from learning.models import CourseRun, EnrolmentStatus
from learning.outline import Outline, outline_for
from learning.services import EnrolmentClosed, decide_enrolment, enrol_member
from learning.taking.extending import grant_override
from learning.taking.received import as_uuid
from members.bylines import byline_for

DECIDED: dict[str, Any] = {
    EnrolmentStatus.WAITING: _("%(name)s is on the waiting list: all places are taken."),
    EnrolmentStatus.REFUSED: _("%(name)s is told that there is no place."),
    EnrolmentStatus.WITHDRAWN: _("%(name)s has withdrawn."),
}


@never_cache
@login_required
@require_safe
def run(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Who takes part and how far they are, twenty a page; `?at-risk=1` shows who fell silent.

    `?learner=` (or `?everybody=`) and `?quiz=` choose in the form for more time, which then shows
    what was granted.
    """
    return _overview(request, _led(request, uuid))


@login_required
@require_POST
def decide(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Answer one request for a place; who was told no before may be let in all the same."""
    found, member = _led(request, uuid), _member(request)
    enrolment = get_object_or_404(found.enrolments, uuid=_uuid(request))
    approve = request.POST.get("answer") == "yes"
    try:
        if approve and enrolment.status == EnrolmentStatus.REFUSED and enrolment.user is not None:
            decided = enrol_member(member=enrolment.user, run=found, by=member)
        else:
            decided = decide_enrolment(enrolment=enrolment, approve=approve, by=member)
    except EnrolmentClosed as refusal:
        messages.error(request, str(refusal))
        return SeeOther(reverse("learning:run", args=[found.uuid]))
    name = byline_for(decided.user, member, "run").name
    words = DECIDED.get(decided.status, _("%(name)s has a place now."))
    messages.success(request, words % {"name": name})
    return SeeOther(reverse("learning:run", args=[found.uuid]))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def extend(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """More time, attempts or a later date in one quiz, with the reason.

    Who reads the address, as from the menu of languages on a form that was refused, gets the run.
    """
    found, member = _led(request, uuid), _member(request)
    if request.method != "POST":
        return redirect("learning:run", found.uuid)
    form = _form(request, found)
    if not form.is_valid():
        return _overview(request, found, form)
    values = form.cleaned_data
    minutes = values["minutes"]
    grant_override(
        enrolment=values["learner"],
        run=found if values["everybody"] else None,
        quiz_key=UUID(values["quiz"]),
        by=member,
        reason=values["reason"],
        extra_seconds=None if minutes is None else 60 * minutes,
        time_factor=values["factor"],
        extra_attempts=values["attempts"],
        due_at=values.get("until"),
    )
    messages.success(request, _granted(form))
    return SeeOther(reverse("learning:run", args=[found.uuid]))


def _granted(form: ExtensionForm) -> str:
    """More attempts change none that is open; more time and a later date do."""
    if any(form.cleaned_data.get(name) is not None for name in ("minutes", "factor", "until")):
        return gettext("The extension is granted. Open attempts have it already.")
    return gettext("The extension is granted.")


def _overview(
    request: HttpRequest, found: CourseRun, form: ExtensionForm | None = None
) -> HttpResponse:
    viewer = _member(request)
    outline = outline_for(found.course_key, reading_language())
    only_silent = request.GET.get("at-risk") == "1"
    people = overview.at_risk_in if only_silent else overview.people_in
    listed = page_of(people(found, viewer=viewer), request)
    rows = overview.rows_of(listed.object_list, outline, viewer=viewer)
    form = form or _form(request, found, outline)
    form.offer(listed.object_list, are_all=listed.paginator.num_pages == 1 and not only_silent)
    context = {
        "page_kind": "run",
        "run": found,
        "outline": outline,
        "counts": overview.counts_of(found),
        "at_risk": overview.at_risk_in(found, viewer=viewer).count(),
        "only_silent": only_silent,
        "listed": listed,
        "rows": rows,
        "extensions": overview.extensions_in(found, outline, viewer=viewer),
        "quizzes": [item for item in outline.items() if item.kind == "quiz"] if outline else [],
        "form": form,
        "crumb": found.shown_name,
    }
    return render(request, "learning/run.html", context)


def _form(request: HttpRequest, found: CourseRun, outline: Outline | None = None) -> ExtensionForm:
    outline = outline or outline_for(found.course_key, reading_language())
    items = outline.items() if outline else ()
    quizzes = [(str(item.key), item.title) for item in items if item.kind == "quiz"]
    limited, counted = overview.limited_quizzes([key for key, _title in quizzes])
    people = overview.people_in(found, viewer=_member(request)).with_a_place()  # type: ignore[attr-defined]
    sent = request.POST if request.method == "POST" else None
    names = ("learner", "everybody", "quiz")
    asked: dict[str, Any] = {name: request.GET[name] for name in names if name in request.GET}
    who, quiz = as_uuid(asked.get("learner")), as_uuid(asked.get("quiz"))
    if sent is None and quiz and (who or "everybody" in asked):
        asked |= initial_of(overview.override_in(found, who, quiz), found)
    return ExtensionForm(
        sent,
        run=found,
        quizzes=quizzes,
        limited=limited,
        counted=counted,
        people=people,
        viewer=_member(request),
        initial=asked,
    )


def _led(request: HttpRequest, uuid: UUID) -> CourseRun:
    """A run that the reader leads; others' answer 404, not 403 (learning.md §21)."""
    led = CourseRun.objects.led_by(request.user).named_in(reading_language())
    return get_object_or_404(led, uuid=uuid)


def _member(request: HttpRequest) -> Any:
    return request.user


def _uuid(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("enrolment", ""))
    except ValueError:
        return None
