"""The hosts' forms: what each asks, whom it is for, what it does, where it leads."""

from forum.discussion_acts.base import At, HostAct
from forum.discussion_acts.contributing import CONTRIBUTING
from forum.discussion_acts.preparing import PREPARING
from forum.discussion_acts.writing import DRAFTS, WRITING

ACTS: dict[str, HostAct] = PREPARING | WRITING | CONTRIBUTING

__all__ = ["ACTS", "DRAFTS", "At", "HostAct"]
