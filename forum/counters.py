"""Figures the forum offers: what anybody may read."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common import counters
from forum.engine import Post, Topic
from forum.models import ANNOUNCED_STATES, EDiscussion, PostKind


@counters.register("topics", _("topics in the forum"))
def count_topics() -> QuerySet[Any]:
    """Topics that readers without an account see."""
    return Topic.objects.visible_to(AnonymousUser())


@counters.register("forum_posts", _("posts in the forum"))
def count_posts() -> QuerySet[Any]:
    """Posts that readers without an account see."""
    return Post.objects.visible_to(AnonymousUser())


@counters.register("discussions", _("e-discussions"))
def count_discussions() -> QuerySet[Any]:
    """E-discussions that have begun and that readers without an account read, in all languages."""
    begun = EDiscussion.objects.filter(state__in=ANNOUNCED_STATES, opens_at__lte=timezone.now())
    return begun.visible_to(AnonymousUser())


@counters.register("contributions", _("contributions to e-discussions"))
def count_contributions() -> QuerySet[Any]:
    """What members answered there and readers without an account see; framing text is none."""
    answers = Post.objects.visible_to(AnonymousUser()).filter(
        contribution__discussion__isnull=False, contribution__kind=PostKind.CONTRIBUTION
    )
    return answers.order_by()
