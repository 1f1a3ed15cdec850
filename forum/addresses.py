"""Where the forum's things are, below the language that is being read (forum.md §7).

An address names one object by its number; what it is part of is read from the database.
"""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from common.languages import reading_language

# Pages below a forum or a topic: what is called so keeps an address of its own.
TAKEN = {"new", "reply", "subscribe", "manage", "text", ""}


def index_url() -> str:
    return f"/{reading_language()}/forum/"


def forum_url(pk: int, slug: str) -> str:
    return f"/{reading_language()}/forum/f/{pk}/{_free(slug)}/"


def topic_url(pk: int, slug: str) -> str:
    return f"/{reading_language()}/forum/t/{pk}/{_free(slug)}/"


def lasting_topic_url(pk: int, slug: str, language: str) -> str:
    """The one address to remember: a topic is read below every language of the site.

    Its own is `language`; where the site does not speak it, the language that is being read.
    """
    known = {code for code, _name in settings.LANGUAGES}
    with override(language if language in known else reading_language()):
        return topic_url(pk, slug)


def _free(slug: str) -> str:
    return f"{slug}-" if slug in TAKEN else slug


def post_url(pk: int) -> str:
    """The permalink: it leads to the page of the topic on which the post stands."""
    return f"/{reading_language()}/forum/p/{pk}/"


def topics_about_url(theme_code: str) -> str:
    """Where the search lists the topics about a theme."""
    return f"{reverse('search')}?type=topic&theme={theme_code}"


def below_no_language(address: str) -> str:
    """An address of this module as the search stores it: the reader's language is put before it."""
    _empty, _language, rest = address.split("/", 2)
    return f"/{rest}"


def moderate_url(pk: int) -> str:
    """Where a moderator decides on this post."""
    return f"{post_url(pk)}moderate/"


def moderation_url() -> str:
    return f"/{reading_language()}/forum/moderation/"
