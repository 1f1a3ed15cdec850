"""What an act of the hosts is, and where it is done."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import get_language

from common.languages import reading_url
from forum import discussion_forms as asked
from forum.models import EDiscussion

if TYPE_CHECKING:
    from members.models import User


@dataclass(frozen=True, slots=True)
class At:
    """Who does something, where, and to what."""

    page: Any
    discussion: EDiscussion
    member: "User"
    pk: int | None

    @property
    def desk(self) -> str:
        return f"{reading_url(self.page)}host/"

    def one(self, rows: Any) -> Any:
        """The thing that the address names, of this discussion alone. Raises Http404."""
        found = rows.filter(pk=self.pk, discussion=self.discussion).first()
        if found is None:
            raise Http404
        return found


@dataclass(frozen=True, slots=True)
class HostAct:
    """`run` gets the filled form and answers with the address to go on to.

    `source`: a text (title, body, language) to have in sight while one writes.
    """

    title: "str | Promise"
    label: "str | Promise"
    may: Callable[[Any, EDiscussion], bool]
    run: Callable[[At, Any], str]
    form: type[forms.Form] = asked.ConfirmForm
    initial: Callable[[At], dict[str, Any]] = lambda at: {}
    intro: "str | Promise" = ""
    kind: str = "primary"
    source: Callable[[At], Any] = lambda at: None


def in_language(at: At) -> dict[str, Any]:
    """A form that begins in the reader's language."""
    return {"language": get_language() or "en"}
