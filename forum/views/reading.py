"""What is read: index, forum, topic, and the lasting address of a post."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from common.feeds import absolute
from common.languages import reading_language
from common.reader import viewer_of
from forum import limits, selectors
from forum.access import access_for
from forum.addresses import lasting_topic_url
from forum.discussion_addresses import host_urls
from forum.forms import FilterForm, ReplyForm
from forum.models import Level
from forum.selectors.index import shelf_of
from forum.selectors.topics import TopicFilters
from forum.structured import posting_data
from forum.views.answers import for_readers, home_crumb, mark_shown, moved_to
from forum.views.composing import begun
from forum.views.feeds import feed_links


@for_readers
def index(request: HttpRequest) -> HttpResponse:
    """All rooms this reader may enter, below their shelves."""
    rows = selectors.forum_index(viewer_of(request), language=reading_language())
    shelves = [row for row in rows if row.is_category and row.below]
    rooms = [row for row in rows if not row.is_category]
    context = {
        "page_kind": "forum-index",
        "crumb": _("Forum"),
        "shelves": shelves,
        "rooms": rooms,
        "moderates": bool(access_for(viewer_of(request)).moderated),
        "feeds": feed_links("forum:feed", _("Forum")),
        "canonical": absolute(request.path),
    }
    return render(request, "forum/index.html", context)


@for_readers
def forum(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """A room with twenty of its topics, sorted and narrowed as the address says; or a shelf."""
    form, shown_at = FilterForm(request.GET, forum=pk), timezone.now().isoformat()
    viewer, language = viewer_of(request), reading_language()
    number = request.GET.get("page", "1")
    found = selectors.forum_page(viewer, pk, filters=form.filters(), page=number, language=language)
    moved = moved_to(request, found.url, request.GET.get("page", ""))
    if moved is not None:
        return moved
    context = {
        "page_kind": "forum",
        "shown_at": shown_at,
        "rooms": shelf_of(viewer, pk, language=language) if found.is_shelf else [],
        "forum": found,
        "form": form,
        "crumbs": [home_crumb(), *found.crumbs],
        "query": form.query(),
        "is_narrowed": found.filters != TopicFilters(sort=found.filters.sort),
        "watches": found.level in (Level.WATCHING, Level.FIRST_POSTS, Level.TRACKING),
        "feeds": feed_links("forum:forum_feed", found.name, pk),
        "canonical": _canonical(found.url, found.page.number),
    }
    return render(request, "forum/forum.html", context)


@for_readers
def topic(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """A topic with twenty of its posts. A member has read what this page shows."""
    viewer: Any = viewer_of(request)
    found = selectors.topic_page(
        viewer, pk, page=request.GET.get("page", "1"), language=reading_language()
    )
    moved = moved_to(request, found.url, request.GET.get("page", ""))
    if moved is not None:
        return moved
    mark_shown(request, found)
    context = {
        "page_kind": "topic",
        "topic": found,
        "crumbs": [home_crumb(), *found.crumbs],
        "here": _("Topic"),
        "form": begun(request, ReplyForm, f"reply:{pk}") if found.can_reply else None,
        "is_new_member": found.can_reply and limits.is_new(viewer),
        "watches": found.level == Level.WATCHING,
        **host_urls(viewer, found.topic),
        "feeds": feed_links("forum:topic_feed", found.subject, pk),
        "canonical": _canonical(_own_address(found), found.page.number),
    }
    if not viewer.is_authenticated:
        context["data"] = posting_data(found, context["canonical"])
    return render(request, "forum/topic.html", context)


@for_readers
def post(request: HttpRequest, pk: int) -> HttpResponse:
    """The lasting address of a post leads to its page of the topic, wherever that is now."""
    return HttpResponseRedirect(selectors.locate_post(viewer_of(request), pk).url)


def _own_address(found: selectors.TopicPage) -> str:
    return lasting_topic_url(found.topic.pk, found.topic.slug, found.language)


def _canonical(url: str, number: int) -> str:
    return absolute(f"{url}?page={number}" if number > 1 else url)
