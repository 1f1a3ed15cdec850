"""Upstream's profiles: kept empty, since members has its own."""

from machina.apps.forum_member.models import *  # noqa: F403 - upstream's pattern
