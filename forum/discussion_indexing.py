"""What can be found of e-discussions: their pages, and the syntheses that are published."""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.db.models.signals import post_save
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from common.indexing import (
    Adapter,
    Ageing,
    Kind,
    SearchDoc,
    Trigger,
    leave_out,
    numbers_of,
    page_key,
    register,
)
from common.plain import plain_of_html
from forum.access import access_for, forum_token
from forum.discussion_addresses import PAGES, page_of, synthesis_url
from forum.engine import Forum
from forum.models import (
    EDiscussionIndexPage,
    EDiscussionPage,
    ForumInfo,
    Synthesis,
    SynthesisState,
)
from taxonomy.indexing import ClassifiedAdapter

if TYPE_CHECKING:
    from common.typing import AnyUser

DISCUSSION = Kind("discussion", _("E-discussion"), _("E-discussions"), Ageing.EVENT)

leave_out(EDiscussionIndexPage, "a list: what stands in it is found")


@register
class DiscussionAdapter(ClassifiedAdapter):
    """The page of a discussion: what it asks, of whom and why.

    The page is found by whoever sees it, so its words are those that everybody reads there: the
    questions stand on it for those who read the room. Threads of a closed room are found by them.
    """

    model = EDiscussionPage
    kinds = (DISCUSSION,)
    related = ("discussion",)
    streams = ("body", "advance_reading")

    def with_more(self, pages: QuerySet[Any]) -> QuerySet[Any]:
        return super().with_more(pages).prefetch_related("question_texts")

    def surround(self, rows: list[Any]) -> None:
        super().surround(rows)
        open_rooms = access_for(AnonymousUser()).readable
        for row in rows:
            row.is_open = row.discussion is not None and row.discussion.forum_id in open_rooms

    def words(self, row: Any) -> list[str]:
        texts = row.question_texts.all() if row.is_open else ()
        questions = (text for one in texts for text in (one.text, one.guidance))
        own = (row.purpose, row.audience_note, row.how_to_take_part)
        return [*super().words(row), *own, *questions]

    def triggers(self) -> list[Trigger]:
        """What happens to a discussion its services say; its room may be given to others later."""
        opened = (
            Trigger(post_save, ForumInfo, _given_to_others),
            Trigger(post_save, Forum, _below),
        )
        return [*super().triggers(), *opened]


def _given_to_others(instance: ForumInfo, **kwargs: Any) -> Iterable[str]:
    """The pages of discussions in a room whose rights were written anew, and on a shelf."""
    return _below(Forum.objects.get(pk=instance.forum_id))


def _below(instance: Any, **kwargs: Any) -> Iterable[str]:
    """The pages of discussions in this room or below it, which may have moved. One query."""
    rooms = instance.get_descendants(include_self=True)
    pages = EDiscussionPage.objects.filter(discussion__forum__in=rooms.values("pk"))
    return {page_key(pk) for pk in pages.order_by().values_list("pk", flat=True)}


@register
class SynthesisAdapter(Adapter):
    """A published synthesis, a document a language; for whoever reads the discussion."""

    prefix = "synthesis"
    model = Synthesis
    kinds = (Kind("synthesis", _("Synthesis"), _("Syntheses")),)

    def queryset(self) -> QuerySet[Any]:
        return Synthesis.objects.filter(state=SynthesisState.PUBLISHED).order_by("pk")

    def load(self, keys: Collection[str]) -> dict[str, Any]:
        rows = self.queryset().filter(pk__in=numbers_of(keys)).select_related("discussion")
        found = rows.prefetch_related("texts", f"discussion__{PAGES}")
        return {self.key_of(row): row for row in found}

    def to_doc(self, row: Any, key: str) -> SearchDoc | None:
        text = next((one for one in row.texts.all() if one.is_original), None)
        if text is None or row.discussion.forum_id is None or page_of(row.discussion) is None:
            return None
        others = [one for one in row.texts.all() if one is not text]
        lang = text.language.partition("-")[0]
        # Below the language of its text, not of whoever published it.
        with override(lang if lang in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
            url = synthesis_url(row)
        return SearchDoc(
            key=key,
            type="synthesis",
            lang=lang,
            title=text.title,
            body=plain_of_html(text.rendered),
            url=url,
            audience=frozenset({forum_token(row.discussion.forum_id)}),
            labels=tuple(one.title for one in others),
            published_at=row.published_at,
        )

    def can_view(self, user: "AnyUser", keys: Collection[str]) -> set[str]:
        """The wall: who reads the discussion's room now."""
        found = Synthesis.objects.visible_to(user).filter(
            pk__in=numbers_of(keys), state=SynthesisState.PUBLISHED
        )
        return {f"{self.prefix}:{pk}" for pk in found.values_list("pk", flat=True)}

    def triggers(self) -> list[Trigger]:
        return [Trigger(post_save, Synthesis, self._own_keys)]

    def _own_keys(self, instance: Any, **kwargs: Any) -> Iterable[str]:
        return self.keys_of(instance)
