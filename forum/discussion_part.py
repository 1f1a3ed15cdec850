"""What a member is invited to do in a discussion: the page where they accept or decline."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from common.errors import Refused
from common.formkit import SeeOther
from common.languages import reading_url
from common.reader import viewer_of
from forum import services
from forum.models import DiscussionRole, EDiscussionPage

ANSWERS = {"accept": services.accept_role, "decline": services.decline_role}


def part(page: EDiscussionPage, request: HttpRequest) -> HttpResponse:
    """One's own invitations, each with two buttons. Raises Http404 where there are none.

    Who comes back to one that was accepted goes on to the discussion, and reads what holds now.
    """
    member: Any = viewer_of(request)
    mine = DiscussionRole.with_invited.filter(
        discussion=page.discussion, user=member, accepted_at__isnull=True
    )
    if request.method == "POST":
        return _answered(page, request, member, mine)
    asked = list(mine.select_related("invited_by__profile").order_by("pk"))
    if not asked:
        accepted = DiscussionRole.objects.filter(discussion=page.discussion, user=member)
        return _accepted_before(page, request, accepted)
    context = page.get_context(request) | {"asked": asked, "url": reading_url(page)}
    return TemplateResponse(request, "forum/discussion_part.html", context)


def _accepted_before(page: EDiscussionPage, request: HttpRequest, accepted: Any) -> HttpResponse:
    if not accepted.exists():
        raise Http404
    messages.info(request, _("Your part here is accepted: no invitation waits for you."))
    return SeeOther(reading_url(page))


def _answered(page: EDiscussionPage, request: HttpRequest, member: Any, mine: Any) -> HttpResponse:
    number, answer = request.POST.get("part", ""), ANSWERS.get(request.POST.get("answer", ""))
    if answer is None or not (number.isascii() and number.isdigit() and len(number) < 19):
        raise Http404
    role = mine.filter(pk=int(number)).first()
    if role is None:  # a second tap, or the page before it
        accepted = DiscussionRole.objects.filter(discussion=page.discussion, user=member)
        return _accepted_before(page, request, accepted.filter(pk=int(number)))
    try:
        answer(member=member, role=role)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        is_taken = answer is services.accept_role
        said = _("You have accepted: thank you.") if is_taken else _("You have declined.")
        messages.success(request, said)
    return SeeOther(reading_url(page))
