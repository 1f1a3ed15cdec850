"""What learners take of each quiz, and whether it is the newest text: for the admin's lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, ngettext

from learning.models import Question, Quiz, QuizCurrent


@dataclass(frozen=True, slots=True)
class CompileState:
    """The current version of one quiz in its language, if there is one."""

    number: int | None
    compiled_ok: bool
    newer_questions: int
    problems: tuple[str, ...] = ()

    @property
    def is_newest(self) -> bool:
        return self.number is not None and self.compiled_ok and not self.newer_questions

    @property
    def words(self) -> str:
        """One sentence for a list."""
        if self.number is None:
            nothing = gettext("Nothing yet: not compiled")
            return f"{nothing}. {' '.join(self.problems)}" if self.problems else nothing
        version = gettext("Version %(number)d") % {"number": self.number}
        if not self.compiled_ok:
            return gettext("%(version)s. Not compiled: %(reason)s") % {
                "version": version,
                "reason": " ".join(self.problems),
            }
        if not self.newer_questions:
            return version
        newer = ngettext(
            "%(number)d question has newer text",
            "%(number)d questions have newer text",
            self.newer_questions,
        )
        return f"{version}. {newer % {'number': self.newer_questions}}"


def compile_states(quizzes: Sequence[Quiz]) -> dict[int, CompileState]:
    """The state of each quiz, by its id. Two queries for any number of quizzes."""
    keys = {quiz.translation_key for quiz in quizzes}
    rows = QuizCurrent.objects.filter(quiz_key__in=keys).select_related("version")
    current = {(row.quiz_key, row.locale_id): row for row in rows}
    versions = [row.version for row in current.values() if row.version]
    used = {key for version in versions for key in version.content["questions"]}
    published = {
        (str(key), locale): at
        for key, locale, at in Question.objects.filter(
            translation_key__in=used, live=True
        ).values_list("translation_key", "locale", "last_published_at")
    }
    return {
        quiz.pk: _state(current.get((quiz.translation_key, quiz.locale_id)), published)
        for quiz in quizzes
    }


def _state(row: QuizCurrent | None, published: dict[tuple[str, int], Any]) -> CompileState:
    if row is None:
        return CompileState(None, compiled_ok=False, newer_questions=0)
    reasons = tuple(one["message"] for one in row.problems if one["level"] == "error")
    if row.version is None:
        return CompileState(None, compiled_ok=False, newer_questions=0, problems=reasons)
    times = [published.get((key, row.locale_id)) for key in row.version.content["questions"]]
    newer = sum(at is not None and at > row.changed_at for at in times)
    return CompileState(row.version.number, row.compiled_ok, newer, reasons)
