"""The one door to django-machina: its models, its permissions, and the marks on its rows.

Beside this module only `forum.overrides` and migrations import machina. What other modules need of
its classes they take from here, so that the engine could be changed without them.
"""

from machina.core.db.models import get_model
from machina.core.loading import get_class

Forum = get_model("forum", "Forum")
Topic = get_model("forum_conversation", "Topic")
Post = get_model("forum_conversation", "Post")
ForumPermission = get_model("forum_permission", "ForumPermission")
UserForumPermission = get_model("forum_permission", "UserForumPermission")
GroupForumPermission = get_model("forum_permission", "GroupForumPermission")
PermissionChecker = get_class("forum_permission.checker", "ForumPermissionChecker")

# Tables that come with machina's migrations and stay empty: ours stand in their place.
UNUSED = (
    ("forum_attachments", "Attachment"),
    ("forum_member", "ForumProfile"),
    ("forum_polls", "TopicPoll"),
    ("forum_polls", "TopicPollOption"),
    ("forum_polls", "TopicPollVote"),
    ("forum_tracking", "ForumReadTrack"),
    ("forum_tracking", "TopicReadTrack"),
)

__all__ = [
    "UNUSED",
    "Forum",
    "ForumPermission",
    "GroupForumPermission",
    "PermissionChecker",
    "Post",
    "Topic",
    "UserForumPermission",
]
