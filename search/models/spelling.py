"""The public vocabulary: what a misspelt word may be corrected to (search.md §9)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SpellWord(models.Model):
    """A word of titles and summaries of public documents in one language.

    `df`: in how many of them. Kept by `search.spelling` alone; editors may block a word, so that it
    is never proposed, also before any document has it.
    """

    term = models.CharField(_("word"), max_length=60)
    lang = models.CharField(_("language"), max_length=20)
    df = models.PositiveIntegerField(_("documents"), default=0)
    blocked = models.BooleanField(_("never proposed"), default=False)

    class Meta:
        db_table = "search_spell"
        ordering = ["term", "lang"]
        verbose_name = _("word for corrections")
        verbose_name_plural = _("words for corrections")
        constraints = [
            models.UniqueConstraint(fields=["term", "lang"], name="one_word_a_language"),
        ]

    def __str__(self) -> str:
        return f"{self.term} ({self.lang})"


class SpellGram(models.Model):
    """Three letters in a row of a word that may be proposed, with the length of the word."""

    word = models.ForeignKey(SpellWord, models.CASCADE, related_name="grams", db_index=True)
    gram = models.CharField(max_length=3)
    length = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "search_spell_gram"
        indexes = [models.Index(fields=["gram", "length", "word"], name="spell_gram_to_word")]

    def __str__(self) -> str:
        return self.gram


class SpellSource(models.Model):
    """What one public document gives to the vocabulary: so that it can be taken back exactly."""

    key = models.CharField(max_length=100, unique=True)
    lang = models.CharField(max_length=20)
    words = models.TextField()  # each once, sorted, with blanks between

    class Meta:
        db_table = "search_spell_source"

    def __str__(self) -> str:
        return self.key
