"""What happens elsewhere: it changes who may do what in the forum, or publishes a discussion."""

import atexit
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.signals import request_finished
from django.db.models import ProtectedError
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete
from django.dispatch import receiver
from wagtail.signals import page_published, page_unpublished

from common.page_cache import forget_pages_with
from forum import access
from forum.discussion_admin import has_contributions
from forum.engine import Forum, ForumPermission, GroupForumPermission, UserForumPermission
from forum.models import (
    DiscussionRole,
    EDiscussion,
    EDiscussionPage,
    ForumText,
    HostMessage,
    How,
    ModerationLog,
    Subscription,
    Synthesis,
    SynthesisText,
)
from forum.services.announcing import leave_page, take_page
from forum.services.viewing import write_views, write_views_when_due
from notifications.signals import digest_stopped

RIGHTS = (Forum, ForumPermission, GroupForumPermission, UserForumPermission, Group)


def on_rights_changed(**kwargs: Any) -> None:
    access.changed()


for _model in RIGHTS:
    for _signal in (post_save, post_delete):
        _signal.connect(on_rights_changed, sender=_model)
m2m_changed.connect(on_rights_changed, sender=get_user_model().groups.through)
# What a moderator takes down is on no page that is kept for readers without an account (S4), and
# what a host opens, says or closes shows at once; so does the name of a room.
forget_pages_with(
    ModerationLog,
    EDiscussion,
    DiscussionRole,
    HostMessage,
    Synthesis,
    SynthesisText,
    ForumText,
    *RIGHTS,
)
request_finished.connect(write_views_when_due)
if settings.TOPIC_VIEWS_WRITTEN_EVERY is not None:
    atexit.register(write_views)  # a worker that is replaced leaves nothing uncounted


@receiver(page_published, sender=EDiscussionPage)
def on_discussion_published(instance: EDiscussionPage, **kwargs: Any) -> None:
    """By button, review or clock; saving a draft sends nothing. A clock's page is not live yet."""
    if instance.live:
        take_page(page=instance)


@receiver(digest_stopped)
def on_digest_stopped(member: Any, **kwargs: Any) -> None:
    """What was wanted in it is on the site alone from now on."""
    rows = Subscription.objects.filter(user=member, delivery=How.DAILY)
    rows.update(delivery=How.OFF)


@receiver(page_unpublished, sender=EDiscussionPage)
@receiver(post_delete, sender=EDiscussionPage)
def on_discussion_left(instance: EDiscussionPage, **kwargs: Any) -> None:
    """The discussion is not read in this language any more."""
    leave_page(page=instance)


@receiver(pre_delete, sender=EDiscussionPage)
def on_discussion_deleted(instance: EDiscussionPage, **kwargs: Any) -> None:
    """The page of a discussion with contributions can be unpublished, not deleted."""
    if has_contributions(instance):
        raise ProtectedError("A discussion with contributions stays.", {instance})
