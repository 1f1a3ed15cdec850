"""The hosts' desk of an e-discussion, their forms and their drafts."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from common import unsent
from common.errors import Refused
from common.formkit import SeeOther, add_refusal, refuse
from common.languages import reading_url
from common.reader import viewer_of
from forum.discussion_acts import ACTS, DRAFTS, At, HostAct
from forum.discussion_answers import answer, discussion_of
from forum.discussion_permissions import can_host, can_summarise, learn_roles
from forum.errors import Closed, EditConflict, InvalidContent, NotNow, Sanctioned
from forum.models import Contribution, DiscussionState, EDiscussion, EDiscussionPage, PostState
from forum.selectors.discussions import discussion_overview, silent_experts
from forum.selectors.drafts import name_of
from forum.selectors.from_hosts import drafts_of_hosts, published_syntheses
from forum.selectors.preview import preview_of
from forum.selectors.readers import readers
from forum.services.announcing import gaps_of
from forum.texts import clean_body

# Fields of the forms in which whole sentences are written.
TEXTS = ("body", "method_note", "quote", "note", "conclusion", "reason")


def desk(page: EDiscussionPage, request: HttpRequest) -> HttpResponse:
    """What a host does next: what is missing, drafts, what waits, people."""
    viewer, discussion, now = viewer_of(request), discussion_of(page), timezone.now()
    state = discussion.state_at(now)
    learn_roles(viewer, discussion)
    # An editor plans a discussion; what its hosts write is theirs until it is published.
    drafts = drafts_of_hosts(discussion) if can_summarise(viewer, discussion) else ([], [])
    unsaid, unpublished = drafts
    waiting = Contribution.objects.filter(discussion=discussion, state=PostState.PENDING)
    may = {name.replace("-", "_"): act.may(viewer, discussion) for name, act in ACTS.items()}
    return answer(
        page,
        request,
        "discussion_desk",
        overview=discussion_overview(viewer, page),
        gaps=gaps_of(discussion, now) if state == DiscussionState.DRAFT else [],
        state=state,
        roles=discussion.roles(manager="with_invited")
        .select_related("user__profile")
        .order_by("pk"),
        draft_messages=[(one, list(one.texts.all())) for one in unsaid],
        draft_syntheses=[
            (one, name_of(one), list(one.texts.all()), one.quotes) for one in unpublished
        ],
        published_syntheses=published_syntheses(discussion),
        waiting=waiting.count(),
        silent=silent_experts(discussion),
        may=may,
        sees_readers=discussion.forum_id is not None and can_host(viewer, discussion),
        url=reading_url(page),
    )


def readers_page(page: EDiscussionPage, request: HttpRequest) -> HttpResponse:
    """Who has read along. For hosts; who may not host gets 404, as for what is not there."""
    viewer, discussion = viewer_of(request), discussion_of(page)
    listed, rows = readers(discussion, viewer, page=request.GET.get("page", "1"))
    return answer(
        page,
        request,
        "discussion_readers",
        listed=listed,
        rows=rows,
        url=reading_url(page),
    )


def act(
    page: EDiscussionPage, request: HttpRequest, *, act: str, pk: int | None = None
) -> HttpResponse:
    """One of the hosts' forms. 409 in a state that does not allow it, 403 for who is silenced."""
    viewer: Any = viewer_of(request)
    at = At(page, discussion_of(page), viewer, pk, request.GET.get("in", ""))
    if act in DRAFTS:
        return _draft(request, act, at)
    known = ACTS.get(act)
    if known is None:
        raise Http404
    _check_may(known.may, at)
    about, form_class = known.shown_at(at), known.form_at(at)
    if request.method != "POST":
        form = form_class(initial=known.initial(at), discussion=at.discussion)
        return _opened(request, known, form, at, about=about)
    unsent.forget(request)
    form = form_class(request.POST, discussion=at.discussion)
    if not form.is_valid():
        return _form_page(request, known, form, at, about=about)
    if "preview" in request.POST and "body" in form.fields:
        return _previewed(request, known, form, at, about=about)
    try:
        url = known.run(at, form)
    except EditConflict as refusal:
        return _both_texts(request, known, form, at, refusal)
    except (NotNow, Closed, Sanctioned) as refusal:
        refuse(form, str(refusal))
        return _form_page(request, known, form, at, status=_status_of(refusal), about=about)
    except Refused as refusal:
        add_refusal(form, refusal)
        url = ""
    if not url:
        return _form_page(request, known, form, at, about=about)
    messages.success(request, str(known.done))
    return SeeOther(url)


def typed_in(request: HttpRequest) -> dict[str, str]:
    """The texts that somebody has written into one of the forms; {} where there is none."""
    sent = (request.POST.get(name, "").strip() for name in TEXTS)
    body = "\n\n".join(text for text in sent if text)
    return {"subject": request.POST.get("subject", ""), "body": body} if body else {}


def _opened(
    request: HttpRequest, act: HostAct, form: forms.Form, at: At, **more: Any
) -> HttpResponse:
    """The form, or at once the reason why there is none: nobody types in vain.

    What could not be sent before stands in it all the same, to be taken elsewhere.
    """
    is_typed = unsent.fill(request, form)
    try:
        act.when(at)
    except (NotNow, Closed, Sanctioned) as refusal:
        more |= {"refusal": refusal, "has_form": is_typed}
        return _form_page(request, act, form, at, status=_status_of(refusal), **more)
    return _form_page(request, act, form, at, **more)


def _status_of(refusal: Refused) -> int:
    return 403 if isinstance(refusal, Sanctioned) else 409


def _check_may(may: Callable[[Any, EDiscussion], bool], at: At) -> None:
    if not may(at.member, at.discussion):
        raise PermissionDenied(_("This is for the hosts of the discussion."))


def _draft(request: HttpRequest, act: str, at: At) -> HttpResponse:
    """A draft as readers will see it, in each language, and what hosts do with it."""
    may, draft_of, name = DRAFTS[act]
    _check_may(may, at)
    return answer(
        at.page,
        request,
        "discussion_draft",
        shown=draft_of(at),
        number=str(at.pk),
        name=name,
        may_publish=can_host(at.member, at.discussion)
        and at.discussion.state != DiscussionState.CANCELLED,
        desk_url=at.desk,
    )


def _previewed(
    request: HttpRequest, act: HostAct, form: forms.Form, at: At, **more: Any
) -> HttpResponse:
    """The text as it will look; nothing is kept."""
    html, language = "", form.cleaned_data.get("language", "")
    try:
        clean_body(form.cleaned_data["body"])
    except InvalidContent as refusal:
        form.add_error("body", str(refusal))
    else:
        html = preview_of(at.member, form.cleaned_data["body"])
    return _form_page(request, act, form, at, preview=html, preview_lang=language, **more)


def _both_texts(
    request: HttpRequest, act: HostAct, form: forms.Form, at: At, refusal: EditConflict
) -> HttpResponse:
    """One's own text in the form, below it the one that stands; what is sent next replaces it."""
    form.add_error(None, str(refusal))
    sent: Any = form.data
    form.data = sent.copy()
    form.data[refusal.base] = refusal.current.revision  # type: ignore[index]
    current = {
        "language": form.data["language"],
        "title": refusal.current.subject,
        "body": refusal.current.body,
    }
    return _form_page(request, act, form, at, status=409, current=current)


def _form_page(
    request: HttpRequest,
    act: HostAct,
    form: forms.Form,
    at: At,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    around = {
        "act": act,
        "form": form,
        "has_form": True,
        "desk_url": at.desk,
        "source": act.source(at),
        "writes": "body" in form.fields,
    }
    response = answer(at.page, request, "discussion_act", **(around | more))
    response.status_code = status
    return response
