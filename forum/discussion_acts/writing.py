"""Messages and syntheses: drafts, their publication, their translation."""

from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from common.languages import reading_url
from forum import discussion_forms as asked
from forum import services
from forum.discussion_acts.base import At, HostAct, in_language
from forum.discussion_addresses import synthesis_url
from forum.discussion_permissions import can_host, can_summarise
from forum.engine import Post
from forum.models import (
    HostMessage,
    MessageState,
    Synthesis,
    SynthesisState,
    text_in,
)


def _message(at: At, data: Any) -> str:
    message = at.one(HostMessage.objects) if at.pk else None
    services.draft_host_message(
        host=at.member, discussion=at.discussion, message=message, **data.cleaned_data
    )
    return at.desk


def _message_so_far(at: At) -> dict[str, Any]:
    if at.pk is None:
        return in_language(at)
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
        return in_language(at)
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


WRITING: dict[str, HostAct] = {
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
}
