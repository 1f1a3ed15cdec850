"""What a catalogue must be before it is served: whole, current, and set as its language is set."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from babel.messages.catalog import Catalog, Message

NARROW_SPACE = "\u202f"  # the narrow no-break space of French typography

# %(name)s, %s, {name}, {}: whatever the program fills in.
_PLACEHOLDER = re.compile(r"%\(\w+\)[sdf]|%[sdf]|(?<![{%])\{\w*\}")
_TAG = re.compile(r"</?[a-z][^>]*>")
_ADDRESS = re.compile(r"(?:https?://|mailto:)\S*")


@dataclass(frozen=True, slots=True)
class Problem:
    """One text of one catalogue that may not be served, and why."""

    language: str
    text: str
    reason: str

    def __str__(self) -> str:
        return f"{self.language}: {self.text!r}: {self.reason}"


def problems_with(catalogue: Catalog, texts: Catalog, language: str) -> list[Problem]:
    """Everything wrong with `catalogue`, beside the `texts` of the code. Empty when it is ready."""
    have = {_key(message) for message in catalogue if message.id}
    wanted = {_key(message) for message in texts if message.id}
    found = [Problem(language, text, "is missing: make messages") for text, _c in wanted - have]
    found += [Problem(language, text, "is in no code: make messages") for text, _c in have - wanted]
    found += [
        Problem(language, _first(message.id), "is obsolete: make messages")
        for message in catalogue.obsolete.values()
    ]
    for message in catalogue:
        if message.id:
            found += [
                Problem(language, _first(message.id), reason)
                for reason in problems_of(message, language)
            ]
    return sorted(found, key=str)


def problems_of(message: Message, language: str) -> Iterator[str]:
    """Reasons why a translated text may not be served as it is."""
    translations = _all(message.string or "")
    if not all(translations):
        yield "is not translated"
        return
    if message.fuzzy:
        yield "is marked fuzzy"
    if message.pluralizable:
        yield from _problems_of_forms(message, translations)
    else:
        yield from _differences(_first(message.id), translations[0])
    for translation in translations:
        for rule in TYPOGRAPHY.get(language, ()):
            yield from rule(_prose(translation))


def _problems_of_forms(message: Message, translations: list[str]) -> Iterator[str]:
    singular, plural = _all(message.id)
    known = _placeholders(singular) | _placeholders(plural)
    for translation in translations:
        if unknown := _placeholders(translation) - known:
            yield f"fills in what nobody gives: {', '.join(unknown)}"
    # "One file" needs no number; every other form says what the English plural says.
    yield from _differences(plural, translations[-1])


def _differences(text: str, translation: str) -> Iterator[str]:
    if _placeholders(text) != _placeholders(translation):
        yield f"has other placeholders: {translation!r}"
    if Counter(_TAG.findall(text)) != Counter(_TAG.findall(translation)):
        yield f"has other markup: {translation!r}"
    if (text[:1].isspace(), text[-1:].isspace()) != (
        translation[:1].isspace(),
        translation[-1:].isspace(),
    ):
        yield f"begins or ends with another blank: {translation!r}"
    is_sentence = text.count(" ") > 1  # an abbreviation may end otherwise: "eds", « dir. »
    if is_sentence and text.endswith(".") != translation.endswith("."):
        yield f"ends differently: {translation!r}"


def _french_spaces(prose: str) -> Iterator[str]:
    if re.search(rf"[^\s{NARROW_SPACE}?!][;:!?](?!\w|[/)])|[^\S{NARROW_SPACE}][;:!?»]", prose):
        yield f"wants a narrow no-break space (U+202F) before ; : ! ?: {prose!r}"
    if re.search(rf"«(?!{NARROW_SPACE})|(?<!{NARROW_SPACE})»", prose):
        yield f"wants narrow no-break spaces (U+202F) inside « »: {prose!r}"


def _french_marks(prose: str) -> Iterator[str]:
    if re.search(r"\w'\w", prose):
        yield f"wants the apostrophe ’: {prose!r}"
    if re.search(r"[\"“”]", prose):
        yield f"wants « »: {prose!r}"


def _spanish_marks(prose: str) -> Iterator[str]:
    for opening, closing in ("¿?", "¡!"):
        if prose.count(opening) != prose.count(closing):
            yield f"wants {opening} with every {closing}: {prose!r}"


Rule = Callable[[str], Iterator[str]]
TYPOGRAPHY: dict[str, tuple[Rule, ...]] = {
    "fr": (_french_spaces, _french_marks),
    "es": (_spanish_marks,),
}


def _prose(text: str) -> str:
    """`text` without markup and addresses, which have quotes and colons of their own."""
    return _ADDRESS.sub("", _TAG.sub("", text))


def _placeholders(text: str) -> set[str]:
    return set(_PLACEHOLDER.findall(text.replace("%%", "")))


def _all(texts: str | tuple[str, ...] | list[str]) -> list[str]:
    return [texts] if isinstance(texts, str) else list(texts)


def _first(texts: str | tuple[str, ...] | list[str]) -> str:
    return _all(texts)[0]


def _key(message: Message) -> tuple[str, str | None]:
    return _first(message.id), message.context
