"""What hosts publish of an e-discussion: messages, syntheses, and the words they quote."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef
from django.utils import timezone
from django.utils.safestring import SafeString

from common.languages import reading_language, reading_url
from forum.addresses import post_url, topic_url
from forum.engine import Post
from forum.models import (
    DiscussionRole,
    EDiscussion,
    HostMessage,
    HostMessageText,
    MessageState,
    Synthesis,
    SynthesisExcerpt,
    SynthesisState,
    SynthesisText,
    text_in,
)
from forum.rendering import with_names
from forum.selectors.people import OF_AUTHOR, PLACE, signature_of
from members.bylines import Byline, byline_for

if TYPE_CHECKING:
    from common.typing import AnyUser

AUTHOR = ("author__profile__member_type", "author__profile__country_of_residence")


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A published message in the reader's language, or as it was written.

    `question`: the number of the one it is about; None for the whole.
    """

    pk: int
    kind: str
    kind_label: str
    subject: str
    html: SafeString
    text: str
    lang: str
    author: Byline
    at: datetime
    question: int | None = None
    translated_from: str = ""  # the language of the original where this is a translation


@dataclass(frozen=True, slots=True)
class ExcerptRow:
    """Words of a contribution; without them where the contribution is no longer to be seen."""

    quote: str
    lang: str
    author: str
    url: str
    pk: int = 0


@dataclass(frozen=True, slots=True)
class SynthesisRow:
    """A synthesis in the reader's language, or as it was written."""

    pk: int
    week: int | None
    version: int
    state: str
    title: str
    html: SafeString
    text: str
    lang: str
    author: Byline
    method_note: str
    at: datetime | None
    comments_until: datetime | None
    comments_open: bool
    comments_url: str
    url: str
    excerpts: list[ExcerptRow] = field(default_factory=list)
    translated_from: str = ""  # the language of the original where this is a translation


def message_rows(
    viewer: "AnyUser", discussion: EDiscussion, *, question: int | None = None
) -> list[MessageRow]:
    """What the hosts said, newest first; about the question of this number, if one is given.

    One query, of the texts, which bring message and author along. The caller has checked who reads
    it.
    """
    texts = HostMessageText.objects.filter(
        message__discussion=discussion, message__state=MessageState.PUBLISHED
    )
    if question is not None:
        texts = texts.filter(message__question__number=question)
    found = texts.select_related("message__question", *(f"message__{path}" for path in AUTHOR))
    by_message: dict[int, list[Any]] = defaultdict(list)
    order = ("-message__published_at", "-message", "pk")
    for text in found.annotate(has_part=_has_part("message__")).order_by(*order):
        by_message[text.message_id].append(text)
    rows = []
    for same in by_message.values():
        message: Any = same[0].message
        message.has_part = same[0].has_part
        rows.append(_message_row(message, viewer, same))
    return rows


def _with_authors(rows: Any) -> Any:
    """With texts and authors, and whether these have a part: then they are named (0221)."""
    found = rows.select_related(*AUTHOR).prefetch_related("texts")
    return found.annotate(has_part=_has_part())


def _has_part(at: str = "") -> Exists:
    """Whether the author of what is `at` this path has a part in its discussion."""
    return Exists(
        DiscussionRole.objects.filter(
            discussion=OuterRef(f"{at}discussion"), user=OuterRef(f"{at}author")
        )
    )


def _author_of(one: Any, viewer: "AnyUser") -> Byline:
    return byline_for(one.author, viewer, PLACE, shows_name=one.has_part)


def _message_row(one: Any, viewer: "AnyUser", texts: Iterable[Any]) -> MessageRow:
    texts = list(texts)
    text, original = text_in(texts, reading_language()), text_in(texts, "")
    return MessageRow(
        pk=one.pk,
        kind=one.kind,
        kind_label=str(one.get_kind_display()),
        subject=text.subject,
        html=with_names(text.rendered, {}),
        text=text.body,
        lang=text.language,
        author=_author_of(one, viewer),
        at=one.published_at or one.created,
        question=one.question.number if one.question else None,
        translated_from=original.language if text is not original else "",
    )


def latest_syntheses(viewer: "AnyUser", page: Any) -> list[SynthesisRow]:
    """Published ones, the newest week first, the account of the whole last. Two queries."""
    rows = Synthesis.objects.filter(discussion=page.discussion_id, state=SynthesisState.PUBLISHED)
    found = _with_authors(rows).select_related("comments_topic")
    return [
        _synthesis_row(one, viewer, page)
        for one in sorted(found, key=lambda one: (one.week is None, -(one.week or 0)))
    ]


def synthesis_page(
    viewer: "AnyUser", page: Any, week: int | None
) -> tuple[SynthesisRow, list[SynthesisRow]] | None:
    """The published account of `week`, and the versions before it, each with its excerpts.

    None where there is none. Four queries at most, however many versions there are.
    """
    kept = [SynthesisState.PUBLISHED, SynthesisState.SUPERSEDED]
    every = Synthesis.objects.filter(discussion=page.discussion_id, week=week, state__in=kept)
    found = _with_authors(every).select_related("comments_topic")
    versions = list(found.order_by("-version"))
    if not versions or versions[0].state != SynthesisState.PUBLISHED:
        return None
    quotes = _excerpts_by(viewer, versions)
    rows = [_synthesis_row(one, viewer, page, quotes[one.pk]) for one in versions]
    return rows[0], rows[1:]


def excerpts_of(viewer: "AnyUser", synthesis: Synthesis) -> list[ExcerptRow]:
    """Its quotes, each with its author as `viewer` may see them. Two queries."""
    return _excerpts_by(viewer, [synthesis])[synthesis.pk]


def _excerpts_by(viewer: "AnyUser", syntheses: list[Synthesis]) -> dict[int, list[ExcerptRow]]:
    """{synthesis: its quotes}. Two queries."""
    people = (f"post__contribution__{path}" for path in OF_AUTHOR)
    found = SynthesisExcerpt.objects.filter(synthesis__in=[one.pk for one in syntheses])
    excerpts = list(found.select_related(*people).order_by("position"))
    seen = set(
        Post.objects.visible_to(viewer)
        .filter(pk__in=[one.post_id for one in excerpts], approved=True)
        .values_list("pk", flat=True)
    )
    rows: dict[int, list[ExcerptRow]] = {one.pk: [] for one in syntheses}
    for one in excerpts:
        contribution = one.post.contribution
        if one.post_id in seen:
            name = signature_of(contribution, viewer).name
            url = post_url(one.post_id)
            row = ExcerptRow(one.quote, contribution.language, name, url, one.pk)
        else:
            row = ExcerptRow("", "", "", "", one.pk)
        rows[one.synthesis_id].append(row)
    return rows


def _synthesis_row(
    one: Synthesis, viewer: "AnyUser", page: Any, excerpts: list[ExcerptRow] | None = None
) -> SynthesisRow:
    texts = list(one.texts.all())
    text, original = text_in(texts, reading_language()), text_in(texts, "")
    until = one.comments_until
    below = f"synthesis/{one.week}/" if one.week else "summary/"
    return SynthesisRow(
        pk=one.pk,
        week=one.week,
        version=one.version,
        state=one.state,
        title=text.title if text else "",
        html=with_names(text.rendered if text else "", {}),
        text=text.body if text else "",
        lang=text.language if text else "",
        author=_author_of(one, viewer),
        method_note=one.method_note,
        at=one.published_at,
        comments_until=until,
        comments_open=until is not None and timezone.now() < until,
        comments_url=_comments_url(one.comments_topic),
        url=f"{reading_url(page)}{below}",
        excerpts=excerpts or [],
        translated_from=original.language if text is not original else "",
    )


def _comments_url(topic: Any) -> str:
    return topic_url(topic.pk, topic.slug) if topic else ""


def drafts_of_hosts(discussion: EDiscussion) -> tuple[list[HostMessage], list[Synthesis]]:
    """What is written and not published, syntheses with `quotes`: how many. For hosts.

    Four queries.
    """
    messages = discussion.messages.filter(state=MessageState.DRAFT).prefetch_related("texts")
    syntheses = drafts_of(discussion).annotate(quotes=Count("excerpts")).prefetch_related("texts")
    return list(messages.order_by("pk")), list(syntheses)


def drafts_of(discussion: EDiscussion) -> Any:
    """Syntheses that are being written: they may quote."""
    return discussion.syntheses.filter(state=SynthesisState.DRAFT).order_by("pk")


def published_syntheses(discussion: EDiscussion) -> list[tuple[Synthesis, list[SynthesisText]]]:
    """What stands published, each with its texts, the newest week first: for hosts. Two queries."""
    rows = discussion.syntheses.filter(state=SynthesisState.PUBLISHED).prefetch_related("texts")
    return [(one, list(one.texts.all())) for one in rows.order_by("-week", "pk")]
