"""Wagtail's app of users, with the screens of this one."""

from wagtail.users.apps import WagtailUsersAppConfig


class UsersConfig(WagtailUsersAppConfig):
    """A path to the viewset: its module needs models, which load after apps."""

    user_viewset = "members.admin_users.PeopleViewSet"
