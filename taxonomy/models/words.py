"""Words that mean the same to people who search: used when a question is asked, never stored.

The search (search.md §6) reads both tables; a change shows within a minute, without a new index.
"""

from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from common.collation import sort_key
from common.html import plain_line

MAX_LENGTH = 200  # characters of one side


class SameWordsQuerySet(models.QuerySet[Any]):
    def used_in(self, language: str) -> Self:
        """Those for readers of `language` and those for all, in the order they were written."""
        known = models.Q(locale=None) | models.Q(locale__language_code=language)
        return self.filter(known).order_by("pk")

    def overlapping(self, locale_pk: int | None) -> Self:
        """Those that some reader has together with words of this locale (None: of all)."""
        if locale_pk is None:
            return self
        return self.filter(models.Q(locale=None) | models.Q(locale=locale_pk))


class SameWords(models.Model):
    """Who asks for `words` also finds `means`, and, if it goes both ways, the reverse."""

    locale = models.ForeignKey(
        Locale,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("for readers of"),
        help_text=_("Leave it empty for readers of every language."),
    )
    words = models.CharField(_("who asks for"), max_length=MAX_LENGTH)
    means = models.CharField(
        _("also finds"), max_length=MAX_LENGTH, help_text=_("A word or several in this order.")
    )
    both_ways = models.BooleanField(
        _("both ways"), default=True, help_text=_("Who asks for the second also finds the first.")
    )

    objects = SameWordsQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["words", "means"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(words="") & ~models.Q(means=""),
                name="%(class)s_has_two_sides",
            ),
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("words"), MAX_LENGTH)
                & LessThanOrEqual(Length("means"), MAX_LENGTH),
                name="%(class)s_is_short",
            ),
            models.CheckConstraint(
                condition=~models.Q(words=models.F("means")), name="%(class)s_is_not_itself"
            ),
            models.UniqueConstraint(
                fields=["words", "means", "locale"],
                condition=models.Q(locale__isnull=False),
                name="one_%(class)s_a_language",
            ),
            models.UniqueConstraint(
                fields=["words", "means"],
                condition=models.Q(locale__isnull=True),
                name="one_%(class)s_for_all",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.words} {'↔' if self.both_ways else '→'} {self.means}"

    @property
    def language(self) -> str:
        """The code of its language; empty for all."""
        return self.locale.language_code if self.locale else ""

    def clean(self) -> None:
        """Two different sides, once, and no way round in a circle. Each said at its field."""
        self.words, self.means = plain_line(self.words), plain_line(self.means)
        for side in ("words", "means"):
            if not sort_key(getattr(self, side)).strip():
                raise ValidationError({side: _("Write a word here.")})
        start, end = sort_key(self.words), sort_key(self.means)
        if start == end:
            raise ValidationError({"means": _("Both sides are the same. Write another word.")})
        others = type(self)._default_manager.overlapping(self.locale_id).exclude(pk=self.pk)
        ways = _ways(others)
        if end in ways.get(start, ()):
            raise ValidationError({"means": _("These two belong together already.")})
        if self.both_ways and start in ways.get(end, ()):
            raise ValidationError(
                {"means": _("The way back is there already. Change that entry instead.")}
            )
        if not self.both_ways and _leads(ways, end, start):
            raise ValidationError(
                {"means": _("This leads round in a circle: the second leads to the first already.")}
            )


class Synonym(SameWords):
    """Two words or phrases for one thing, or two spellings of it."""

    class Meta(SameWords.Meta):
        verbose_name = _("synonym")
        verbose_name_plural = _("synonyms")


class Acronym(SameWords):
    """Letters that stand for a name. If they are also a word (WHO, IT), only capitals count."""

    words = models.CharField(
        _("acronym"),
        max_length=20,
        validators=[
            RegexValidator(r"^\w[\w.&-]+$", _("Write the letters alone, two at least, no blanks."))
        ],
    )
    means = models.CharField(_("stands for"), max_length=MAX_LENGTH)
    is_word = models.BooleanField(
        _("also an ordinary word"),
        default=False,
        help_text=_("Then it counts only when it is typed in capitals: WHO, not who."),
    )

    class Meta(SameWords.Meta):
        verbose_name = _("acronym")
        verbose_name_plural = _("acronyms")


def words_in_reading_language() -> tuple[list[Synonym], list[Acronym]]:
    """All synonyms and acronyms for readers of the present language. Two queries."""
    language = get_language() or "en"
    return list(Synonym.objects.used_in(language)), list(Acronym.objects.used_in(language))


def _ways(rows: models.QuerySet[Any]) -> dict[str, set[str]]:
    """From where one gets where in one step, written without accents and capitals."""
    ways: dict[str, set[str]] = {}
    for words, means, both in rows.values_list("words", "means", "both_ways"):
        start, end = sort_key(words), sort_key(means)
        ways.setdefault(start, set()).add(end)
        if both:
            ways.setdefault(end, set()).add(start)
    return ways


def _leads(ways: dict[str, set[str]], start: str, end: str) -> bool:
    """Whether some way leads from `start` to `end`."""
    seen, open_ = {start}, [start]
    while open_:
        for following in ways.get(open_.pop(), ()):
            if following == end:
                return True
            if following not in seen:
                seen.add(following)
                open_.append(following)
    return False
