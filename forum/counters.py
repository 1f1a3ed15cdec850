"""Figures the forum offers: what anybody may read."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common import counters
from forum.engine import Post, Topic


@counters.register("topics", _("topics in the forum"))
def count_topics() -> QuerySet[Any]:
    """Topics that readers without an account see."""
    return Topic.objects.visible_to(AnonymousUser())


@counters.register("forum_posts", _("posts in the forum"))
def count_posts() -> QuerySet[Any]:
    """Posts that readers without an account see."""
    return Post.objects.visible_to(AnonymousUser())
