"""The models of members, cut by the reader's words."""

from members.models.blocks import Block
from members.models.organisations import Organisation
from members.models.profiles import MemberProfile, Visibility
from members.models.records import (
    TERMS_VERSION,
    ActOfStaff,
    AppendOnly,
    AppendOnlyModel,
    AppendOnlyQuerySet,
    AuditEntry,
    Consent,
    ConsentPurpose,
)
from members.models.users import User, UserState

__all__ = [
    "TERMS_VERSION",
    "ActOfStaff",
    "AppendOnly",
    "AppendOnlyModel",
    "AppendOnlyQuerySet",
    "AuditEntry",
    "Block",
    "Consent",
    "ConsentPurpose",
    "MemberProfile",
    "Organisation",
    "User",
    "UserState",
    "Visibility",
]
