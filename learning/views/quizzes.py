"""The pages of a quiz: start, take, save, check, send, review. Plain forms first (learning.md §17).

Save and submit are proved by the page's own `save_token` besides the session, not by the CSRF
cookie: a sign-in in another tab changes that one, and no answer may be lost by it.
"""

from collections.abc import Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from common.formkit import SeeOther
from common.languages import reading_language
from common.ratelimit import Limit, TooManyRequests, too_many_requests
from common.reader import viewer_of
from learning.models import Attempt, AttemptState, EventSource, SubmitReason
from learning.selectors import course_with_quiz
from learning.taking import pages
from learning.taking.errors import AttemptMissing, CannotStart
from learning.taking.previewing import preview_for
from learning.taking.received import as_uuid
from learning.taking.reviewing import review_page
from learning.taking.rows import open_until
from learning.taking.saving import Saved, SaveResult, SaveStatus, Sent, save_in_attempt
from learning.taking.starting import start_attempt
from learning.taking.submitting import submit_attempt
from learning.taking.transcript import transcript_of
from learning.views import sending

if TYPE_CHECKING:
    from members.models import User

READ = ["GET", "HEAD"]
SAVES = Limit("learning.save", 60, 60)  # a minute, for one attempt (learning.md §23)


@never_cache
@login_required
@require_http_methods([*READ, "POST"])
def quiz(request: HttpRequest, quiz_key: UUID) -> HttpResponse:
    """What awaits the learner, and the POST that starts or continues."""
    now = timezone.now()
    language = reading_language()
    run_uuid = as_uuid(request.GET.get("run"))
    place = pages.place_for(_learner(request), quiz_key, language, run_uuid)
    if place is None:
        # A test that was taken away since: what has been begun goes on.
        begun = pages.open_attempt_of(_learner(request), quiz_key, run_uuid)
        if begun is not None:
            return redirect("learning:attempt", begun.uuid)
        if preview_for(request.user, quiz_key, language):
            return redirect("learning:preview", quiz_key)
        course = course_with_quiz(quiz_key, language, viewer_of(request))
        if course is None:
            raise Http404
        return redirect("learning:enrol", course.course_key)
    refusal = None
    if request.method == "POST":
        try:
            attempt = start_attempt(
                enrolment=place.enrolment,
                quiz_key=quiz_key,
                locale=language,
                arrived_at=now,
                agent_family=_agent_family(request),
            )
        except CannotStart as problem:
            refusal = problem
        else:
            return SeeOther(reverse("learning:attempt", args=[attempt.uuid]))
    page = pages.start_page(place, language, now, viewer=viewer_of(request))
    context = {"start": page, "refusal": refusal or page.refusal, "page_kind": "quiz-start"}
    status = 409 if refusal else 200
    return render(request, "learning/quiz_start.html", context, status=status)


@never_cache
@login_required
@require_http_methods(READ)
def attempt(request: HttpRequest, attempt_uuid: UUID) -> HttpResponse:
    """One page of an open attempt; one that has ended leads to its review."""
    found = _own(request, attempt_uuid)
    if not found.is_open:
        return redirect("learning:review", found.uuid)
    if found.state == AttemptState.OVERDUE:
        return redirect("learning:summary", found.uuid)
    number = request.GET.get("page", "1")
    page = pages.attempt_page(found, int(number) if number.isdecimal() and len(number) < 6 else 1)
    return _render_attempt(request, page)


@never_cache
@login_required
@require_http_methods(READ)
def summary(request: HttpRequest, attempt_uuid: UUID) -> HttpResponse:
    """What is not answered or cannot be read, before the final button."""
    found = _own(request, attempt_uuid)
    if not found.is_open:
        return redirect("learning:review", found.uuid)
    rows = pages.summary_of(found)
    context = {
        "attempt": found,
        "content": found.quiz_version.content,
        "grace_ends_at": open_until(found),
        "rows": rows,
        "missing": [one for one in rows if one.state == "todo"],
        "unreadable": [one for one in rows if one.state == "invalid"],
        "numbers": [one for one in rows if one.read_as],
        "token": pages.save_token(found),
        "submit_key": uuid4(),
        "start_url": _start_url(found),
        "page_kind": "quiz-summary",
    }
    return render(request, "learning/quiz_summary.html", context)


@never_cache
@login_required
@require_http_methods(READ)
def review(request: HttpRequest, attempt_uuid: UUID) -> HttpResponse:
    """An attempt that has ended, as far as its preset shows it."""
    found = _own(request, attempt_uuid)
    if found.is_open:
        return redirect("learning:attempt", found.uuid)
    now = timezone.now()
    page = review_page(found, now)
    place = pages.place_for(
        _learner(request), found.quiz_key, reading_language(), found.enrolment.run.uuid
    )
    context = {
        "review": page,
        "place": place,
        "attempt": found,
        "token": pages.save_token(found),
        "start_url": _start_url(found),
        "page_kind": "quiz-review",
    }
    return render(request, "learning/quiz_review.html", context)


@never_cache
@login_required
@require_http_methods(READ)
def answers(request: HttpRequest, attempt_uuid: UUID) -> HttpResponse:
    """The learner's own answers as a file: the last resort when nothing else works."""
    found = _own(request, attempt_uuid)
    response = HttpResponse(transcript_of(found), content_type="text/plain; charset=utf-8")
    name = f"answers-{found.uuid}.txt"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


# --- Saving and sending -------------------------------------------------------------------------
def proved_by_token(view: Any) -> Any:
    """Session (401), then the token of the page (403), then the attempt (404).

    Who reads the address, as from the menu of languages on a page that refused, gets the attempt.
    """

    @wraps(view)
    def guard(request: HttpRequest, attempt_uuid: UUID) -> HttpResponse:
        request.arrived_at = timezone.now()  # type: ignore[attr-defined]  # before any lock
        if request.method in READ:
            return redirect("learning:attempt", attempt_uuid)
        is_json = request.content_type == "application/json"
        if not request.user.is_authenticated:
            return _sign_in_first(request, attempt_uuid, is_json=is_json)
        token = request.headers.get("X-Save-Token") or request.POST.get("token", "")
        if not pages.is_token_for(token, attempt_uuid, request.user.pk):
            # A token of somebody else's attempt: whether that exists is not for this person.
            if not Attempt.objects.filter(
                uuid=attempt_uuid, enrolment__user=request.user.pk
            ).exists():
                raise Http404
            context = {"attempt_uuid": attempt_uuid, "page_kind": "quiz-stale"}
            return render(request, "learning/quiz_stale.html", context, status=403)
        try:
            answer: HttpResponse = view(request, attempt_uuid, is_json=is_json)
        except AttemptMissing as problem:
            raise Http404 from problem
        return answer

    return guard


@csrf_exempt
@never_cache
@require_http_methods([*READ, "POST"])
@proved_by_token
def save(request: HttpRequest, attempt_uuid: UUID, *, is_json: bool) -> HttpResponse:
    """Keep answers: JSON from the script, or a plain form that goes on to another page."""
    try:
        SAVES.take(attempt_uuid)
    except TooManyRequests as refusal:
        if not is_json:
            return too_many_requests(request, refusal)
        response = JsonResponse({"detail": str(refusal)}, status=429)
        response["Retry-After"] = str(refusal.wait)
        return response
    if is_json:
        sent, _body = sending.answers_in_json(request)
        return _as_json(_save(request, attempt_uuid, sent, EventSource.AUTOSAVE))
    found = _own(request, attempt_uuid, settled=False)
    sent = sending.answers_in_form(request.POST, found)
    results = _save(request, attempt_uuid, sent, EventSource.FORM).results
    if any(one.status.is_after_the_end for one in results):
        return _closed_page(request, attempt_uuid)
    refused = {one.slot: one for one in results if one.status == SaveStatus.REFUSED}
    if refused:
        return _with_refused(request, attempt_uuid, sent, refused)
    if any(one.status == SaveStatus.OLDER for one in results):
        messages.info(request, _("Another window has a newer answer, which counts."))
    return SeeOther(_next_page(request, attempt_uuid))


@csrf_exempt
@never_cache
@require_http_methods([*READ, "POST"])
@proved_by_token
def submit(request: HttpRequest, attempt_uuid: UUID, *, is_json: bool) -> HttpResponse:
    """Send the attempt; a second tap gets the same result.

    With `time_up` a page's clock sends. It is not believed while time is left: then the page comes
    again with its answers and the new end.
    """
    if is_json:
        sent, body = sending.answers_in_json(request)
        key, is_clock = as_uuid(body.get("submit_key")), bool(body.get("time_up"))
    else:
        found = _own(request, attempt_uuid, settled=False)
        sent = sending.answers_in_form(request.POST, found)
        key, is_clock = as_uuid(request.POST.get("submit_key")), "time_up" in request.POST
    result = submit_attempt(
        attempt_uuid=attempt_uuid,
        learner=_learner(request),
        arrived_at=request.arrived_at,  # type: ignore[attr-defined]
        submit_key=key,
        answers=sent,
        reason=SubmitReason.TIMER if is_clock else SubmitReason.LEARNER,
    )
    if is_clock and result.attempt.is_open:
        saved = Saved(result.attempt, result.saved)
        return _as_json(saved) if is_json else SeeOther(_page_url(request, attempt_uuid))
    url = reverse("learning:review", args=[attempt_uuid])
    if is_json:
        saved = [sending.as_json(one) for one in result.saved]
        return JsonResponse({"result_url": url, "state": result.attempt.state, "answers": saved})
    return SeeOther(url)


def _save(request: HttpRequest, attempt_uuid: UUID, sent: Sequence[Sent], source: str) -> Saved:
    return save_in_attempt(
        attempt_uuid=attempt_uuid,
        learner=_learner(request),
        answers=sent,
        arrived_at=request.arrived_at,  # type: ignore[attr-defined]
        source=source,
    )


def _as_json(saved: Saved) -> JsonResponse:
    """200, 409 with the result's address after the end, 422 where nothing could be kept."""
    results, deadline = saved.results, saved.attempt.deadline_at
    body: dict[str, Any] = {
        "answers": [sending.as_json(one) for one in results],
        "server_time": timezone.now().isoformat(),
        "deadline_at": timezone.localtime(deadline).isoformat() if deadline else None,
        "end_words": pages.end_words(deadline),
    }
    if any(one.status.is_after_the_end for one in results):
        url = reverse("learning:review", args=[saved.attempt.uuid])
        return JsonResponse(body | {"result_url": url}, status=409)
    refused = sum(one.status == SaveStatus.REFUSED for one in results)
    return JsonResponse(body, status=422 if refused else 200)


def _learner(request: HttpRequest) -> "User":
    """Who is signed in: every view here has asked for that before."""
    if not request.user.is_authenticated:
        raise PermissionDenied
    return request.user


def _own(request: HttpRequest, attempt_uuid: UUID, *, settled: bool = True) -> Attempt:
    """The learner's own attempt; nobody else's exists."""
    try:
        if settled:
            return pages.attempt_for(_learner(request), attempt_uuid, timezone.now())
        return Attempt.objects.select_related("quiz_version", "enrolment").get(
            uuid=attempt_uuid, enrolment__user=request.user.pk
        )
    except (AttemptMissing, Attempt.DoesNotExist) as problem:
        raise Http404 from problem


def _sign_in_first(request: HttpRequest, attempt_uuid: UUID, *, is_json: bool) -> HttpResponse:
    """401. A plain form gets its answers back in hidden fields, with a button to save them."""
    back = reverse("learning:attempt", args=[attempt_uuid])
    if is_json:
        body = {"detail": "sign in", "sign_in_url": f"{reverse('account_login')}?next={back}"}
        return JsonResponse(body, status=401)
    kept = [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
        for value in values
    ]
    context = {"kept": kept, "action": request.path, "back": back, "page_kind": "sign-in-again"}
    return render(request, "learning/sign_in_again.html", context, status=401)


def _closed_page(request: HttpRequest, attempt_uuid: UUID) -> HttpResponse:
    found = _own(request, attempt_uuid)
    context = {"attempt": found, "page_kind": "quiz-closed"}
    return render(request, "learning/quiz_closed.html", context, status=409)


def _with_refused(
    request: HttpRequest, attempt_uuid: UUID, sent: Sequence[Sent], refused: dict[Any, SaveResult]
) -> HttpResponse:
    """The same page with every value kept, and each refusal at its question."""
    found = _own(request, attempt_uuid)
    page = pages.attempt_page(found, _page_of(request))
    typed = {one.slot: one.answer for one in sent}
    for field in page.fields:
        slot = field.view["slot"]
        if slot in refused:
            answer = typed[slot] or {}
            field.error = _refusal_words(refused[slot].reason)
            field.typed = str(answer.get("text", ""))
    return _render_attempt(request, page, status=422)


def _refusal_words(reason: str) -> str:
    if reason == "too long":
        return _("Shorten your answer to 1,000 characters.")
    return _("This answer cannot be taken. Choose or write it again.")


def _render_attempt(
    request: HttpRequest, page: pages.AttemptPage, *, status: int = 200
) -> HttpResponse:
    context = {
        "page_of": page,
        "attempt": page.attempt,
        "refused": [one for one in page.fields if one.error],
        "start_url": _start_url(page.attempt),
        "now": timezone.now(),
        "page_kind": "quiz",
    }
    return render(request, "learning/quiz_attempt.html", context, status=status)


def _start_url(attempt: Attempt) -> str:
    """The start page in the run of this attempt: there may be a place in another one, too."""
    url = reverse("learning:quiz", args=[attempt.quiz_key])
    return f"{url}?run={attempt.enrolment.run.uuid}"


def _page_of(request: HttpRequest) -> int:
    number = request.POST.get("page", "1")
    return int(number) if number.isdecimal() and len(number) < 6 else 1


def _next_page(request: HttpRequest, attempt_uuid: UUID) -> str:
    """Where the pressed button leads."""
    go = request.POST.get("go", "save")
    if go == "finish":
        return reverse("learning:summary", args=[attempt_uuid])
    return _page_url(request, attempt_uuid, 1 if go == "next" else -1 if go == "back" else 0)


def _page_url(request: HttpRequest, attempt_uuid: UUID, further: int = 0) -> str:
    url = reverse("learning:attempt", args=[attempt_uuid])
    return f"{url}?page={max(1, _page_of(request) + further)}&saved=1"


def _agent_family(request: HttpRequest) -> str:
    """A word for support: which browser, no more."""
    agent = request.headers.get("User-Agent", "")
    for word in ("Firefox", "Edg", "OPR", "Chrome", "Safari"):
        if word in agent:
            return word
    return ""
