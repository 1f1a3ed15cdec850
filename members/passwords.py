"""Passwords: how they are hashed and which are too easy (SEC8)."""

import unicodedata
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from zxcvbn import zxcvbn

LEAST, MOST = 10, 256  # characters
READ = 72  # characters zxcvbn looks at; it refuses longer ones, and its time grows with them
ENOUGH = 3  # of 4: "safely unguessable"
SITE_WORDS = ("m4dnet", "m4d", "migration", "development", "diaspora")
PERSON_WORDS = ("email", "first_name", "last_name", "handle")


class Argon2(Argon2PasswordHasher):
    """Argon2id with 46 MiB and one pass: 51 ms, where Django's default takes 240.

    At 240 a flood of sign-ins would be an outage. One word typed on two systems may be two strings
    (é is one character or two): both are hashed in one form (NFKC, NIST SP 800-63B §5.1.1.2).
    """

    time_cost = 1
    memory_cost = 47_104  # KiB
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        return super().encode(_one_form(password), salt)

    def verify(self, password: str, encoded: str) -> bool:
        return super().verify(_one_form(password), encoded)


class LengthValidator:
    """10 to 256 characters of any kind; no rules of composition."""

    def validate(self, password: str, user: object = None) -> None:
        if len(password) < LEAST:
            words = _("Use at least %(least)d characters. Several words make a good password.")
            raise ValidationError(words % {"least": LEAST})
        if len(password) > MOST:
            raise ValidationError(_("Use at most %(most)d characters.") % {"most": MOST})

    def get_help_text(self) -> str:
        words = _("At least %(least)d characters. Several words make a good password.")
        return words % {"least": LEAST}


class GuessValidator:
    """Refuses what is guessed quickly, knowing the person's and the site's own words."""

    def validate(self, password: str, user: object = None) -> None:
        if len(password) < LEAST:
            return  # one sentence at a time: the other validator says it
        known = [settings.SITE_NAME, *SITE_WORDS, *_words_of(user)]
        if zxcvbn(password[:READ], user_inputs=known)["score"] < ENOUGH:
            raise ValidationError(
                _("This password is easy to guess. Use several words that do not belong together.")
            )

    def get_help_text(self) -> str:
        return ""


def _words_of(user: Any) -> list[str]:
    own = [str(getattr(user, name, "") or "") for name in PERSON_WORDS]
    own.append(str(getattr(getattr(user, "profile", None), "display_name", "")))
    parts = [part for word in own for part in word.replace("@", " ").replace(".", " ").split()]
    return [word[:READ] for word in (*own, *parts) if word]


def _one_form(password: str) -> str:
    return unicodedata.normalize("NFKC", password)
