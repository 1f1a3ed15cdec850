"""What a form of the hosts is made of: where somebody stands, and what the form does."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import Http404
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language

from common.languages import reading_url
from forum import discussion_forms as asked
from forum.engine import Post
from forum.models import EDiscussion
from forum.selectors.drafts import Shown
from forum.services import timing
from forum.services.posting import check_not_silenced

if TYPE_CHECKING:
    from members.models import User


@dataclass(frozen=True, slots=True)
class At:
    """Who does something, where, and to what. `wanted`: the language of the text that is meant."""

    page: Any
    discussion: EDiscussion
    member: "User"
    pk: int | None
    wanted: str = ""

    @property
    def desk(self) -> str:
        return f"{reading_url(self.page)}host/"

    @property
    def language(self) -> str:
        return self.wanted or get_language() or "en"

    def one(self, rows: Any) -> Any:
        """The thing that the address names, of this discussion alone. Raises Http404."""
        found = rows.filter(pk=self.pk, discussion=self.discussion).first()
        if found is None:
            raise Http404
        return found


@dataclass(frozen=True, slots=True)
class HostAct:
    """`run` gets the filled form and answers with the address to go on to; then `done` is said.

    `about`: what the act is about, as it stands above the form; it raises Http404 where there is
    no such thing. `named`: the same for a form that may have a number or none. An act with neither
    takes no number. `when` raises what `run` would be refused with at this time, before anything is
    typed. `source`: a text (title, body, language) to have in sight while one writes.
    `change_form`: the form where the address names what is changed.
    """

    title: "str | Promise"
    label: "str | Promise"
    may: Callable[[Any, EDiscussion], bool]
    run: Callable[[At, Any], str]
    form: type[forms.Form] = asked.ConfirmForm
    initial: Callable[[At], dict[str, Any]] = lambda at: {}
    intro: "str | Promise" = ""
    done: "str | Promise" = ""
    kind: str = "primary"
    about: Callable[[At], Shown] | None = None
    named: Callable[[At], Any] | None = None
    source: Callable[[At], Any] = lambda at: None
    change_form: type[forms.Form] | None = None
    when: Callable[[At], None] = lambda at: None

    def shown_at(self, at: At) -> Shown | None:
        """What the act is about. Raises Http404 where the address names nothing of ours."""
        if self.about is not None:
            return self.about(at)
        if at.pk is not None:
            if self.named is None:
                raise Http404
            self.named(at)
        return None

    def form_at(self, at: At) -> type[forms.Form]:
        return self.change_form if self.change_form and at.pk else self.form


def at_time(check: Callable[[EDiscussion, datetime], None]) -> Callable[[At], None]:
    """`when` of an act that writes no words: `check` is asked of the discussion and this moment."""
    return lambda at: check(at.discussion, timezone.now())


def in_words(check: Callable[[At], None]) -> Callable[[At], None]:
    """`when` of an act that speaks to others: who is silenced does not; then `check` is asked."""

    def may_speak(at: At) -> None:
        check_not_silenced(at.member, at.discussion.forum_id)
        check(at)

    return may_speak


def while_of_use(at: At) -> None:
    """`when` of what is written or prepared: it was not cancelled. Raises NotNow."""
    timing.check_not_cancelled(at.discussion)


def contribution_at(at: At) -> Any:
    """The contribution that the address names, of this discussion. Raises Http404."""
    rows = Post.objects.visible_to(at.member).filter(contribution__discussion=at.discussion)
    found = rows.select_related("topic", "contribution").filter(pk=at.pk).first()
    if found is None:
        raise Http404
    return found


def in_language(at: At) -> dict[str, Any]:
    """What a form begins with where nothing has been written yet."""
    return {"language": at.language}
