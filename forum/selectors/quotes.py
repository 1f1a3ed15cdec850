"""Whom the quotes in a text are of."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from forum.addresses import post_url
from forum.engine import Post
from forum.rendering import QuotedPost
from forum.selectors.people import OF_AUTHOR, signature_of

if TYPE_CHECKING:
    from common.typing import AnyUser


def quoted_posts(
    user: "AnyUser", pks: Iterable[int], *, known: Iterable[Any] = ()
) -> dict[int, QuotedPost]:
    """Whom quotes of these posts are of, as far as `user` sees the posts. One query, or none.

    `known`: posts that `user` sees, with OF_AUTHOR of their contributions; they are not asked for.
    """
    wanted, here = set(pks), {one.pk: one for one in known}
    rows = [here[pk] for pk in wanted & here.keys()]
    elsewhere = wanted - here.keys()
    if elsewhere:
        authors = (f"contribution__{path}" for path in OF_AUTHOR)
        seen = Post.objects.visible_to(user).filter(pk__in=elsewhere)
        rows += seen.select_related(*authors)
    return {
        one.pk: QuotedPost(
            _("%(name)s wrote:") % {"name": signature_of(one.contribution, user).name},
            post_url(one.pk),
        )
        for one in rows
    }
