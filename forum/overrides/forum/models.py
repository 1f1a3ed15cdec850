"""Forum: upstream's fields and tree. Counters are written by their names, never with the row."""

from typing import TYPE_CHECKING, Any, Self

from django.db.models import Sum
from machina.apps.forum.abstract_models import AbstractForum
from mptt.managers import TreeManager
from mptt.querysets import TreeQuerySet

if TYPE_CHECKING:
    from common.typing import AnyUser

COUNTERS = ("direct_posts_count", "direct_topics_count", "last_post", "last_post_on")


class ForumQuerySet(TreeQuerySet):
    """Rows of the tree of forums."""

    def visible_to(self, user: "AnyUser") -> Self:
        """Forums that `user` may read. Twin: forum.permissions.can_view_forum."""
        from forum.access import access_for  # it reads these tables

        return self.filter(pk__in=access_for(user).readable)


class Forum(AbstractForum):
    """A shelf (category) or a room (default) of the forum, as django-machina stores it."""

    objects = TreeManager.from_queryset(ForumQuerySet)()

    class Meta(AbstractForum.Meta):
        abstract = False

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save what people edit. A copy read a minute ago must not write old counters back."""
        if self.pk and not self._state.adding and kwargs.get("update_fields") is None:
            names = [field.name for field in self._meta.concrete_fields if not field.primary_key]
            kwargs["update_fields"] = [name for name in names if name not in COUNTERS]
        super().save(*args, **kwargs)

    def update_trackers(self) -> None:
        """Count approved topics and their posts anew, and write nothing but the counters."""
        approved = self.topics.filter(approved=True)
        last = approved.order_by("-last_post_on", "-pk").first()
        self.direct_topics_count = approved.count()
        self.direct_posts_count = approved.aggregate(total=Sum("posts_count"))["total"] or 0
        self.last_post_id = last.last_post_id if last else None
        self.last_post_on = last.last_post_on if last else None
        self._simple_save()

    def _simple_save(self, *args: Any, **kwargs: Any) -> None:
        type(self)._base_manager.filter(pk=self.pk).update(
            direct_posts_count=self.direct_posts_count,
            direct_topics_count=self.direct_topics_count,
            last_post=self.last_post_id,
            last_post_on=self.last_post_on,
        )


from machina.apps.forum.models import *  # noqa: E402, F403 - upstream's pattern: the rest of it
