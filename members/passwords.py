"""Passwords: how they are hashed and which are too easy (SEC8)."""

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from zxcvbn import zxcvbn

LONGEST = 256  # characters
READ = 72  # characters zxcvbn looks at; it refuses longer ones
ENOUGH = 3  # of 4: "safely unguessable"


class Argon2(Argon2PasswordHasher):
    """Argon2id with 46 MiB, one pass: 51 ms. Django's default takes 240 ms, and a flood of
    sign-ins would be an outage."""

    time_cost = 1
    memory_cost = 47_104  # KiB
    parallelism = 1


class LengthValidator:
    """10 to 256 characters of any kind."""

    def __init__(self, least: int = 10, most: int = LONGEST) -> None:
        self.least, self.most = least, most

    def validate(self, password: str, user: object = None) -> None:
        if not self.least <= len(password) <= self.most:
            words = _("Use %(least)d to %(most)d characters. Several words make a good password.")
            raise ValidationError(words % {"least": self.least, "most": self.most})

    def get_help_text(self) -> str:
        return _("At least %(least)d characters. Several words make a good password.") % {
            "least": self.least
        }


class GuessValidator:
    """Refuses what is guessed quickly, knowing the person's and the site's own words."""

    def validate(self, password: str, user: object = None) -> None:
        own = [settings.SITE_NAME, "m4dnet", "migration", "development"]
        own += [str(getattr(user, name, "") or "") for name in ("email", "first_name", "last_name")]
        own += own[4].split("@")
        score = zxcvbn(password[:READ], user_inputs=[word for word in own if word])["score"]
        if score < ENOUGH:
            raise ValidationError(
                _("This password is easy to guess. Use several words that do not belong together.")
            )

    def get_help_text(self) -> str:
        return ""
