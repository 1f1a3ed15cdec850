"""Sets of rights for a forum, so that nobody edits nineteen codenames by hand (forum.md §6)."""

from dataclasses import dataclass

from forum import access
from forum.models import Preset

READS = (access.SEE, access.READ, "can_download_file")
ANSWERS = (
    *READS,
    access.REPLY,
    access.EDIT_OWN,
    access.WITHDRAW_OWN,
    "can_attach_file",
    "can_vote_in_polls",
)
STARTS = (*ANSWERS, access.START, "can_create_polls")
# What a host holds in the forum of their discussion, and an expert.
HOSTS = (*STARTS, access.NEVER_HELD, access.APPROVE, access.LOCK, access.PIN, access.ANNOUNCE)
EXPERTS = (*ANSWERS, access.NEVER_HELD)


@dataclass(frozen=True, slots=True)
class Rights:
    """What a preset grants: readers without an account, every member, the one group."""

    anonymous: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    group: tuple[str, ...] = ()


PRESETS: dict[str, Rights] = {
    Preset.PUBLIC: Rights(anonymous=READS, members=STARTS),
    Preset.MEMBERS: Rights(members=STARTS),
    Preset.GROUP: Rights(group=STARTS),
    Preset.DISCUSSION: Rights(anonymous=READS, members=ANSWERS),
    # Staff start: they hold every right everywhere.
    Preset.ANNOUNCEMENTS: Rights(anonymous=READS, members=ANSWERS),
}
