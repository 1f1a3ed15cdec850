"""What may be told: types of notifications, in families that members switch together.

An app registers both in its own `notification_types.py`, which this app imports at start. How:
docs/how-to/notify-someone.md.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from members.models import User


class EmailChoice(models.TextChoices):
    """How a family reaches a member by mail."""

    INSTANT = "instant", _("At once")
    DAILY = "daily", _("Once a day, together")
    OFF = "off", _("No e-mail")


@dataclass(frozen=True, slots=True)
class Family:
    """What members switch on and off as one. `label` is a noun, `hint` says what is in it.

    One that is `mandatory` (decisions, security) cannot be switched off, passes blocks, and its
    mails offer no way to stop them (forum.md §8). What somebody has to do for the site `is_duty`:
    it can be switched off, and passes blocks, or a block would take moderators from their work.
    """

    key: str
    label: "str | _StrPromise"
    hint: "str | _StrPromise" = ""
    email: EmailChoice = EmailChoice.INSTANT
    mandatory: bool = False
    is_duty: bool = False

    @property
    def passes_blocks(self) -> bool:
        return self.mandatory or self.is_duty


@dataclass(frozen=True, slots=True)
class Told:
    """One notification as its type describes it: in the language and zone of the recipient.

    `count` is how many acts it stands for, when a burst was merged; `actor` and `data` are those
    of the last. `target` comes from the type's `targets`, so the recipient may see it now. `actor`
    has been read with the profile, for `byline_for(actor, recipient, place)`. Without `in_full` a
    list asks, which shows `title` alone: what costs may be left out. `targets`: what is told as
    one, newest first, each once; `target` is the first of them. In a mail those of a burst that no
    mail has told yet (twenty at most), in a digest all that goes together.
    """

    recipient: "User"
    target: Any
    actor: "User | None"
    data: dict[str, Any]
    count: int
    in_full: bool = True
    targets: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """What a notification says. All of it plain text, but `html`.

    `title`: one sentence. `url`: a path of this site. `text`: the words themselves, as the mail
    carries them, in `lang` where that is known. `html`: the same from common.html, with whole
    addresses, or nothing. `excerpt`: how the words begin, for a digest, where `text` does not say.
    `stop_path`: where a POST stops just this (one saved search), instead of the whole family.
    """

    title: str
    url: str
    text: str = ""
    html: str = ""
    excerpt: str = ""
    lang: str = ""
    stop_path: str = ""


def by_target(target: models.Model) -> str:
    """What bursts are merged by where a type says nothing else: the thing itself."""
    return str(target.pk)


@dataclass(frozen=True, slots=True)
class NotificationType:
    """One kind of news.

    `targets(recipient)` gives the queryset of things that this recipient may see at this moment:
    usually `Model.objects.visible_to(recipient)`, with what `describe` reads selected along. It is
    asked when mail is sent and when the list is shown; what it leaves out is told to nobody.
    `describe(told)` gives the words, or None where nothing is left to tell. `group(target)` names
    what a burst is about: acts on the same within 15 minutes become one ("5 answers in …").
    `together(target)`: what a digest tells as one, whenever it was ("3 posts wait"); without it
    each stands for itself.
    """

    key: str
    family: str
    targets: "Callable[[User], models.QuerySet[Any]]"
    describe: Callable[[Told], "Message | None"]
    group: Callable[[Any], str] = field(default=by_target)
    together: Callable[[Any], str] | None = None


class UnknownType(LookupError):
    """No app registers a notification type of that name."""


_families: dict[str, Family] = {}
_types: dict[str, NotificationType] = {}
_on_duty: "dict[str, list[Callable[[User], bool]]]" = {}


def register_family(family: Family) -> Family:
    """Add a family. Several apps may name the same one, alike. Raises ValueError otherwise."""
    known = _families.setdefault(family.key, family)
    if known is not family and _manner_of(known) != _manner_of(family):
        raise ValueError(f"two families called {family.key!r}")
    return known


def _manner_of(family: Family) -> tuple[EmailChoice, bool, bool]:
    return family.email, family.mandatory, family.is_duty


def register_duty(family_key: str, has: "Callable[[User], bool]") -> None:
    """Whom an app may tell something of this family, which others need not choose about."""
    _on_duty.setdefault(family_key, []).append(has)


def families_for(user: "User") -> list[Family]:
    """What this member may be told: all families, those of a duty for who has it."""
    return [
        one
        for one in families()
        if not one.is_duty or any(has(user) for has in _on_duty.get(one.key, ()))
    ]


def register(one: NotificationType) -> NotificationType:
    """Add a type. Raises ValueError where its key is taken or its family is not there."""
    if one.key in _types:
        raise ValueError(f"notification type {one.key!r} is registered twice")
    if one.family not in _families:
        raise ValueError(f"no family called {one.family!r}")
    _types[one.key] = one
    return one


def type_of(key: str) -> NotificationType:
    """Raises UnknownType."""
    try:
        return _types[key]
    except KeyError:
        raise UnknownType(key) from None


def family_of(key: str) -> Family:
    """The family of the type `key`. Raises UnknownType."""
    return _families[type_of(key).family]


def families() -> list[Family]:
    """All families, in the order in which they were registered."""
    return list(_families.values())


def family(key: str) -> Family | None:
    return _families.get(key)


def keys_of(family_key: str) -> list[str]:
    """The keys of the family's types."""
    return [one.key for one in _types.values() if one.family == family_key]


def known_keys() -> list[str]:
    return list(_types)


# Families that several apps share (platform.md §9, forum.md §8).
PERSONAL = register_family(
    Family("personal", _("To you"), _("Answers to you, mentions, invitations."))
)
FOLLOWED = register_family(
    Family(
        "followed",
        _("What you follow"),
        _("News of topics, discussions and courses you follow."),
        email=EmailChoice.DAILY,
    )
)
WORK = register_family(
    Family(
        "work",
        _("Waiting for you"),
        _("What waits for you as moderator, host, facilitator or editor."),
        email=EmailChoice.DAILY,
        is_duty=True,
    )
)
DECISIONS = register_family(
    Family(
        "decisions",
        _("Decisions"),
        _("What was decided about you or what you wrote. These are always sent."),
        mandatory=True,
    )
)
