"""From a page to a room: the shared rows, the questions, the forum with its threads."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from forum.errors import NotNow
from forum.models import (
    HOSTING,
    MAX_QUESTIONS,
    Audience,
    DiscussionRole,
    DiscussionState,
    EDiscussion,
    EDiscussionPage,
    ForumText,
    GuidingQuestion,
    GuidingQuestionText,
    Moderation,
    PreModeration,
    Preset,
    Role,
    TopicKind,
)
from forum.services import discussion_telling
from forum.services.roles import give_rights
from forum.services.rooms import make_room
from forum.services.threads import NewThread, open_thread, reframe

if TYPE_CHECKING:
    from members.models import User

SHELF = gettext_noop("E-discussions")
GENERAL = gettext_noop("General")
LANGUAGES = ("fr", "es")  # beside English: in which a new room gets its name at once
WITH_THREADS = (DiscussionState.ANNOUNCED, DiscussionState.OPEN)


# --- Publishing a page ------------------------------------------------------------------------
@transaction.atomic
def take_page(*, page: EDiscussionPage) -> EDiscussion:
    """Join a page that was published to its discussion: made by the first page, shared by all.

    Questions get their rows and numbers. While the discussion is a draft these follow the page;
    from its announcement on they stay. A second call changes nothing.
    """
    found = EDiscussion.objects.select_for_update(no_key=True, of=("self",))
    discussion, _is_new = found.get_or_create(key=page.translation_key)
    EDiscussionPage.objects.filter(pk=page.pk).update(discussion=discussion)
    page.discussion = discussion
    _note_languages(discussion)
    _take_questions(discussion, page)
    discussion_telling.reindex(discussion)
    return discussion


@transaction.atomic
def leave_page(*, page: EDiscussionPage) -> None:
    """A page that is not read any more, or is gone: its language is none of the discussion's.

    The discussion itself stays. A second call changes nothing.
    """
    found = EDiscussion.objects.select_for_update(no_key=True, of=("self",))
    discussion = found.filter(pk=page.discussion_id).first()  # type: ignore[misc]
    if discussion is not None and _note_languages(discussion):
        discussion_telling.reindex(discussion)


def _note_languages(discussion: EDiscussion) -> bool:
    """Keep in which languages the discussion is read. Returns whether that has changed."""
    live = EDiscussionPage.objects.filter(discussion=discussion, live=True)
    codes = live.order_by("pk").values_list("locale__language_code", flat=True)
    languages = list(dict.fromkeys(codes))
    if languages != discussion.languages:
        discussion.languages = languages
        discussion.save(update_fields=["languages", "updated"])
        return True
    return False


def _take_questions(discussion: EDiscussion, page: EDiscussionPage) -> None:
    texts = list(GuidingQuestionText.objects.filter(page=page.pk).order_by("sort_order", "pk"))
    if discussion.state == DiscussionState.DRAFT and _is_original(discussion, page):
        _renumber(discussion, [one.translation_key for one in texts])
    known = {one.translation_key: one for one in discussion.questions.select_related("topic")}
    for text in texts:
        question = known.get(text.translation_key) or _add_question(discussion, text)
        if question is None:
            continue
        known[text.translation_key] = question
        if text.question_id != question.pk:
            GuidingQuestionText.objects.filter(pk=text.pk).update(question=question)
        if question.topic is not None and _is_original(discussion, page):
            reframe(topic=question.topic, subject=text.text, body=_framing(text))


def _is_original(discussion: EDiscussion, page: EDiscussionPage) -> bool:
    """Whether the page is the one in whose language the threads were framed: the oldest."""
    first = EDiscussionPage.objects.filter(discussion=discussion).order_by("pk").first()
    return first is not None and first.pk == page.pk


def _renumber(discussion: EDiscussion, keys: list[Any]) -> None:
    """Questions of a draft, in the order of the page; those that left it go."""
    before = {one.translation_key: one for one in discussion.questions.all()}
    if [key for key, _one in sorted(before.items(), key=lambda item: item[1].number)] == keys:
        return
    GuidingQuestionText.objects.filter(question__discussion=discussion).update(question=None)
    discussion.questions.all().delete()
    kept = {key: before[key].week for key in keys if key in before}
    made = {
        key: _question(discussion, key, number, kept.get(key))
        for number, key in enumerate(keys[:MAX_QUESTIONS], start=1)
    }
    GuidingQuestion.objects.bulk_create(made.values())
    for key, question in made.items():
        GuidingQuestionText.objects.filter(translation_key=key, page__discussion=discussion).update(
            question=question
        )


def _add_question(discussion: EDiscussion, text: GuidingQuestionText) -> GuidingQuestion | None:
    """One more question, last; with its thread at once where the discussion has begun."""
    number = discussion.questions.count() + 1
    if number > MAX_QUESTIONS:
        return None
    question = _question(discussion, text.translation_key, number)
    question.save()
    if discussion.state in WITH_THREADS:
        _open_question(discussion, question, text, _voice(discussion), discussion.forum)
    return question


def _question(
    discussion: EDiscussion, key: Any, number: int, week: int | None = None
) -> GuidingQuestion:
    """An unsaved question: question N opens in week N, at the latest in the last one."""
    week = min(week or number, discussion.last_week() or MAX_QUESTIONS)
    return GuidingQuestion(
        discussion=discussion,
        translation_key=key,
        number=number,
        week=week,
        opens_at=discussion.week_starts(week),
    )


def _voice(discussion: EDiscussion) -> "User":
    """Who asks one more question: a host, else a co-host, else whoever framed the threads."""
    parts = discussion.roles.filter(role__in=HOSTING, user__is_active=True)
    hosting = list(parts.select_related("user").order_by("pk"))
    hosting.sort(key=lambda one: one.role != Role.HOST)
    if hosting:
        return hosting[0].user
    general: Any = discussion.general_topic
    framer: User = general.poster
    return framer


# --- Announcing -------------------------------------------------------------------------------
def check_announceable(discussion: EDiscussion, now: datetime) -> None:
    """It is in preparation, and nothing is missing. Raises NotNow with everything that is."""
    if discussion.state != DiscussionState.DRAFT:
        raise NotNow(_("Only a discussion in preparation can be announced."))
    if gaps := gaps_of(discussion, now):
        raise NotNow(" ".join(gaps))


def gaps_of(discussion: EDiscussion, now: datetime) -> list[str]:
    """What is missing before the discussion can be announced, a sentence each. Three queries."""
    gaps = []
    if not discussion.pages.filter(live=True).exists():
        gaps.append(_("Publish its page in at least one language."))
    questions = list(discussion.questions.all())
    if not questions:
        gaps.append(_("Give it at least one guiding question."))
    if not _hosts(discussion):
        gaps.append(_("Name a host."))
    if discussion.opens_at is None or discussion.closes_at is None:
        gaps.append(_("Say when it opens and closes."))
    elif discussion.closes_at <= now:
        gaps.append(_("Its end lies in the past."))
    gaps += [late_words(one) for one in questions if discussion.is_after_its_end(one.week)]
    return gaps


def late_words(question: GuidingQuestion) -> str:
    """What is said of a question whose week is none of the discussion's."""
    words = _("Question %(number)d would open after the discussion closes.")
    return words % {"number": question.number}


def _hosts(discussion: EDiscussion) -> list[DiscussionRole]:
    rows = discussion.roles.filter(role=Role.HOST, user__is_active=True).select_related("user")
    return list(rows.order_by("pk"))


def build(discussion: EDiscussion) -> None:
    """The room, a thread a question and a general one, and the rights of all who have a part."""
    page: Any = discussion.pages.filter(live=True).select_related("locale").order_by("pk").first()
    host = _hosts(discussion)[0].user
    language = page.locale.language_code
    is_strict = discussion.moderation == Moderation.BEFORE
    forum = make_room(
        name=page.title[:100],
        parent=_shelf(),
        preset=Preset.DISCUSSION,
        pre_moderation=PreModeration.EVERYONE if is_strict else PreModeration.NEW,
        description=page.summary,
        icon="discuss",
        is_for_members=discussion.audience == Audience.MEMBERS,
    )
    discussion.forum = forum
    _name_room(forum, discussion)
    for role in discussion.roles.select_related("user"):
        give_rights(discussion, role.user)
    for text in _texts_of(page):
        if text.question is not None:
            _open_question(discussion, text.question, text, host, forum)
    discussion.general_topic = _open_general(discussion, host, forum, language)


def _texts_of(page: EDiscussionPage) -> Iterable[GuidingQuestionText]:
    texts = GuidingQuestionText.objects.filter(page=page.pk).select_related("question")
    return texts.order_by("question__number")


def _shelf() -> Any:
    """The shelf on which all discussions stand; the first announcement puts it up."""
    standing = EDiscussion.objects.filter(forum__parent__isnull=False).order_by("pk").first()
    if standing is not None and standing.forum is not None:
        return standing.forum.parent
    shelf = make_room(name=SHELF, is_category=True, preset=Preset.DISCUSSION, icon="discuss")
    for language in LANGUAGES:
        with override(language):
            ForumText.objects.create(forum=shelf, language=language, name=_(SHELF))
    return shelf


def _name_room(forum: Any, discussion: EDiscussion) -> None:
    for page in discussion.pages.filter(live=True).select_related("locale"):
        ForumText.objects.update_or_create(
            forum=forum,
            language=page.locale.language_code,
            defaults={"name": page.title[:100], "description": page.summary},
        )


def _open_question(
    discussion: EDiscussion,
    question: GuidingQuestion,
    text: GuidingQuestionText,
    host: "User",
    forum: Any,
) -> None:
    starts = discussion.week_starts(question.week)
    new = NewThread(
        kind=TopicKind.QUESTION,
        subject=text.text,
        body=_framing(text),
        language=text.locale.language_code,
        opens_at=starts,
        closes_at=discussion.closes_at,
    )
    topic = open_thread(author=host, forum=forum, new=new, discussion=discussion, question=question)
    GuidingQuestion.objects.filter(pk=question.pk).update(topic=topic, opens_at=starts)


def _open_general(discussion: EDiscussion, host: "User", forum: Any, language: str) -> Any:
    with override(language):
        new = NewThread(
            kind=TopicKind.GENERAL,
            subject=_(GENERAL),
            body=_("For what fits none of the questions."),
            language=language,
            opens_at=discussion.opens_at,
            closes_at=discussion.closes_at,
        )
    return open_thread(author=host, forum=forum, new=new, discussion=discussion)


def _framing(text: GuidingQuestionText) -> str:
    return f"{text.text}\n\n{text.guidance}".strip()
