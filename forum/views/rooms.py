"""Admins' pages about the rooms themselves: the tree, a new room, one room (forum.md §6)."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from common import unsent
from common.errors import Refused
from common.formkit import SeeOther, add_refusal
from common.languages import reading_language
from forum import services
from forum.engine import Forum
from forum.permissions import check_administer
from forum.room_forms import HeldForm, NamesForm, NewRoomForm, PlaceForm, RightsForm
from forum.selectors.rooms import group_of, kept_rooms, shelves, texts_of
from forum.selectors.topics import links_to
from forum.services.rooms import OF_A_DISCUSSION
from forum.views.answers import asked_of, for_members, number_in
from forum.views.moderation import desk_context


@for_members
def rooms(request: HttpRequest) -> HttpResponse:
    """All rooms and shelves; each can change places with the one beside it."""
    admin: Any = request.user
    check_administer(admin)
    if request.method == "POST":
        forum = _forum(request.POST.get("forum", ""))
        services.shift_forum(
            admin=admin, forum=forum, is_up=asked_of(request, "up", "down") == "up"
        )
        messages.success(request, _("The room has its place in the list."))
        return SeeOther(request.path)
    context = desk_context(request, _("Rooms")) | {"rows": kept_rooms(reading_language())}
    return render(request, "forum/moderation/rooms.html", context)


@for_members
def new_room(request: HttpRequest) -> HttpResponse:
    """Make a room, or a shelf."""
    admin: Any = request.user
    check_administer(admin)
    sent = request.POST if request.method == "POST" else None
    form = NewRoomForm(sent, shelves=shelves(reading_language()))
    unsent.fill(request, form)
    if form.is_valid() and _made(request, admin, form):
        return SeeOther(reverse("forum:rooms"))
    context = _below_rooms(request, _("Make a room")) | {"form": form}
    return render(request, "forum/moderation/new_room.html", context)


def _made(request: HttpRequest, admin: Any, form: NewRoomForm) -> bool:
    found, texts = form.cleaned_data, form.texts()
    name, description = texts[settings.LANGUAGE_CODE]
    try:
        services.create_forum(
            admin=admin,
            name=name,
            description=description,
            texts=texts,
            parent=_shelf(found["parent"]),
            is_category=found["kind"] == "shelf",
            preset=found["preset"],
            group=found["group"],
            pre_moderation=found["pre_moderation"],
            is_only_one=True,
        )
    except Refused as refusal:
        add_refusal(form, refusal)
        return False
    messages.success(request, _("The room is there."))
    return True


@for_members
def room(request: HttpRequest, pk: int) -> HttpResponse:
    """One room or shelf: its names, where it stands, who may do what there."""
    admin: Any = request.user
    check_administer(admin)
    forum = Forum.objects.select_related("info", "parent").get(pk=pk)
    asked = _forms_of(forum, request)
    act = asked_of(request, *asked)
    unsent.fill(request, *asked.values())
    if act in asked and asked[act].is_valid():
        try:
            messages.success(request, _changed(admin, forum, act, asked[act]))
        except Refused as refusal:
            add_refusal(asked[act], refusal)
        else:
            return SeeOther(request.path)
    link = links_to([forum], reading_language())[forum.pk]
    context = _below_rooms(request, link.name) | {
        "room_url": link.url,
        "is_shelf": forum.is_category,
        "pk": pk,
        "stays": services.why_it_stays(forum),
        "of_a_discussion": "" if "rights" in asked else OF_A_DISCUSSION,
        "forms": asked,
        "form": asked.get(act),
    }
    return render(request, "forum/moderation/room.html", context)


@for_members
def remove_room(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an empty room away, after a page that says so; or why it stays."""
    admin: Any = request.user
    check_administer(admin)
    if request.method == "POST" and not Forum.objects.filter(pk=pk).exists():  # a second tap
        messages.info(request, _("This room is not there any more."))
        return SeeOther(reverse("forum:rooms"))
    forum = Forum.objects.get(pk=pk)
    link = links_to([forum], reading_language())[pk]
    if request.method == "POST":
        try:
            services.remove_forum(admin=admin, forum=forum)
        except Refused as refusal:
            if str(refusal) != services.why_it_stays(forum):  # which the page says itself
                messages.error(request, str(refusal))
            return SeeOther(request.path)
        messages.success(request, _("“%(room)s” is removed.") % {"room": link.name})
        return SeeOther(reverse("forum:rooms"))
    context = _below_rooms(request, _("Remove a room")) | {
        "name": link.name,
        "is_shelf": forum.is_category,
        "stays": services.why_it_stays(forum),
        "back_url": reverse("forum:kept_room", args=[pk]),
    }
    return render(request, "forum/moderation/remove_room.html", context)


def _forms_of(forum: Any, request: HttpRequest) -> dict[str, forms.Form]:
    info, act = getattr(forum, "info", None), request.POST.get("act", "")
    names = ("names", "place", "rights", "held")
    sent = {name: request.POST if act == name else None for name in names}
    asked: dict[str, forms.Form] = {"names": NamesForm(sent["names"], texts=texts_of(forum))}
    if not services.is_of_a_discussion(forum):  # its rights are those of the discussion
        rights = {"preset": info.preset if info else None, "group": group_of(forum)}
        asked["rights"] = RightsForm(sent["rights"], initial=rights)
    if not forum.is_category:  # a shelf stands on none, and nobody writes on it
        here = {"parent": str(forum.parent_id or "")}
        asked["place"] = PlaceForm(sent["place"], shelves=shelves(reading_language()), initial=here)
        held = {"pre_moderation": info.pre_moderation if info else None}
        asked["held"] = HeldForm(sent["held"], initial=held)
    return asked


def _changed(admin: Any, forum: Any, act: str, form: Any) -> str:
    """Do what was asked; what to say of it. Raises Refused."""
    found = form.cleaned_data
    if act == "names":
        services.name_forum(admin=admin, forum=forum, texts=form.texts())
        return _("The names are saved.")
    if act == "place":
        services.move_forum(admin=admin, forum=forum, parent=_shelf(found["parent"]))
        return _("The room has its place in the list.")
    if act == "rights":
        services.apply_preset(admin=admin, forum=forum, **found)
        return _("The rights are written anew.")
    services.set_pre_moderation(admin=admin, forum=forum, **found)
    return _("Done: it holds for what is written from now on.")


def _shelf(number: str) -> Any:
    return _forum(number) if number else None


def _forum(number: str) -> Any:
    """The forum of this number. Raises Forum.DoesNotExist."""
    return Forum.objects.get(pk=number_in(number))


def _below_rooms(request: HttpRequest, title: str) -> dict[str, Any]:
    context = desk_context(request, title)
    context["crumbs"].append({"name": _("Rooms"), "url": reverse("forum:rooms")})
    return context
