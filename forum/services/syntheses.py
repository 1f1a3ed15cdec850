"""Syntheses of a week and of the whole: drafted, quoted from, published, then never changed."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from common.html import plain_text
from forum.discussion_permissions import check_host, check_summarise
from forum.errors import InvalidContent, NotNow
from forum.models import (
    Contribution,
    EDiscussion,
    PostKind,
    PostState,
    Synthesis,
    SynthesisExcerpt,
    SynthesisKind,
    SynthesisState,
    SynthesisText,
    TopicKind,
)
from forum.rendering import render
from forum.services import discussion_telling, timing
from forum.services.bases import check_base, merged_note
from forum.services.posting import check_not_silenced
from forum.services.threads import NewThread, open_thread
from forum.texts import clean_body, clean_language, clean_subject

if TYPE_CHECKING:
    from members.models import User

COMMENTS_FOR = timedelta(hours=72)
QUOTE_MAX = 1_000
METHOD_MAX = 1_000


@transaction.atomic
def draft_synthesis(
    *,
    host: "User",
    discussion: EDiscussion,
    kind: str,
    week: int | None,
    language: str,
    title: str,
    body: str,
    method_note: str = "",
    base: str | None = None,
    note_base: str | None = None,
) -> Synthesis:
    """Write the account of `week`, or of the whole, in one language.

    There is one draft at a time: a second call changes it, or adds a language. After publication
    the draft is the next version, and begins with the excerpts of the last. `base`, `note_base`:
    which text and note the writer began with (`bases.base_of`, `note_base_of`). Raises
    PermissionDenied, InvalidContent, NotNow, EditConflict.
    """
    check_summarise(host, discussion)
    check_not_silenced(host, discussion.forum_id)
    timing.check_not_cancelled(discussion)
    _check_kind(discussion, kind, week)
    text, _reading = clean_body(body)
    code, heading = clean_language(language), clean_subject(title)
    note = plain_text(method_note)
    if len(note) > METHOD_MAX:
        raise InvalidContent(_("Shorten it to 1,000 characters."), field="method_note")
    EDiscussion.objects.select_for_update(no_key=True, of=("self",)).get(pk=discussion.pk)
    draft = _draft_of(host, discussion, kind, week)
    row = draft.texts.filter(language=code).first()
    check_base(row, base, title=heading, body=text)
    is_first = not draft.texts.exclude(language=code).exists()
    is_new = is_first and row is None  # nobody has written in it yet
    draft.method_note = note if is_new else merged_note(draft.method_note, note, note_base)
    draft.save()
    values = {"title": heading, "body": text, "rendered": render(text), "is_original": is_first}
    row = row or SynthesisText(synthesis=draft, language=code)
    row.synthesis = draft
    row.translator = None if is_first else host
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    return draft


def _check_kind(discussion: EDiscussion, kind: str, week: int | None) -> None:
    if kind not in SynthesisKind.values:
        raise InvalidContent(_("Choose weekly or consolidated."), field="kind")
    if (kind == SynthesisKind.WEEKLY) != (week is not None):
        raise InvalidContent(_("A weekly synthesis names its week."), field="week")
    if week is not None and (week < 1 or _is_no_week_of(discussion, week)):
        raise InvalidContent(_("There is no such week."), field="week")


def _is_no_week_of(discussion: EDiscussion, week: int) -> bool:
    """What was begun before an early end is still written to its end."""
    known = Synthesis.objects.filter(discussion=discussion, week=week)
    return discussion.is_after_its_end(week) and not known.exists()


def _draft_of(host: "User", discussion: EDiscussion, kind: str, week: int | None) -> Synthesis:
    versions = Synthesis.objects.filter(discussion=discussion, kind=kind, week=week)
    draft = versions.filter(state=SynthesisState.DRAFT).first()
    if draft is not None:
        return draft
    last = versions.aggregate(last=Max("version"))["last"] or 0
    draft = Synthesis.objects.create(
        discussion=discussion, kind=kind, week=week, version=last + 1, author=host
    )
    published = versions.filter(state=SynthesisState.PUBLISHED).first()
    for one in published.excerpts.all() if published else ():
        SynthesisExcerpt.objects.create(
            synthesis=draft,
            post=one.post,
            post_revision=one.post_revision,
            quote=one.quote,
            position=one.position,
        )
    return draft


@transaction.atomic
def add_excerpt(*, host: "User", synthesis: Synthesis, post: Any, quote: str) -> SynthesisExcerpt:
    """Quote a contribution, word for word, in the revision that stands now.

    Raises PermissionDenied, NotNow, InvalidContent.
    """
    check_summarise(host, synthesis.discussion)
    check_not_silenced(host, synthesis.discussion.forum_id)
    synthesis = locked_draft(synthesis)
    words = plain_text(quote)
    if not 1 <= len(words) <= QUOTE_MAX:
        raise InvalidContent(_("Quote 1 to 1,000 characters."), field="quote")
    contribution = Contribution.objects.select_for_update(of=("self",)).get(post=post.pk)
    if (
        contribution.discussion_id != synthesis.discussion_id
        or contribution.kind != PostKind.CONTRIBUTION
        or contribution.state != PostState.PUBLISHED
    ):
        raise InvalidContent(
            _("Only published contributions to this discussion are quoted."), field="post"
        )
    if words not in contribution.post.content.raw:
        raise InvalidContent(
            _("These are not the words of the contribution: copy them exactly."), field="quote"
        )
    last = synthesis.excerpts.aggregate(last=Max("position"))["last"] or 0
    return SynthesisExcerpt.objects.create(
        synthesis=synthesis,
        post=contribution.post,
        post_revision=contribution.revision,
        quote=words,
        position=last + 1,
    )


@transaction.atomic
def remove_excerpt(*, host: "User", excerpt: SynthesisExcerpt) -> None:
    """Quote it no longer, while the synthesis is a draft. Raises PermissionDenied, NotNow."""
    check_summarise(host, excerpt.synthesis.discussion)
    excerpt.synthesis = locked_draft(excerpt.synthesis)
    excerpt.delete()


@transaction.atomic
def discard_synthesis(*, host: "User", synthesis: Synthesis) -> None:
    """Throw a draft away, with its quotes. Raises PermissionDenied, NotNow once it is published."""
    check_summarise(host, synthesis.discussion)
    draft = locked_draft(synthesis)
    for part in (*draft.excerpts.all(), *draft.texts.all()):
        part.delete()
    draft.delete()


def locked_draft(synthesis: Synthesis) -> Synthesis:
    """The row as it is now, held. Raises NotNow where it is published."""
    row = Synthesis.objects.select_for_update(of=("self",)).get(pk=synthesis.pk)
    if row.state != SynthesisState.DRAFT:
        raise NotNow(_("A published synthesis stays as it is: begin a new version."))
    return row


@transaction.atomic
def publish_synthesis(*, host: "User", synthesis: Synthesis) -> Synthesis:
    """Show a synthesis to all, in place of the version before, open to comment for 72 hours.

    A second call changes nothing. Raises PermissionDenied, NotNow.
    """
    check_host(host, synthesis.discussion)
    check_not_silenced(host, synthesis.discussion.forum_id)
    discussion = EDiscussion.objects.select_for_update(no_key=True, of=("self",)).get(
        pk=synthesis.discussion_id
    )
    synthesis = Synthesis.objects.select_for_update(of=("self",)).get(pk=synthesis.pk)
    if synthesis.state == SynthesisState.PUBLISHED:
        return synthesis
    now = timezone.now()
    timing.check_synthesis_ready(synthesis, discussion, now)
    before = Synthesis.objects.filter(
        discussion=discussion,
        kind=synthesis.kind,
        week=synthesis.week,
        state=SynthesisState.PUBLISHED,
    )
    before.update(state=SynthesisState.SUPERSEDED)
    synthesis.state, synthesis.published_at = SynthesisState.PUBLISHED, now
    synthesis.comments_until = now + COMMENTS_FOR
    synthesis.comments_topic = _open_comments(synthesis, discussion, host)
    synthesis.save()
    discussion_telling.summarised(synthesis, host)
    return synthesis


def _open_comments(synthesis: Synthesis, discussion: EDiscussion, host: "User") -> Any:
    text: Any = synthesis.texts.filter(is_original=True).first() or synthesis.texts.first()
    with override(text.language):
        new = NewThread(
            kind=TopicKind.SYNTHESIS,
            subject=_("Comments: %(title)s") % {"title": text.title},
            body=_("What is missing, wrong or unclear in this synthesis?"),
            language=text.language,
            closes_at=synthesis.comments_until,
        )
    return open_thread(author=host, forum=discussion.forum, new=new)


@transaction.atomic
def translate_synthesis(
    *, host: "User", synthesis: Synthesis, language: str, title: str, body: str
) -> SynthesisText:
    """Add a language to a published synthesis; what is there in a language stays.

    Raises PermissionDenied, NotNow, InvalidContent.
    """
    check_host(host, synthesis.discussion)
    check_not_silenced(host, synthesis.discussion.forum_id)
    synthesis = Synthesis.objects.select_for_update(of=("self",)).get(pk=synthesis.pk)
    if synthesis.state != SynthesisState.PUBLISHED:
        raise NotNow(_("Translate what is published; a draft is written in each language."))
    code = clean_language(language)
    if synthesis.texts.filter(language=code).exists():
        raise NotNow(_("It is there in this language: a correction is a new version."))
    text, _reading = clean_body(body)
    row = SynthesisText.objects.create(
        synthesis=synthesis,
        language=code,
        title=clean_subject(title),
        body=text,
        rendered=render(text),
        translator=host,
    )
    discussion_telling.reindex_synthesis(synthesis)
    return row
