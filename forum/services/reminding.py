"""Moderators are told once more of what has waited for two days (forum.md §8)."""

from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.db.models.functions import Coalesce

from forum.engine import Post
from forum.models import PostState, Report, ReportState
from forum.services.telling import DANGEROUS, moderators_of, others_than_author, site_moderators
from notifications import services as notifications
from notifications.selectors import told_of

PATIENCE = timedelta(hours=48)
MOST = 200  # of each at one time; the rest follows at the next run


def remind_of_waiting(*, now: datetime) -> int:
    """Tell of each post and each report that has waited for 48 hours, once. Returns how many."""
    late = now - PATIENCE
    posts = Post.objects.filter(contribution__state=PostState.PENDING).annotate(
        since=Coalesce("contribution__edited_at", "created")  # an edit may make it wait again
    )
    posts = posts.filter(since__lte=late).select_related("topic", "contribution__author")
    posts = posts.order_by("topic__forum", "pk")
    told = 0
    for forum, rows in groupby(_new("forum.overdue", posts), lambda post: post.topic.forum_id):
        people = moderators_of(forum)
        for post in rows:
            told += bool(_tell("forum.overdue", people, post, post.contribution.author))
    reports = Report.objects.filter(state=ReportState.OPEN, created__lte=late).order_by("pk")
    everybody = site_moderators()
    for kind, late_ones in (
        ("forum.overdue_report", reports.exclude(reason__in=DANGEROUS)),
        ("forum.overdue_danger", reports.filter(reason__in=DANGEROUS)),
    ):
        for report in _new(kind, late_ones.select_related("reporter", "post__contribution")):
            people = others_than_author(everybody, report.post)
            told += bool(_tell(kind, people, report, report.reporter))
    return told


def _new(kind: str, rows: Any) -> list[Any]:
    """Those nobody was reminded of yet."""
    found = list(rows)
    known = told_of(kind, found)
    return [one for one in found if str(one.pk) not in known][:MOST]


def _tell(kind: str, people: list[Any], target: Any, actor: Any) -> int:
    return notifications.notify(type=kind, recipients=people, target=target, actor=actor)
