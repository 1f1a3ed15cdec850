"""Upstream's three tables of permissions, unchanged."""

from machina.apps.forum_permission.models import *  # noqa: F403 - upstream's pattern
