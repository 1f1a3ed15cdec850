"""Reads about people."""

from members.models import User


def member_with_profile(pk: int) -> User:
    """The account with everything a byline needs. One query."""
    terms = ("profile__member_type", "profile__country_of_residence")
    return User.objects.select_related(*terms).get(pk=pk)


def any_member() -> User:
    """Somebody who is signed in and nobody in particular: for "this is what members see"."""
    return User()
