"""Rooms, people and texts on the stock site, made as its own forms and models make them."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from machina.apps.forum.models import Forum
from machina.apps.forum_conversation.models import Post, Topic
from machina.apps.forum_permission.shortcuts import ALL_AUTHENTICATED_USERS, assign_perm

SEE = ("can_see_forum", "can_read_forum")
WRITE = ("can_start_new_topics", "can_reply_to_topics", "can_edit_own_posts")
UNCHECKED = "can_post_without_approval"


def person(name: str) -> Any:
    return get_user_model().objects.create(email=f"{name}@demo.example")


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def room(name: str, *, read: bool = True, parent: Any = None, kind: int = 0, **rights: Any) -> Any:
    """A room that all may read and members may write in; with `unchecked`, nothing waits there."""
    forum = Forum.objects.create(name=name, type=kind, parent=parent)
    for codename in SEE if read else ():
        assign_perm(codename, AnonymousUser(), forum)
        assign_perm(codename, ALL_AUTHENTICATED_USERS, forum)
    for codename in WRITE if read else ():
        assign_perm(codename, ALL_AUTHENTICATED_USERS, forum)
    if rights.get("unchecked", True):
        assign_perm(UNCHECKED, ALL_AUTHENTICATED_USERS, forum)
    return forum


def topic(forum: Any, poster: Any, subject: str, *, approved: bool = True, kind: int = 0) -> Any:
    made = Topic.objects.create(
        forum=forum, poster=poster, subject=subject, type=kind, status=0, approved=approved
    )
    post(made, poster, f"Text of {subject}", subject=subject, approved=approved)
    return again(made)


def post(of: Any, poster: Any, text: str, *, subject: str = "Re", approved: bool = True) -> Any:
    return Post.objects.create(
        topic=of, poster=poster, subject=subject, content=text, approved=approved
    )


def again(row: Any) -> Any:
    """The row as the database has it now."""
    return type(row).objects.get(pk=row.pk)


def topic_url(of: Any) -> str:
    forum = of.forum
    return reverse("forum_conversation:topic", args=[forum.slug, forum.pk, of.slug, of.pk])


def forum_url(forum: Any) -> str:
    return reverse("forum:forum", args=[forum.slug, forum.pk])


def reply(client: Client, of: Any, text: str, *, by_way_of: Any = None, **fields: str) -> Any:
    """Send the form of an answer; `by_way_of` is the room that its address names."""
    forum = by_way_of or of.forum
    address = reverse("forum_conversation:post_create", args=[forum.slug, forum.pk, of.slug, of.pk])
    return client.post(address, {"subject": "About it", "content": text, **fields})
