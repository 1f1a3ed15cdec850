"""The models of members, cut by the reader's words."""

from members.models.organisations import Organisation
from members.models.users import User, UserState

__all__ = ["Organisation", "User", "UserState"]
