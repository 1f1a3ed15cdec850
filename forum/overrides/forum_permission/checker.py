"""Who may do what in which forum, of the rows alone: the same whatever was asked before (S15).

Upstream narrows the lists of global rows while it walks through the forums, so that what it
answers for one depends on those before it. Precedence is upstream's: a forum's row over a global
one, a person's over a group's over everybody's; of two groups, the one that grants.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from functools import cache
from typing import Any

from django.contrib.auth.models import Group
from django.db import connections
from django.db.models import CharField, F, IntegerField, Q, Value
from django.db.models.functions import Cast, Coalesce
from machina.apps.forum_permission.checker import (
    ForumPermissionChecker as MachinaForumPermissionChecker,
)
from machina.conf import settings as machina_settings
from machina.core.db.models import get_model

from common.statements import Sql

Forum = get_model("forum", "Forum")
GroupForumPermission = get_model("forum_permission", "GroupForumPermission")
UserForumPermission = get_model("forum_permission", "UserForumPermission")

SOMEBODY = -1  # no member's number
USER, GROUP, ALL, ROLE, TREE = "user", "group", "all", "role", "tree"
# {(whose row it is, whether it grants, the forum or None for all): codenames; of ROLE, groups; of
# TREE, the number of the forum above}
Rows = dict[tuple[str, bool, int | None], set[str]]


class ForumPermissionChecker(MachinaForumPermissionChecker):
    """Answers for one person; reads the two tables in one query for any number of forums."""

    def get_perms_for_forumlist(
        self, forums: Iterable[Any], perm_codenames: Iterable[str] | None = None
    ) -> dict[Any, set[str]]:
        """{forum: codenames granted}; None among the forums asks what is granted globally."""
        forums = list(forums)
        numbers = [one.pk for one in forums if one is not None]
        rows = self.rows(Q(forum__isnull=True) | Q(forum__in=numbers), perm_codenames)
        return {one: self.granted(rows, one.pk if one else None) for one in forums}

    def rows(self, where: Q | None = None, codenames: Iterable[str] | None = None) -> Rows:
        """What the tables say of this person, and which groups they are in. One query."""
        where = where or Q()
        if codenames:
            where &= Q(permission__codename__in=list(codenames))
        first, *more = _of(None if self.user.is_anonymous else self.user.pk, where)
        return _by_whom(first.union(*more, all=True) if more else first)

    def rows_and_tree(self) -> Rows:
        """`rows` of all forums, and the forums themselves as rows of TREE. One query.

        Every page of the forum begins with it, so it is composed once a process.
        """
        pk = self.user.pk
        sql, params = _composed(is_member=not self.user.is_anonymous)
        with connections[Forum.objects.db].cursor() as cursor:
            cursor.execute(sql, [pk if one == SOMEBODY else one for one in params])
            return _by_whom(cursor.fetchall())

    def granted(self, rows: Rows, forum: int | None) -> set[str]:
        """The codenames that `rows` grant in `forum`; for each, the narrowest row that speaks."""

        def here(kind: str, is_granted: bool) -> set[str]:
            return rows.get((kind, is_granted, forum), set()) if forum is not None else set()

        def everywhere(kind: str, is_granted: bool) -> set[str]:
            return rows.get((kind, is_granted, None), set())

        own, refused = here(USER, True), here(USER, False)
        group, group_refused = here(GROUP, True) - refused, here(GROUP, False) - own
        all_refused = here(ALL, False) - own - group
        own_everywhere = everywhere(USER, True) or self._defaults()
        group_refused_everywhere = everywhere(GROUP, False) - everywhere(USER, True) - group - own
        narrower = everywhere(USER, False) | group_refused | refused
        return (
            own
            | (own_everywhere - refused - all_refused)
            | group
            | (everywhere(GROUP, True) - narrower)
            | (here(ALL, True) - refused - group_refused)
            | (everywhere(ALL, True) - narrower - all_refused - group_refused_everywhere)
        )

    @staticmethod
    def rows_of_many(members: Collection[int]) -> dict[int, Rows]:
        """What the tables say of each of these members, and the tree of forums. One query for all.

        The same as `rows_and_tree` of one after the other.
        """
        own = UserForumPermission.objects.filter(Q(authenticated_user=True) | Q(user__in=members))
        groups = GroupForumPermission.objects.filter(group__user__in=members)
        names = Group.objects.filter(user__in=members)
        is_for_all = F("authenticated_user")
        statements = _columns(own.order_by(), is_for_all=is_for_all, kind=USER, whose=F("user_id"))
        statements = statements.union(
            _columns(
                groups.order_by(), is_for_all=Value(False), kind=GROUP, whose=F("group__user")
            ),
            _names(names.order_by(), whose=F("user")),
            _parents(Forum.objects.order_by(), whose=Value(None, output_field=IntegerField())),
            all=True,
        )
        found: dict[int, Rows] = {pk: defaultdict(set) for pk in members}
        for forum, code, is_granted, is_for_everybody, kind, whose in statements:
            key = (ALL if is_for_everybody else kind, bool(is_granted), forum)
            for pk in members if whose is None else (whose,):
                found[pk][key].add(code)
        return found

    def _defaults(self) -> set[str]:
        if self.user.is_anonymous:
            return set()
        return set(machina_settings.DEFAULT_AUTHENTICATED_USER_FORUM_PERMISSIONS)


@cache
def _composed(*, is_member: bool) -> Sql:
    """The text of `rows_and_tree` and its values, with SOMEBODY where a member's number goes."""
    first, *more = _of(SOMEBODY if is_member else None, Q())
    statements = first.union(*more, _parents(Forum.objects.order_by()), all=True)
    sql, params = statements.query.get_compiler(first.db).as_sql()
    return sql, tuple(params)


def _of(member: int | None, where: Q) -> list[Any]:
    """One statement a table, of the rows for `member`; None: somebody without an account."""
    own = UserForumPermission.objects.filter(where).order_by()
    if member is None:
        own = own.filter(anonymous_user=True)
        return [_columns(own, is_for_all=Value(False), kind=USER)]
    own = own.filter(Q(authenticated_user=True) | Q(user=member))
    groups = GroupForumPermission.objects.filter(where, group__user=member).order_by()
    return [
        _columns(own, is_for_all=F("authenticated_user"), kind=USER),
        _columns(groups, is_for_all=Value(False), kind=GROUP),
        _names(Group.objects.filter(user=member).order_by()),
    ]


def _by_whom(statements: Iterable[Any]) -> Rows:
    found: Rows = defaultdict(set)
    for forum, code, is_granted, is_for_all, kind in statements:
        found[ALL if is_for_all else kind, bool(is_granted), forum].add(code)
    return found


def _names(groups: Any, **more: Any) -> Any:
    """The groups themselves, in the same columns."""
    return groups.annotate(
        forum_id=Value(None, output_field=IntegerField()),
        has_perm=Value(True),
        is_for_all=Value(False),
        kind=Value(ROLE),
        **more,
    ).values_list("forum_id", "name", "has_perm", "is_for_all", "kind", *more)


def _parents(forums: Any, **more: Any) -> Any:
    """The forums, each with the number of the one above it as text, in the same columns."""
    return forums.annotate(
        forum_id=F("pk"),
        code=Coalesce(Cast("parent_id", CharField()), Value("")),
        has_perm=Value(True),
        is_for_all=Value(False),
        kind=Value(TREE),
        **more,
    ).values_list("forum_id", "code", "has_perm", "is_for_all", "kind", *more)


def _columns(rows: Any, *, is_for_all: Any, kind: str, **more: Any) -> Any:
    """One statement a row, in columns that both tables have."""
    return rows.annotate(is_for_all=is_for_all, kind=Value(kind), **more).values_list(
        "forum_id", "permission__codename", "has_perm", "is_for_all", "kind", *more
    )
