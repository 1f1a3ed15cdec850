"""A member's own pages of the forum, and the small acts on posts: useful, bookmark, follow."""

from contextlib import suppress
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from common import unsent
from common.errors import Refused
from common.formkit import SeeOther
from common.languages import reading_language
from forum import selectors, services
from forum.addresses import forum_url, post_url, topic_url, topics_about_url
from forum.engine import Forum, Post, Topic
from forum.forms import BookmarkForm, FollowForm
from forum.models import Bookmark, How, Level
from forum.selectors.asked import asked, subject_of
from forum.selectors.own import bookmarks_of, choice_of, drafts_of, followed_by, follows_theme
from forum.selectors.topics import links_to
from forum.views.answers import for_members, home_crumb, number_in
from taxonomy.models import Theme


@for_members
def unread(request: HttpRequest) -> HttpResponse:
    """Topics with something new, newest first."""
    shown_at = timezone.now().isoformat()
    listed, rows = selectors.unread_topics(
        request.user, page=request.GET.get("page", "1"), language=reading_language()
    )
    return _own(
        request, "unread", _("What is new for you"), listed=listed, rows=rows, shown_at=shown_at
    )


@for_members
def mark_read(request: HttpRequest) -> HttpResponse:
    """All of one room, or of all rooms, counts as read, up to when the page was shown.

    A way back from the sign-in ends here.
    """
    if request.method != "POST":
        return SeeOther(reverse("forum:unread"))
    member: Any = request.user
    forums = Forum.objects.visible_to(member)
    asked, before = request.POST.get("forum", ""), _moment(request.POST.get("before", ""))
    if asked:
        forum = forums.get(pk=number_in(asked))
        services.mark_forum_read(member=member, forum=forum, before=before)
        messages.success(request, _("Everything in this room counts as read."))
        return SeeOther(forum_url(forum.pk, forum.slug))
    for forum in forums:
        with suppress(Forum.DoesNotExist):  # removed since the list was read: nothing to mark
            services.mark_forum_read(member=member, forum=forum, before=before)
    messages.success(request, _("Everything counts as read."))
    return SeeOther(reverse("forum:unread"))


def _moment(text: str) -> datetime | None:
    """The moment a form was shown; None for what is none: then it is now."""
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment is not None and timezone.is_aware(moment) else None


@for_members
def drafts(request: HttpRequest) -> HttpResponse:
    """Texts that are not sent yet; each leads back to its form, or goes."""
    member: Any = request.user
    if request.method == "POST":
        services.discard_draft(member=member, context=request.POST.get("context", "")[:40])
        messages.success(request, _("The draft is deleted."))
        return SeeOther(reverse("forum:drafts"))
    return _own(request, "drafts", _("Drafts"), rows=drafts_of(member, language=reading_language()))


@for_members
def bookmarks(request: HttpRequest) -> HttpResponse:
    """Posts to come back to, newest first."""
    listed, rows = bookmarks_of(request.user, page=request.GET.get("page", "1"))
    return _own(request, "bookmarks", _("Bookmarks"), listed=listed, rows=rows)


@for_members
def subscriptions(request: HttpRequest) -> HttpResponse:
    """What the member follows, and how closely."""
    member: Any = request.user
    number = request.GET.get("page", "1")
    listed, rows = followed_by(member, page=number, language=reading_language())
    return _own(request, "subscriptions", _("What you follow"), listed=listed, rows=rows)


@for_members
def useful(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a post was useful, or take it back. From a sign-in, the way is to the post."""
    member, post = request.user, _post(request, pk)
    if request.method != "POST":
        return SeeOther(post_url(pk))
    try:
        if request.POST.get("useful") == "0":
            services.unmark_useful(member=member, post=post)
        else:
            services.mark_useful(member=member, post=post)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return SeeOther(post_url(pk))


@for_members
def pick(request: HttpRequest, pk: int) -> HttpResponse:
    """Name a contribution a practice to copy, or take that back. For hosts."""
    member: Any = request.user
    post = _post(request, pk)
    if request.method != "POST":
        return SeeOther(post_url(pk))
    try:
        if request.POST.get("pick") == "0":
            services.unpick_post(host=member, post=post)
            messages.success(request, _("The post is not picked any more."))
        else:
            services.pick_post(host=member, post=post)
            messages.success(request, _("The post is picked: a practice to copy."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return SeeOther(post_url(pk))


@for_members
def bookmark(request: HttpRequest, pk: int) -> HttpResponse:
    """Remember a post, with a note for oneself and perhaps until a day; or forget it."""
    member: Any = request.user
    post = _post(request, pk)
    if request.method == "POST" and request.POST.get("keep") == "0":
        services.remove_bookmark(member=member, post=post)
        messages.success(request, _("The bookmark is removed."))
        return SeeOther(reverse("forum:bookmarks") if "list" in request.POST else post_url(pk))
    kept = Bookmark.objects.visible_to(member).filter(post=post).first()
    if request.method == "POST" and "note" not in request.POST:  # the menu of the post
        if kept is None:
            services.bookmark_post(member=member, post=post)
        messages.success(request, _("The post is in your bookmarks."))
        return SeeOther(post_url(pk))
    sent = request.POST if request.method == "POST" else None
    form = BookmarkForm(sent, member=member, kept=kept)
    unsent.fill(request, form)
    if form.is_valid():
        services.bookmark_post(member=member, post=post, **form.chosen())
        messages.success(request, _("The post is in your bookmarks."))
        return SeeOther(reverse("forum:bookmarks"))
    around = {"form": form, "topic_title": subject_of(post.topic, post), "post_url": post_url(pk)}
    return _own(request, "bookmark", _("Bookmark with a note"), **around)


@for_members
def follow_topic(request: HttpRequest, pk: int) -> HttpResponse:
    """How closely the member follows a topic."""
    topic = Topic.objects.visible_to(request.user).annotate(asked=asked()).get(pk=pk)
    levels = [level for level in Level if level != Level.FIRST_POSTS]
    return _follow(request, topic, levels, subject_of(topic), topic_url(pk, topic.slug))


@for_members
def follow_forum(request: HttpRequest, pk: int) -> HttpResponse:
    """How closely the member follows a room."""
    forum = Forum.objects.visible_to(request.user).get(pk=pk)
    room = links_to([forum], reading_language())[pk]
    return _follow(request, forum, list(Level), room.name, room.url)


@for_members
def follow_theme(request: HttpRequest, code: str) -> HttpResponse:
    """Hear of new topics about a theme, or not any more. Of what is not offered only the latter."""
    member: Any = request.user
    theme = Theme.objects.meant_by(code).get()
    follows = follows_theme(member, theme.pk)
    if not (theme.is_offered or follows):
        raise Theme.DoesNotExist
    if request.method == "POST":
        if request.POST.get("follow") == "1":
            services.subscribe(member=member, target=theme, level=Level.FIRST_POSTS)
        else:
            services.unsubscribe(member=member, target=theme)
        messages.success(request, _("Your choice is saved."))
        return SeeOther(reverse("forum:subscriptions"))
    around = {"name": theme.label, "follows": follows, "topics_url": topics_about_url(theme.code)}
    return _own(request, "follow_theme", _("Follow a theme"), **around)


def _follow(
    request: HttpRequest, target: Any, levels: list[Level], name: str, back_url: str
) -> HttpResponse:
    member: Any = request.user
    chosen = choice_of(member, target)
    form = FollowForm(
        request.POST if request.method == "POST" else None,
        levels=levels,
        initial={
            "level": chosen.level if chosen else Level.NORMAL,
            "delivery": chosen.delivery if chosen else How.ACCOUNT,
        },
    )
    if form.is_valid():
        services.subscribe(member=member, target=target, **form.cleaned_data)
        messages.success(request, _("Your choice is saved."))
        return SeeOther(reverse("forum:subscriptions") if "list" in request.POST else back_url)
    return _own(
        request, "follow_page", _("How closely to follow"), form=form, name=name, back=back_url
    )


def _post(request: HttpRequest, pk: int) -> Any:
    """Raises Post.DoesNotExist for what the member does not see."""
    rows = Post.objects.visible_to(request.user).select_related("topic__forum", "contribution")
    return rows.annotate(asked=asked("topic")).get(pk=pk)


def _own(request: HttpRequest, template: str, title: str, **around: Any) -> HttpResponse:
    context = {"page_kind": "own-forum", "crumbs": [home_crumb()], "here": title, "title": title}
    return render(request, f"forum/{template}.html", context | around)
