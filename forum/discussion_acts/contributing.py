"""What others contribute: in their name, at the right question, asked for."""

from typing import Any
from uuid import uuid4

from django.utils.translation import gettext_lazy as _

from forum import discussion_forms as asked
from forum import services
from forum.addresses import post_url
from forum.discussion_acts.base import (
    At,
    HostAct,
    at_time,
    contribution_at,
    in_language,
    in_words,
)
from forum.discussion_permissions import can_host
from forum.selectors.discussions import silent_experts
from forum.selectors.drafts import shown_post
from forum.services import timing
from forum.services.behalf import check_assignable


def _thread(at: At, number: str) -> tuple[Any, Any]:
    """(question or None, its thread) of a number as the forms write it."""
    question = at.discussion.questions.select_related("topic").filter(number=number).first()
    return question, question.topic if question else at.discussion.general_topic


def _behalf(at: At, data: Any) -> str:
    values = dict(data.cleaned_data)
    _question, topic = _thread(at, values.pop("question"))
    posted = services.contribute_on_behalf(host=at.member, topic=topic, **values)
    if posted.is_other:
        data.data = data.data.copy()
        data.data["submission_id"] = str(uuid4())
        data.add_error(
            None,
            _("This form was sent before, with another text. Send it again to publish this too."),
        )
        return ""
    return post_url(posted.post.pk)


def _assign(at: At, data: Any) -> str:
    question, _topic = _thread(at, data.cleaned_data["question"])
    found = contribution_at(at)
    services.assign_question(host=at.member, post=found, question=question)
    return post_url(found.pk)


def _nudge(at: At, data: Any) -> str:
    silent = [one.user for one in silent_experts(at.discussion)]
    services.nudge(host=at.member, discussion=at.discussion, users=silent)
    return at.desk


CONTRIBUTING: dict[str, HostAct] = {
    "behalf": HostAct(
        _("Post on behalf of somebody"),
        _("Publish it in their name"),
        can_host,
        _behalf,
        asked.BehalfForm,
        in_language,
        done=_("It is published in their name."),
        when=in_words(at_time(timing.check_takes_texts)),
    ),
    "assign": HostAct(
        _("Move it to its question"),
        _("Move it"),
        can_host,
        _assign,
        asked.AssignForm,
        done=_("It stands at its question now."),
        about=lambda at: shown_post(contribution_at(at)),
        when=lambda at: check_assignable(at.member, contribution_at(at)),
    ),
    "nudge": HostAct(
        _("Ask silent experts for a word"),
        _("Ask them"),
        can_host,
        _nudge,
        intro=_("Each is asked once in three days at most."),
        done=_("They are asked."),
        when=in_words(at_time(timing.check_running)),
    ),
}
