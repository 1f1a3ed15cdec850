"""What happens elsewhere and changes who may do what in the forum."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db.models.signals import m2m_changed, post_delete, post_save

from forum import access
from forum.engine import Forum, ForumPermission, GroupForumPermission, UserForumPermission

RIGHTS = (Forum, ForumPermission, GroupForumPermission, UserForumPermission, Group)


def on_rights_changed(**kwargs: Any) -> None:
    access.changed()


for _model in RIGHTS:
    for _signal in (post_save, post_delete):
        _signal.connect(on_rights_changed, sender=_model)
m2m_changed.connect(on_rights_changed, sender=get_user_model().groups.through)
