"""Where the forum's things are, below the language that is being read (forum.md §7).

An address names one object by its number; what it is part of is read from the database.
"""

from common.languages import reading_language

# Pages below a forum or a topic: what is called so keeps an address of its own.
TAKEN = {"new", "reply", "subscribe", "manage", ""}


def forum_url(pk: int, slug: str) -> str:
    return f"/{reading_language()}/forum/f/{pk}/{_free(slug)}/"


def topic_url(pk: int, slug: str) -> str:
    return f"/{reading_language()}/forum/t/{pk}/{_free(slug)}/"


def _free(slug: str) -> str:
    return f"{slug}-" if slug in TAKEN else slug


def post_url(pk: int) -> str:
    """The permalink: it leads to the page of the topic on which the post stands."""
    return f"/{reading_language()}/forum/p/{pk}/"


def below_no_language(address: str) -> str:
    """An address of this module as the search stores it: the reader's language is put before it."""
    _empty, _language, rest = address.split("/", 2)
    return f"/{rest}"


def moderation_url() -> str:
    return f"/{reading_language()}/forum/moderation/"
