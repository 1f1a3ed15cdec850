"""Who reads reports, sanctions, the log, earlier texts and personal rows: forum.md §3.4, §3.5, §6.

One table for both twins of each: `can_view_…` and `visible_to` never differ.
"""

from types import SimpleNamespace

import pytest

from forum import permissions, services
from forum.models import (
    Bookmark,
    Draft,
    Level,
    ModerationLog,
    PostRevision,
    Preset,
    Report,
    Sanction,
    Subscription,
)
from members.models import User
from tests.factories import forum as make
from tests.forum.roles import person_in

pytestmark = pytest.mark.django_db

TWINS = {
    "report": (Report, permissions.can_view_report),
    "sanction": (Sanction, permissions.can_view_sanction),
    "log": (ModerationLog, permissions.can_view_log),
    "text before": (PostRevision, permissions.can_view_revision),
    "text before, for members": (PostRevision, permissions.can_view_revision),
    "text before, hidden": (PostRevision, permissions.can_view_revision),
    "text before, never accepted": (PostRevision, permissions.can_view_revision),
    "draft": (Draft, permissions.can_view_own),
    "bookmark": (Bookmark, permissions.can_view_own),
    "subscription": (Subscription, permissions.can_view_own),
}
TEXTS = {"text before", "text before, for members"}
HIDDEN = {"text before, hidden", "text before, never accepted"}
PERSONAL = {"draft", "bookmark", "subscription"}
ABOUT_MEMBERS = {"report", "sanction"}
DESK = TEXTS | HIDDEN | ABOUT_MEMBERS | {"log"}
SEES = {
    "anonymous": set(),
    "inactive": set(),
    "newcomer": TEXTS,
    "member": TEXTS,
    "owner": TEXTS | HIDDEN | ABOUT_MEMBERS | PERSONAL,
    "silenced": TEXTS,
    "blocking": TEXTS,
    "blocked": TEXTS,
    "expert": TEXTS,
    "host": TEXTS | HIDDEN,
    "host_elsewhere": TEXTS,
    "editor": TEXTS,
    "moderator": DESK,
    "admin": DESK,
    "superuser": DESK,
}


@pytest.fixture(scope="module")
def _world(kept_in_module):
    """A row of each kind; all that are somebody's are `owner`'s."""
    owner, moderator = make.person("Omar Ordinaire"), make.a_moderator()
    public = make.a_forum("Public")
    members = make.a_forum("Members", preset=Preset.MEMBERS)
    topic = make.a_topic(public, make.person())
    posts = {
        "text before": make.a_reply(topic, owner, body="First"),
        "text before, for members": make.a_reply(make.a_topic(members), owner, body="First"),
        "text before, hidden": make.a_reply(topic, owner, body="Once"),
        "text before, never accepted": make.a_reply(topic, owner, body="Then"),
    }
    rows = {}
    for what, post in posts.items():
        services.edit_post(member=owner, post=post, body="Second", base_revision=1)
        rows[what] = PostRevision.objects.get(post=post)
    PostRevision.objects.filter(pk=rows["text before, never accepted"].pk).update(was_public=False)
    hidden = posts["text before, hidden"]
    services.hide_post(moderator=moderator, post=make.fresh(hidden), reason="x")
    rows["log"] = ModerationLog.objects.get(post=hidden)
    first = topic.first_post
    rows["report"] = services.report_post(member=owner, post=first, reason="spam")
    rows["sanction"] = services.impose_sanction(
        moderator=moderator, user=owner, kind="warning", reason="x", statement="y"
    )
    rows["draft"] = services.save_draft(member=owner, context=f"reply:{topic.pk}", body="z")
    rows["bookmark"] = services.bookmark_post(member=owner, post=first)
    rows["subscription"] = services.subscribe(member=owner, target=public, level=Level.WATCHING)
    rooms = {"host_of": public, "elsewhere": members}
    return SimpleNamespace(
        rows={what: row.pk for what, row in rows.items()}, rooms=rooms, owner=owner
    )


@pytest.fixture
def world(_world, db):
    return _world


@pytest.mark.parametrize(("role", "sees"), SEES.items())
def test_each_row_is_read_by_whom_the_table_says(role, sees, world):
    owner = User.objects.get(pk=world.owner.pk)
    user = owner if role == "owner" else person_in(role, owner=owner, **world.rooms)
    by_rule, by_query = set(), set()
    for what, pk in world.rows.items():
        model, can_view = TWINS[what]
        row = model.objects.get(pk=pk)
        by_rule |= {what} if can_view(user, row) else set()
        by_query |= {what} if model.objects.visible_to(user).contains(row) else set()
    assert by_rule == by_query == sees
