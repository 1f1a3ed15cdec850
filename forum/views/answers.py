"""What every page of the forum has in common: who may open it, and what is not there.

What a reader may not see answers as what does not exist (forum.md §6). Pages of readers without an
account are the same for all of them, so a proxy may keep them; all other pages nobody keeps.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import InvalidPage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from common import unsent
from common.page_cache import mark_public
from common.reader import viewer_of
from common.visitors import is_counted
from forum import services
from forum.engine import Post
from forum.selectors.posts import TopicPage

View = Callable[..., HttpResponse]
METHODS = ["GET", "HEAD", "POST"]


def number_in(text: str) -> int:
    """The number of a row that a form names; 0, which none has, for what is no number."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def is_seen(request: HttpRequest) -> bool:
    """Whether a reader asked for this page: a browser that fetches ahead has read nothing."""
    return request.method == "GET" and "prefetch" not in request.headers.get("Sec-Purpose", "")


def mark_shown(request: HttpRequest, found: TopicPage) -> None:
    """One view more of the topic; a member has read this page, and what they were told of it."""
    viewer: Any = viewer_of(request)
    if not is_seen(request):
        return
    if is_counted(request):
        services.note_view(topic=found.topic)
    if not viewer.is_authenticated:
        return
    if found.last_shown is not None:
        services.mark_topic_read(member=viewer, topic=found.topic, last_post=found.last_shown)
    else:  # the mark is there already: a post that waited until now may be before it
        posts = Post.objects.filter(pk__in=[row.pk for row in found.posts])
        services.mark_news_read(member=viewer, shown=posts)


def for_readers(view: View) -> View:
    """Decorator of a page that anybody may open; 404 for what this reader does not see."""

    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except (ObjectDoesNotExist, InvalidPage):
            return not_there(request)
        mark_public(request, response)
        return response

    return answer


def for_members(view: View) -> View:
    """Decorator of a page of one member: signed in, kept by nobody, in no search engine.

    What is typed into its forms waits for who signs in first (`common.unsent`).
    """

    @require_http_methods(METHODS)
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return unsent.to_sign_in(request)
        try:
            response = view(request, *args, **kwargs)
        except (ObjectDoesNotExist, InvalidPage):
            response = not_there(request)
        else:
            if request.method == "POST":
                unsent.forget(request)
        return private(response)

    return answer


def asked_of(request: HttpRequest, *known: str) -> str:
    """Which of a page's buttons was sent, "" for a page that is only looked at. Raises Http404.

    No page answers an act that it does not know as if it had been done.
    """
    if request.method != "POST":
        return ""
    act = request.POST.get("act", "")
    if act not in known:
        raise Http404
    return act


def private(response: HttpResponse) -> HttpResponse:
    """Nobody keeps it, and no search engine lists it."""
    patch_cache_control(response, private=True, no_store=True)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def not_there(request: HttpRequest, *, status: int = 404, **more: Any) -> HttpResponse:
    """404, alike for what is unknown and what is hidden; who is not signed in may do so.

    `more`: what the reader has typed for it (`typed`, `is_kept`), and why it is refused to who
    may know that it is there (`reason`, with its own `status`).
    """
    context = {
        "page_kind": "error-404",
        "sign_in_url": "" if viewer_of(request).is_authenticated else _sign_in_url(request),
        "forum_url": reverse("forum:index"),
        "is_kept": None,
    }
    return render(request, "forum/not_there.html", context | more, status=status)


def _sign_in_url(request: HttpRequest) -> str:
    """To the sign-in, and back here; without the words of the address, which anybody may write."""
    match = request.resolver_match
    if match is None or match.namespace != "forum":
        return reverse("account_login")
    kwargs = {name: value for name, value in match.kwargs.items() if name != "slug"}
    back = reverse(f"forum:{match.url_name}", kwargs=kwargs)
    return f"{reverse('account_login')}?next={back}"


def moved_to(request: HttpRequest, url: str, page: str = "") -> HttpResponse | None:
    """301 to the one address of a thing, where another one was asked for (forum.md §18)."""
    is_first = page == "1"
    if request.path == url and not is_first:
        return None
    query = request.GET.copy()
    if is_first:
        del query["page"]
    return HttpResponsePermanentRedirect(f"{url}?{query.urlencode()}" if query else url)


def home_crumb() -> dict[str, str]:
    """The forum itself, the first part of the way to each of its pages."""
    return {"name": _("Forum"), "url": reverse("forum:index")}
