"""Two e-discussions: one that is open on the day the demo is made, one with its summary.

Facts are those of the records (mapping, trust); the people are the demo's, and what they say is
made up. Everything is written by the forum's services as if it happened today, then moved back by
days: so the open one is open whenever this runs.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import F, Max, QuerySet
from django.utils import timezone

from demo.loaders.accounts import DOMAIN
from demo.seed import TRANSLATED, Seed, records
from forum import services
from forum.engine import Forum, Post, Topic
from forum.models import (
    Contribution,
    EDiscussion,
    EDiscussionIndexPage,
    EDiscussionPage,
    ForumStanding,
    GuidingQuestion,
    GuidingQuestionText,
    HostMessage,
    Role,
    Synthesis,
    TopicInfo,
)
from forum.statistics import freeze
from members.models import User
from taxonomy.services import classify

DAY = timedelta(days=1)
UNTIL_SUMMARY = 10 * DAY  # from the end of a discussion
BETWEEN_ANSWERS = timedelta(hours=13, minutes=17)  # so that a week holds all, two days hold three
MADE_UP = {
    "en": "Made up for this demonstration site: nobody wrote this.",
    "fr": "Inventé pour ce site de démonstration : personne n’a écrit ceci.",
    "es": "Inventado para este sitio de demostración: nadie ha escrito esto.",
}


def load(seed: Seed) -> None:
    """Each discussion that is not there, and its pages in three languages."""
    index = EDiscussionIndexPage.objects.get(locale=seed.english)
    if not getattr(settings, "DEMO", False):
        seed.say("discussions: none, as these settings are not the demo's")
        return
    for record in records("discussions"):
        known = EDiscussionPage.objects.filter(external_id=record["id"], locale=index.locale)
        page = known.first()
        if page is None:
            _Discussion(seed, index, record).make()
        else:
            _translate(seed, page, record)


def _words(text: dict[str, Any], language: str) -> dict[str, str]:
    """The fields of a page in `language`; what is made up says so itself."""
    own = {name: text[name] for name in ("title", "summary")}
    return own | {"purpose": f"{text['purpose']} {MADE_UP[language]}"}


def _translate(seed: Seed, page: EDiscussionPage, record: dict[str, Any]) -> None:
    """The pages in the other languages: they share discussion, room and threads."""
    for language in TRANSLATED:
        text = record["text"][language]

        def ask(twin: EDiscussionPage, questions: Any = text["questions"]) -> None:
            rows = list(twin.question_texts.order_by("sort_order"))
            for row, (question, guidance) in zip(rows, questions, strict=True):
                row.text, row.guidance = question, guidance
            twin.question_texts = rows

        seed.translate(page, language, prepare=ask, **_words(text, language))


class _Discussion:
    """One record on its way to a discussion."""

    def __init__(self, seed: Seed, index: EDiscussionIndexPage, record: dict[str, Any]) -> None:
        self.seed, self.index, self.record = seed, index, record
        self.admin = User.objects.get(email=f"admin@{DOMAIN}")
        people = User.objects.filter(email__endswith=f"@{DOMAIN}", is_staff=False, is_active=True)
        self.people = {one.handle: one for one in people}
        self.host = self.people[record["host"]]

    def make(self) -> None:
        """Prepare, announce, open, answer, summarise; then move everything back."""
        discussion = self._announced()
        self._say("welcome", self._in_each_language("welcome"))
        discussion = services.open_discussion(host=self.host, discussion=discussion)
        self._open_all_questions(discussion)
        posts = self._answers(discussion)
        for number in range(len(self.record["messages"])):
            self._say("steer", self._in_each_language("messages", number))
        for number, synthesis in enumerate(self.record["syntheses"]):
            if synthesis["week"]:
                self._backdate(discussion, 7 * DAY)  # so that the week has begun
                self._summarise(discussion, number, posts)
        if self.record["closed"]:
            self._backdate(discussion, self.record["lasts"] * DAY)  # it closes at its end
            self._close(discussion, posts)
        discussion = EDiscussion.objects.get(pk=discussion.pk)
        back = self.record["days_back"] * DAY
        self._backdate(discussion, back, with_end=self.record["closed"])
        self._settle(EDiscussion.objects.get(pk=discussion.pk))
        self.seed.say(f"discussions: {self.record['title']}")

    def _announced(self) -> EDiscussion:
        record = self.record
        texts = [
            GuidingQuestionText(
                text=text, guidance=guidance, sort_order=at, locale=self.index.locale
            )
            for at, (text, guidance) in enumerate(record["questions"])
        ]

        def prepare(page: EDiscussionPage) -> None:
            page.question_texts = texts
            classify(page=page, themes=record["themes"], countries=record["countries"])

        page = self.seed.put(
            EDiscussionPage,
            self.index,
            slug=record["id"].removeprefix("demo-discussion-"),
            external_id=record["id"],
            prepare=prepare,
            **_words(record, "en"),
        )
        _translate(self.seed, page, record)
        self.page = EDiscussionPage.objects.get(pk=page.pk)
        discussion: Any = self.page.discussion
        services.add_role(host=self.admin, discussion=discussion, user=self.host, role=Role.HOST)
        for handle, role, language, line in record["parts"]:
            services.add_role(
                host=self.admin,
                discussion=discussion,
                user=self.people[handle],
                role=role,
                language=language,
                introduction=line,
            )
        now = timezone.now()
        services.plan_discussion(
            host=self.host,
            discussion=discussion,
            opens_at=now + timedelta(minutes=5),
            closes_at=now + record["lasts"] * DAY,
            summary_due_on=(now + record["lasts"] * DAY + UNTIL_SUMMARY).date(),
            weeks=dict.fromkeys(range(1, len(texts) + 1), 1),
        )
        return services.announce_discussion(host=self.host, discussion=discussion)

    def _in_each_language(self, name: str, number: int | None = None) -> dict[str, list[str]]:
        """{language: what the record has there under `name`}, English first."""
        found = {"en": self.record[name]}
        found |= {language: self.record["text"][language][name] for language in TRANSLATED}
        return {key: one if number is None else one[number] for key, one in found.items()}

    def _say(self, kind: str, words: dict[str, list[str]]) -> None:
        message = None
        for language, (subject, body) in words.items():
            message = services.draft_host_message(
                host=self.host,
                discussion=EDiscussion.objects.get(key=self.page.translation_key),
                kind=kind,
                language=language,
                subject=subject,
                body=body,
                message=message,
            )
        if message is not None:
            services.publish_host_message(host=self.host, message=message)

    @staticmethod
    def _open_all_questions(discussion: EDiscussion) -> None:
        opens_at = discussion.opens_at
        TopicInfo.objects.filter(topic__forum=discussion.forum).update(opens_at=opens_at)
        discussion.questions.update(opens_at=opens_at)

    def _answers(self, discussion: EDiscussion) -> list[Any]:
        questions = {one.number: one for one in discussion.questions.select_related("topic")}
        posts = []
        for handle, number, language, text in self.record["answers"]:
            member = self.people[handle]
            ForumStanding.objects.update_or_create(
                user=member, defaults={"vouched_at": timezone.now()}
            )
            posted = services.reply(
                member=member, topic=questions[number].topic, body=text, language=language
            )
            posts.append(posted.post)
        name, country, language, text = self.record["on_behalf"]
        services.contribute_on_behalf(
            host=self.host,
            topic=questions[1].topic,
            body=text,
            language=language,
            source="phone",
            consent=True,
            name=name,
            country=country,
        )
        return posts

    def _summarise(self, discussion: EDiscussion, number: int, posts: list[Any]) -> None:
        record = self.record["syntheses"][number]
        words = {"en": (record["title"], record["body"])}
        words |= {
            language: self.record["text"][language]["syntheses"][number] for language in TRANSLATED
        }
        for language, (title, body) in words.items():
            draft = services.draft_synthesis(
                host=self.host,
                discussion=discussion,
                kind="weekly" if record["week"] else "consolidated",
                week=record["week"],
                language=language,
                title=title,
                body=body,
                method_note="The host read every answer and quoted from those linked below.",
            )
        for at in record["quotes"]:
            post = posts[at]
            services.add_excerpt(host=self.host, synthesis=draft, post=post, quote=post.content.raw)
        services.publish_synthesis(host=self.host, synthesis=draft)

    def _close(self, discussion: EDiscussion, posts: list[Any]) -> None:
        discussion = EDiscussion.objects.get(pk=discussion.pk)
        services.close_contributions(host=self.host, discussion=discussion)
        for number, synthesis in enumerate(self.record["syntheses"]):
            if not synthesis["week"]:
                self._summarise(discussion, number, posts)
        services.conclude(
            moderator=self.host,
            discussion=discussion,
            conclusion=self.record["conclusion"],
            language="en",
        )

    @staticmethod
    def _backdate(discussion: EDiscussion, by: timedelta, *, with_end: bool = False) -> None:
        """Move everything that has happened in the discussion back; its end only `with_end`."""
        stays = not with_end
        columns = {"opens_at": F("opens_at") - by, "statistics_at": F("statistics_at") - by}
        if not stays:
            columns |= {"closes_at": F("closes_at") - by}
            columns |= {"first_closes_at": F("first_closes_at") - by}
        EDiscussion.objects.filter(pk=discussion.pk).update(**columns)
        inside = {"forum": discussion.forum_id}
        _shift(TopicInfo.objects.filter(topic__forum=discussion.forum_id), by, "opens_at")
        if not stays:
            _shift(TopicInfo.objects.filter(topic__forum=discussion.forum_id), by, "closes_at")
        _shift(GuidingQuestion.objects.filter(discussion=discussion), by, "opens_at")
        _shift(Topic.objects.filter(**inside), by, "created", "last_post_on")
        _shift(Forum.objects.filter(pk=discussion.forum_id), by, "last_post_on")
        _shift(Post.objects.filter(topic__forum=discussion.forum_id), by, "created", "updated")
        of_posts = Contribution.objects.filter(post__topic__forum=discussion.forum_id)
        _shift(of_posts, by, "created", "published_at")
        _shift(HostMessage.objects.filter(discussion=discussion), by, "published_at")
        _shift(
            Synthesis.objects.filter(discussion=discussion), by, "published_at", "comments_until"
        )

    def _settle(self, discussion: EDiscussion) -> None:
        """Week N's question opened in week N, and was answered then; the figures are today's."""
        for question in discussion.questions.select_related("topic"):
            starts = discussion.week_starts(question.number)
            GuidingQuestion.objects.filter(pk=question.pk).update(
                week=question.number, opens_at=starts
            )
            TopicInfo.objects.filter(topic=question.topic).update(opens_at=starts)
            _answered_from(question.topic, starts)
        last = discussion.forum.topics.aggregate(at=Max("last_post_on"))["at"]
        Forum.objects.filter(pk=discussion.forum_id).update(last_post_on=last)
        steered = discussion.messages.filter(kind__in=["welcome", "steer"]).order_by("pk")
        for week, message in enumerate(steered, start=1):
            starts = discussion.week_starts(week)
            HostMessage.objects.filter(pk=message.pk).update(published_at=starts)
        freeze(discussion, timezone.now())
        discussion.summary_due_on = (discussion.closes_at + UNTIL_SUMMARY).date()
        discussion.save(update_fields=["statistics_frozen", "statistics_at", "summary_due_on"])


def _answered_from(topic: Topic, starts: datetime) -> None:
    """The question stands first, and each answer comes some hours after the one before it."""
    for at, post in enumerate(topic.posts.order_by("pk")):
        when = starts + at * BETWEEN_ANSWERS
        Post.objects.filter(pk=post.pk).update(created=when, updated=when)
        Contribution.objects.filter(post=post).update(created=when, published_at=when)
    # The question itself stands first, so there is one at least.
    Topic.objects.filter(pk=topic.pk).update(created=starts, last_post_on=when)


def _shift(rows: Any, by: timedelta, *names: str) -> None:
    """Not `rows.update`: what is published refuses to be changed; here it is only made older."""
    QuerySet.update(rows, **{name: F(name) - by for name in names})
