"""A learner's own pages: my learning, a place in a course, what is done."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from common.errors import Refused
from common.formkit import SeeOther
from common.languages import reading_language
from common.reader import viewer_of
from learning import selectors
from learning.blocks import anchor_of
from learning.forms import VisitForm
from learning.models import CompletedHow, Enrolment, EnrolmentStatus, LessonPage
from learning.outline import Outline, outline_for
from learning.services import complete_item, enrol_member, record_visit, withdraw_enrolment
from learning.showing import settled

if TYPE_CHECKING:
    from common.typing import AnyUser

READ = ["GET", "HEAD"]


@never_cache
@login_required
@require_http_methods(READ)
def mine(request: HttpRequest) -> HttpResponse:
    """My learning: what goes on, what is completed, what was left."""
    viewer = viewer_of(request)
    every = selectors.ways_for(request.user, reading_language())
    # What is not open now comes back as it was; what was completed stands in any case.
    every = [settled(one) for one in every]
    ways = [one for one in every if one.is_completed or one.outline.is_open_to(viewer)]
    context = {
        "page_kind": "my-learning",
        "running": [one for one in ways if one.is_running],
        "completed": [one for one in ways if one.is_completed],
        "waiting": [one for one in ways if one.enrolment.status in ("waiting", "pending")],
        "refused": [one for one in ways if one.enrolment.status == EnrolmentStatus.REFUSED],
        "left": [one for one in ways if one.enrolment.status == EnrolmentStatus.WITHDRAWN],
        "led": selectors.runs_led_by(request.user, reading_language()),
    }
    return render(request, "learning/my_learning.html", context)


@never_cache
@login_required
@require_http_methods([*READ, "POST"])
def enrol(request: HttpRequest, course_key: UUID) -> HttpResponse:
    """A page that says what a place means, and the POST that gives one."""
    outline = _outline(course_key, viewer_of(request))
    enrolment = selectors.enrolment_of(request.user, course_key)
    run = selectors.run_open_to(enrolment, selectors.run_to_join(course_key))
    refusal = ""
    if run is not None and request.method == "POST":
        try:
            enrolment = enrol_member(member=request.user, run=run)
        except Refused as problem:
            refusal = str(problem)
        else:
            return SeeOther(_after_enrolling(request, enrolment, outline))
    context = {
        "page_kind": "enrol",
        "outline": outline,
        "run": run,
        "enrolment": enrolment,
        "refusal": refusal,
        "crumb": outline.title,
    }
    return render(request, "learning/enrol.html", context)


def _after_enrolling(request: HttpRequest, enrolment: Enrolment, outline: Outline) -> str:
    if not enrolment.has_a_place:
        return outline.url
    messages.success(request, _("You have a place. We keep where you are from now on."))
    return selectors.way_of(enrolment, outline).continue_url


@never_cache
@login_required
@require_http_methods([*READ, "POST"])
def withdraw(request: HttpRequest, course_key: UUID) -> HttpResponse:
    """A page that asks, and the POST that gives the place back."""
    outline = outline_for(course_key, reading_language())
    enrolment = selectors.enrolment_of(request.user, course_key)
    is_open = outline is not None and outline.is_open_to(viewer_of(request))
    if outline is None or (enrolment is None and not is_open):
        raise Http404
    after = outline.url if is_open else reverse("learning:mine")
    if enrolment is None or enrolment.status in ("withdrawn", "refused"):
        return SeeOther(after)
    refusal = ""
    if request.method == "POST":
        try:
            withdraw_enrolment(enrolment=enrolment, by=request.user)
        except Refused as problem:
            refusal = str(problem)
        else:
            messages.success(request, _("You have left the course. What you did is kept."))
            return SeeOther(after)
    context = {"page_kind": "withdraw", "outline": outline, "refusal": refusal}
    return render(request, "learning/withdraw.html", context)


@login_required
@require_POST
def done(request: HttpRequest, item_key: UUID) -> HttpResponse:
    """The lesson is done; on to the next one."""
    enrolment = _own_enrolment(request, _lesson(item_key))
    outline = _outline(enrolment.course_key, viewer_of(request))
    enrolment = complete_item(
        enrolment=enrolment,
        item_key=item_key,
        how=CompletedHow.MANUAL,
        locale=reading_language(),
        by=request.user,
    )
    _before, after = outline.neighbours(item_key)
    if enrolment.status == EnrolmentStatus.COMPLETED and not after:
        messages.success(request, _("You have completed this course."))
    return SeeOther(after.url if after else outline.url)


@login_required
@require_POST
def visit(request: HttpRequest, item_key: UUID) -> HttpResponse:
    """How long a lesson was visible and which unit was read last; sent by a script."""
    form = VisitForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=400)
    lesson = _lesson(item_key)
    unit = form.cleaned_data["unit"]
    record_visit(
        enrolment=_own_enrolment(request, lesson),
        item_key=item_key,
        locale=reading_language(),
        seconds=form.cleaned_data["seconds"] or 0,
        position=unit,
        is_end=bool(unit) and unit == _last_unit(lesson),
    )
    return HttpResponse(status=204)


def _lesson(item_key: UUID) -> LessonPage:
    """The lesson as it is published, in the reader's language where it has that; else 404."""
    lessons = list(
        LessonPage.objects.filter(translation_key=item_key, live=True)
        .select_related("locale")
        .order_by("pk")
    )
    mine = (one for one in lessons if one.locale.language_code == reading_language())
    lesson = next(mine, None) or next(iter(lessons), None)
    if lesson is None:
        raise Http404
    return lesson


def _last_unit(lesson: LessonPage) -> str:
    return anchor_of(lesson.body[-1].id) if len(lesson.body) else ""


def _own_enrolment(request: HttpRequest, lesson: LessonPage) -> Enrolment:
    """The place that the reader has in the course of this lesson; 404 without one."""
    course_key = lesson.get_parent().get_parent().translation_key
    found = selectors.enrolment_of(request.user, course_key)
    if found is None or not found.has_a_place:
        raise Http404
    return found


def _outline(course_key: UUID, viewer: "AnyUser") -> Outline:
    """404 for what is no course that this language shows to the reader."""
    outline = outline_for(course_key, reading_language())
    if outline is None or not outline.is_open_to(viewer):
        raise Http404
    return outline
