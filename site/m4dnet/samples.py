"""What `/styleguide/` shows: invented items in every state, in English and in Arabic.

Names of people mean "example" in their languages, as in the demo. Nothing here is read from the
database, so the gallery looks the same on every machine.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from django import forms

from common.drawing import Bond, horizon_svg, map_key, world_map_svg
from common.paging import CountedPaginator
from common.partial_dates import PartialDate
from taxonomy.facets import Chip, Choice, Facet, SortChoice
from taxonomy.world import world

MEMBERS = {
    "SN": 42,
    "PH": 38,
    "MA": 31,
    "EC": 27,
    "MD": 24,
    "TN": 19,
    "NP": 15,
    "CV": 5,
    "SO": None,
}
BONDS = [
    *(Bond(start, "FR") for start in ("SN", "MA", "TN", "ML", "LB")),
    *(Bond(start, "IT") for start in ("MD", "MA", "EC", "SN", "PH")),
    *(Bond("AT", end, is_return=True) for end in ("GE", "MD", "LB", "MA")),
    *(Bond("CH", end, is_return=True) for end in ("TN", "NP", "KG")),
]
WORDS = {
    "en": {
        "title": "Engaging your diaspora: a guide for governments",
        "long": "Contribution of the United Nations University to the Sixteenth Coordination "
        "Meeting on International Migration, with notes on small and medium-sized enterprises",
        "text": "Shows planners how to read the national setting, ask people abroad and write a "
        "strategy with an action plan.",
        "kind": "Handbook or guide",
        "place": "Republic of Moldova",
        "name": "Ana Exemplu",
        "role": "Migration desk, Example City",
        "theme": "Mobilizing diaspora resources",
    },
    "ar": {
        "title": "تعزيز مشاركة المغتربين: دليل للحكومات",
        "long": "ورقة خلفية عن الشراكات بين القطاعين العام والخاص لدعم ريادة الأعمال لدى "
        "المهاجرين والمغتربين وخلق فرص العمل، مع التركيز على الشركات الصغيرة والمتوسطة (PDF)",
        "text": "يبيّن للمخططين كيف يقرأون وضع البلد ويسألون من في الخارج ويكتبون "
        "استراتيجية وخطة عمل.",
        "kind": "دليل",
        "place": "المغرب",
        "name": "ليلى مثال",
        "role": "بلدية المثال",
        "theme": "تعبئة موارد المغتربين",
    },
}


@dataclass(frozen=True, slots=True)
class SampleFacets:
    """What the list components read of a FacetSet, with three filters in force."""

    facets: list[Facet]
    chips: list[Chip]
    sorts: list[SortChoice]
    query: str = "diaspora"
    active: int = 3
    total: int = 1204
    clear_url: str = "?"
    page_query: str = "?q=diaspora&"
    filter_inputs: list[tuple[str, str]] = field(default_factory=lambda: [("sort", "title")])
    sort_inputs: list[tuple[str, str]] = field(default_factory=lambda: [("q", "diaspora")])


class DateSelects(forms.SelectDateWidget):
    """Django's three selects, each with a name of its own for those who hear the form."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for part in context["widget"]["subwidgets"]:
            part["attrs"]["aria-label"] = part["name"].rpartition("_")[2].capitalize()
        return context


class SampleForm(forms.Form):
    """Every kind of control; bound to nothing but a name, most of it is refused."""

    name = forms.CharField(
        label="Your name",
        help_text="As you want other members to read it.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label="E-mail", widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    password = forms.CharField(
        label="Password", widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    country = forms.ChoiceField(
        label="Country you live in",
        choices=[("", "Choose a country"), ("MA", "Morocco"), ("SN", "Senegal")],
        error_messages={"required": "Choose the country you live in."},
    )
    kind = forms.ChoiceField(
        label="What describes you best?",
        choices=[("a", "Local or regional authority"), ("b", "Diaspora or hometown association")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what describes you best."},
    )
    themes = forms.MultipleChoiceField(
        label="Themes",
        choices=[("d", "Data"), ("r", "Remittances")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    about = forms.CharField(label="About you", widget=forms.Textarea, required=False)
    day = forms.DateField(label="Day", widget=DateSelects(years=[2026, 2027]))
    file = forms.FileField(label="A file", help_text="PDF up to 30 MB.", required=False)
    terms = forms.BooleanField(
        label="I accept the terms", error_messages={"required": "Accept the terms to go on."}
    )


MARKS = ["file-text", "graduation-cap", "send", "globe", "refresh-cw", "building-2"]


def samples(language: str) -> dict[str, Any]:
    """All that the gallery's templates print, in one of the languages of WORDS."""
    words = WORDS.get(language, WORDS["en"])
    return {
        "words": words,
        "short": [words["kind"], words["place"], words["theme"]],
        "person": [words["role"], words["place"]],
        "captions": ["English", "العربية"],
        "facets": _facets(words),
        "no_facets": SampleFacets([], [], [], query="", active=0, total=0),
        "listed": CountedPaginator(range(400), 20).page(9),
        "first_page": CountedPaginator(range(40), 20).page(1),
        "day": date(2026, 11, 27),
        "moment": datetime(2026, 11, 27, 14, tzinfo=UTC),
        "month": PartialDate(2016, 10),
        "events": _events(words),
        "files": _files(),
        "facts": _facts(words),
        "figures": _figures(),
        "marks": list(zip(MARKS, range(1, 7), strict=True)),
        "tags": [SimpleNamespace(text=f"{words['theme']} {n}", url="#", icon="") for n in range(7)],
        "timeline": _timeline(words),
        "sequence": _sequence(),
        "parts": [SimpleNamespace(id=f"part-{n}", title=words["title"]) for n in range(3)],
        "form": SampleForm(prefix="empty"),
        "refused": SampleForm(
            {"wrong-name": "Ana", "wrong-email": "ana@", "wrong-about": "x"}, prefix="wrong"
        ),
        "columns": [
            SimpleNamespace(label=words["place"]),
            SimpleNamespace(label=words["kind"], is_number=True),
        ],
        "rows": [["Senegal", 1204], ["السنغال", 42], [words["long"], 5]],
        "formats": [("bib", "BibTeX"), ("ris", "RIS"), ("json", "CSL-JSON")],
        "feeds": [SimpleNamespace(url="#", type="application/atom+xml", name="Atom")],
        "horizon": horizon_svg(world().longitudes, BONDS),
        "map": world_map_svg(
            world(),
            MEMBERS,
            {code: f"{code}: {number}" for code, number in MEMBERS.items()},
            {code: f"?country={code.lower()}" for code in MEMBERS},
            name="Members by country. The table holds the same numbers.",
        ),
        "map_key": map_key(MEMBERS),
    }


def _facets(words: dict[str, str]) -> SampleFacets:
    def facet(key: str, label: str, size: int) -> Facet:
        choices = [
            Choice(f"{key}{n}", f"{words['theme']} {n}", 1204 // (n + 1), n == 0, "?", "?")
            for n in range(5)
        ]
        return Facet(key, label, choices, 1, size, f"?facet={key}")

    return SampleFacets(
        facets=[facet("theme", "Theme", 15), facet("lang", "Language of a file", 5)],
        chips=[
            Chip("“diaspora”", "", "?"),
            Chip(words["theme"], "Theme", "?"),
            Chip("العربية", "Language of a file", "?"),
        ],
        sorts=[
            SortChoice("newest", "Newest first", True, "?"),
            SortChoice("title", "Title, A to Z", False, "?sort=title"),
        ],
    )


def _events(words: dict[str, str]) -> list[Any]:
    def event(**fields: Any) -> Any:
        usual = {"url": "#", "lang": "", "is_said": False, "lasts": False, "times": "", "where": ""}
        usual |= {"kind": "", "large": "", "small": "", "day": None}
        when = SimpleNamespace(starts=fields.pop("starts", None), words=fields.pop("when", ""))
        title, first = fields.pop("title", words["title"]), fields.pop("first", None)
        page = SimpleNamespace(title=title, first=first)
        return SimpleNamespace(**usual | fields | {"event": page, "when": when})

    moment = datetime(2026, 11, 27, 14, tzinfo=UTC)
    return [
        event(large="27", small="Nov", starts=moment, times="14:00 to 15:00", where="Online"),
        event(large="3", small="Dec", day=date(2026, 12, 3), is_said=True, state_words="Cancelled"),
        event(
            kind="year",
            large="Oct",
            small="2016",
            first=PartialDate(2016, 10),
            title=words["long"],
            where=words["place"],
        ),
        event(kind="year", large="2018", first=PartialDate(2018)),
        event(kind="words", when="2004 to 2006", where=words["place"]),
        event(
            large="18", small="Dec", day=date(2026, 12, 18), title="Journée des migrants", lang="fr"
        ),
    ]


def _files() -> list[Any]:
    def file(code: str, name: str, **fields: Any) -> Any:
        usual: dict[str, Any] = {
            "language": SimpleNamespace(code=code, native_name=name, label=name),
            "part": "",
            "format": "PDF",
            "size": 1_900_000,
            "pages": 132,
            "url": "#",
            "is_external": False,
            "is_public": True,
            "is_open": True,
            "host": "",
            "accessible": "Readable by screen readers",
            "broken_since": None,
        }
        return SimpleNamespace(**usual | fields)

    return [
        file("en", "English"),
        file("ar", "العربية", accessible="Not yet checked", pages=None),
        file("fr", "Français", is_external=True, host="publisher.example", size=None),
        file("es", "Español", is_public=False, is_open=False, part="Annex 2", size=None),
        file("ka", "ქართული", is_external=True, host="gone.example", broken_since=date(2026, 3, 1)),
    ]


def _facts(words: dict[str, str]) -> list[Any]:
    linked = SimpleNamespace(text=words["theme"], url="#", query="")
    found = SimpleNamespace(text=words["place"], url="", query="?country=md")
    plain = SimpleNamespace(text="978-3-16-148410-0", url="", query="")
    return [
        SimpleNamespace(label="Themes", values=[linked, linked], note=""),
        SimpleNamespace(label="Countries", values=[found], note=""),
        SimpleNamespace(label="ISBN", values=[plain], note=""),
        SimpleNamespace(label="Licence", values=[], note="Ask the publisher before you copy."),
        SimpleNamespace(label="Pages", values=[], note=""),
    ]


def _figures() -> list[Any]:
    return [
        SimpleNamespace(value=1204, label="publications and tools", note=""),
        SimpleNamespace(value=74, label="countries", note="25 November 2026"),
        SimpleNamespace(value="almost 300", label="experts since 2009", note="2016"),
        SimpleNamespace(value="<5", label="learners from Cabo Verde", note="too few to show"),
    ]


def _timeline(words: dict[str, str]) -> list[Any]:
    dates = [PartialDate(2008), PartialDate(2016, 10), date(2021, 9, 1)]
    return [SimpleNamespace(date=day, title=words["title"], text=words["text"]) for day in dates]


def _sequence() -> list[Any]:
    states = [("E-mail and password", "done"), ("About you", "current"), ("Open our mail", "")]
    return [SimpleNamespace(text=text, state=state) for text, state in states]
