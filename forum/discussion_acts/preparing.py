"""Dates, parts, and the discussion's way from its announcement to its end."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from common.languages import reading_url
from forum import discussion_forms as asked
from forum import services
from forum.discussion_acts.base import At, HostAct, at_time, in_language, in_words, while_of_use
from forum.discussion_permissions import can_conclude, can_host, can_prepare
from forum.models import DiscussionRole
from forum.selectors.drafts import shown_role
from forum.services import timing
from forum.services.announcing import check_announceable


def _plan(at: At, data: Any) -> str:
    values = {
        name: data.cleaned_data[name]
        for name in ("opens_at", "closes_at", "summary_due_on", "audience", "moderation")
    }
    services.plan_discussion(host=at.member, discussion=at.discussion, weeks=data.weeks(), **values)
    return at.desk


def _planned(at: At) -> dict[str, Any]:
    names = ("opens_at", "closes_at", "summary_due_on", "audience", "moderation")
    return {name: getattr(at.discussion, name) for name in names}


def _give_role(at: At, data: Any) -> str:
    values = data.cleaned_data
    services.add_role(
        host=at.member,
        discussion=at.discussion,
        user=values["handle"],
        role=values["role"],
        language=values["language"],
        introduction=values["introduction"],
    )
    return at.desk


def _role(at: At) -> DiscussionRole:
    """The part that the address names. Raises Http404."""
    found: DiscussionRole = at.one(DiscussionRole.with_invited.select_related("user__profile"))
    return found


def _can_leave(at: At) -> None:
    role = _role(at)
    timing.check_can_leave(at.discussion, role.user, role.role)


def _take_role(at: At, data: Any) -> str:
    role = _role(at)
    services.remove_role(host=at.member, discussion=at.discussion, user=role.user, role=role.role)
    return at.desk


def _simply(service: Callable[..., Any]) -> Callable[[At, Any], str]:
    """A service that asks nothing more than who and what."""

    def run(at: At, data: Any) -> str:
        service(host=at.member, discussion=at.discussion)
        return reading_url(at.page)

    return run


def _cancel(at: At, data: Any) -> str:
    services.cancel_discussion(
        host=at.member, discussion=at.discussion, reason=data.cleaned_data["reason"]
    )
    return reading_url(at.page)


def _extend(at: At, data: Any) -> str:
    services.extend_discussion(host=at.member, discussion=at.discussion, **data.cleaned_data)
    return reading_url(at.page)


def _conclude(at: At, data: Any) -> str:
    services.conclude(moderator=at.member, discussion=at.discussion, **data.cleaned_data)
    return reading_url(at.page)


def _end(at: At) -> dict[str, Any]:
    discussion = at.discussion
    dates = {"closes_at": discussion.closes_at, "summary_due_on": discussion.summary_due_on}
    return dates | in_language(at)


PREPARING: dict[str, HostAct] = {
    "plan": HostAct(
        _("Dates and readers"),
        _("Save"),
        can_prepare,
        _plan,
        asked.PlanForm,
        _planned,
        done=_("The dates are saved."),
        when=lambda at: timing.check_in_preparation(at.discussion),
    ),
    "role": HostAct(
        _("Give somebody a part"),
        _("Give this part"),
        can_prepare,
        _give_role,
        asked.RoleForm,
        intro=_(
            "Name and part are shown to everybody on the pages of the discussion. Members agree by "
            "accepting; whom a moderator or an editor names has agreed before."
        ),
        done=_("They are invited."),
        when=while_of_use,
    ),
    "remove-role": HostAct(
        _("Take a part back"),
        _("Take it back"),
        can_prepare,
        _take_role,
        kind="danger",
        done=_("The part is taken back."),
        about=lambda at: shown_role(at.member, _role(at)),
        when=_can_leave,
    ),
    "announce": HostAct(
        _("Announce the discussion"),
        _("Announce it"),
        can_prepare,
        _simply(services.announce_discussion),
        intro=_("Its threads are made, and everybody with a part is invited."),
        done=_("The discussion is announced."),
        when=at_time(check_announceable),
    ),
    "open": HostAct(
        _("Open it now"),
        _("Open it"),
        can_host,
        _simply(services.open_discussion),
        done=_("The discussion is open."),
        when=lambda at: timing.check_openable(at.discussion),
    ),
    "close": HostAct(
        _("Close it now"),
        _("Close it"),
        can_host,
        _simply(services.close_contributions),
        intro=_("Nobody can answer any more. What comes within a day waits for you."),
        done=_("The discussion is closed."),
        kind="danger",
        when=at_time(timing.check_closable),
    ),
    "cancel": HostAct(
        _("Cancel the discussion"),
        _("Cancel it"),
        can_prepare,
        _cancel,
        asked.CancelForm,
        intro=_("Say why if it was announced: everybody reads it."),
        done=_("The discussion is cancelled."),
        kind="danger",
        when=at_time(timing.check_cancellable),
    ),
    "extend": HostAct(
        _("Let it go on"),
        _("Extend it"),
        can_host,
        _extend,
        asked.ExtendForm,
        _end,
        intro=_("By 90 days at most; it cannot be shortened again. The summary comes after it."),
        done=_("The discussion goes on: whoever follows it is told."),
        when=in_words(at_time(timing.check_extendable)),
    ),
    "conclude": HostAct(
        _("Conclude the discussion"),
        _("Conclude it"),
        can_conclude,
        _conclude,
        asked.ConcludeForm,
        in_language,
        intro=_("It is the last message. Add other languages on the page of the messages."),
        done=_("The discussion is concluded."),
        when=in_words(lambda at: timing.check_concludable(at.discussion)),
    ),
}
