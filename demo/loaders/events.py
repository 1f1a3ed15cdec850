"""Past events of the record, and a few coming ones made up for the demo."""

import uuid
from datetime import UTC, date, datetime, time
from typing import Any

from demo.seed import EPOCH, TRANSLATED, Seed, records, text_body
from events.models import (
    EventIndexPage,
    EventLink,
    EventOrganisation,
    EventPage,
    Mode,
    Session,
    Speaker,
)
from members.models import Organisation
from taxonomy.models import Country, EventType
from taxonomy.services import classify

# Zones that sources write as letters, by the place that had them on the day (platform.md §14).
PLACE_OF_ABBREVIATION = {"CEST": "Europe/Brussels", "CET": "Europe/Brussels"}
# The past is no news: records are older here than anything announced.
RECORDED_AT = datetime(2026, 8, 31, 9, tzinfo=UTC)
OURSELVES = "M4D Net (demonstration)"
MADE_UP = {
    "en": "Made up for this demonstration site: the event does not take place.",
    "fr": "Inventé pour ce site de démonstration : l’événement n’a pas lieu.",
    "es": "Inventado para este sitio de demostración: el evento no se celebra.",
}
REAL = {"demo-event-migrants-day"}  # the day is real, only our list is not


def load(seed: Seed) -> None:
    """All events below their list."""
    index = EventIndexPage.objects.get(locale=seed.english)
    for record in records("events"):
        _load_record(seed, index, record)
    for record in records("coming_events"):
        _load_coming(seed, index, record)


# --- Records ----------------------------------------------------------------------------------
def _load_record(seed: Seed, index: EventIndexPage, record: dict[str, Any]) -> None:
    def prepare(page: EventPage) -> None:
        page.sessions = [_recorded_session(page, one) for one in record["sessions"]]
        page.speakers = [_speaker(page, at, one) for at, one in enumerate(record["speakers"])]
        page.organisations = [
            *_bodies(record["organisers"], EventOrganisation.Part.ORGANISER),
            *_bodies(record["partners"], EventOrganisation.Part.PARTNER),
        ]
        page.links = _links(seed, page, record["outputs"], EventLink.Kind.OUTPUT)
        countries = {*record["countries"], *filter(None, [record["country"]])}
        _keep_rows(page)
        classify(page=page, themes=record["themes"], countries=countries)

    seed.put(
        EventPage,
        index,
        slug=record["id"].removeprefix("event-"),
        external_id=record["id"],
        prepare=prepare,
        published_at=RECORDED_AT,
        title=record["title"],
        summary=record["summary"],
        type=EventType.objects.get(code=record["type"]),
        status=record["status"],
        start=record["start"] or "",
        end=record["end"] or "",
        mode=Mode.ONLINE if record["online"] else Mode.PLACE if _has_place(record) else "",
        city=record["city"] or "",
        country=_country(record["country"]),
        participants=record["participants"],
        participants_note=record["participants_note"] or "",
    )


def _has_place(record: dict[str, Any]) -> bool:
    return bool(record["city"] or record["country"])


def _country(code: str | None) -> Country | None:
    return Country.objects.get(code=code) if code else None


def _recorded_session(page: EventPage, record: dict[str, Any]) -> Session:
    """A session whose source gives times with an offset and letters for the zone."""
    starts, ends = (datetime.fromisoformat(record[name]) for name in ("start", "end"))
    session = Session(
        translation_key=_key(page, "session", record["number"]),
        locale=page.locale,
        day=starts.date(),
        start_time=starts.time(),
        end_time=ends.time(),
        end_day=None if ends.date() == starts.date() else ends.date(),
        zone=PLACE_OF_ABBREVIATION[record["timezone"]],
    )
    session.set_moments()
    if (session.starts, session.ends) != (starts, ends):
        raise ValueError(f"{page.external_id}: {record['timezone']} was not that offset")
    return session


def _speaker(page: EventPage, at: int, record: dict[str, Any]) -> Speaker:
    organisation = _organisation(record["organisation"])
    known = record["countries"]
    return Speaker(
        translation_key=_key(page, "speaker", at),
        locale=page.locale,
        name=record["name"] or "",
        role=record["role"] or "",
        organisation=organisation,
        country=_country(known[0]) if len(known) == 1 else None,
    )


def _bodies(ids: list[str], part: str) -> list[EventOrganisation]:
    return [EventOrganisation(part=part, organisation=_organisation(one)) for one in ids]


def _organisation(record_id: str | None) -> Organisation | None:
    return Organisation.objects.get(external_id=record_id) if record_id else None


def _links(seed: Seed, page: EventPage, ids: list[str], kind: str) -> list[EventLink]:
    """Links to the pages of records, as far as they are loaded."""
    return [
        EventLink(
            translation_key=_key(page, kind, target.translation_key),
            locale=page.locale,
            kind=kind,
            page=target,
        )
        for target in seed.pages(ids)
    ]


def _keep_rows(page: EventPage) -> None:
    """Give rows that were there before their numbers back: a key is in a language only once."""
    for relation in ("sessions", "speakers", "links"):
        manager = getattr(page, relation)
        numbers = dict(
            manager.model.objects.filter(event=page.pk).values_list("translation_key", "pk")
        )
        for row in manager.all():
            row.pk = numbers.get(row.translation_key)


def _key(page: EventPage, kind: str, name: object) -> uuid.UUID:
    """The same key on every machine, so that calendars of two installations agree."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{page.external_id}/{kind}/{name}")


# --- Coming events ----------------------------------------------------------------------------
def _load_coming(seed: Seed, index: EventIndexPage, record: dict[str, Any]) -> None:
    english = record["text"]["en"]

    def prepare(page: EventPage) -> None:
        _put_parts(page, record, english)
        page.links = _links(seed, page, record["documents"], EventLink.Kind.DOCUMENT)
        page.organisations = [EventOrganisation(name=OURSELVES)]
        _keep_rows(page)
        classify(page=page, themes=record["themes"], countries=record["countries"])

    page = seed.put(
        EventPage,
        index,
        slug=record["id"].removeprefix("demo-event-"),
        external_id=record["id"],
        prepare=prepare,
        published_at=_at_nine(record["announced"]),
        type=EventType.objects.get(code=record["type"]),
        status=record.get("status", "planned"),
        start=record["start"],
        end=record.get("end", ""),
        start_time=_clock(record.get("start_time")),
        end_time=_clock(record.get("end_time")),
        zone=record.get("zone", ""),
        mode=record["mode"],
        languages=record["languages"],
        interpretation=record["interpretation"],
        is_training=record.get("is_training", False),
        participants=record.get("participants"),
        participants_note=record.get("participants_note", ""),
        **_texts(record, "en"),
    )
    for language in TRANSLATED:
        if language in record["text"]:
            seed.translate(
                page,
                language,
                prepare=lambda twin, text=record["text"][language]: _put_words(twin, text),
                **_texts(record, language),
            )


def _texts(record: dict[str, Any], language: str) -> dict[str, str]:
    text = record["text"][language]
    notice = [] if record["id"] in REAL else [MADE_UP[language]]
    return {
        "title": text["title"],
        "summary": text["summary"],
        "body": text_body([*text["body"], *notice], key=f"{record['id']}/{language}"),
        "fee": text["fee"],
        "access": text["access"],
    }


def _put_parts(page: EventPage, record: dict[str, Any], text: dict[str, Any]) -> None:
    page.sessions = [
        Session(
            translation_key=_key(page, "session", at),
            locale=page.locale,
            title=title,
            who=one["who"],
            day=date.fromisoformat(one.get("day", record["start"])),
            start_time=time.fromisoformat(one["start"]),
            end_time=time.fromisoformat(one["end"]),
            zone=one.get("zone") or record["zone"],
        )
        for at, (one, title) in enumerate(zip(record["sessions"], text["sessions"], strict=True))
    ]
    page.speakers = [
        Speaker(
            translation_key=_key(page, "speaker", at),
            locale=page.locale,
            name=one["name"],
            role=role,
            organisation_text=one["organisation"],
        )
        for at, (one, role) in enumerate(zip(record["speakers"], text["roles"], strict=True))
    ]


def _put_words(twin: EventPage, text: dict[str, Any]) -> None:
    """Translate what is said in rows; times and names stay."""
    sessions, speakers = list(twin.sessions.all()), list(twin.speakers.all())
    for session, title in zip(sessions, text["sessions"], strict=True):
        session.title = title
    for speaker, role in zip(speakers, text["roles"], strict=True):
        speaker.role = role
    twin.sessions, twin.speakers = sessions, speakers


def _at_nine(day: str) -> datetime:
    """When something was announced; never after the demo's own day."""
    return min(datetime.combine(date.fromisoformat(day), time(9), UTC), EPOCH)


def _clock(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None
