"""A session's own clock, key and proof (SEC6, SEC7). Times are seconds since 1970."""

import time
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from members.models import User

STEP = 5 * 60  # seconds; the end moves at most this often, so that reading writes nothing
HOUR, DAY = 3_600, 86_400  # seconds
MEMBER_IDLE, MEMBER_MOST = 14 * DAY, 30 * DAY
STAFF_IDLE, STAFF_MOST = HOUR, 12 * HOUR

BEGAN, SEEN, RIGHTS, FACTOR = "began", "seen", "rights", "second_factor"


def begin(request: HttpRequest, user: User) -> None:
    """Somebody has signed in: the clock starts."""
    request.session[BEGAN] = request.session[SEEN] = time.time()
    request.session[RIGHTS] = user.rights_version
    _note_day(user)


def is_over(request: HttpRequest, user: User) -> bool:
    """Whether the session has ended, by age or by silence."""
    now = time.time()
    idle, most = (STAFF_IDLE, STAFF_MOST) if user.is_staff else (MEMBER_IDLE, MEMBER_MOST)
    began, seen = request.session.get(BEGAN, 0), request.session.get(SEEN, 0)
    return now - began >= most or now - seen >= idle


def move_end(request: HttpRequest, user: User) -> None:
    """Somebody is still there. Writes at most once in five minutes, the day once a day."""
    now = time.time()
    if now - request.session[SEEN] < STEP:
        return
    request.session[SEEN] = now
    _note_day(user)
    UserSession.objects.filter(
        session_key=request.session.session_key, last_seen_at__lt=day_of(timezone.now())
    ).update(last_seen_at=day_of(timezone.now()))


def _note_day(user: User) -> None:
    today = timezone.now().date()
    if user.last_seen != today:
        User.objects.filter(pk=user.pk).update(last_seen=today)


def follow_rights(request: HttpRequest, user: User) -> None:
    """A session that began with other rights gets a new key."""
    if request.session.get(RIGHTS) != user.rights_version:
        request.session[RIGHTS] = user.rights_version
        renew_key(request)


def renew_key(request: HttpRequest) -> None:
    """The same session under a new key; the list of sessions follows."""
    old = request.session.session_key
    request.session.cycle_key()
    UserSession.objects.filter(session_key=old).update(session_key=request.session.session_key)


def note_second_factor(request: HttpRequest, user: User) -> None:
    """In this session `user` has shown a second factor."""
    request.session[FACTOR] = user.pk


def has_shown_second_factor(request: HttpRequest, user: User) -> bool:
    return request.session.get(FACTOR) == user.pk


def has_session_cookie(request: HttpRequest) -> bool:
    """Readers without one are not asked who they are: that would open a session (PERF3)."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def day_of(moment: datetime) -> datetime:
    """Midnight UTC of the day: the day is all that is kept of when somebody was here (K15)."""
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)
