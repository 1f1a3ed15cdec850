"""Moderators' pages: one queue, a post, a topic, a member, and the log of it all."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from common import unsent
from common.errors import Refused
from common.formkit import SeeOther, add_refusal
from common.languages import reading_language
from forum import selectors, services
from forum.access import access_for
from forum.addresses import moderation_url, topic_url
from forum.engine import Forum, Topic
from forum.models import EDiscussion, PostState, Report, ReportState, Sanction
from forum.moderation_forms import (
    BringBackForm,
    DecisionForm,
    LockForm,
    MoveForm,
    PinForm,
    ReasonForm,
    RemovalForm,
    SanctionForm,
)
from forum.moderation_queue_form import QueueForm, address_of, filters_of, query_of
from forum.permissions import (
    can_administer,
    can_bring_back,
    can_lock,
    can_moderate,
    can_moderate_members,
    can_move,
    can_pin,
    check_moderate_members,
    is_author,
    is_framing,
    is_one_of_us,
)
from forum.selectors.asked import asked, language_of, subject_of
from forum.selectors.desk import member_by_handle, record_of, recorded_acts, sanctioned
from forum.selectors.people import signature_of
from forum.selectors.preview import printed
from forum.selectors.topics import links_to
from forum.usual_reasons import language_of_author, sentences_in
from forum.views.answers import asked_of, for_members, home_crumb, moved_to, number_in
from forum.views.changing import post_of

ON_A_POST = ("approve", "unhide", "reject", "hide", "bring_back", "decide", "anonymise", "purge")


@for_members
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for this moderator, the oldest first, narrowed as the address says."""
    member: Any = request.user
    _check_has_a_desk(member)
    filters = filters_of(request.GET)
    found = selectors.moderation_queue(
        member,
        page=request.GET.get("page", "1"),
        language=reading_language(),
        filters=filters,
    )
    moved = moved_to(request, request.path, request.GET.get("page", ""))
    if moved is not None:
        return moved
    context = desk_context(request, _("What waits")) | {
        "queue": found,
        "form": QueueForm(filters, found),
        "query": query_of(filters),
        "kept": address_of(filters),
        "is_narrowed": filters != selectors.QueueFilters(),
    }
    return render(request, "forum/moderation/queue.html", context)


@for_members
def moderate(request: HttpRequest, pk: int) -> HttpResponse:
    """One post: publish, do not accept, hide, show again; and what was reported about it.

    The address has the filters of the list that led here, and leads back to them.
    """
    member: Any = request.user
    kept = address_of(filters_of(request.GET))
    post = post_of(request, pk)
    if not can_moderate(member, post.topic.forum_id):
        raise PermissionDenied(_("You may not decide on posts here."))
    act = asked_of(request, *ON_A_POST)
    language = language_of_author(post.contribution)
    reason = ReasonForm(request.POST if act in ("reject", "hide") else None, language=language)
    bringing_back = BringBackForm(request.POST if act == "bring_back" else None, prefix="b")
    can_hide = not is_framing(post)
    sent = request.POST if act == "decide" else None
    decision = DecisionForm(sent, prefix="d", can_hide=can_hide, language=language)
    removal = RemovalForm(request.POST if act == "purge" else None, prefix="r")
    unsent.fill(request, reason, decision, bringing_back, removal)
    done = ""
    try:
        done = _decided(member, post, act, reason, decision, bringing_back)
        done = done or _removed(member, post, act, removal)
    except Refused as refusal:
        form = {"decide": decision, "bring_back": bringing_back, "purge": removal}.get(act, reason)
        if form.is_bound:
            add_refusal(form, refusal)
        else:
            messages.error(request, str(refusal))
            return SeeOther(f"{request.path}{kept}")
    if done:
        messages.success(request, done)
        return SeeOther(f"{moderation_url()}{kept}")
    is_own, reports = is_author(member, post.contribution), _reports(member, post)
    reported_it = any(report.reporter_id == member.pk for report in reports)
    context = desk_context(request, _("One post"), kept) | {
        "post": post,
        "topic_title": subject_of(post.topic),
        "topic_lang": language_of(post.topic),
        "html": printed(member, post),
        "signature": signature_of(post.contribution, member),
        "state": PostState(post.contribution.state),
        "is_change": post.contribution.is_change,
        "stands_again": services.text_before(post) is not None,
        "can_hide": can_hide,
        "can_decide": not (is_own or reported_it),
        "is_own": is_own,
        "reason": reason,
        "decision": decision,
        "asked": bringing_back if can_bring_back(member, post) else None,
        "form": next((one for one in (decision, bringing_back, removal) if one.is_bound), reason),
        "removal": removal if can_hide and can_administer(member) else None,
        "names_somebody": post.contribution.author_id is None and not post.contribution.anonymised,
        "reports": reports,
        "record": record_of(post),
        "sentences": sentences_in(language) if can_hide else [],
        "author_language": language,
    }
    return render(request, "forum/moderation/post.html", context)


def _decided(
    member: Any, post: Any, act: str, reason: Any, decision: Any, bringing_back: Any
) -> str:
    """Do what was asked; "" where nothing was, or the form is not complete. Raises Refused."""
    if act == "approve":
        services.approve_post(moderator=member, post=post)
        return _("The post is published.")
    if act == "unhide":
        services.unhide_post(moderator=member, post=post)
        return _("The post is shown again.")
    if act == "reject" and reason.is_valid():
        decided = services.reject_post(moderator=member, post=post, **reason.written())
        if decided.contribution.state == PostState.PUBLISHED:
            return _("The change is not accepted: the text before it stands. Its author is told.")
        return _("The post is not accepted. Its author is told.")
    if act == "hide" and reason.is_valid():
        services.hide_post(moderator=member, post=post, **reason.written())
        return _("The post is hidden. Its author is told.")
    if act == "bring_back" and bringing_back.is_valid():
        services.bring_back_post(moderator=member, post=post, **bringing_back.cleaned_data)
        return _("The post is back where it was. Its author is told.")
    if act == "decide" and decision.is_valid():
        _decide(member, post, decision)
        return _("Decided. Those who reported it are told.")
    return ""


def _removed(member: Any, post: Any, act: str, removal: RemovalForm) -> str:
    """What admins take out for good; "" where nothing was asked, or no reason given."""
    if act == "anonymise":
        services.anonymise_contribution(admin=member, post=post)
        return _("Who the text is from is taken out.")
    if act == "purge" and removal.is_valid():
        services.purge_post(admin=member, post=post, legal_reason=removal.cleaned_data["reason"])
        return _("The text is removed for good.")
    return ""


def _decide(member: Any, post: Any, form: DecisionForm) -> None:
    found = form.cleaned_data
    outcome, _dash, keeps = found["outcome"].partition("-")
    is_hidden = post.contribution.state == PostState.HIDDEN
    action = "none"
    if outcome == ReportState.UPHELD and not keeps:
        action = "none" if is_hidden else "hide"
    elif is_hidden:
        action = "unhide"
    services.decide_reports(
        moderator=member,
        post=post,
        outcome=outcome,
        action=action,
        statement=form.told(),
        private_note=found["private_note"],
    )


def _reports(member: Any, post: Any) -> list[Any]:
    """Open reports, for those who decide on them."""
    if not can_moderate_members(member):
        return []
    return list(Report.objects.filter(post=post, state=ReportState.OPEN).order_by("created"))


@for_members
def manage(request: HttpRequest, pk: int) -> HttpResponse:
    """One topic: lock or open, pin, move."""
    member: Any = request.user
    rows = Topic.objects.visible_to(member).select_related("forum", "info")
    topic = rows.annotate(asked=asked()).get(pk=pk)
    may = {"lock": can_lock(member, topic), "pin": can_pin(member, topic)}
    may["move"] = can_move(member, topic, topic.forum)
    if not any(may.values()):
        raise PermissionDenied(_("You may not manage this topic."))
    act = asked_of(request, "unlock", *may)
    sent = {name: request.POST if act == name else None for name in may}
    now = {Topic.TOPIC_STICKY: "sticky", Topic.TOPIC_ANNOUNCE: "announcement"}
    forms = {
        "lock": LockForm(sent["lock"]),
        "pin": PinForm(sent["pin"], initial={"kind": now.get(topic.type, "topic")}),
        "move": MoveForm(sent["move"], rooms=_rooms(member, topic)),
    }
    unsent.fill(request, *forms.values())
    try:
        done = _managed(member, topic, act, forms)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return SeeOther(request.path)
    if done:
        messages.success(request, done)
        return SeeOther(topic_url(topic.pk, topic.slug))
    url = topic_url(topic.pk, topic.slug)
    context = {
        "page_kind": "moderation",
        "crumbs": [home_crumb(), {"name": subject_of(topic), "url": url}],
        "here": _("Manage"),
        "topic": topic,
        "topic_title": subject_of(topic),
        "topic_lang": language_of(topic),
        "topic_url": url,
        "may": may,
        "forms": forms,
        "form": next((form for form in forms.values() if form.is_bound), None),
    }
    return render(request, "forum/moderation/topic.html", context)


def _managed(member: Any, topic: Any, act: str, forms: dict[str, Any]) -> str:
    """Do what was asked; "" where nothing was, or the form is not complete. Raises Refused."""
    if act == "unlock":
        services.unlock_topic(moderator=member, topic=topic)
        return _("The topic takes answers again.")
    if act not in forms or not forms[act].is_valid():
        return ""
    found = forms[act].cleaned_data
    if act == "lock":
        services.lock_topic(moderator=member, topic=topic, reason=found["reason"])
        return _("The topic takes no more answers.")
    if act == "pin":
        services.pin_topic(moderator=member, topic=topic, kind=found["kind"])
        return _("The topic has its place in the list.")
    forum = Forum.objects.visible_to(member).get(pk=found["forum"])
    services.move_topic(moderator=member, topic=topic, forum=forum)
    return _("The topic is in another room now.")


def _rooms(member: Any, topic: Any) -> list[tuple[int, str]]:
    """Rooms a topic may go to."""
    rooms = Forum.objects.visible_to(member).filter(type=Forum.FORUM_POST)
    taken = EDiscussion.objects.filter(forum__isnull=False).values("forum")
    rooms = rooms.exclude(pk=topic.forum_id).exclude(pk__in=taken)
    others = list(rooms.order_by("tree_id", "lft"))
    names = links_to(others, reading_language())
    return [(one.pk, names[one.pk].name) for one in others if can_move(member, topic, one)]


@for_members
def members(request: HttpRequest) -> HttpResponse:
    """Warn or silence a member, vouch for one, lift what holds."""
    moderator: Any = request.user
    check_moderate_members(moderator)
    handle = request.GET.get("member", "")[:40].strip().lstrip("@")
    person = member_by_handle(handle) if handle else None
    act = asked_of(request, "lift", "vouch", "sanction")
    form = SanctionForm(request.POST if act == "sanction" else None)
    unsent.fill(request, form)
    done = ""
    try:
        done = _dealt_with(request, moderator, person, act, form)
    except Refused as refusal:
        add_refusal(form, refusal)
    if done:
        messages.success(request, done)
        return SeeOther(reverse("forum:moderated_members"))
    listed, rows = sanctioned(moderator, page=request.GET.get("page", "1"))
    context = desk_context(request, _("Members")) | {
        "handle": handle,
        "person": person,
        "is_one_of_us": person is not None and is_one_of_us(moderator, person.user),
        "form": form,
        "listed": listed,
        "sanctions": rows,
        "query": f"?{urlencode({'member': handle})}&" if handle else "?",
    }
    return render(request, "forum/moderation/members.html", context)


def _dealt_with(request: HttpRequest, moderator: Any, person: Any, act: str, form: Any) -> str:
    if act == "lift":
        number = request.POST.get("sanction", "")
        rows = Sanction.objects.active().select_related("user")
        sanction = rows.get(pk=number_in(number))
        services.lift_sanction(moderator=moderator, sanction=sanction, reason=_("Lifted early"))
        left = Sanction.objects.silencing(sanction.user_id, sanction.forum_id)
        if left.exists():
            return _("It is lifted. Another one still keeps the member from writing.")
        return _("The member may write again.")
    if person is None or not act:
        return ""
    if act == "vouch":
        services.vouch_for(moderator=moderator, user=person.user)
        return _("What they write is not held any more.")
    if act == "sanction" and form.is_valid():
        found = dict(form.cleaned_data)
        if found["kind"] == "warning":
            found["hours"] = None
        services.impose_sanction(moderator=moderator, user=person.user, **found)
        return _("Done. The member is told.")
    return ""


@for_members
def log(request: HttpRequest) -> HttpResponse:
    """What moderators have done, newest first."""
    moderator: Any = request.user
    check_moderate_members(moderator)
    listed, rows = recorded_acts(moderator, page=request.GET.get("page", "1"))
    context = desk_context(request, _("Log")) | {"listed": listed, "rows": rows}
    return render(request, "forum/moderation/log.html", context)


def _check_has_a_desk(member: Any) -> None:
    """Moderators of the site, and whoever decides on posts in a room of theirs."""
    if not (can_moderate_members(member) or access_for(member).moderated):
        raise PermissionDenied(_("Only moderators may do this."))


def desk_context(request: HttpRequest, title: str, kept: str = "") -> dict[str, Any]:
    """What every page of the desk prints: the way to it, its title, its other pages.

    `kept`: the filters of the queue, as the end of its address.
    """
    desk = {"name": _("Moderation"), "url": f"{reverse('forum:moderation')}{kept}"}
    return {
        "page_kind": "moderation",
        "crumbs": [home_crumb(), desk],
        "here": title,
        "title": title,
        "sees_members": can_moderate_members(request.user),
        "sees_rooms": can_administer(request.user),
    }
