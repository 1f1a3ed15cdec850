"""Front page, doors, About with the milestones, theme and country pages, standard pages."""

import json
import uuid
from typing import Any

from wagtail.models import Locale, Page

from common import counters
from demo.seed import DATA, TRANSLATED, Seed, differs, is_an_editors, records, text_body
from demo.texts import body_of, questions_of, text_of
from home.models import (
    AboutPage,
    DoorPage,
    HomePage,
    HomePartner,
    Milestone,
    MilestoneRelated,
    StandardPage,
    ThemePage,
)
from home.services import open_country_pages, open_theme_pages
from members.models import Organisation
from taxonomy.models import Country

LANGUAGES = ("en", *TRANSLATED)
STANDARD = ["help", "code-of-conduct", "privacy", "accessibility", "terms"]
# What the seeds are called where readers see them (demo/data/README.md).
SOURCES = {
    "000_4c6e8f0a99399af6.txt": {
        "en": "ICMPD, page on diasporas, 2016",
        "fr": "ICMPD, page sur les diasporas, 2016",
        "es": "ICMPD, página sobre las diásporas, 2016",
    },
    "001_1f13975035589f93.txt": {
        "en": "Report on the Global Webinar on Diaspora Mapping and Engagement, 2021",
        "fr": "Rapport du webinaire mondial sur la cartographie et l’engagement des diasporas,"
        " 2021",
        "es": "Informe del seminario web mundial sobre mapeo y vinculación de diásporas, 2021",
    },
    "002_c583d7e689d6823a.txt": {
        "en": "UNU Migration Network, paper for the Sixteenth Coordination Meeting on International"
        " Migration, 2018",
        "fr": "UNU Migration Network, document pour la seizième réunion de coordination sur les"
        " migrations internationales, 2018",
        "es": "UNU Migration Network, documento para la decimosexta reunión de coordinación sobre"
        " migración internacional, 2018",
    },
    "003_26c2473929545b70.txt": {
        "en": "M4D Net, About us",
        "fr": "M4D Net, À propos de nous",
        "es": "M4D Net, Acerca de nosotros",
    },
    "004_82166dbf031b2374.txt": {
        "en": "World Bank, KNOMAD concept note, 2012",
        "fr": "Banque mondiale, note conceptuelle du KNOMAD, 2012",
        "es": "Banco Mundial, nota conceptual de KNOMAD, 2012",
    },
    "public record": {"en": "Public record", "fr": "Registre public", "es": "Registro público"},
}


def load(seed: Seed) -> None:
    """Texts of the sections in three languages; hubs for what has been loaded before."""
    front = read("front")
    for language in LANGUAGES:
        _load_front_page(front, language)
        for slug, door in front["doors"].items():
            _load_door(slug, door, language)
        _load_about(language)
        for slug in STANDARD:
            page = StandardPage.objects.get(slug=slug, locale__language_code=language)
            _write(page, body=body_of(text_of(slug, language), key=f"{slug}:{language}"))
    for record in records("milestones"):
        _load_milestone(seed, record)
    _load_themes()
    open_country_pages(countries=_countries_with_something())


def read(name: str) -> Any:
    """`demo/data/<name>.json`, which is no list of records."""
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


def _write(page: Page, *, rows: dict[str, list[Any]] | None = None, **fields: Any) -> None:
    """Give a section its texts, and publish it if that changed anything. An editor's stays."""
    if is_an_editors(page):
        return
    rows = rows or {}
    changed = {name: one for name, one in fields.items() if differs(page, name, one)}
    held = {name: [_values(one) for one in getattr(page, name).all()] for name in rows}
    wanted = {name: [_values(one) for one in new] for name, new in rows.items()}
    if not changed and held == wanted:
        return
    for name, value in changed.items():
        setattr(page, name, value)
    for name, new in rows.items():
        setattr(page, name, new)
    page.save_revision().publish()


def _values(row: Any) -> list[Any]:
    """What a child row says, without its number and its page."""
    skipped = {"id", "page", "sort_order"}
    fields = (one for one in row._meta.concrete_fields if one.name not in skipped)
    return [getattr(row, one.attname) for one in fields]


def _in(model: type[Any], language: str, **lookup: Any) -> Any:
    return model.objects.get(locale__language_code=language, **lookup)


# --- Front page and doors ---------------------------------------------------------------------
def _load_front_page(front: dict[str, Any], language: str) -> None:
    words = front["home"][language]
    ids = [record_id for record_id, _role in front["partners"]]
    found = Organisation.objects.filter(external_id__in=ids)
    partners = {one.external_id: one for one in found}
    _write(
        _in(HomePage, language),
        sentence=words["sentence"],
        search_examples="\n".join(words["search_examples"]),
        join_points="\n".join(words["join_points"]),
        search_description=words["search_description"],
        figure_keys=[key for key in front["figures"] if counters.known(key)],
        rows={
            "partners": [
                HomePartner(organisation=partners[record_id], role=role)
                for record_id, role in front["partners"]
                if record_id in partners
            ],
        },
    )


def _load_door(slug: str, door: dict[str, Any], language: str) -> None:
    ways = [
        {
            "type": "way",
            "id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{slug}:{at}")),
            "value": {
                "title": way["title"][language],
                "text": way["text"][language],
                "page": _section(way["page"], language) if "page" in way else None,
                "address": way.get("address", ""),
            },
        }
        for at, way in enumerate(door["ways"])
    ]
    _write(
        _in(DoorPage, language, slug=slug),
        body=text_body(door["text"][language], key=f"{slug}:{language}"),
        ways=json.dumps(ways),
    )


def _section(path: str, language: str) -> int:
    """The number of the section at this path below the front page."""
    home = _in(HomePage, language)
    return Page.objects.get(url_path=f"{home.url_path}{path}/").pk


# --- About ------------------------------------------------------------------------------------
def _load_about(language: str) -> None:
    body = questions_of(text_of("about", language), key=f"about:{language}")
    _write(_in(AboutPage, language), body=body)


def _load_milestone(seed: Seed, record: dict[str, Any]) -> None:
    translated = read("milestones_translated").get(record["id"], {})
    key = uuid.uuid5(uuid.NAMESPACE_URL, record["id"])
    words = {"en": {"title": record["title"], "text": record["text"]}} | translated
    for language, said in words.items():
        locale = Locale.objects.get(language_code=language)
        milestone, _is_new = Milestone.objects.update_or_create(
            translation_key=key,
            locale=locale,
            defaults=said
            | {
                "external_id": record["id"],
                "date": record["date"],
                "end": record["end"] or "",
                "our_role": record["own_role"],
                "source": SOURCES[record["source"]][language],
            },
        )
        _relate(seed, milestone, record["related"], locale)


def _relate(seed: Seed, milestone: Milestone, ids: list[str], locale: Locale) -> None:
    """Link the pages loaded from these records; records without a page are left out."""
    for at, page in enumerate(seed.pages(ids)):
        MilestoneRelated.objects.update_or_create(
            milestone=milestone,
            page=page,
            defaults={
                "sort_order": at,
                "locale": locale,
                "translation_key": uuid.uuid5(milestone.translation_key, str(page.translation_key)),
            },
        )


# --- Themes and countries ---------------------------------------------------------------------
def _load_themes() -> None:
    open_theme_pages()
    questions = read("theme_questions")
    pages = ThemePage.objects.select_related("theme", "locale")
    for page in pages.filter(theme__code__in=questions):
        said = questions[page.theme.code].get(page.locale.language_code)
        if said:
            _write(page, key_questions="\n".join(said))


def _countries_with_something() -> Any:
    """Countries that a card, a tip or a page speaks of."""
    return Country.objects.offered().filter(
        pk__in=[
            *Country.objects.filter(cards__isnull=False).values_list("pk", flat=True),
            *Country.objects.filter(tips__isnull=False).values_list("pk", flat=True),
            *Country.objects.filter(page_links__isnull=False).values_list("pk", flat=True),
        ]
    )
