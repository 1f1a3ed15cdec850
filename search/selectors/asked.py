"""From words to an engine's answer: what is asked, and asked again more loosely (search.md §7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.conf import settings

from search import breaker
from search.access import Principal
from search.asking import Question, question_of
from search.backends.base import Ask, Sort
from search.breaker import Answered
from search.parser import ParsedQuery, Piece, parse
from search.ranking import BEST
from search.spelling import corrected, corrections, other_spellings
from search.synonyms import other_words

FEW = 3  # finds: below that, other spellings are tried too


@dataclass(frozen=True, slots=True)
class Attempt:
    """A question that was answered. `relaxed`: not all words were found together.

    `did_you_mean`: another spelling of what was typed that found more; `is_corrected`: what was
    typed found nothing, so that all finds are of that spelling.
    """

    question: Question
    answered: Answered
    relaxed: bool = False
    did_you_mean: str = ""
    is_corrected: bool = False

    @property
    def total(self) -> int:
        return self.answered.answer.total


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked of a question beside its words, as `Ask` has it."""

    principal: Principal
    selected: Mapping[str, frozenset[str]]
    only: frozenset[str] | None
    with_facets: bool
    limit: int

    def ask(self, question: Question, sort: Sort, required: int) -> Attempt:
        """Raises EngineDown where no engine answers."""
        asked = Ask(
            question=question,
            principal=self.principal,
            required=required,
            selected=self.selected,
            sort=sort,
            only=self.only,
            with_facets=self.with_facets,
            limit=self.limit,
        )
        return Attempt(question, breaker.ask(asked))


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
    spellings: bool = False,
) -> Attempt:
    """Ask what was typed, then more loosely if that finds nothing.

    With `spellings`, where fewer than three things are found, unknown words may also be their
    nearest known ones; before fewer words will do. Raises EngineDown where no engine answers.
    """
    languages = languages_for(principal.lang)
    others = other_words(parsed, principal.lang)
    wanted = Wanted(
        principal=principal, selected=selected, only=only, with_facets=with_facets, limit=limit
    )
    question = question_of(parsed, languages, others)
    known: dict[str, str] | None = None if spellings else {}
    tried = steps(len(question.groups), sort)
    for order, required in tried:
        done = wanted.ask(question, order, required)
        if done.total < FEW and question.groups:
            known = corrections(parsed, languages) if known is None else known
            done = _respelt(done, parsed, known, others, wanted, (order, required))
        if done.total:
            return replace(done, relaxed=(order, required) != tried[0])
    return done


def meant_instead(
    parsed: ParsedQuery, principal: Principal, selected: Mapping[str, frozenset[str]]
) -> str:
    """What may have been meant where a word is known to nobody, though enough was found.

    By its stem in another language, or by the other words. Empty unless it finds something for
    this reader. One query where all words are known.
    """
    known = corrections(parsed, languages_for(principal.lang))
    meant = corrected(parsed, known)
    if not meant:
        return ""
    found = attempt(parse(meant), principal, selected=selected, with_facets=False, limit=1)
    return meant if found.total and not found.relaxed else ""


def _respelt(
    done: Attempt,
    parsed: ParsedQuery,
    known: Mapping[str, str],
    others: Sequence[Sequence[Piece]],
    wanted: Wanted,
    step: tuple[Sort, int],
) -> Attempt:
    """The same with other spellings too, if there are any and they find more; else `done`."""
    if not known:
        return done
    spelt = other_spellings(parsed, known)
    both = [[*one, *two] for one, two in zip(others, spelt, strict=True)]
    question = question_of(parsed, languages_for(wanted.principal.lang), both)
    second = wanted.ask(question, *step)
    if second.total <= done.total:
        return done
    meant = corrected(parsed, known) or ""
    return replace(second, did_you_mean=meant, is_corrected=done.total == 0 and bool(meant))


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
