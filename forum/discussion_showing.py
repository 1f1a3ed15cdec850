"""What the pages of an e-discussion show and do (forum.md §7); the page types call it.

Who may not read a discussion gets 404 for all but its page, which follows Wagtail's own rules.
"""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.core.paginator import InvalidPage
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from common import unsent
from common.feeds import FeedLink
from common.formkit import SeeOther
from common.languages import reading_language, reading_url
from common.reader import viewer_of
from common.templatetags.m4d import long_date
from forum import discussion_figures, limits, services
from forum.addresses import topic_url
from forum.discussion_answers import answer, discussion_of
from forum.discussion_desk import act, desk, readers_page, typed_in
from forum.discussion_feed import feed
from forum.discussion_part import part
from forum.discussion_permissions import can_host, can_prepare, can_summarise, can_view_discussion
from forum.discussion_text import syntheses_page, text_page
from forum.forms import ReplyForm
from forum.models import (
    DiscussionState,
    EDiscussion,
    EDiscussionIndexPage,
    EDiscussionPage,
    HostMessage,
    Level,
    Synthesis,
)
from forum.selectors.discussion_rows import discussion_rows
from forum.selectors.discussions import Overview, discussion_overview, question_rows
from forum.selectors.from_hosts import (
    drafts_of,
    latest_syntheses,
    message_rows,
    synthesis_page,
)
from forum.selectors.posts import TopicPage, topic_page
from forum.views.answers import is_seen, mark_shown, moved_to, not_there
from forum.views.composing import begun


# --- The list ---------------------------------------------------------------------------------
def index_context(page: EDiscussionIndexPage, request: HttpRequest) -> dict[str, Any]:
    """Discussions that are open, announced, past."""
    return {"rows": discussion_rows(viewer_of(request), page.locale)}


# --- One discussion ---------------------------------------------------------------------------
def show(page: EDiscussionPage, request: HttpRequest, view: str, **kwargs: Any) -> HttpResponse:
    """Answer for one of the addresses below the page. Raises Http404, PermissionDenied.

    What a host wrote for a draft, or for a part of theirs, that was taken away meanwhile is shown.
    """
    try:
        return _shown(page, request, view, **kwargs)
    except (Http404, PermissionDenied) as refusal:
        typed = typed_in(request) if view == "act" else {}
        if not typed:
            raise
        is_refused = isinstance(refusal, PermissionDenied)
        reason, status = (str(refusal), 403) if is_refused else ("", 404)
        return not_there(request, status=status, typed=typed, reason=reason)


def _shown(page: EDiscussionPage, request: HttpRequest, view: str, **kwargs: Any) -> HttpResponse:
    if page.discussion_id:
        with_general = EDiscussion.objects.select_related("general_topic")
        page.discussion = with_general.get(pk=page.discussion_id)
    if view == "front":
        return _front(page, request)
    discussion = page.discussion
    if discussion is None or not _is_readable(page, request, view):
        if not viewer_of(request).is_authenticated:
            return unsent.to_sign_in(request)
        raise Http404
    try:
        return VIEWS[view](page, request, **kwargs)
    except InvalidPage as beyond:
        raise Http404 from beyond


def _is_readable(page: EDiscussionPage, request: HttpRequest, view: str) -> bool:
    if view == "feed":
        return True  # it asks what anybody may read, whoever fetches it
    viewer, discussion = viewer_of(request), discussion_of(page)
    if view in ("desk", "act"):
        return can_prepare(viewer, discussion) or can_summarise(viewer, discussion)
    if view == "readers":
        return discussion.forum_id is not None and can_host(viewer, discussion)
    if view == "part":
        return viewer.is_authenticated
    return discussion.forum_id is not None and can_view_discussion(viewer, discussion)


def _front(page: EDiscussionPage, request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    if page.discussion is None:  # a draft that an editor looks at
        texts = list(page.question_texts.all())
        return answer(page, request, "discussion", drafted=texts, overview=None)
    overview = discussion_overview(viewer, page)
    url = reading_url(page)
    atom = FeedLink(page.title, "Atom", "application/atom+xml", f"{url}feed.atom")
    return answer(
        page,
        request,
        "discussion",
        overview=overview,
        url=url,
        feeds=[atom] if overview.discussion.forum_id else [],
        general_url=overview.general_url,
        steps=_steps(overview),
    )


def _steps(overview: Overview) -> list[dict[str, str]]:
    """The calendar of the discussion: questions by week, its end, the summary."""
    now, state = timezone.now(), overview.row.state
    steps = []
    for one in overview.questions:
        if one.opens is not None:
            words = _("%(day)s: question %(number)d") % {
                "day": one.opens.day,
                "number": one.number,
            }
            status = "current" if one.is_current else "done" if one.opens.at <= now else ""
            steps.append({"text": words, "state": status})
    if overview.row.closes is not None:
        words = _("%(day)s: closes") % {"day": overview.row.closes.day}
        steps.append({"text": words, "state": "done" if overview.row.closes.at <= now else ""})
    due = overview.discussion.summary_due_on
    if due is not None:
        is_done = overview.has_summary or state == DiscussionState.CLOSED
        came_early = is_done and due > now.date()  # a day to come is no day of what is done
        words = _("%(day)s: summary") % {"day": long_date(due)}
        words = _("Consolidated summary") if came_early else words
        steps.append({"text": words, "state": "done" if is_done else ""})
    return steps


def _question(page: EDiscussionPage, request: HttpRequest, *, number: int) -> HttpResponse:
    """A question with twenty of its answers; a member's marks move on to the last one shown."""
    viewer, discussion = viewer_of(request), discussion_of(page)
    state = discussion.state_at(timezone.now())
    rows = question_rows(viewer, page, state, timezone.now())
    found = next((one for one in rows if one.number == number and one.topic_pk), None)
    if found is None or found.topic_pk is None:
        raise Http404
    moved = moved_to(request, request.path, request.GET.get("page", ""))
    if moved is not None:
        return moved
    topic = topic_page(
        viewer,
        found.topic_pk,
        page=request.GET.get("page", "1"),
        language=reading_language(),
    )
    mark_shown(request, topic)
    opened = [one for one in rows if one.topic_pk]
    at = opened.index(found)
    return answer(
        page,
        request,
        "discussion_question",
        earlier=opened[at - 1] if at else None,
        later=opened[at + 1] if at + 1 < len(opened) else None,
        question=found,
        questions=rows,
        topic=topic,
        posts=[one for one in topic.posts if not one.is_framing],
        answers=_answers_shown(topic),
        message=next(iter(message_rows(viewer, discussion, question=number)), None),
        framing=next((one for one in topic.posts if one.is_framing), None),
        form=_answer_form(request, topic),
        is_new_member=topic.can_reply and limits.is_new(viewer),
        watches=topic.level == Level.WATCHING,
        thread_url=topic_url(found.topic_pk, topic.topic.slug),
        url=reading_url(page),
        **_for_hosts(viewer, page),
    )


def _for_hosts(viewer: Any, page: EDiscussionPage) -> dict[str, str]:
    """Where hosts move an answer, and they and note-takers quote it; "" for others.

    Nothing to quote it in: no address.
    """
    discussion, desk_url = discussion_of(page), f"{reading_url(page)}host/"
    if not can_summarise(viewer, discussion):  # hosts may as well
        return {"assign_url": "", "quote_url": ""}
    return {
        "assign_url": f"{desk_url}assign/" if can_host(viewer, discussion) else "",
        "quote_url": f"{desk_url}quote/" if drafts_of(discussion).exists() else "",
    }


def _answers_shown(topic: TopicPage) -> dict[str, int]:
    """Which answers stand on this page; the text of the question itself is none."""
    page = topic.page
    first, last = max(page.start_index() - 1, 1), page.end_index() - 1
    return {"first": first, "last": last, "total": page.paginator.count - 1}


def _answer_form(request: HttpRequest, topic: TopicPage) -> Any:
    if not topic.can_reply:
        return None
    form = begun(request, ReplyForm, f"reply:{topic.pk}")
    form.initial["came_from"] = request.path
    return form


def _messages(page: EDiscussionPage, request: HttpRequest) -> HttpResponse:
    viewer: Any = viewer_of(request)
    discussion, url = discussion_of(page), reading_url(page)
    if viewer.is_authenticated and is_seen(request):
        messages = HostMessage.objects.filter(discussion=discussion)
        services.mark_news_read(member=viewer, shown=messages)
    return answer(
        page,
        request,
        "discussion_messages",
        messages_said=message_rows(viewer, discussion),
        translate_url=f"{url}host/translate-message/" if can_host(viewer, discussion) else "",
        url=url,
    )


def _synthesis(page: EDiscussionPage, request: HttpRequest, *, week: int | None) -> HttpResponse:
    viewer: Any = viewer_of(request)
    found = synthesis_page(viewer, page, week)
    if found is None:
        raise Http404
    if viewer.is_authenticated and is_seen(request):
        versions = Synthesis.objects.filter(discussion=page.discussion, week=week)
        services.mark_news_read(member=viewer, shown=versions)
    row, earlier = found
    return answer(
        page,
        request,
        "discussion_synthesis",
        synthesis=row,
        earlier=earlier,
        others=latest_syntheses(viewer_of(request), page),
        url=reading_url(page),
    )


def _statistics(page: EDiscussionPage, request: HttpRequest) -> HttpResponse:
    discussion = discussion_of(page)
    figures = discussion_figures.figures_to_print(discussion)
    return answer(
        page,
        request,
        "discussion_statistics",
        figures=figures,
        counted_at=discussion.statistics_at,
        url=reading_url(page),
    )


# --- Followers -------------------------------------------------------------------------------
def _follow(page: EDiscussionPage, request: HttpRequest) -> HttpResponse:
    """Follow the discussion, or not any more. For members, by POST."""
    viewer: Any = viewer_of(request)
    if request.method != "POST" or not viewer.is_authenticated:
        return SeeOther(reading_url(page)) if request.method != "POST" else _to_login(page)
    forum: Any = discussion_of(page).forum
    if request.POST.get("follow") == "1":
        services.subscribe(member=viewer, target=forum, level=Level.WATCHING)
    else:
        services.unsubscribe(member=viewer, target=forum)
    return SeeOther(reading_url(page))


def _to_login(page: EDiscussionPage) -> HttpResponse:
    return redirect_to_login(reading_url(page))


VIEWS: dict[str, Callable[..., HttpResponse]] = {
    "question": _question,
    "messages": _messages,
    "synthesis": _synthesis,
    "statistics": _statistics,
    "text": text_page,
    "syntheses text": syntheses_page,
    "feed": feed,
    "desk": desk,
    "act": act,
    "readers": readers_page,
    "follow": _follow,
    "part": part,
}
