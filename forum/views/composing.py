"""How a text is written: draft, preview, sending, and every refusal with the words kept.

Nothing typed is ever lost (look.md §1): what cannot be sent now stays as a draft and stands on the
page that says why.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from common.formkit import SeeOther
from common.languages import reading_language
from common.ratelimit import Limit, TooManyRequests, client_network
from forum import services
from forum.addresses import post_url
from forum.errors import Closed, EditConflict, InvalidContent, RateLimited, Sanctioned
from forum.forms import WritingForm
from forum.models import Draft, HeldBecause
from forum.selectors.preview import preview_of
from forum.texts import clean_body
from forum.views.answers import for_members

if TYPE_CHECKING:
    from common.typing import AnyUser
    from forum.services import Posted

UNSENT = "forum_unsent"
# Texts of people whose session has run out are kept for them; not for whoever fills our tables.
UNSENT_KEPT = Limit("forum-unsent", 10, 60 * 60)
TYPED = ("subject", "body", "language")


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


def for_writers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorator of a page on which members write. Without a session the text waits for its author.

    It lies in the session that the sign-in keeps, and is in the form again afterwards.
    """
    members_view = for_members(view)

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated or request.method != "POST":
            return members_view(request, *args, **kwargs)
        try:
            UNSENT_KEPT.take(client_network(request))
        except TooManyRequests:
            messages.warning(request, _("Sign in first, then write your text again."))
        else:
            typed = {name: request.POST.get(name, "")[:40_000] for name in TYPED}
            request.session[UNSENT] = {"path": request.path, **typed}
            messages.info(request, _("Sign in to send your text: it is kept for you."))
        return redirect_to_login(request.path)

    return answer


def filled_from_draft(
    form: type[WritingForm], member: "AnyUser", context: str, **initial: Any
) -> Any:
    """An empty form, or one with what the member has left there before. One query."""
    draft = Draft.objects.filter(user=member.pk, context=context).first()
    return form(initial=starting(draft, initial))


def starting(draft: Draft | None, initial: dict[str, Any]) -> dict[str, Any]:
    """What a form begins with; a quote stands before what has been written already."""
    found = {"language": reading_language()} | initial
    if draft is None:
        return found
    quote = initial.get("body", "") if initial.get("is_quote") else ""
    kept = {"subject": draft.subject, "body": quote + draft.body, "draft_version": draft.version}
    if draft.language:
        kept["language"] = draft.language
    return found | kept


def unsent_text(request: HttpRequest) -> dict[str, str]:
    """What was typed here before the session ran out; handed out once."""
    kept = request.session.get(UNSENT)
    if not kept or kept.get("path") != request.path:
        return {}
    del request.session[UNSENT]
    return {name: kept.get(name, "") for name in TYPED}


def compose(request: HttpRequest, one: Composition) -> HttpResponse:
    """Answer a form in which somebody writes: show it, keep a draft, preview, or send it."""
    if request.method != "POST":
        return _opened(request, one)
    if "draft" in request.POST:
        return _draft_asked(request, one)
    if not one.form.is_valid():
        return _page(request, one)
    if "preview" in request.POST:
        return _previewed(request, one)
    return _sent(request, one)


def _opened(request: HttpRequest, one: Composition) -> HttpResponse:
    """The form, or at once the reason why there is none: nobody types in vain."""
    try:
        one.check()
    except Closed as refusal:
        return _refused(request, one, refusal, status=409)
    except Sanctioned as refusal:
        return _refused(request, one, refusal, status=403)
    return _page(request, one)


def _sent(request: HttpRequest, one: Composition) -> HttpResponse:
    member: Any = request.user
    try:
        posted = one.send(one.form)
    except InvalidContent as refusal:
        one.form.add_error(
            refusal.field if refusal.field in one.form.fields else None, str(refusal)
        )
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
    _say_what_became_of_it(request, posted, one.done)
    return SeeOther(post_url(posted.post.pk))


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


def keep(member: Any, one: Composition) -> bool:
    """Keep what was typed as a draft; False where another device has a newer one."""
    version = one.form.data.get("draft_version", "")
    number = int(version) if version.isascii() and version.isdigit() and len(version) < 9 else 0
    try:
        services.save_draft(
            member=member, context=one.draft, version=number, **_without_nul(one.form.draft())
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
        "typed": one.form.draft() if one.form.is_bound else None,
        "is_kept": is_kept,
    }
    return render(request, "forum/refused.html", context, status=status)
