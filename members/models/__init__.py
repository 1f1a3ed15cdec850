"""The models of members, cut by the reader's words."""

from members.models.organisations import Organisation
from members.models.profiles import (
    TERMS_VERSION,
    AuditEntry,
    Consent,
    ConsentPurpose,
    MemberProfile,
    Visibility,
)
from members.models.users import User, UserState

__all__ = [
    "TERMS_VERSION",
    "AuditEntry",
    "Consent",
    "ConsentPurpose",
    "MemberProfile",
    "Organisation",
    "User",
    "UserState",
    "Visibility",
]
