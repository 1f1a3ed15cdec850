"""What an act of the hosts is about, whole: they see what they publish, change or take back."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from forum.models import DiscussionRole, HostMessage, Synthesis, SynthesisExcerpt
from forum.rendering import with_names
from forum.selectors.from_hosts import ExcerptRow, excerpts_of
from forum.selectors.people import PLACE
from members.bylines import byline_for

if TYPE_CHECKING:
    from common.typing import AnyUser


@dataclass(frozen=True, slots=True)
class ShownText:
    """A text in one language, as readers will see it."""

    lang: str
    title: str
    html: SafeString


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing: `what` it is in words, its texts in each language, its quotes."""

    pk: int
    what: str
    texts: tuple[ShownText, ...] = ()
    quotes: tuple[ExcerptRow, ...] = ()
    method_note: str = ""

    def without_quotes(self) -> "Shown":
        return replace(self, quotes=())


def _texts(rows: Any) -> tuple[ShownText, ...]:
    found = sorted(rows, key=lambda one: (not one.is_original, one.language))
    return tuple(
        ShownText(
            one.language,
            one.title if hasattr(one, "title") else one.subject,
            with_names(one.rendered, {}),
        )
        for one in found
    )


def shown_message(message: HostMessage) -> Shown:
    """A message in each of its languages. One query, two where it is about a question."""
    what = str(message.get_kind_display())
    if message.question:
        about = _("about question %(number)s") % {"number": message.question.number}
        what = f"{what}, {about}"
    return Shown(message.pk, what, _texts(message.texts.all()))


def shown_synthesis(viewer: "AnyUser", synthesis: Synthesis) -> Shown:
    """A synthesis in each of its languages, with its quotes. Three queries."""
    return Shown(
        synthesis.pk,
        name_of(synthesis),
        _texts(synthesis.texts.all()),
        tuple(excerpts_of(viewer, synthesis)),
        synthesis.method_note,
    )


def name_of(synthesis: Synthesis) -> str:
    """`Synthesis of week 2, version 3`."""
    what = _("Consolidated summary")
    if synthesis.week:
        what = _("Synthesis of week %(week)s") % {"week": synthesis.week}
    if synthesis.version == 1:
        return what
    return f"{what}, {_('version %(number)s') % {'number': synthesis.version}}"


def shown_quote(viewer: "AnyUser", excerpt: SynthesisExcerpt) -> Shown:
    """One quote of a synthesis. Two queries."""
    rows = [one for one in excerpts_of(viewer, excerpt.synthesis) if one.pk == excerpt.pk]
    return Shown(excerpt.pk, name_of(excerpt.synthesis), quotes=tuple(rows))


def shown_role(viewer: "AnyUser", role: DiscussionRole) -> Shown:
    """Whose part it is. Read the role with the profile."""
    return Shown(role.pk, f"{byline_for(role.user, viewer, PLACE).name}, {role.get_role_display()}")


def shown_post(post: Any) -> Shown:
    """A contribution, by its words."""
    html = with_names(post.content.rendered, {})
    return Shown(post.pk, "", (ShownText(post.contribution.language, "", html),))
