"""From words to an engine's answer: what is asked, and asked again more loosely (search.md §7)."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings

from search import breaker
from search.access import Principal
from search.asking import Question, question_of
from search.backends.base import Ask, Sort
from search.breaker import Answered
from search.parser import ParsedQuery
from search.ranking import BEST
from search.synonyms import other_words

FEW = 3  # finds: below that, other spellings are tried too


@dataclass(frozen=True, slots=True)
class Attempt:
    """A question that was answered. `relaxed`: not all words were found together."""

    question: Question
    answered: Answered
    relaxed: bool = False


def languages_for(lang: str) -> list[str]:
    """The site's languages, the reader's own first."""
    return list(dict.fromkeys([lang, *(code for code, _name in settings.LANGUAGES)]))


def attempt(
    parsed: ParsedQuery,
    principal: Principal,
    *,
    selected: Mapping[str, frozenset[str]],
    sort: Sort = Sort.BEST,
    only: frozenset[str] | None = None,
    with_facets: bool = True,
    limit: int = BEST,
) -> Attempt:
    """Ask what was typed, then more loosely if that finds nothing.

    Raises EngineDown where no engine answers.
    """
    others = other_words(parsed, principal.lang)
    question = question_of(parsed, languages_for(principal.lang), others)
    tried = steps(len(question.groups), sort)
    for order, required in tried:
        answered = breaker.ask(
            Ask(
                question=question,
                principal=principal,
                required=required,
                selected=selected,
                sort=order,
                only=only,
                with_facets=with_facets,
                limit=limit,
            )
        )
        if answered.answer.total:
            return Attempt(question, answered, relaxed=(order, required) != tried[0])
    return Attempt(question, answered)


def steps(groups: int, sort: Sort) -> list[tuple[Sort, int]]:
    """In which orders, and with how many groups at least, a question is asked (§7).

    One group: it. Two: both, else either. More: any, for ranking puts fuller matches first. By
    date: all, else as by relevance. Nothing is asked for: everything, newest first.
    """
    if groups == 0:
        return [(Sort.DATE, 0)]
    if groups == 1:
        return [(sort, 1)]
    if sort is Sort.DATE:
        return [(Sort.DATE, groups), (Sort.BEST, 1)]
    return [(Sort.BEST, 2), (Sort.BEST, 1)] if groups == 2 else [(Sort.BEST, 1)]
