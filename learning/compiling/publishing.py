"""Publishing a quiz makes a version of it; what fails leaves the former version in place."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from learning.compiling.quizzes import (
    SCHEMA_VERSION,
    Compiled,
    compiled_quiz,
    content_hash,
    grading_hash,
)
from learning.compiling.rules import Problem
from learning.models import Quiz, QuizCurrent, QuizVersion

if TYPE_CHECKING:
    from members.models import User


@dataclass(frozen=True, slots=True)
class CompileResult:
    """`version` is what learners take from now on; None where an error stopped it."""

    version: QuizVersion | None
    problems: list[Problem]


def check_quiz(*, quiz: Quiz) -> list[Problem]:
    """All problems of `quiz` as it stands, saved or not; errors would stop publishing."""
    return compiled_quiz(quiz).problems


@transaction.atomic
def compile_quiz(*, quiz: Quiz, by: "User | None") -> CompileResult:
    """Freeze the published text of `quiz` as its current version.

    The same content as an earlier version makes that one current. On an error nothing is written
    but the reason, and the former version stays, if there was one. Running attempts are never
    touched. Rule: learning.md §3.3.
    """
    # Versions are numbered under this lock; the bare manager, as modelcluster's adds joins.
    quiz = Quiz._base_manager.select_for_update().get(pk=quiz.pk)
    compiled = compiled_quiz(quiz)
    version = None if compiled.errors else _version(quiz, compiled, by)
    state: dict[str, Any] = {
        "compiled_ok": version is not None,
        "problems": [one.as_json() for one in compiled.problems],
        "changed_at": timezone.now(),
    }
    QuizCurrent.objects.update_or_create(
        quiz_key=quiz.translation_key,
        locale=quiz.locale,
        defaults=state | ({"version": version} if version else {}),
    )
    return CompileResult(version, compiled.problems)


def _version(quiz: Quiz, compiled: Compiled, by: "User | None") -> QuizVersion:
    versions = QuizVersion.objects.filter(quiz_key=quiz.translation_key, locale=quiz.locale)
    digest = content_hash(compiled.content)
    same = versions.filter(content_hash=digest).first()
    if same:
        return same
    last = versions.aggregate(last=Max("number"))["last"] or 0
    return QuizVersion.objects.create(
        quiz_key=quiz.translation_key,
        locale=quiz.locale,
        number=last + 1,
        kind=quiz.kind,
        schema_version=SCHEMA_VERSION,
        content=compiled.content,
        content_hash=digest,
        grading_hash=grading_hash(compiled.content),
        max_marks=compiled.max_marks,
        published_at=timezone.now(),
        published_by=by,
        source_revision_id=quiz.live_revision_id,
    )
