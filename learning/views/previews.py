"""The preview of a quiz: nothing that is answered here is kept."""

import secrets
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from common.languages import reading_language
from common.ratelimit import Limit
from learning.taking.previewing import fields_of, preview_for, result_of
from learning.views.sending import answers_in_form

MOST_DIGITS = 18
MARKS = Limit("learning.preview", 5, 24 * 60 * 60)  # of one quiz, for who may not see its keys


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, quiz_key: UUID) -> HttpResponse:
    """The questions as learners get them; a POST shows what the answers would be worth.

    Five times a day for who leads a run: each answer changed alone would tell a key (0237).
    """
    found = preview_for(request.user, quiz_key, reading_language())
    if found is None:
        raise Http404
    context = {"preview": found, "content": found.content, "page_kind": "quiz-preview"}
    if found.is_limited:
        context["most_a_day"] = MARKS.amount
    if not found.problems:
        seed = _seed(request)
        attempt = found.attempt(seed)
        context |= {"seed": seed, "fields": fields_of(attempt)}
        if request.method == "POST":
            if found.is_limited:
                MARKS.take(f"{request.user.pk} {quiz_key}")
            sent = answers_in_form(request.POST, attempt)
            context["result"] = result_of(attempt, sent, found.stage)
    return render(request, "learning/quiz_preview.html", context)


def _seed(request: HttpRequest) -> int:
    """The one the page was made with, so that its order and draws come back; else a new one."""
    sent = request.POST.get("seed", "")
    is_number = sent.isascii() and sent.isdecimal() and len(sent) <= MOST_DIGITS
    return int(sent) if is_number else secrets.randbits(48)
