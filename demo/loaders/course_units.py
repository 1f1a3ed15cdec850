"""Units of lessons and questions of the bank: records as the streams that fields hold.

The ids of blocks are made from the record and the place, the same in every language: anchors of
units and keys of answers stay when somebody changes the language.
"""

import json
import uuid
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.utils.html import format_html

from common.models import SiteDocument
from demo.loaders.library import file_of_guide
from demo.seed import Seed
from learning.models import Quiz
from taxonomy.models import GlossaryTerm

Words = dict[str, str]  # a text by language


def key_of(*place: object) -> str:
    """The UUID of what stands at this place of the data, the same on every machine."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join(["m4dnet", *map(str, place)])))


def _html(paragraphs: str | Sequence[str]) -> str:
    paragraphs = [paragraphs] if isinstance(paragraphs, str) else paragraphs
    return "".join(format_html("<p>{}</p>", one) for one in paragraphs)


def _items(values: Iterable[Any], *place: object) -> list[dict[str, Any]]:
    """The rows of a list block."""
    return [
        {"type": "item", "id": key_of(*place, at), "value": value}
        for at, value in enumerate(values)
    ]


# --- Lessons ----------------------------------------------------------------------------------
def units_stream(seed: Seed, lesson_id: str, units: list[dict[str, Any]], language: str) -> str:
    """The body of a lesson. Raises KeyError for a kind of unit we do not write."""
    blocks = [
        {
            "type": unit["type"],
            "id": key_of(lesson_id, at),
            "value": _UNITS[unit["type"]](seed, unit, language, f"{lesson_id}/{at}"),
        }
        for at, unit in enumerate(units)
    ]
    return json.dumps(blocks)


def _text(seed: Seed, unit: dict[str, Any], language: str, place: str) -> dict[str, Any]:
    return {"title": unit["title"], "text": _html(unit["text"])}


def _scenario(seed: Seed, unit: dict[str, Any], language: str, place: str) -> dict[str, Any]:
    steps = [
        step | {"text": _html(step["text"]), "reveal": _html(step["reveal"])}
        for step in unit["steps"]
    ]
    return {"title": unit["title"], "steps": _items(steps, place, "steps")}


def _case_study(seed: Seed, unit: dict[str, Any], language: str, place: str) -> dict[str, Any]:
    own = {name: unit[name] for name in ("title", "place", "source")}
    return own | {"text": _html(unit["text"])}


def _activity(seed: Seed, unit: dict[str, Any], language: str, place: str) -> dict[str, Any]:
    return {"title": unit["title"], "text": _html(unit["text"]), "minutes": unit["minutes"]}


def _file(seed: Seed, unit: dict[str, Any], language: str, place: str) -> dict[str, Any]:
    name = file_of_guide(unit["record"], language)
    return {"document": SiteDocument.objects.get(title=name).pk, "label": unit["label"]}


def _related(seed: Seed, unit: dict[str, Any], language: str, place: str) -> dict[str, Any]:
    pages = [page.pk for page in seed.pages(unit["records"])]
    return {"title": unit["title"], "pages": _items(pages, place, "pages"), "links": []}


def _glossary(seed: Seed, unit: dict[str, Any], language: str, place: str) -> dict[str, Any]:
    term = GlossaryTerm.objects.get(external_id=unit["term"], locale__language_code=language)
    return {"term": term.pk}


def _key_messages(seed: Seed, unit: dict[str, Any], language: str, place: str) -> dict[str, Any]:
    return {"title": unit["title"], "items": _items(unit["items"], place, "items")}


def _practice_quiz(seed: Seed, unit: dict[str, Any], language: str, place: str) -> dict[str, Any]:
    twins = Quiz.objects.filter(translation_key=key_of(unit["quiz"]))
    return {"title": unit["title"], "quiz": twins.get(locale__language_code=language).pk}


_UNITS: dict[str, Callable[[Seed, dict[str, Any], str, str], dict[str, Any]]] = {
    "text_unit": _text,
    "scenario": _scenario,
    "case_study": _case_study,
    "activity": _activity,
    "file": _file,
    "related": _related,
    "glossary": _glossary,
    "key_messages": _key_messages,
    "practice_quiz": _practice_quiz,
}


# --- Questions --------------------------------------------------------------------------------
def question_stream(record: dict[str, Any], language: str) -> str:
    """The content of a question of the bank in this language."""
    value = {
        "prompt": _html(record["prompt"][language]),
        "general_feedback": _said(record.get("general_feedback"), language),
    }
    value |= _QUESTIONS[record["type"]](record, language)
    block = {"type": record["type"], "id": key_of(record["id"]), "value": value}
    return json.dumps([block])


def _said(words: Words | None, language: str) -> str:
    return _html(words[language]) if words else ""


def _choices(record: dict[str, Any], language: str) -> dict[str, Any]:
    choices = [
        {
            "text": one["text"][language],
            "weight": one["weight"],
            "feedback": _said(one["feedback"], language),
        }
        for one in record["choices"]
    ]
    return {"choices": _items(choices, record["id"], "choices"), "shuffle": True}


def _some(record: dict[str, Any], language: str) -> dict[str, Any]:
    return _choices(record, language) | {"allow_tick_all_score": False}


def _truth(record: dict[str, Any], language: str) -> dict[str, Any]:
    said = {name: _said(record[name], language) for name in ("feedback_wrong", "feedback_right")}
    return {"right": record["right"], **said}


def _short_text(record: dict[str, Any], language: str) -> dict[str, Any]:
    answers = [
        {
            "pattern": one["pattern"][language],
            "weight": one["weight"],
            "feedback": _said(one["feedback"], language),
        }
        for one in record["answers"]
    ]
    return {"answers": _items(answers, record["id"], "answers"), "case_sensitive": False}


def _numeric(record: dict[str, Any], language: str) -> dict[str, Any]:
    answers = [
        one | {"kind": "nominal", "feedback": _said(one["feedback"], language)}
        for one in record["answers"]
    ]
    return {
        "answers": _items(answers, record["id"], "answers"),
        "units": _items(record["units"], record["id"], "units"),
        "unit_mode": "optional" if record["units"] else "none",
        "unit_penalty": "0.1",
        "penalty_base": "mark",
    }


def _matching(record: dict[str, Any], language: str) -> dict[str, Any]:
    stems = [{name: text[language] for name, text in stem.items()} for stem in record["stems"]]
    extra = [one[language] for one in record["extra"]]
    return {
        "stems": _items(stems, record["id"], "stems"),
        "extra": _items(extra, record["id"], "extra"),
        "shuffle": True,
    }


_QUESTIONS: dict[str, Callable[[dict[str, Any], str], dict[str, Any]]] = {
    "single": _choices,
    "multiple": _some,
    "true_false": _truth,
    "short_text": _short_text,
    "numeric": _numeric,
    "matching": _matching,
    "information": lambda record, language: {},
}
