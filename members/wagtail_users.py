"""Wagtail's screens for users, fitted to accounts that sign in by e-mail and have a state."""

from typing import Any

from wagtail.users.apps import WagtailUsersAppConfig


class UsersConfig(WagtailUsersAppConfig):
    user_viewset = "members.wagtail_users.viewset_class"
    default_auto_field = "django.db.models.AutoField"


def __getattr__(name: str) -> Any:
    """`viewset_class`, made when Wagtail asks: its modules need models that load after apps."""
    if name != "viewset_class":
        raise AttributeError(name)
    from members.admin_users import MemberViewSet

    return MemberViewSet
