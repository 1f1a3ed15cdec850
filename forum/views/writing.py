"""New topics and answers."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import SimpleLazyObject as lazily
from django.utils.translation import gettext as _

from common import unsent
from common.indexing import similar
from common.languages import reading_language
from forum import limits, selectors, services
from forum.addresses import forum_url, topic_url
from forum.engine import Forum, Post, Topic
from forum.errors import InvalidContent
from forum.forms import ReplyForm, TopicForm
from forum.models import PostState, Preset
from forum.permissions import check_reply, check_start_topic
from forum.rendering import quote_of
from forum.selectors.asked import asked, language_of, subject_of
from forum.selectors.people import OF_AUTHOR, signature_of
from forum.selectors.preview import printed
from forum.selectors.topics import names_of_forums
from forum.selectors.windows import window_of
from forum.services import Posted
from forum.services.posting import check_not_silenced, check_open
from forum.services.threads import begun_in
from forum.views.answers import for_members, home_crumb, number_in
from forum.views.composing import Composition, begun, compose, out_of_reach, sent_or_unsent

MOST_SIMILAR = 5
MOST_ASKED = 20  # answers of one topic are one line


@for_members
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer in a topic, to all or to one post of it, which is shown above the form."""
    member: Any = request.user
    rows = Topic.objects.visible_to(member).select_related("forum", "info")
    rows = rows.annotate(asked=asked())
    topic = rows.filter(pk=pk).first()
    if topic is None:
        return out_of_reach(request, ReplyForm(sent_or_unsent(request)), f"reply:{pk}")
    number = request.GET.get("quote", "") or request.GET.get("to", "")
    answered = _post_named(member, topic, number) if request.method != "POST" else None
    form = _reply_form(request, topic, answered)
    number = form["reply_to"].value()
    if answered is None and number:
        answered = _posts_named(member, topic, str(number)).first()

    def check() -> None:
        check_reply(member, topic)
        check_not_silenced(member, topic.forum_id)
        check_open(topic, timezone.now())

    def send(form: Any) -> Posted:
        if number and answered is None:
            form.data = form.data.copy()
            form.data["reply_to"] = ""
            raise InvalidContent(
                _("The post you answer is not here any more. Send your text again to answer all.")
            )
        return services.reply(member=member, topic=topic, reply_to=answered, **form.written())

    around = {
        "page_kind": "answer",
        "topic": topic,
        "topic_title": subject_of(topic),
        "topic_lang": language_of(topic),
        "answered": answered,
        "is_quoted": "quote" in request.GET,
        "answered_by": signature_of(answered.contribution, member) if answered else None,
        "answered_html": printed(member, answered) if answered else "",
        # Not asked for where the text is taken and no page is shown.
        "crumbs": lazily(lambda: [home_crumb(), _crumb(topic.forum), _topic_crumb(topic)]),
        "here": _("Answer"),
        "is_new_member": lazily(lambda: limits.is_new(member)),
        "late_until": _late_until(topic),
        "back_url": topic_url(topic.pk, topic.slug),
    }
    return compose(
        request, Composition("forum/reply.html", form, f"reply:{pk}", check, send, around)
    )


@for_members
def new_topic(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a topic in a room. Topics that may answer already come with the preview, or alone."""
    member: Any = request.user
    forum = Forum.objects.visible_to(member).select_related("info").filter(pk=pk).first()
    if forum is None:
        return out_of_reach(request, TopicForm(sent_or_unsent(request)), f"topic:{pk}")
    if request.method == "POST":
        form = TopicForm(request.POST)
    else:
        form = begun(request, TopicForm, f"topic:{pk}")

    def check() -> None:
        check_start_topic(member, forum)
        check_not_silenced(member, forum.pk)
        if forum.info.preset == Preset.DISCUSSION:
            begun_in(forum, member)  # which is refused once the discussion has closed

    def send(form: Any) -> Posted:
        return services.start_topic(member=member, forum=forum, **form.written())

    room = lazily(lambda: _crumb(forum))
    around = {
        "page_kind": "new-topic",
        "forum": room,
        "crumbs": lazily(lambda: [home_crumb(), room]),
        "here": _("New topic"),
        "similar": lazily(lambda: _similar(request, form.data.get("subject", ""))),
        "is_new_member": lazily(lambda: limits.is_new(member)),
        "back_url": forum_url(pk, forum.slug),
    }
    if "look" in request.POST:  # a title is enough: what is missing yet is no fault
        context = around | {"form": _as_typed(form), "has_looked": True}
        return render(request, "forum/new_topic.html", context)
    return compose(
        request, Composition("forum/new_topic.html", form, f"topic:{pk}", check, send, around)
    )


def _as_typed(form: Any) -> Any:
    """A form with what was sent of another, and no word about what is missing."""
    sent = {
        name: field.widget.value_from_datadict(form.data, {}, form.add_prefix(name))
        for name, field in form.fields.items()
    }
    return type(form)(initial=sent)


def _post_named(member: Any, topic: Any, number: str) -> Any:
    """A published post of this topic that the member sees; None where none is named.

    Raises Post.DoesNotExist.
    """
    return _posts_named(member, topic, number).get() if number else None


def _posts_named(member: Any, topic: Any, number: str) -> Any:
    """It, or none: a text outlives the post that it answers."""
    authors = (f"contribution__{path}" for path in OF_AUTHOR)
    published = Post.objects.visible_to(member).filter(
        topic=topic.pk, contribution__state=PostState.PUBLISHED
    )
    return published.select_related("topic", *authors).filter(pk=number_in(number))


def _reply_form(request: HttpRequest, topic: Any, answered: Any) -> ReplyForm:
    """The form as it was sent, or with what the address asks for: a quote, or a mention."""
    if request.method == "POST":
        return ReplyForm(request.POST)
    initial: dict[str, Any] = {}
    if answered is not None and "quote" in request.GET:
        initial = {"body": quote_of(answered.pk, answered.content.raw), "is_quote": True}
    elif handle := _mentioned(request, topic):
        initial = {"body": f"@{handle} ", "is_quote": True}
    form = begun(request, ReplyForm, f"reply:{topic.pk}", initial)
    if answered is not None and not unsent.found(request):
        form.initial["reply_to"] = answered.pk
    return form


def _mentioned(request: HttpRequest, topic: Any) -> str:
    """The handle of whom the answer is to mention: the author of a post, which it does not answer.

    Raises Post.DoesNotExist.
    """
    member: Any = request.user
    post = _post_named(member, topic, request.GET.get("mention", ""))
    return signature_of(post.contribution, member).handle if post else ""


def _late_until(topic: Any) -> str:
    """Where the topic is closed, until when a text waits for the host; else ""."""
    found = window_of(topic.info.opens_at, topic.info.closes_at, timezone.now())
    return found.late_until if found else ""


def _crumb(forum: Any) -> selectors.ForumLink:
    names = names_of_forums([forum.pk], reading_language())
    name = names.get(forum.pk, (forum.name, ""))[0]
    return selectors.ForumLink(forum.pk, name, forum_url(forum.pk, forum.slug))


def _topic_crumb(topic: Any) -> dict[str, str]:
    return {"name": subject_of(topic), "url": topic_url(topic.pk, topic.slug)}


def _similar(request: HttpRequest, subject: str) -> list[Any]:
    """Things like the title so far; asked only when it is looked at again.

    Each topic stands once, however many of its answers are found: they bear its title.
    """
    if request.method != "POST" or len(subject.strip()) < 3:
        return []
    found = similar(subject[:200], user=request.user, n=MOST_ASKED)
    topics = _topics_of(found)
    found.sort(key=lambda one: not one.key.startswith("topic:"))
    once = {topics.get(one.key, one.key): one for one in reversed(found)}
    return list(reversed(once.values()))[:MOST_SIMILAR]


def _topics_of(found: list[Any]) -> dict[str, str]:
    """{key of an answer: key of its topic}. One query, or none."""
    answers = [one.key.removeprefix("post:") for one in found if one.key.startswith("post:")]
    if not answers:
        return {}
    rows = Post.objects.filter(pk__in=answers).values_list("pk", "topic")
    return {f"post:{pk}": f"topic:{topic}" for pk, topic in rows}
