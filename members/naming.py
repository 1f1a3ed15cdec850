"""How the account pages and mails address a person: by their own name, to themselves alone."""

from members.models import MemberProfile, User


def own_name(user: User) -> str:
    """The name the person chose, else the address they signed up with."""
    profile: MemberProfile | None = getattr(user, "profile", None)
    return profile.display_name if profile else user.email
