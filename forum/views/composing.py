"""How a text is written: draft, preview, sending, and every refusal with the words kept.

Nothing typed is ever lost (look.md §1): what cannot be sent now stays as a draft and stands on the
page that says why.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from common import unsent
from common.formkit import SeeOther, add_refusal
from common.languages import reading_language
from common.reader import viewer_of
from forum import services
from forum.addresses import post_url
from forum.errors import Closed, EditConflict, InvalidContent, RateLimited, Sanctioned
from forum.forms import WritingForm
from forum.models import Draft, HeldBecause
from forum.selectors.preview import preview_of
from forum.texts import clean_body
from forum.views.answers import not_there

if TYPE_CHECKING:
    from forum.services import Posted


@dataclass
class Composition:
    """One form in which a text is written.

    `draft`: the context of its draft. `check` raises what the service would refuse with, before
    anything is typed; `send` takes the form and calls the service. `around`: what the template
    shows beside the form.
    """

    template: str
    form: Any
    draft: str
    check: Callable[[], Any]
    send: Callable[[Any], "Posted"]
    around: dict[str, Any]
    done: str = ""  # what is said once it is sent, where it is no new text


def begun(
    request: HttpRequest,
    form: type[WritingForm],
    context: str,
    initial: dict[str, Any] | None = None,
    **kinds: Any,
) -> Any:
    """An empty form, or one with what the member has left there before. One query.

    What could not be sent from here is newer than any draft.
    """
    draft = Draft.objects.visible_to(viewer_of(request)).filter(context=context).first()
    one = form(initial=starting(draft, initial or {}), **kinds)
    one.is_unsent = unsent.fill(request, one)
    one.drafted = None if one.is_unsent else draft
    return one


def starting(draft: Draft | None, initial: dict[str, Any]) -> dict[str, Any]:
    """What a form begins with; a quote stands before what has been written already.

    A draft brings all it was saved with, so a change the revision that it began with too.
    """
    found = {"language": reading_language()} | initial
    if draft is None:
        return found
    quote = initial.get("body", "") if initial.get("is_quote") else ""
    kept = {"subject": draft.subject, "body": quote + draft.body, "draft_version": draft.version}
    if draft.language:
        kept["language"] = draft.language
    return found | draft.fields | kept


def compose(request: HttpRequest, one: Composition) -> HttpResponse:
    """Answer a form in which somebody writes: show it, keep a draft, preview, or send it."""
    if request.method != "POST":
        return _opened(request, one)
    if "draft" in request.POST:
        return _draft_asked(request, one)
    if "discard" in request.POST:
        return _discarded(request, one)
    if not one.form.is_valid():
        return _page(request, one)
    if "preview" in request.POST:
        return _previewed(request, one)
    return _sent(request, one)


def _opened(request: HttpRequest, one: Composition) -> HttpResponse:
    """The form, or at once the reason why there is none: nobody types in vain.

    What was written here before is shown with it: no other page shows all of it.
    """
    is_kept = True if one.form.drafted else None
    try:
        one.check()
    except Closed as refusal:
        return _refused(request, one, refusal, status=409, is_kept=is_kept)
    except Sanctioned as refusal:
        return _refused(request, one, refusal, status=403, is_kept=is_kept)
    return _page(request, one)


def _written(form: Any) -> dict[str, str] | None:
    """The text that was sent, or that the form began with as its author left it; None: neither."""
    if form.is_bound:
        return form.draft()
    if not (form.drafted or form.is_unsent):
        return None
    return {name: form.initial.get(name, "") for name in ("subject", "body")}


def _sent(request: HttpRequest, one: Composition) -> HttpResponse:
    member: Any = request.user
    try:
        posted = one.send(one.form)
    except InvalidContent as refusal:
        add_refusal(one.form, refusal)
        return _page(request, one)
    except EditConflict as refusal:
        return _both_texts(request, one, refusal)
    except RateLimited as refusal:
        one.form.add_error(None, str(refusal))
        response = _page(request, one, status=429, is_kept=keep(member, one))
        response.headers["Retry-After"] = str(refusal.wait)
        return response
    except Closed as refusal:
        return _refused(request, one, refusal, status=409, is_kept=keep(member, one))
    except (Sanctioned, PermissionDenied) as refusal:
        return _refused(request, one, refusal, status=403, is_kept=keep(member, one))
    if posted.is_other:
        return _kept_apart(request, one, posted)
    _say_what_became_of_it(request, posted, one.done)
    return SeeOther(_where(posted, one.form.cleaned_data.get("came_from", "")))


def _where(posted: "Posted", came_from: str) -> str:
    """Where a new text stands: the last page of where it was written, else its lasting address."""
    if came_from and not posted.already_there:
        return f"{came_from}?page=last#post-{posted.post.pk}"
    return post_url(posted.post.pk)


def _kept_apart(request: HttpRequest, one: Composition, posted: "Posted") -> HttpResponse:
    """The form had published another text: that one stands, and this one is not lost."""
    if keep(request.user, one):
        messages.warning(
            request,
            _(
                "This form was sent before: what you wrote then stands here. What you wrote now is "
                "kept as a draft."
            ),
        )
        return SeeOther(post_url(posted.post.pk))
    one.form.data = one.form.data.copy()
    one.form.data["submission_id"] = str(uuid4())
    one.form.add_error(
        None, _("This form was sent before, with another text. Send it again to publish this too.")
    )
    return _page(request, one, status=409)


def _both_texts(request: HttpRequest, one: Composition, refusal: EditConflict) -> HttpResponse:
    """One's own text in the form, beside it the one that stands; what is sent next replaces it."""
    is_kept = keep(request.user, one)
    one.form.data = one.form.data.copy()
    one.form.data["base_revision"] = str(refusal.current.revision)
    return _page(request, one, status=409, current=refusal.current, is_kept=is_kept)


def _say_what_became_of_it(request: HttpRequest, posted: "Posted", done: str) -> None:
    if posted.already_there:
        messages.info(request, _("We had this already: it stands here once."))
    elif posted.held_because:
        why = HeldBecause(posted.held_because).label
        wait = _("You see it here; others will once it is read, usually within 3 days.")
        messages.info(request, f"{why} {wait}")
    else:
        messages.success(request, done or _("Your text is published."))


def out_of_reach(request: HttpRequest, form: WritingForm, draft: str) -> HttpResponse:
    """404 for a place that is not there for this reader, with every word that was typed for it.

    It may have been hidden, moved or removed while they wrote. `form` has what was sent, or what
    could not be sent before; the page tells nothing but that, whatever the place is.
    """
    typed, is_kept = form.draft(), None
    if not typed["body"].strip():
        return not_there(request)
    if request.method == "POST":
        try:
            is_kept = _keep(request.user, form, draft)
        except InvalidContent:  # no number of any place
            return not_there(request)
    return not_there(request, typed=typed, is_kept=is_kept)


def sent_or_unsent(request: HttpRequest) -> Any:
    """What this request sends, or what could not be sent from its address before; None: nothing."""
    return request.POST if request.method == "POST" else unsent.found(request)


def keep(member: Any, one: Composition) -> bool:
    """Keep what was typed as a draft; False where another device has a newer one."""
    return _keep(member, one.form, one.draft)


def _keep(member: Any, form: WritingForm, draft: str) -> bool:
    version = form.data.get("draft_version", "")
    number = int(version) if version.isascii() and version.isdigit() and len(version) < 9 else 0
    try:
        services.save_draft(
            member=member,
            context=draft,
            version=number,
            fields=form.beside(),
            **_without_nul(form.draft()),
        )
    except EditConflict:
        return False
    return True


def _without_nul(typed: dict[str, str]) -> dict[str, str]:
    return {name: value.replace("\0", "") for name, value in typed.items()}


def _draft_asked(request: HttpRequest, one: Composition) -> HttpResponse:
    """The button "Save draft": the text need not be ready."""
    if keep(request.user, one):
        messages.success(request, _("Your draft is saved. Only you can see it."))
        return SeeOther(request.path)
    one.form.is_valid()
    one.form.add_error(None, _("A newer draft was saved on another device: see your drafts."))
    return _page(request, one, status=409)


def _discarded(request: HttpRequest, one: Composition) -> HttpResponse:
    """The button beside the note that the form holds a draft: begin anew."""
    member: Any = request.user
    services.discard_draft(member=member, context=one.draft)
    messages.success(request, _("The draft is deleted."))
    return SeeOther(request.path)


def _previewed(request: HttpRequest, one: Composition) -> HttpResponse:
    try:
        clean_body(one.form.cleaned_data["body"])
    except InvalidContent as refusal:
        one.form.add_error("body", str(refusal))
        return _page(request, one)
    html = preview_of(request.user, one.form.cleaned_data["body"])
    return _page(request, one, preview=html, preview_lang=one.form.cleaned_data.get("language", ""))


def _page(
    request: HttpRequest, one: Composition, *, status: int = 200, **more: Any
) -> HttpResponse:
    return render(request, one.template, {"form": one.form, **one.around, **more}, status=status)


def _refused(
    request: HttpRequest,
    one: Composition,
    refusal: Exception,
    *,
    status: int,
    is_kept: bool | None = None,
) -> HttpResponse:
    """A page with the reason and the days, and every word that was typed, if any was."""
    context = {
        **one.around,
        "refusal": refusal,
        "reason": str(refusal),
        "typed": _written(one.form),
        "is_kept": is_kept,
    }
    return render(request, "forum/refused.html", context, status=status)
