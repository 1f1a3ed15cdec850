from machina.apps.forum_permission.apps import (
    ForumPermissionAppConfig as MachinaForumPermissionAppConfig,
)


class ForumPermissionAppConfig(MachinaForumPermissionAppConfig):
    name = "forum.overrides.forum_permission"
    default = True  # of the two in this module, the other imported
    default_auto_field = "django.db.models.AutoField"
