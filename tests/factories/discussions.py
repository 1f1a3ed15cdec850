"""E-discussions for tests: pages by Wagtail, everything after that by the services."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from wagtail.models import Locale

from forum import services
from forum.models import (
    DiscussionState,
    EDiscussion,
    EDiscussionIndexPage,
    EDiscussionPage,
    GuidingQuestionText,
    MessageKind,
    Role,
)
from tests.factories import forum as make
from tests.factories.pages import child, english, plant, site_root

QUESTIONS = ("Whom do you want to reach?", "Which services know them?", "What do you leave out?")


def index_page() -> Any:
    """The list of e-discussions below the front page; made once."""
    return child(EDiscussionIndexPage, site_root(), "e-discussions", title="E-discussions")


def a_page(title: str = "Mapping that builds trust", questions: Any = QUESTIONS, **kwargs: Any):
    """A page that is saved as a draft: nothing is shared yet."""
    page = EDiscussionPage(
        title=title,
        slug=title.lower().replace(" ", "-"),
        summary="How can an authority learn who lives abroad?",
        live=False,
        locale=english(),
        **kwargs,
    )
    locale = english()
    page.question_texts = [
        GuidingQuestionText(text=text, guidance="Say what worked.", sort_order=at, locale=locale)
        for at, text in enumerate(questions)
    ]
    plant(index_page(), page)
    page.save_revision()
    return page


def publish(page: Any) -> Any:
    """Publish the page's latest revision; the page as the database has it then."""
    page.get_latest_revision().publish()
    return EDiscussionPage.objects.get(pk=page.pk)


def translated(page: Any, language: str, title: str = "", questions: Any = ()) -> Any:
    """The page in another language, published."""
    locale = Locale.objects.get_or_create(language_code=language)[0]
    for parent in (page.get_parent().get_parent(), page.get_parent()):
        if not parent.has_translation(locale):
            parent.specific.copy_for_translation(locale)
    twin = page.copy_for_translation(locale)
    twin.title = title or f"{page.title} ({language})"
    rows = list(twin.question_texts.all())
    for row, text in zip(rows, questions, strict=False):
        row.text = text
    twin.question_texts = rows
    twin.save_revision()
    return publish(twin)


def a_draft(host: Any = None, audience: str = "public", **kwargs: Any) -> EDiscussion:
    """A published page, dates and a host: ready to be announced. For everybody, or "members"."""
    page = publish(a_page(**kwargs))
    host = host or make.person("Ruth Mfano")
    admin = make.an_admin()
    now = timezone.now()
    services.add_role(host=admin, discussion=page.discussion, user=host, role=Role.HOST)
    return services.plan_discussion(
        host=host,
        discussion=page.discussion,
        opens_at=now + timedelta(days=7),
        closes_at=now + timedelta(days=35),
        audience=audience,
    )


def host_of(discussion: EDiscussion) -> Any:
    return discussion.roles.filter(role=Role.HOST).order_by("pk").first().user


def announced(**kwargs: Any) -> EDiscussion:
    draft = a_draft(**kwargs)
    return services.announce_discussion(host=host_of(draft), discussion=draft)


def welcomed(**kwargs: Any) -> EDiscussion:
    """Announced, with a welcome of the host."""
    discussion = announced(**kwargs)
    say(discussion, kind=MessageKind.WELCOME)
    return discussion


def say(discussion: EDiscussion, kind: str = MessageKind.STEER, **kwargs: Any) -> Any:
    """A published message of the host."""
    host = host_of(discussion)
    kwargs = {"language": "en", "subject": "Dear all", "body": "Tell us what you did."} | kwargs
    draft = services.draft_host_message(host=host, discussion=discussion, kind=kind, **kwargs)
    return services.publish_host_message(host=host, message=draft)


def opened(**kwargs: Any) -> EDiscussion:
    """Open now: week 1 began a moment ago."""
    discussion = welcomed(**kwargs)
    return services.open_discussion(host=host_of(discussion), discussion=discussion)


def summarising(**kwargs: Any) -> EDiscussion:
    discussion = opened(**kwargs)
    return services.close_contributions(host=host_of(discussion), discussion=discussion)


def in_state(state: str, **kwargs: Any) -> EDiscussion:
    """A discussion in this state."""
    ways = {
        DiscussionState.DRAFT: a_draft,
        DiscussionState.ANNOUNCED: announced,
        DiscussionState.OPEN: opened,
        DiscussionState.SUMMARISING: summarising,
    }
    return ways[DiscussionState(state)](**kwargs)


def topic_of(discussion: EDiscussion, number: int = 1) -> Any:
    return discussion.questions.select_related("topic").get(number=number).topic


def an_answer(discussion: EDiscussion, member: Any = None, number: int = 1, **kwargs: Any) -> Any:
    """A published answer to question `number`."""
    return make.a_reply(topic_of(discussion, number), member, **kwargs)


def a_synthesis(discussion: EDiscussion, week: int | None = 1, **kwargs: Any) -> Any:
    """A draft of a synthesis."""
    values = {"language": "en", "title": "What people leave out", "body": "Faith comes first."}
    kind = "weekly" if week else "consolidated"
    host = host_of(discussion)
    return services.draft_synthesis(
        host=host, discussion=discussion, kind=kind, week=week, **(values | kwargs)
    )
