"""Members' complaints about posts, and what moderators decide on them."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from forum import limits
from forum.errors import InvalidContent, NotNow
from forum.locks import begin_again_when_moved, lock_standing
from forum.models import (
    Act,
    Badge,
    ModerationLog,
    PostKind,
    PostState,
    Report,
    ReportReason,
    ReportState,
)
from forum.permissions import (
    check_member_sees_post,
    check_moderate_members,
    check_not_own,
    check_take_down,
    is_author,
)
from forum.services import telling
from forum.services.moderating import locked_pair, log, take_down
from forum.texts import clean_statement

if TYPE_CHECKING:
    from members.models import User

# Three open reports of these, of members who are not new, hide a post until somebody has looked.
GRAVE = (
    ReportReason.ABUSE,
    ReportReason.DANGER,
    ReportReason.PERSONAL_DATA,
    ReportReason.SPAM,
)
ENOUGH = 3
NOTE_MAX = 1_000
ACTIONS = ("none", "hide", "unhide")


@begin_again_when_moved
def report_post(*, member: "User", post: Any, reason: str, note: str = "") -> Report:
    """Tell the moderators about a post. While a report is open, a second changes nothing.

    Raises PermissionDenied, InvalidContent, RateLimited. Rule: forum.md §9.
    """
    check_member_sees_post(member, post)
    if reason not in ReportReason.values:
        raise InvalidContent(_("Choose a reason."), field="reason")
    said = clean_statement(note, field="note", limit=NOTE_MAX)
    lock_standing(member)
    topic, post = locked_pair(post)
    if is_author(member, post.contribution):
        raise PermissionDenied(_("You can withdraw what you wrote yourself."))
    open_one = Report.objects.filter(post=post, reporter=member, state=ReportState.OPEN).first()
    if open_one is not None:
        return open_one
    limits.take("report", member, forum_pk=topic.forum_id)
    report = Report.objects.create(post=post, reporter=member, reason=reason, note=said)
    telling.reported(report, topic)
    if _is_enough(post):
        take_down(
            None,
            post,
            topic,
            Act.HID,
            PostState.HIDDEN,
            reason=_("Three members reported it: hidden until a moderator has looked."),
        )
        telling.decided(post, moderator=None, act=Act.HID, by_reports=True)
    return report


def _is_enough(post: Any) -> bool:
    """Never a host's or expert's post, nor framing text."""
    one = post.contribution
    is_plain = one.badge == Badge.NONE and one.kind == PostKind.CONTRIBUTION
    if not is_plain or one.state != PostState.PUBLISHED:
        return False
    grave = Report.objects.filter(post=post, state=ReportState.OPEN, reason__in=GRAVE)
    reporters = [report.reporter for report in grave.select_related("reporter")]
    return sum(not limits.is_new(one) for one in reporters) >= ENOUGH


@begin_again_when_moved
def decide_reports(
    *,
    moderator: "User",
    post: Any,
    outcome: str,
    action: str = "none",
    statement: str = "",
    private_note: str = "",
) -> ModerationLog:
    """Settle all open reports about a post: `outcome` upheld or declined, `action` of ACTIONS.

    Each reporter hears the outcome; the author hears of an action. What three reports had hidden
    is shown again when they are declined with "unhide". Raises PermissionDenied (also on one's own
    post, or a report one made), InvalidContent, NotNow where nothing is open.
    """
    said, noted = clean_statement(statement), clean_statement(private_note, field="private_note")
    _check_choice(outcome, action)
    topic, post = locked_pair(post)
    check_moderate_members(moderator)
    check_not_own(moderator, post)
    if action == "hide":
        check_take_down(moderator, post)
    rows = Report.objects.filter(post=post, state=ReportState.OPEN).select_related("reporter")
    reports = list(rows.order_by("created", "pk"))
    if not reports:
        raise NotNow(_("These reports have been decided already."))
    if any(report.reporter_id == moderator.pk for report in reports):
        raise PermissionDenied(_("Somebody else has to decide on a report that you made."))
    decision = log(
        Act.DECIDED,
        moderator=moderator,
        topic=topic,
        post=post,
        statement=said,
        private_note=noted,
        after={"outcome": outcome, "action": action, "reports": [one.pk for one in reports]},
    )
    rows.update(state=outcome, decision=decision)
    for report in reports:
        report.state, report.decision = outcome, decision
    _act(moderator, post, topic, action, said)
    telling.outcome_told(reports, moderator=moderator)
    return decision


def _check_choice(outcome: str, action: str) -> None:
    if outcome not in (ReportState.UPHELD, ReportState.DECLINED):
        raise InvalidContent(_("Say whether the reports are right."), field="outcome")
    if action not in ACTIONS or (outcome == ReportState.DECLINED and action == "hide"):
        raise InvalidContent(_("Choose what to do with the post."), field="action")


def _act(moderator: "User", post: Any, topic: Any, action: str, statement: str) -> None:
    state = post.contribution.state
    # What was reported may wait by now, changed by its author: refusing that would show it again.
    if action == "hide" and state in (PostState.PUBLISHED, PostState.PENDING):
        act, becomes = Act.HID, PostState.HIDDEN
    elif action == "unhide" and state == PostState.HIDDEN:
        act, becomes = Act.UNHID, PostState.PUBLISHED
    else:
        return
    take_down(moderator, post, topic, act, becomes, reason="", statement=statement)
    telling.decided(post, moderator=moderator, act=act, statement=statement)
