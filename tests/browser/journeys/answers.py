"""Right answers to the questions of the demo's tests, given as a person gives them."""

from typing import Any

from demo.seed import records
from tests.browser.journeys.people import Person


def questions_of(person: Person) -> list[Any]:
    """The fieldsets on the page, each a question."""
    return person.main.locator("fieldset.question").all()


def answer(person: Person, question: Any) -> None:
    """Choose or write what is right. Raises StopIteration for a question we do not know."""
    said = _plain(question.inner_text())
    language = person.language
    record = next(
        one for one in records("questions") if _plain(one["prompt"].get(language, "?")) in said
    )
    _GIVE[record["type"]](question, record, language)


def _plain(text: str) -> str:
    return " ".join(text.split())


def _weight(row: dict[str, Any]) -> float:
    return float(row["weight"])


def _choose(question: Any, record: dict[str, Any], language: str) -> None:
    for row in record["choices"]:
        if _weight(row) > 0:
            question.get_by_label(row["text"][language], exact=True).check()


def _judge(question: Any, record: dict[str, Any], language: str) -> None:
    question.locator(f"input[value={record['right']}]").check()


def _write(question: Any, record: dict[str, Any], language: str) -> None:
    best = max(record["answers"], key=_weight)
    words = best["value"] if "value" in best else best["pattern"][language]
    question.get_by_role("textbox").fill(words)


def _match(question: Any, record: dict[str, Any], language: str) -> None:
    for stem in record["stems"]:
        select = question.get_by_label(stem["text"][language], exact=True)
        select.select_option(label=stem["option"][language])


_GIVE = {
    "single": _choose,
    "multiple": _choose,
    "true_false": _judge,
    "short_text": _write,
    "numeric": _write,
    "matching": _match,
}
