"""A text as it will look, for the one who writes it."""

from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString

from common.html import plain_text
from forum.rendering import posts_quoted_in, render, with_names
from forum.selectors.quotes import quoted_posts

if TYPE_CHECKING:
    from common.typing import AnyUser


def preview_of(user: "AnyUser", text: str) -> SafeString:
    """The HTML that `text` will give, with the names of those it quotes. One query at most."""
    rendered = render(plain_text(text))
    return with_names(rendered, quoted_posts(user, posts_quoted_in(rendered)))


def printed(user: "AnyUser", post: Any) -> SafeString:
    """The text of a post as `user` reads it. One query at most."""
    rendered = str(post.content.rendered)
    return with_names(rendered, quoted_posts(user, posts_quoted_in(rendered)))
