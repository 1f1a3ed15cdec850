"""What happened: rows that are added and read, never changed."""

from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _

from members.models import AppendOnlyModel, AppendOnlyQuerySet

MAX_VERB = 40  # characters
MAX_TOKEN = 40


class EntryQuerySet(AppendOnlyQuerySet):
    """Entries are written once; only their actor can be forgotten, when an account is erased."""

    def holding(self, tokens: frozenset[str]) -> "EntryQuerySet":
        """Those whose audience has one of `tokens`. Says nothing of what became of the target."""
        shared = EntryAudience.objects.filter(entry=models.OuterRef("pk"), token__in=tokens)
        return self.filter(models.Exists(shared))

    def forget_actor(self, user_pk: int | None) -> int:
        """The acts stay, so that counts stay true; nobody can tell whose they were (PRV2)."""
        return models.QuerySet.update(self.filter(actor=user_pk), actor=None)


class Entry(AppendOnlyModel):
    """One act: somebody, a verb, a thing. The thing is named by kind and key, not by a link.

    A page is named by its `translation_key`: its translations are one thing.
    """

    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="entries"
    )
    verb = models.CharField(max_length=MAX_VERB)
    target_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    target_key = models.CharField(max_length=36)

    objects = EntryQuerySet.as_manager()  # type: ignore[misc]  # the base has its own

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        indexes = [
            models.Index(fields=["-at", "-id"], name="entries_newest_first"),
            models.Index(fields=["actor", "-at"], name="entries_of_an_actor"),
            models.Index(fields=["target_type", "target_key", "-at"], name="entries_of_a_target"),
        ]
        constraints = [
            models.CheckConstraint(condition=~models.Q(verb=""), name="entry_has_a_verb"),
            models.CheckConstraint(condition=~models.Q(target_key=""), name="entry_has_a_target"),
        ]

    def __str__(self) -> str:
        return f"{self.actor} · {self.verb} · {self.target_type} {self.target_key}"


class EntryAudience(models.Model):
    """One token of an entry's audience (common.audiences): where the act may be read of."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="audience")
    token = models.CharField(max_length=MAX_TOKEN)

    class Meta:
        verbose_name = _("audience of an entry")
        verbose_name_plural = _("audiences of entries")
        constraints = [
            models.UniqueConstraint(fields=["entry", "token"], name="one_row_a_token_of_an_entry"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} · {self.token}"

    @classmethod
    def rows(cls, entry: Entry, tokens: frozenset[str]) -> "list[Any]":
        return [cls(entry=entry, token=token) for token in sorted(tokens)]
