"""An address of every kind of page of the demo; some of them in the other languages too."""

from typing import NamedTuple

DISCUSSION = "/en/e-discussions/mapping-trust/"  # open on the day the demo is made
CONCLUDED = "/en/e-discussions/consulates/"
COURSE = "/en/learn/courses/migration-and-local-development/"
COURSE_IN_FRENCH = "/fr/learn/courses/migration-and-local-development/"
MODULE = "a-place-and-its-people/"
LESSON = f"{MODULE}who-belongs-to-the-place/"

# A new type of page without an address here fails tests/browser/test_every_page.py.
OF_MODELS = {
    "events.EventIndexPage": "/en/whats-new/events/",
    "events.EventPage": "/en/whats-new/events/contributors-workshop-2017/",
    "home.AboutPage": "/en/about/",
    "home.CountryIndexPage": "/en/countries/",
    "home.CountryPage": "/en/countries/ph/",
    "home.DoorPage": "/en/learn/",
    "home.HomePage": "/en/",
    "home.MilestonesPage": "/en/about/milestones/",
    "home.StandardPage": "/en/privacy/",
    "home.ThemeIndexPage": "/en/themes/",
    "home.ThemePage": "/en/themes/capacity/",
    "home.TipsPage": "/en/tips/",
    "home.WhatsNewPage": "/en/whats-new/",
    "learning.CourseIndexPage": "/en/learn/courses/",
    "learning.CoursePage": COURSE,
    "learning.LessonPage": f"{COURSE}{LESSON}",
    "learning.ModulePage": f"{COURSE}{MODULE}",
    "library.CollectionIndexPage": "/en/library/collections/",
    "library.CollectionPage": "/en/library/collections/my-jmdi-toolbox/",
    "library.LibraryPage": "/en/library/",
    "library.ResourcePage": "/en/library/mapping-checklist/",
    "library.SeriesIndexPage": "/en/library/series/",
    "library.SeriesPage": "/en/library/series/guides/",
    "m4dforum.EDiscussionIndexPage": "/en/e-discussions/",
    "m4dforum.EDiscussionPage": DISCUSSION,
    "news.BlogIndexPage": "/en/whats-new/blog/",
    "news.BlogPage": "/en/whats-new/blog/give-back/",
    "news.InterviewIndexPage": "/en/whats-new/interviews/",
    "news.InterviewPage": "/en/whats-new/interviews/diaspora-conversations/lost-actors/",
    "news.InterviewSeriesPage": "/en/whats-new/interviews/diaspora-conversations/",
    "news.NewsIndexPage": "/en/whats-new/news/",
    "news.NewsPage": "/en/whats-new/news/country-findings/",
}
OF_VIEWS = {
    "accessibility statement": "/en/accessibility/",
    "certificate unknown": "/verify/?code=3F7K-2M9P-Q4XT-Z",
    "chosen facets": "/en/library/?theme=capacity&type=report&type=case-study",
    "discussion in text": f"{DISCUSSION}text/",
    "its syntheses in text": f"{DISCUSSION}text/syntheses/",
    "discussion with its summary": CONCLUDED,
    "display": "/en/display/",
    "empty list": "/en/whats-new/news/?year=1999&theme=remittances",
    "events of a month": "/en/whats-new/events/month/2017-05/",
    "forum": "/en/forum/",
    "glossary": "/en/glossary/",
    "last page": "/en/library/?page=2",
    "messages of hosts": f"{DISCUSSION}messages/",
    "most downloaded": "/en/library/popular/",
    "not found": "/en/nothing-here/",
    "on paper": "/en/library/mapping-checklist/?print=1",
    "past events": "/en/whats-new/events/past/",
    "question of a discussion": f"{DISCUSSION}q/1/",
    "reset": "/en/accounts/password/reset/",
    "search": "/en/search/?q=diaspora",
    "search without result": "/en/search/?q=zzzqqq",
    "sign-in": "/en/accounts/login/",
    "sign-up": "/en/accounts/signup/",
    "statistics of a discussion": f"{CONCLUDED}statistics/",
    "summary of a discussion": f"{CONCLUDED}summary/",
    "synthesis of a week": f"{DISCUSSION}synthesis/1/",
    "verifying": "/verify/",
}
TRANSLATED = {
    "About in Spanish": "/es/about/",
    "course in French": COURSE_IN_FRENCH,
    "discussion in French": DISCUSSION.replace("/en/", "/fr/"),
    "event in Spanish": "/es/whats-new/events/give-back/",
    "front page in French": "/fr/",
    "front page in Spanish": "/es/",
    "interview in French": (
        "/fr/whats-new/interviews/diaspora-conversations/peer-to-peer-expertise/"
    ),
    "lesson in French": f"{COURSE_IN_FRENCH}{LESSON}",
    "library in French": "/fr/library/",
    "not found in French": "/fr/nothing-here/",
    "search in French": "/fr/search/?q=diaspora&type=resource",
    "record in French": "/fr/library/mapping-checklist/",
    "sign-up in Spanish": "/es/accounts/signup/",
}
OF_MEMBERS = {
    "my bookmarks": "/en/forum/bookmarks/",
    "my data": "/en/me/export/",
    "my drafts": "/fr/forum/drafts/",
    "my notices": "/en/me/notifications/",
    "my page": "/en/me/",
    "my settings of notices": "/en/me/notifications/settings/",
    "my searches": "/en/me/searches/?q=diaspora",
    "profile": "/en/me/profile/",
    "second steps": "/en/accounts/2fa/",
    "my address": "/fr/accounts/email/",
    "my password": "/en/accounts/password/change/",
    "my sessions": "/es/accounts/sessions/",
    "my subscriptions": "/en/forum/subscriptions/",
    "new for me": "/en/forum/unread/",
    "front page of a member": "/en/",
    "sign-out": "/en/accounts/logout/",
}


class Walk(NamedTuple):
    """Whose page it is, where they start, and which links and buttons lead there.

    For addresses that hold a number of chance. A label is a regular expression.
    """

    who: str
    start: str
    labels: tuple[str, ...] = ()


LOST_ATTEMPT = ("Migration and local", "Vlad", ", attempt 1")
OF_PEOPLE = {
    "hosts’ desk": Walk("host", f"{DISCUSSION}host/"),
    "host writes": Walk("host", f"{DISCUSSION}host/message/"),
    "host posts for somebody": Walk("host", f"{DISCUSSION}host/behalf/"),
    "host sums up": Walk("host", f"{DISCUSSION}host/synthesis/"),
    "log of moderators": Walk("moderator", "/en/forum/moderation/log/"),
    "members for moderators": Walk("moderator", "/en/forum/moderation/members/?member=member_b"),
    "what waits": Walk("moderator", "/en/forum/moderation/"),
    "rooms for admins": Walk("admin", "/en/forum/moderation/rooms/"),
    "rooms for admins in French": Walk("admin", "/fr/forum/moderation/rooms/"),
    "a new room": Walk("admin", "/en/forum/moderation/rooms/new/"),
    "one room for admins": Walk("admin", "/en/forum/moderation/rooms/", ("Money sent home",)),
    "a post to decide on": Walk(
        "moderator", f"{DISCUSSION}q/1/", ("The thread in the forum", "Moderate")
    ),
    "a topic to manage": Walk(
        "moderator", f"{DISCUSSION}q/1/", ("The thread in the forum", "Manage this topic")
    ),
    "a topic": Walk("member-a", f"{DISCUSSION}q/1/", ("The thread in the forum",)),
    "a new topic": Walk("member-a", "/en/forum/", ("Money sent home", "Start a topic")),
    "a topic as text": Walk(
        "member-a", f"{DISCUSSION}q/1/", ("The thread in the forum", "Text-only")
    ),
    "one’s own post to change": Walk("host", f"{DISCUSSION}q/1/", ("Edit",)),
    "an answer": Walk("member-a", f"{DISCUSSION}q/1/", ("Quote",)),
    "a report": Walk("member-a", f"{DISCUSSION}q/1/", ("The thread in the forum", "Report to a")),
    "enrolment": Walk("member-a", COURSE, ("Enrol",)),
    "my learning": Walk("learner", "/en/learning/"),
    "my learning in French": Walk("learner", "/fr/learning/"),
    "my place in a course": Walk("learner", COURSE),
    "my place in a lesson": Walk("learner", f"{COURSE}{LESSON}"),
    "leaving a course": Walk("learner", "/en/learning/", ("Leave the course",)),
    "before a test": Walk("learner", COURSE, ("Test: a place",)),
    "before a test in French": Walk("learner", COURSE_IN_FRENCH, (r"Test\s*:\s*un territoire",)),
    "test": Walk("learner", COURSE, ("Test: a place", "Begin|Continue")),
    "before sending": Walk("learner", COURSE, ("Test: a place", "Begin|Continue", "Finish")),
    "review of a test": Walk(
        "learner", COURSE, ("Before you begin", "Begin", "Finish and check", "Send all")
    ),
    "test against the clock": Walk("learner", COURSE, ("Test: counting", "Begin|Continue")),
    "run of a course": Walk("trainer", "/en/learning/", ("Migration and local",)),
    "learner of a run": Walk("trainer", "/en/learning/", ("Migration and local", "Lucía")),
    "attempt of a learner": Walk("trainer", "/en/learning/", LOST_ATTEMPT),
}
FORMS = {"display", "reset", "sign-in", "sign-up", "sign-up in Spanish"}
FORMS |= {"search", "search without result", "search in French"}  # one script, that suggests

PUBLIC = OF_MODELS | OF_VIEWS | TRANSLATED
# For reading alone: no script.
READING = {name: path for name, path in PUBLIC.items() if name not in FORMS}
# Long pages of our own, not of readers: all of PUBLIC's checks but the weight.
STYLEGUIDE = {
    "styleguide": "/styleguide/",
    "styleguide from right to left": "/styleguide/?lang=ar",
}
