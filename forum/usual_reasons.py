"""The reasons for which posts are usually taken down, each with the sentence its author reads."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

if TYPE_CHECKING:
    from forum.models import Contribution


@dataclass(frozen=True, slots=True)
class UsualReason:
    """`label` stands in the log; `sentence` is for the author, in the language they read."""

    label: "str | Promise"
    sentence: "str | Promise"


USUAL = {
    "advertising": UsualReason(
        _("Advertising"),
        _("We do not publish advertising. You are welcome to say what you learned from your work."),
    ),
    "insult": UsualReason(
        _("Insults or harassment"),
        _("It attacks people. Say what you think of an idea or a practice, not of a person."),
    ),
    "personal": UsualReason(
        _("Personal data of somebody"),
        _(
            "It says things about a person that only they may make public. Write it again without "
            "what shows who they are."
        ),
    ),
    "elsewhere": UsualReason(
        _("Not about this topic"),
        _("It is not about this topic. Please write it where it belongs, or open a new topic."),
    ),
    "unclear": UsualReason(
        _("Cannot be understood without more"),
        _("Readers cannot tell what it is about. Please say more, in your own words."),
    ),
    "copied": UsualReason(
        _("Somebody else’s work"),
        _("It is somebody else’s text. Say in your own words what it says, and link to it."),
    ),
}


def language_of_author(contribution: "Contribution") -> str:
    """What the author reads; of whoever has no account, the language of the site they wrote in."""
    author = contribution.author
    code = author.language if author is not None else contribution.language
    known = [code for code, _name in settings.LANGUAGES]
    return code if code in known else settings.LANGUAGE_CODE


def sentence_for(usual: str, language: str) -> str:
    """The sentence for the author, in `language`; "" where no usual reason is named."""
    if usual not in USUAL:
        return ""
    with override(language):
        return str(USUAL[usual].sentence)


def sentences_in(language: str) -> list[tuple[str, str]]:
    """Each reason in the moderator's words, with what the author will read."""
    return [(str(one.label), sentence_for(name, language)) for name, one in USUAL.items()]
