"""What all rows of ours share, and the codes they are written in."""

from datetime import timedelta
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LANGUAGE_MAX = 12  # characters of a BCP 47 tag that we offer: "zh-Hant-TW" has ten


class Dated(models.Model):
    """A row that says when it was made."""

    created = models.DateTimeField(default=timezone.now, db_index=True, editable=False)

    class Meta:
        abstract = True


class Changing(Dated):
    """A row that changes, and says when it last did."""

    updated = models.DateTimeField(auto_now=True, editable=False)

    class Meta:
        abstract = True


def known(field: str, choices: type[models.TextChoices], name: str) -> models.CheckConstraint:
    """Only the codes of `choices` are written, by whatever path."""
    condition: Any = models.Q(**{f"{field}__in": choices.values})
    return models.CheckConstraint(condition=condition, name=name)


class PreModeration(models.TextChoices):
    """Whose posts wait for a moderator in a forum. Hosts' and experts' never do."""

    NONE = "none", _("Nobody")
    NEW = "new", _("New members")
    EVERYONE = "everyone", _("Everybody")


class Preset(models.TextChoices):
    """Sets of rights, so that nobody edits nineteen codenames by hand (forum.md §6)."""

    PUBLIC = "public", _("Public: all read, members write")
    MEMBERS = "members", _("Members: members read and write")
    GROUP = "group", _("Working group: one group reads and writes")
    DISCUSSION = "discussion", _("E-discussion: all read, members answer, hosts start")
    ANNOUNCEMENTS = "announcements", _("Announcements: all read, members answer, staff start")


class TopicKind(models.TextChoices):
    """What a topic is for."""

    PLAIN = "plain", _("Topic")
    QUESTION = "question", _("Guiding question")
    GENERAL = "general", _("General")
    SYNTHESIS = "synthesis", _("Synthesis")
    ANNOUNCEMENT = "announcement", _("Announcement")
    COMMENTS = "comments", _("Comments")


class PostKind(models.TextChoices):
    """A framing text opens a guiding question and is no contribution."""

    CONTRIBUTION = "contribution", _("Contribution")
    FRAMING = "framing", _("Framing text")


class PostState(models.TextChoices):
    """Hidden is by a moderator, withdrawn by the author; a pending post waits for one."""

    PENDING = "pending", _("Waiting for a moderator")
    PUBLISHED = "published", _("Published")
    HIDDEN = "hidden", _("Hidden by a moderator")
    WITHDRAWN = "withdrawn", _("Withdrawn by its author")
    REJECTED = "rejected", _("Not accepted by a moderator")


class Channel(models.TextChoices):
    """How a text came in."""

    WEB = "web", _("on the site")
    EMAIL = "email", _("by e-mail")
    ON_BEHALF = "on_behalf", _("posted by the host")


class BehalfSource(models.TextChoices):
    """How the host received what was posted on behalf of somebody."""

    EMAIL = "email", _("by e-mail")
    MESSAGE = "message", _("by message")
    PHONE = "phone", _("by phone")
    PAPER = "paper", _("on paper")
    MEETING = "meeting", _("in a meeting")


class Badge(models.TextChoices):
    """The part the author had in this place when they wrote."""

    NONE = "none", ""
    HOST = "host", _("Host")
    COHOST = "cohost", _("Co-host")
    EXPERT = "expert", _("Expert")
    STAFF = "staff", _("Staff")


LATE = timedelta(hours=24)  # after the end of a thread, what still comes is held for the host


class HeldBecause(models.TextChoices):
    """Why a post waits before it is published (forum.md §9)."""

    NEW_MEMBER = "new_member", _("The first three posts of a new member are read by a moderator.")
    FORUM = "forum", _("Every post in this forum is read by a moderator.")
    LINKS = "links", _("Posts with more than five links are read by a moderator.")
    FORM = "form", _("Posts that look as if a program had sent them are read by a moderator.")
    LATE = "late", _("The discussion has closed. The host decides about late contributions.")
