"""The hosts' forms: what each asks, whom it is for, what it does, where it leads."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from common.languages import reading_url
from forum import discussion_forms as asked
from forum import services
from forum.addresses import post_url
from forum.discussion_addresses import synthesis_url
from forum.discussion_permissions import (
    can_conclude,
    can_host,
    can_prepare,
    can_summarise,
)
from forum.engine import Post
from forum.models import (
    DiscussionRole,
    EDiscussion,
    HostMessage,
    MessageState,
    Synthesis,
    SynthesisState,
    text_in,
)
from forum.selectors.discussions import silent_experts

if TYPE_CHECKING:
    from members.models import User


@dataclass(frozen=True, slots=True)
class At:
    """Who does something, where, and to what."""

    page: Any
    discussion: EDiscussion
    member: "User"
    pk: int | None

    @property
    def desk(self) -> str:
        return f"{reading_url(self.page)}host/"

    def one(self, rows: Any) -> Any:
        """The thing that the address names, of this discussion alone. Raises Http404."""
        found = rows.filter(pk=self.pk, discussion=self.discussion).first()
        if found is None:
            raise Http404
        return found


@dataclass(frozen=True, slots=True)
class HostAct:
    """`run` gets the filled form and answers with the address to go on to.

    `source`: a text (title, body, language) to have in sight while one writes.
    """

    title: "str | Promise"
    label: "str | Promise"
    may: Callable[[Any, EDiscussion], bool]
    run: Callable[[At, Any], str]
    form: type[forms.Form] = asked.ConfirmForm
    initial: Callable[[At], dict[str, Any]] = lambda at: {}
    intro: "str | Promise" = ""
    kind: str = "primary"
    source: Callable[[At], Any] = lambda at: None


# --- Preparing --------------------------------------------------------------------------------
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
        user=values["email"],
        role=values["role"],
        language=values["language"],
        introduction=values["introduction"],
    )
    return at.desk


def _take_role(at: At, data: Any) -> str:
    role = at.one(DiscussionRole.objects.select_related("user"))
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


def _in_language(at: At) -> dict[str, Any]:
    return {"language": get_language() or "en"}


def _end(at: At) -> dict[str, Any]:
    return {"closes_at": at.discussion.closes_at, **_in_language(at)}


# --- Messages and syntheses -------------------------------------------------------------------
def _message(at: At, data: Any) -> str:
    message = at.one(HostMessage.objects) if at.pk else None
    services.draft_host_message(
        host=at.member, discussion=at.discussion, message=message, **data.cleaned_data
    )
    return at.desk


def _message_so_far(at: At) -> dict[str, Any]:
    if at.pk is None:
        return _in_language(at)
    message = at.one(HostMessage.objects.filter(state=MessageState.DRAFT))
    text = text_in(message.texts.all(), get_language() or "en")
    return {
        "kind": message.kind,
        "language": text.language,
        "subject": text.subject,
        "body": text.body,
    }


def _publish_message(at: At, data: Any) -> str:
    message = at.one(HostMessage.objects)
    services.publish_host_message(host=at.member, message=message)
    return f"{reading_url(at.page)}messages/"


def _discard_message(at: At, data: Any) -> str:
    services.discard_host_message(host=at.member, message=at.one(HostMessage.objects))
    return at.desk


def _synthesis(at: At, data: Any) -> str:
    values = data.cleaned_data
    services.draft_synthesis(
        host=at.member,
        discussion=at.discussion,
        kind="weekly" if values["week"] else "consolidated",
        week=values["week"],
        language=values["language"],
        title=values["subject"],
        body=values["body"],
        method_note=values["method_note"],
    )
    return at.desk


def _synthesis_so_far(at: At) -> dict[str, Any]:
    if at.pk is None:
        return _in_language(at)
    kept = (SynthesisState.DRAFT, SynthesisState.PUBLISHED)
    synthesis = at.one(Synthesis.objects.filter(state__in=kept))
    text = text_in(synthesis.texts.all(), get_language() or "en")
    return {
        "week": synthesis.week,
        "language": text.language,
        "subject": text.title,
        "body": text.body,
        "method_note": synthesis.method_note,
    }


def _excerpt(at: At, data: Any) -> str:
    synthesis = at.one(Synthesis.objects)
    post = Post.objects.visible_to(at.member).filter(
        pk=data.cleaned_data["post"], contribution__discussion=at.discussion
    )
    found = post.first()
    if found is None:
        data.add_error("post", _("There is no such contribution to this discussion."))
        return ""
    services.add_excerpt(
        host=at.member, synthesis=synthesis, post=found, quote=data.cleaned_data["quote"]
    )
    return at.desk


def _original(at: At) -> Any:
    """The text of a published synthesis that translations are made from. Raises Http404."""
    synthesis = at.one(Synthesis.objects.filter(state=SynthesisState.PUBLISHED))
    return text_in(synthesis.texts.all(), "")  # no language: the original


def _next_language(at: At) -> dict[str, Any]:
    """The first language of the site in which a published synthesis is not there yet."""
    there = set(_original(at).synthesis.texts.values_list("language", flat=True))
    missing = (code for code, _name in settings.LANGUAGES if code not in there)
    return {"language": next(missing, "")}


def _translate_synthesis(at: At, data: Any) -> str:
    values = data.cleaned_data
    synthesis = at.one(Synthesis.objects.select_related("discussion"))
    services.translate_synthesis(
        host=at.member,
        synthesis=synthesis,
        language=values["language"],
        title=values["subject"],
        body=values["body"],
    )
    return synthesis_url(synthesis)


def _publish_synthesis(at: At, data: Any) -> str:
    synthesis = at.one(Synthesis.objects.select_related("discussion"))
    services.publish_synthesis(host=at.member, synthesis=synthesis)
    return synthesis_url(synthesis)


# --- Contributions ----------------------------------------------------------------------------
def _thread(at: At, number: str) -> tuple[Any, Any]:
    """(question or None, its thread) of a number as the forms write it."""
    question = at.discussion.questions.select_related("topic").filter(number=number).first()
    return question, question.topic if question else at.discussion.general_topic


def _behalf(at: At, data: Any) -> str:
    values = dict(data.cleaned_data)
    _question, topic = _thread(at, values.pop("question"))
    posted = services.contribute_on_behalf(host=at.member, topic=topic, **values)
    return post_url(posted.post.pk)


def _assign(at: At, data: Any) -> str:
    question, _topic = _thread(at, data.cleaned_data["question"])
    post = Post.objects.visible_to(at.member).filter(
        pk=at.pk, contribution__discussion=at.discussion
    )
    found = post.first()
    if found is None:
        raise Http404
    services.assign_question(host=at.member, post=found, question=question)
    return post_url(found.pk)


def _nudge(at: At, data: Any) -> str:
    silent = [one.user for one in silent_experts(at.discussion)]
    services.nudge(host=at.member, discussion=at.discussion, users=silent)
    return at.desk


ACTS: dict[str, HostAct] = {
    "plan": HostAct(
        _("Dates and readers"), _("Save"), can_prepare, _plan, asked.PlanForm, _planned
    ),
    "role": HostAct(
        _("Give somebody a part"), _("Give this part"), can_prepare, _give_role, asked.RoleForm
    ),
    "remove-role": HostAct(
        _("Take a part back"), _("Take it back"), can_prepare, _take_role, kind="danger"
    ),
    "announce": HostAct(
        _("Announce the discussion"),
        _("Announce it"),
        can_prepare,
        _simply(services.announce_discussion),
        intro=_("Its threads are made, and everybody with a part is invited."),
    ),
    "open": HostAct(_("Open it now"), _("Open it"), can_host, _simply(services.open_discussion)),
    "close": HostAct(
        _("Close it now"),
        _("Close it"),
        can_host,
        _simply(services.close_contributions),
        intro=_("Nobody can answer any more. What comes within a day waits for you."),
        kind="danger",
    ),
    "cancel": HostAct(
        _("Cancel the discussion"),
        _("Cancel it"),
        can_prepare,
        _cancel,
        asked.CancelForm,
        intro=_("Say why if it was announced: everybody reads it."),
        kind="danger",
    ),
    "extend": HostAct(_("Let it go on"), _("Extend it"), can_host, _extend, asked.ExtendForm, _end),
    "conclude": HostAct(
        _("Conclude the discussion"),
        _("Conclude it"),
        can_conclude,
        _conclude,
        asked.ConcludeForm,
        _in_language,
    ),
    "message": HostAct(
        _("Write a message"),
        _("Keep as a draft"),
        can_host,
        _message,
        asked.MessageForm,
        _message_so_far,
        intro=_("You publish it from your desk; until then hosts alone see it."),
    ),
    "publish-message": HostAct(
        _("Publish this message"),
        _("Publish and send it"),
        can_host,
        _publish_message,
        intro=_("It is shown to all and sent to everybody who follows the discussion."),
    ),
    "discard-message": HostAct(
        _("Throw this draft away"),
        _("Throw it away"),
        can_host,
        _discard_message,
        kind="danger",
    ),
    "synthesis": HostAct(
        _("Write a synthesis"),
        _("Keep as a draft"),
        can_summarise,
        _synthesis,
        asked.SynthesisForm,
        _synthesis_so_far,
        intro=_("A published synthesis never changes: a correction is a new version."),
    ),
    "excerpt": HostAct(
        _("Quote a contribution"), _("Quote it"), can_summarise, _excerpt, asked.ExcerptForm
    ),
    "publish-synthesis": HostAct(
        _("Publish this synthesis"),
        _("Publish and send it"),
        can_host,
        _publish_synthesis,
        intro=_("From then on it never changes, and is open to comment for 72 hours."),
    ),
    "translate-synthesis": HostAct(
        _("Translate this synthesis"),
        _("Publish the translation"),
        can_host,
        _translate_synthesis,
        asked.TranslationForm,
        _next_language,
        intro=_("What is published in a language stays: a correction is a new version."),
        source=_original,
    ),
    "behalf": HostAct(
        _("Post on behalf of somebody"),
        _("Publish it in their name"),
        can_host,
        _behalf,
        asked.BehalfForm,
        _in_language,
    ),
    "assign": HostAct(
        _("Move it to its question"), _("Move it"), can_host, _assign, asked.AssignForm
    ),
    "nudge": HostAct(
        _("Ask silent experts for a word"),
        _("Ask them"),
        can_host,
        _nudge,
        intro=_("Each is asked once in three days at most."),
    ),
}
