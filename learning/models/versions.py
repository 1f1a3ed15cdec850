"""Compiled quizzes: what learners take. A version never changes (I1)."""

from typing import Any, NoReturn, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from learning.models.bank import Quiz, QuizKind, marks


class Frozen(TypeError):
    """Somebody tried to change or remove a row that stays as it was written."""


class FrozenQuerySet(models.QuerySet[Any]):
    """Rows are added and read. PostgreSQL's triggers say the same to everybody else."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise Frozen("Rows of this table stay as they were written.")

    def delete(self) -> NoReturn:
        raise Frozen("Rows of this table are not deleted.")

    def remove(self) -> int:
        """Within triggers.stepping_aside, for compaction alone; how many. Raises Frozen elsewhere.

        SQLite has no triggers for this: there this guard is the rule.
        """
        if not Maintenance.objects.exists():
            raise Frozen("Rows of this table are not deleted.")
        return super().delete()[0]

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise Frozen("Rows of this table stay as they were written.")


class FrozenModel(models.Model):
    """The base of tables whose rows are written once (learning.md §4)."""

    objects = FrozenQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise Frozen("Rows of this table stay as they were written.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise Frozen("Rows of this table are not deleted.")


class QuizVersion(FrozenModel):
    """A quiz in one language, frozen as it was published."""

    quiz_key = models.UUIDField()
    locale = models.ForeignKey("wagtailcore.Locale", models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=QuizKind)
    schema_version = models.PositiveSmallIntegerField()
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    grading_hash = models.CharField(max_length=64, db_index=True)
    max_marks = marks()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    source_revision_id = models.PositiveBigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("version of a quiz")
        verbose_name_plural = _("versions of quizzes")
        constraints = [
            models.UniqueConstraint(
                fields=["quiz_key", "locale", "number"], name="one_version_per_number"
            ),
            models.UniqueConstraint(
                fields=["quiz_key", "locale", "content_hash"], name="one_version_per_content"
            ),
            models.CheckConstraint(condition=Q(max_marks__gte=0), name="version_marks_positive"),
            models.CheckConstraint(
                condition=Q(kind__in=QuizKind.values), name="version_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.content.get('title', '')} · {self.number}"


class QuizCurrentQuerySet(models.QuerySet["QuizCurrent"]):
    def offered(self) -> Self:
        """Those that learners find and begin: the quiz itself is published in this language.

        Not a mark of our own: however it is unpublished, by button or by clock, it leaves, and
        comes back with the version it had.
        """
        quizzes = Quiz.objects.filter(
            translation_key=OuterRef("quiz_key"), locale=OuterRef("locale"), live=True
        )
        return self.filter(Exists(quizzes)).exclude(version=None)


class QuizCurrent(models.Model):
    """Which version new attempts take, and why a newer text did not become one.

    Without a version the first text was published and did not compile: nobody takes it.
    """

    quiz_key = models.UUIDField()
    locale = models.ForeignKey("wagtailcore.Locale", models.PROTECT, related_name="+")
    version = models.ForeignKey(
        QuizVersion, models.PROTECT, related_name="current_in", null=True, blank=True
    )
    compiled_ok = models.BooleanField(default=True)
    problems = models.JSONField(default=list, blank=True)
    changed_at = models.DateTimeField()

    objects = QuizCurrentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["quiz_key", "locale"], name="one_current_version_per_language"
            ),
            models.CheckConstraint(
                condition=Q(version__isnull=False) | Q(compiled_ok=False),
                name="what_compiled_has_a_version",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quiz_key} · {self.locale_id}"


class Maintenance(models.Model):
    """While it holds its row, within one transaction, triggers step aside (erasure, compaction)."""

    reason = models.CharField(max_length=60)

    class Meta:
        db_table = "learning_maintenance"
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="maintenance_is_one_row")]

    def __str__(self) -> str:
        return self.reason
