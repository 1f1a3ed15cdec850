"""News and blog entries told from the records, and the interviews."""

import json
import uuid
from datetime import UTC, date, datetime, time
from typing import Any

from django.utils.html import format_html

from demo.seed import TRANSLATED, Seed, records, text_body
from members.models import Organisation
from news.models import (
    BlogAuthor,
    BlogIndexPage,
    BlogPage,
    InterviewIndexPage,
    InterviewPage,
    InterviewSeriesPage,
    NewsIndexPage,
    NewsPage,
    RelatedLink,
)
from taxonomy.models import Language
from taxonomy.services import classify

SERIES = "interview-series-diaspora-conversations"
# When each was put on this site; the talks themselves are of 2016 or undated.
PUT_HERE = {
    SERIES: "2026-10-30",
    "interview-lost-actors-national-assets": "2026-10-30",
    "interview-two-cultures": "2026-11-06",
    "interview-peer-to-peer-expertise": "2026-11-20",
}
SLUGS = {
    SERIES: "diaspora-conversations",
    "interview-lost-actors-national-assets": "lost-actors",
    "interview-two-cultures": "two-cultures",
    "interview-peer-to-peer-expertise": "peer-to-peer-expertise",
}
READ_ON = {"interview-peer-to-peer-expertise": ["pub-mieux-2009-2015"]}


def load(seed: Seed) -> None:
    """Everything below the three lists."""
    lists = {
        "news": NewsIndexPage.objects.get(locale=seed.english),
        "blog": BlogIndexPage.objects.get(locale=seed.english),
    }
    _load_interviews(seed, InterviewIndexPage.objects.get(locale=seed.english))
    for record in records("news"):
        _load_article(seed, lists[record["kind"]], record)


# --- News and blog ----------------------------------------------------------------------------
def _load_article(seed: Seed, parent: Any, record: dict[str, Any]) -> None:
    model = NewsPage if record["kind"] == "news" else BlogPage
    picture = record["picture"]

    def prepare(page: Any) -> None:
        classify(page=page, themes=record["themes"], countries=record["countries"])
        _read_on(seed, page, record["related"])
        if model is BlogPage:
            page.authors = [BlogAuthor(**author) for author in record["authors"]]

    page = seed.put(
        model,
        parent,
        slug=record["id"].partition("-")[2],
        external_id=record["id"],
        prepare=prepare,
        published_at=_at_nine(record["date"]),
        date=date.fromisoformat(record["date"]),
        image=seed.picture(record["id"], picture) if picture else None,
        **_words(record, "en"),
    )
    for language in TRANSLATED:
        if language in record["text"]:
            seed.translate(page, language, **_words(record, language))


def _words(record: dict[str, Any], language: str) -> dict[str, str]:
    text = record["text"][language]
    body = text_body(text["body"], key=f"{record['id']}/{language}")
    words = {"title": text["title"], "summary": text["summary"], "body": body}
    # The picture itself is described in English; a translation says it in its own words.
    return words | {"image_alt": text.get("picture", "")}


def _read_on(seed: Seed, page: Any, ids: list[str]) -> None:
    targets = [target for target in seed.pages(ids) if target.pk != page.pk]
    page.related_links = [RelatedLink(target=target) for target in targets]


def _at_nine(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(9), UTC)


# --- Interviews -------------------------------------------------------------------------------
def _load_interviews(seed: Seed, index: InterviewIndexPage) -> None:
    """The series of the record and its talks. The opening piece has no person, so the series
    tells of it."""
    loaded = {record["id"]: record for record in records("interviews")}
    words = {record["id"]: record["text"] for record in records("interview_words")}
    series = _load_series(seed, index, loaded[SERIES], words[SERIES])
    for record in loaded.values():
        if record["kind"] == "interview":
            _load_interview(seed, series, record, words.get(record["id"], {}))


def _load_series(
    seed: Seed, index: InterviewIndexPage, record: dict[str, Any], words: dict[str, Any]
) -> InterviewSeriesPage:
    series = seed.put(
        InterviewSeriesPage,
        index,
        slug=SLUGS[SERIES],
        external_id=SERIES,
        prepare=lambda page: classify(
            page=page, themes=record["themes"], countries=record["countries"]
        ),
        published_at=_at_nine(PUT_HERE[SERIES]),
        title=record["title"],
        summary=record["summary"],
        hashtag=record["hashtag"],
        month=record["date"],
        body=text_body(words["en"]["body"], key=SERIES),
    )
    for language in TRANSLATED:
        text = words[language]
        seed.translate(
            series,
            language,
            title=text["title"],
            summary=text["summary"],
            body=text_body(text["body"], key=f"{SERIES}/{language}"),
        )
    return series


def _load_interview(
    seed: Seed, series: InterviewSeriesPage, record: dict[str, Any], words: dict[str, Any]
) -> None:
    by = record["byline"]
    organisation = by["organisation"]

    def prepare(page: InterviewPage) -> None:
        classify(page=page, themes=record["themes"], countries=record["countries"])
        _read_on(seed, page, READ_ON.get(record["id"], []))

    page = seed.put(
        InterviewPage,
        series,
        slug=SLUGS[record["id"]],
        external_id=record["id"],
        prepare=prepare,
        published_at=_at_nine(PUT_HERE[record["id"]]),
        title=record["title"],
        summary=record["summary"],
        interviewee=by["name"],
        role=by["role"] or "",
        organisation=Organisation.objects.get(external_id=organisation) if organisation else None,
        date=record["date"] or "",
        source_name="ICMPD",
        source_url=record["url"] or "",
        original_language=Language.objects.get(code=record["language"]),
        is_summary=bool(words),
        questions=_questions(record["id"], words.get("en", {}), "en"),
    )
    for language in TRANSLATED:
        if language in words:
            text = words[language]
            seed.translate(
                page,
                language,
                title=text["title"],
                summary=text["summary"],
                role=text["role"],
                questions=_questions(record["id"], text, language),
            )


def _questions(record_id: str, words: dict[str, Any], language: str) -> str:
    """The questions with our retelling of the answers, as the field keeps them."""
    key = f"{record_id}/{language}"
    return json.dumps(
        [
            {
                "type": "question",
                "id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{key}/{number}")),
                "value": {
                    "question": one["question"],
                    "short": one["short"],
                    "answer": "".join(format_html("<p>{}</p>", text) for text in one["answer"]),
                },
            }
            for number, one in enumerate(words.get("questions", []), 1)
        ]
    )
