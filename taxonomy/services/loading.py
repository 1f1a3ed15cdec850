"""The lists as data files hold them, put into the database again and again without harm."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pycountry
from babel import Locale
from django.db import transaction

from taxonomy import models
from taxonomy.models import Term

DATA = Path(__file__).resolve().parents[1] / "data"
TEXTS = ("description", "footnote")  # fields with a translation, beside the name
LANGUAGE_USES = {"v1": "interface", "prepared": "prepared", "files": "files"}


@dataclass
class Loaded:
    """What a run did, for the one who started it: codes by list."""

    added: dict[str, list[str]] = field(default_factory=dict)
    changed: dict[str, list[str]] = field(default_factory=dict)


@transaction.atomic
def load_taxonomy(*, folder: Path = DATA, overwrite: bool = False) -> Loaded:
    """Load all lists and all countries from the files in `folder`. A second run changes nothing.

    Terms are known by their code. What editors wrote stays: a term that exists only gets the
    fields that are empty, unless `overwrite` brings the wording of the files back. Nothing is
    deleted, and terms that were merged or retired stay so.
    """
    return _Loading(folder, overwrite).run()


class _Loading:
    """One run: files, translations and the terms seen so far, by list and code."""

    def __init__(self, folder: Path, overwrite: bool) -> None:
        self.folder = folder
        self.overwrite = overwrite
        self.lists = self._read("taxonomy")
        self.names = self._read("names")
        self.loaded = Loaded()
        self.seen: dict[type[Term], dict[str, Term]] = {}

    def _read(self, name: str) -> Any:
        return json.loads((self.folder / f"{name}.json").read_text(encoding="utf-8"))

    def run(self) -> Loaded:
        looks = self._read("theme_looks")
        for record in self.lists["themes"]:
            keep = ("cross_cutting", "description", "aliases")
            fields = {name: record[name] for name in keep} | looks.get(record["code"], {})
            self._put(models.Theme, "themes", record, **fields)
        self._plain()
        self._sdgs()
        self._gcm_objectives()
        for record, parent in _tree(self.lists["regions"]):
            self._put(models.Region, "regions", record, parent=self._term(models.Region, parent))
        self._member_types()
        self._countries()
        return self.loaded

    def _plain(self) -> None:
        """Lists with a code, a name and at most a field or two of their own."""
        plain: list[tuple[str, Any, tuple[str, ...]]] = [
            ("migration_directions", models.Direction, ()),
            ("resource_types", models.ResourceType, ()),
            ("event_types", models.EventType, ()),
            ("opportunity_types", models.OpportunityType, ()),
            ("contribution_types", models.ContributionType, ()),
            ("tip_groups", models.TipGroup, ()),
            ("free_tags", models.Tag, ()),
            ("focus_areas", models.FocusArea, ("scheme",)),
            ("frameworks", models.Framework, ("year",)),
        ]
        for key, model, fields in plain:
            for record in self.lists[key]:
                self._put(model, key, record, **{name: record[name] for name in fields})
        for record in self._read("licences"):
            own = {name: record[name] for name in ("url", "allows_files")}
            self._put(models.LicenceType, "licences", record, **own)
        for record in self.lists["languages"]:
            own = {name: record[name] for name in ("native_name", "rtl")}
            use = LANGUAGE_USES[record["interface"]]
            self._put(models.Language, "languages", record, use=use, **own)

    def _sdgs(self) -> None:
        for record in self.lists["sdg_goals"]:
            self._put(models.SDGGoal, "sdg_goals", record)
        for record in self.lists["sdg_targets"]:
            self._put(
                models.SDGTarget,
                "sdg_targets",
                record,
                name=record["title"],
                goal=self._term(models.SDGGoal, str(record["goal"])),
                relevance=record["relevance"],
                link_confirmed=record["link_confirmed"],
            )

    def _gcm_objectives(self) -> None:
        for record in self.lists["gcm_objectives"]:
            objective, is_new = self._put(
                models.GCMObjective,
                "gcm_objectives",
                record | {"code": str(record["number"]), "order": record["number"]},
                name=record["label"],
                title=record["title"],
            )
            if is_new or self.overwrite:
                objective.themes.set(self._term(models.Theme, code) for code in record["themes"])

    def _member_types(self) -> None:
        for record in self.lists["member_types"]:
            self._put(
                models.MemberType,
                "member_types",
                record,
                parent=self._term(models.MemberType, record["parent"]),
                for_people="person" in record["applies_to"],
                for_organisations="organisation" in record["applies_to"],
            )

    def _countries(self) -> None:
        """All of ISO 3166-1, and what our file adds: regions, other names, XK."""
        ours = {record["code"]: record for record in self._read("countries")}
        codes = {country.alpha_2: country for country in pycountry.countries}
        spoken = {language: Locale(language).territories for language in ("en", *Term.LANGUAGES)}
        for code in sorted(codes.keys() | ours.keys()):
            record, iso = ours.get(code, {}), codes.get(code)
            own_names = self.names["countries"].get(code, {})
            names = {lang: own_names.get(lang) or spoken[lang][code] for lang in spoken}
            names["en"] = names["en"].replace(" & ", " and ")  # as running text and the UN write it
            others = [record.get("name"), *record.get("aliases", [])]
            self._put(
                models.Country,
                "",
                {"id": f"country-{code.lower()}", "code": code},
                name=names["en"],
                **{f"name_{lang}": names[lang] for lang in Term.LANGUAGES},
                alpha3=iso.alpha_3 if iso else "",
                m49=iso.numeric if iso else "",
                aliases=[one for one in others if one and one != names["en"]],
                region=self._term(models.Region, record.get("region")),
                iso_official=iso is not None,
                footnote=(record.get("notes") or "") if iso is None else "",
                **{name: text for name, text in own_names.items() if name.startswith(TEXTS)},
            )

    def _term(self, model: type[Term], code: str | None) -> Any:
        return self._known(model)[code] if code else None

    def _known(self, model: type[Term]) -> dict[str, Term]:
        if model not in self.seen:
            self.seen[model] = {term.code: term for term in model._default_manager.all()}
        return self.seen[model]

    def _put(
        self, model: type[Term], key: str, record: dict[str, Any], **fields: Any
    ) -> tuple[Any, bool]:
        """The term of `record` in list `key`, and whether it is new."""
        code = record["code"]
        translated = self.names.get(key, {}).get(code, {})
        fields = {
            "name": record.get("name", ""),
            "order": record.get("order", 0),
            "external_id": record["id"],
            **{k if k.startswith(TEXTS) else f"name_{k}": v for k, v in translated.items()},
            **fields,
        }
        known = self._known(model)
        term, is_new = known.get(code), code not in known
        if term is None:
            term = known[code] = model._default_manager.create(code=code, **fields)
            self.loaded.added.setdefault(model.__name__, []).append(code)
        elif self._update(term, fields):
            self.loaded.changed.setdefault(model.__name__, []).append(code)
        return term, is_new

    def _update(self, term: Term, fields: dict[str, Any]) -> bool:
        """Fill what is empty, or, with `overwrite`, set all that differs. Whether it wrote."""
        changes = {}
        for name, given in fields.items():
            # By number, so that comparing a parent or a region asks nothing.
            value = given.pk if isinstance(given, Term) else given
            name = getattr(term._meta.get_field(name), "attname", name)
            now = getattr(term, name)
            if now != value and (self.overwrite or now in (None, "")):
                changes[name] = value
        for name, value in changes.items():
            setattr(term, name, value)
        if changes:
            term.save(update_fields=changes)
        return bool(changes)


def _tree(records: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], str | None]]:
    """Each region with the code of its parent, parents first, in reading order."""
    order = 0
    waiting: list[tuple[dict[str, Any], str | None]] = [(one, None) for one in records]
    while waiting:
        record, parent = waiting.pop(0)
        order += 1
        yield record | {"order": order}, parent
        waiting = [(child, record["code"]) for child in record["children"]] + waiting
