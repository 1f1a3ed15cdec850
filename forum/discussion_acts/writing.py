"""What hosts write: messages and syntheses, from the draft to its publication."""

import re
from typing import Any

from django.conf import settings
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum import discussion_forms as asked
from forum import services
from forum.discussion_acts.base import (
    At,
    HostAct,
    contribution_at,
    in_language,
    in_words,
    while_of_use,
)
from forum.discussion_addresses import synthesis_url
from forum.discussion_permissions import can_host, can_summarise
from forum.engine import Post
from forum.models import (
    HostMessage,
    MessageState,
    Synthesis,
    SynthesisExcerpt,
    SynthesisState,
    text_in,
)
from forum.selectors.drafts import Shown, shown_message, shown_post, shown_quote, shown_synthesis
from forum.selectors.from_hosts import drafts_of
from forum.services import timing
from forum.services.bases import base_of, note_base_of
from forum.services.syntheses import QUOTE_MAX

_QUOTED = re.compile(r"\A(?:>.*\n|[ \t]*\n)+")  # lines of others, before one's own
KEPT = (SynthesisState.DRAFT, SynthesisState.PUBLISHED)


# --- Messages ---------------------------------------------------------------------------------
def _message(at: At, data: Any) -> str:
    message = at.one(HostMessage.objects) if at.pk else None
    values = dict(data.cleaned_data)
    number = values.pop("question", "")
    question = at.discussion.questions.get(number=number) if number else None
    kept = services.draft_host_message(
        host=at.member, discussion=at.discussion, message=message, question=question, **values
    )
    return f"{at.desk}draft-message/{kept.pk}/"


def _message_so_far(at: At) -> dict[str, Any]:
    if at.pk is None:
        return in_language(at)
    message = at.one(HostMessage.objects.filter(state=MessageState.DRAFT))
    text = text_in(message.texts.all(), at.language)
    return {
        "kind": message.kind,
        "question": str(message.question.number) if message.question else "",
        "language": text.language,
        "subject": text.subject,
        "body": text.body,
        "base": base_of(text),
    }


def draft_message(at: At) -> Shown:
    """A message nobody else sees yet. Raises Http404."""
    return shown_message(at.one(HostMessage.objects.filter(state=MessageState.DRAFT)))


def _any_message(at: At) -> Shown:
    return shown_message(at.one(HostMessage.objects))


def _publish_message(at: At, data: Any) -> str:
    message = at.one(HostMessage.objects)
    services.publish_host_message(host=at.member, message=message)
    return f"{at.desk.removesuffix('host/')}messages/"


def _message_ready(at: At) -> None:
    message = at.one(HostMessage.objects.select_related("discussion"))
    timing.check_message_ready(message, timezone.now())


def _discard_message(at: At, data: Any) -> str:
    services.discard_host_message(host=at.member, message=at.one(HostMessage.objects))
    return at.desk


def _said(at: At) -> Any:
    """The text of a published message that translations are made from. Raises Http404."""
    message = at.one(HostMessage.objects.filter(state=MessageState.PUBLISHED))
    return text_in(message.texts.all(), "")  # no language: the original


def _translate_message(at: At, data: Any) -> str:
    message = at.one(HostMessage.objects.select_related("discussion"))
    values = {name: data.cleaned_data[name] for name in ("language", "subject", "body")}
    services.translate_host_message(host=at.member, message=message, **values)
    return f"{at.desk.removesuffix('host/')}messages/#message-{message.pk}"


# --- Syntheses --------------------------------------------------------------------------------
def _synthesis(at: At, data: Any) -> str:
    values = data.cleaned_data
    week = at.one(Synthesis.objects.filter(state__in=KEPT)).week if at.pk else values["week"]
    draft = services.draft_synthesis(
        host=at.member,
        discussion=at.discussion,
        kind="weekly" if week else "consolidated",
        week=week,
        language=values["language"],
        title=values["subject"],
        body=values["body"],
        method_note=values["method_note"],
        base=values["base"],
        note_base=values["note_base"],
    )
    return _draft_url(at, draft.pk)


def _draft_url(at: At, pk: int) -> str:
    return f"{at.desk}draft-synthesis/{pk}/"


def _synthesis_so_far(at: At) -> dict[str, Any]:
    if at.pk is None:
        return in_language(at)
    synthesis = at.one(Synthesis.objects.filter(state__in=KEPT))
    text = text_in(synthesis.texts.all(), at.language)
    return {
        "language": text.language,
        "subject": text.title,
        "body": text.body,
        "method_note": synthesis.method_note,
        "note_base": note_base_of(synthesis.method_note),
        # A published one is where the next version begins, whose texts are not there yet.
        "base": base_of(text) if synthesis.state == SynthesisState.DRAFT else "",
    }


def draft_synthesis(at: At) -> Shown:
    """A synthesis nobody else sees yet, with its quotes. Raises Http404."""
    draft = at.one(Synthesis.objects.filter(state=SynthesisState.DRAFT))
    return shown_synthesis(at.member, draft)


def _any_synthesis(at: At) -> Shown:
    return shown_synthesis(at.member, at.one(Synthesis.objects))


def _discard_synthesis(at: At, data: Any) -> str:
    services.discard_synthesis(host=at.member, synthesis=at.one(Synthesis.objects))
    return at.desk


def _publish_synthesis(at: At, data: Any) -> str:
    synthesis = at.one(Synthesis.objects.select_related("discussion"))
    services.publish_synthesis(host=at.member, synthesis=synthesis)
    return synthesis_url(synthesis)


def _synthesis_ready(at: At) -> None:
    synthesis = at.one(Synthesis.objects)
    if synthesis.state != SynthesisState.PUBLISHED:  # else: a second tap
        timing.check_synthesis_ready(synthesis, at.discussion, timezone.now())


def _original(at: At) -> Any:
    """The text of a published synthesis that translations are made from. Raises Http404."""
    synthesis = at.one(Synthesis.objects.filter(state=SynthesisState.PUBLISHED))
    return text_in(synthesis.texts.all(), "")  # no language: the original


def _next_language(texts: Any) -> dict[str, Any]:
    """The first language of the site that is not among these texts."""
    there = set(texts.values_list("language", flat=True))
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


# --- Quotes -----------------------------------------------------------------------------------
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
    return _draft_url(at, synthesis.pk)


def _to_quote(at: At) -> dict[str, Any]:
    """The contribution's own words, as many as a quote may have."""
    raw = contribution_at(at).content.raw
    own = _QUOTED.sub("", raw).strip()
    return {"quote": _first_words(own), "synthesis": drafts_of(at.discussion).last()}


def _first_words(text: str) -> str:
    if len(text) <= QUOTE_MAX:
        return text
    return text[:QUOTE_MAX].rsplit(maxsplit=1)[0]


def _quote_it(at: At, data: Any) -> str:
    values = data.cleaned_data
    services.add_excerpt(
        host=at.member,
        synthesis=values["synthesis"],
        post=contribution_at(at),
        quote=values["quote"],
    )
    return _draft_url(at, values["synthesis"].pk)


def _quote(at: At) -> SynthesisExcerpt:
    """The quote that the address names. Raises Http404."""
    rows = SynthesisExcerpt.objects.select_related("synthesis__discussion", "post__contribution")
    found = rows.filter(pk=at.pk, synthesis__discussion=at.discussion).first()
    if found is None:
        raise Http404
    return found


def _remove_quote(at: At, data: Any) -> str:
    excerpt = _quote(at)
    services.remove_excerpt(host=at.member, excerpt=excerpt)
    return _draft_url(at, excerpt.synthesis_id)


# --- The acts ---------------------------------------------------------------------------------
SAVED = _("The draft is saved. Hosts alone see it.")
THROWN_AWAY = _("The draft is thrown away.")

WRITING: dict[str, HostAct] = {
    "message": HostAct(
        _("Write a message"),
        _("Keep as a draft"),
        can_host,
        _message,
        asked.MessageForm,
        _message_so_far,
        intro=_("You publish it from its own page; until then hosts alone see it."),
        done=SAVED,
        named=lambda at: at.one(HostMessage.objects),
        when=in_words(while_of_use),
    ),
    "publish-message": HostAct(
        _("Publish this message"),
        _("Publish and send it"),
        can_host,
        _publish_message,
        intro=_("It is shown to all and sent to everybody who follows the discussion."),
        done=_("The message is published and sent."),
        about=_any_message,
        when=in_words(_message_ready),
    ),
    "discard-message": HostAct(
        _("Throw this draft away"),
        _("Throw it away"),
        can_host,
        _discard_message,
        kind="danger",
        done=THROWN_AWAY,
        about=draft_message,
    ),
    "translate-message": HostAct(
        _("Translate this message"),
        _("Publish the translation"),
        can_host,
        _translate_message,
        asked.TranslationForm,
        lambda at: _next_language(_said(at).message.texts),
        intro=_("What is published in a language stays. Nobody is told again."),
        done=_("The translation is published."),
        named=_said,
        source=_said,
        when=in_words(lambda at: None),
    ),
    "synthesis": HostAct(
        _("Write a synthesis"),
        _("Keep as a draft"),
        can_summarise,
        _synthesis,
        asked.SynthesisForm,
        _synthesis_so_far,
        intro=_("A published synthesis never changes: a correction is a new version."),
        done=SAVED,
        change_form=asked.SynthesisChangeForm,
        named=lambda at: at.one(Synthesis.objects),
        when=in_words(while_of_use),
    ),
    "excerpt": HostAct(
        _("Quote a contribution"),
        _("Quote it"),
        can_summarise,
        _excerpt,
        asked.ExcerptForm,
        done=_("The quote is in the draft."),
        about=lambda at: draft_synthesis(at).without_quotes(),
        when=in_words(lambda at: None),
    ),
    "quote": HostAct(
        _("Quote in the synthesis"),
        _("Quote it"),
        can_summarise,
        _quote_it,
        asked.QuoteForm,
        _to_quote,
        done=_("The quote is in the draft."),
        about=lambda at: shown_post(contribution_at(at)),
        when=in_words(lambda at: None),
    ),
    "remove-quote": HostAct(
        _("Take this quote out"),
        _("Take it out"),
        can_summarise,
        _remove_quote,
        kind="danger",
        done=_("The quote is taken out."),
        about=lambda at: shown_quote(at.member, _quote(at)),
    ),
    "discard-synthesis": HostAct(
        _("Throw this draft away"),
        _("Throw it away"),
        can_summarise,
        _discard_synthesis,
        kind="danger",
        done=THROWN_AWAY,
        about=draft_synthesis,
    ),
    "publish-synthesis": HostAct(
        _("Publish this synthesis"),
        _("Publish and send it"),
        can_host,
        _publish_synthesis,
        intro=_("From then on it never changes, and is open to comment for 72 hours."),
        done=_("The synthesis is published and sent."),
        about=_any_synthesis,
        when=in_words(_synthesis_ready),
    ),
    "translate-synthesis": HostAct(
        _("Translate this synthesis"),
        _("Publish the translation"),
        can_host,
        _translate_synthesis,
        asked.TranslationForm,
        lambda at: _next_language(_original(at).synthesis.texts),
        intro=_("What is published in a language stays: a correction is a new version."),
        done=_("The translation is published."),
        source=_original,
        named=lambda at: at.one(Synthesis.objects),
        when=in_words(lambda at: None),
    ),
}

# Pages of a draft: who sees it, what it is, and how it is changed, published and thrown away.
DRAFTS = {
    "draft-message": (can_host, draft_message, "message"),
    "draft-synthesis": (can_summarise, draft_synthesis, "synthesis"),
}
