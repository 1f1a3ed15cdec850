"""Where what is done with a member is, below the language that is being read.

Put together, not looked up: lists have one for each row.
"""

from common.languages import reading_language


def block_url(handle: str) -> str:
    """Where one keeps this member away, or lets them near again."""
    return f"/{reading_language()}/members/{handle}/block/"
