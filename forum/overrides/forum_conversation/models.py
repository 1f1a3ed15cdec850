"""Topic and Post: upstream's fields and rules; nothing but named columns is written."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.utils import timezone
from machina.apps.forum_conversation.abstract_models import AbstractPost, AbstractTopic

if TYPE_CHECKING:
    from common.typing import AnyUser


class TopicQuerySet(models.QuerySet[Any]):
    """Topics with the rule who reads them."""

    def visible_to(self, user: "AnyUser") -> Self:
        """Topics that `user` may read. Twin: forum.permissions.can_view_topic."""
        from forum.permissions import topics_visible_to  # it reads these tables

        return self.filter(topics_visible_to(user))


class PostQuerySet(models.QuerySet[Any]):
    """Posts with the rule who reads them."""

    def visible_to(self, user: "AnyUser") -> Self:
        """Posts that `user` may read. Twin: forum.permissions.can_view_post."""
        from forum.permissions import posts_visible_to  # it reads these tables

        return self.filter(posts_visible_to(user))


class Topic(AbstractTopic):
    """A thread, as django-machina stores it. What it lacks is in TopicInfo."""

    objects = TopicQuerySet.as_manager()

    class Meta(AbstractTopic.Meta):
        abstract = False

    def update_trackers(self) -> None:
        """Count anew, write the counters and what follows the first post, then the forum's."""
        approved = self.posts.filter(approved=True)
        self.posts_count = approved.count()
        self.first_post = self.posts.order_by("created", "pk").first()
        self.last_post = approved.order_by("-created", "-pk").first()
        self.last_post_on = self.last_post.created if self.last_post else None
        self._simple_save()
        self.forum.update_trackers()

    def _simple_save(self, *args: Any, **kwargs: Any) -> None:
        self.updated = timezone.now()
        type(self)._base_manager.filter(pk=self.pk).update(
            subject=self.subject,
            approved=self.approved,
            posts_count=self.posts_count,
            first_post=self.first_post_id,
            last_post=self.last_post_id,
            last_post_on=self.last_post_on,
            updated=self.updated,
        )

    def insert(self) -> None:
        """Add the row without upstream's counting: services count by F() (forum.md §12)."""
        super(AbstractTopic, self).save(force_insert=True)


class Post(AbstractPost):
    """One text in a topic, as django-machina stores it. What it lacks is in Contribution."""

    objects = PostQuerySet.as_manager()

    class Meta(AbstractPost.Meta):
        abstract = False

    def insert(self) -> None:
        """Add the row, rendered, without upstream's counting."""
        super(AbstractPost, self).save(force_insert=True)

    def rewrite(self, *names: str) -> None:
        """Write these columns; a text with its rendering. Counters and the topic stay."""
        columns = {*names, "updated"}
        if "content" in columns:
            columns.add("_content_rendered")
        super(AbstractPost, self).save(update_fields=columns)


from machina.apps.forum_conversation.models import *  # noqa: E402, F403 - upstream's pattern
