"""How those who write are shown: by `byline_for`, with what they were when they wrote."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from forum.models import Badge, BehalfSource, Channel, Contribution
from members.addresses import block_url
from members.bylines import Byline, byline_for
from taxonomy.models import Country

if TYPE_CHECKING:
    from common.typing import AnyUser

PLACE = "forum"
# Who signs as one of these in a discussion accepted that the name is shown (decision 0221).
NAMED_PARTS = (Badge.HOST, Badge.COHOST, Badge.EXPERT)
# What `signature_of` reads, to be selected along with a contribution at this path.
OF_AUTHOR = (
    "author__profile__member_type",
    "author__profile__country_of_residence",
)


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed a post, as one reader may see it.

    `role`, `organisation`, `country` are those at the time of posting. `badge` is a code for the
    style, `badge_label` what it reads. `channel_note` says how a text came in, unless on the site.
    """

    byline: Byline
    role: str = ""
    organisation: str = ""
    country: str = ""
    badge: str = Badge.NONE
    badge_label: str = ""
    channel_note: str = ""

    @property
    def name(self) -> str:
        return self.byline.name

    @property
    def handle(self) -> str:
        return self.byline.handle

    @property
    def block_url(self) -> str:
        """Where a member keeps the author away; "" where nobody can."""
        return block_url(self.handle) if self.handle else ""

    @property
    def lines(self) -> tuple[str, ...]:
        """What stands below the name: role or kind of member, organisation, country."""
        found = (self.role or self.byline.member_type, self.organisation, self.country)
        return tuple(one for one in found if one)


def signature_of(
    one: Contribution, viewer: "AnyUser", countries: dict[str, str] | None = None
) -> Signature:
    """The signature of a contribution read with OF_AUTHOR. Asks nothing.

    `countries`: labels by code, from `countries_of`; without it no country is shown.
    """
    badge = Badge(one.badge)
    country = (countries or {}).get(one.author_country, "")
    shown = {
        "badge": badge.value,
        "badge_label": str(badge.label),
        "channel_note": _how_it_came(one),
    }
    if one.author is not None:
        shows_name = one.discussion_id is not None and badge in NAMED_PARTS
        byline = byline_for(one.author, viewer, PLACE, shows_name=shows_name)
        # Shown as it was, to those who may see what it is now.
        return Signature(
            byline,
            role=one.author_role if "job_title" in byline.open_fields else "",
            organisation=one.author_organisation if "organisation" in byline.open_fields else "",
            country=country if byline.country else "",
            **shown,
        )
    name = "" if one.anonymised else one.author_name
    # Nobody's account stands behind it: who gave no name is no "Former member".
    byline = Byline(name, is_named=True) if name else Byline(_("Name withheld"))
    return Signature(
        byline,
        role=one.author_role,
        organisation=one.author_organisation,
        country=country,
        **shown,
    )


def _how_it_came(one: Contribution) -> str:
    """A sentence; "" for what was written on the site."""
    if one.channel == Channel.WEB:
        return ""
    if one.channel == Channel.EMAIL:
        return _("Received by e-mail.")
    if not one.behalf_source:
        return _("Posted by the host.")
    how = BehalfSource(one.behalf_source).label
    return _("Received %(how)s, posted by the host.") % {"how": how}


def signatures_of(
    posts: Iterable[int | None], viewer: "AnyUser", countries: dict[str, str] | None = None
) -> dict[int, Signature]:
    """{post: who signed it}. One query, or none.

    Not joined to the rows of a list: fourteen tables take PostgreSQL longer to plan than to read.
    """
    found = contributions_of(posts)
    return {pk: signature_of(one, viewer, countries) for pk, one in found.items()}


def contributions_of(posts: Iterable[int | None]) -> dict[int, Any]:
    """{post: its Contribution with OF_AUTHOR}. One query, or none."""
    wanted = {pk for pk in posts if pk is not None}
    if not wanted:
        return {}
    found = Contribution.objects.filter(post__in=wanted).select_related(*OF_AUTHOR)
    return {one.post_id: one for one in found}


def countries_of(contributions: Iterable[Any]) -> dict[str, str]:
    """Labels of the countries that these contributions name. One query, or none."""
    codes = {one.author_country for one in contributions if one is not None} - {""}
    if not codes:
        return {}
    return {one.code: one.label for one in Country.objects.filter(code__in=codes)}
