"""Who gets what at which address: the expected answers, as data (SEC14).

The first row whose pattern fits a route counts. A row names the roles that get its answer, and, in
a fourth place, what the rest of the staff gets; every other role gets the answer of its circle.
"""

import re

from tests.matrix.world import ROLES

OPEN = "open"  # 200
SIGN_IN = "sign in"  # sent to the sign-in page
REFUSED = "refused"  # 403, or Wagtail's way back to its front page with the reason
MISSING = "missing"  # 404, at this address or, after the redirect, below the language
POST_ONLY = "post only"  # 405
PROOF = "proof first"  # sent to show again that it is them (SEC7)
AWAY = "elsewhere"  # sent on within the site

VISITORS = ("anonymous", "suspended")  # a suspended person's session is nobody's
MEMBERS = ("newcomer", "member")
ALL_STAFF = ("moderator", "news_editor", "editor", "administrator", "admin")
WRITERS = ("news_editor", "editor", "administrator", "admin")
EDITORS = ("editor", "administrator", "admin")
ADMINS = ("administrator", "admin")
SUPERUSER = ("admin",)
PERSONS = (*MEMBERS, *ALL_STAFF)
EVERYBODY = ROLES
NOBODY = ()

# Vocabularies and knowledge: the admin's models by who edits them.
EDITED = (
    r"cms/snippets/(?:choose/)?"
    r"(?:home/milestone|members/organisation"
    r"|learning/(?:banktag|courserun|question|quiz)"
    r"|taxonomy/(?:acronym|countrycard|glossaryterm|synonym|tip))/"
)
TERMS = r"cms/snippets/taxonomy/"

TABLE = [
    # --- Below /cms/ --------------------------------------------------------------------------
    (
        r"\^\(\?:cms/login|cms/login/|cms/password_reset/",
        (*VISITORS, *ALL_STAFF),
        SIGN_IN,
    ),  # one door (SEC9)
    (r"\^cms/\(\?:failwhale|cms/(?:failwhale|test404)/", (*VISITORS, *ALL_STAFF), MISSING),
    (r"cms/(?:sprite|jsi18n)/", (*VISITORS, *ALL_STAFF), OPEN),  # icons and words of the frame
    (r"cms/\^\.\*/\$", ALL_STAFF, MISSING),
    (r"cms/api/main/.*(?:find|action)/", ALL_STAFF, f"{MISSING}|{POST_ONLY}"),
    (r"cms/logout/", ALL_STAFF, POST_ONLY),
    (r"cms/api/main/\^\w+/<int:pk>/$", WRITERS, OPEN, MISSING),
    (r"cms/api/main/\^\w+/$", ALL_STAFF, OPEN),  # lists what one may see: nothing for some
    (r"cms/collections/<int:pk>/delete/", ALL_STAFF, MISSING),
    (r"cms/collections/<int:pk>/", SUPERUSER, MISSING),  # the root collection is nobody's to edit
    (r"cms/workflows/task_chooser/", ALL_STAFF, OPEN),
    (r"cms/workflows/.*/?(?:enable|remove)/", ALL_STAFF, POST_ONLY),
    (r"cms/(?:collections|workflows|groups)/", SUPERUSER, OPEN),
    (r"cms/(?:sites/(?:new|copy|delete)|locales/delete)/", SUPERUSER, OPEN),
    (r"cms/users/(?:suspend|restore)/", ("moderator", *ADMINS), OPEN),
    (r"cms/users/delete/", NOBODY, OPEN),
    (r"cms/(?:users|sites|locales|reports/acts-of-staff)/", ADMINS, OPEN),
    (r"cms/settings/<[^/]*>/<[^/]*>/$", ALL_STAFF, AWAY),  # to the next, which asks
    (r"cms/settings/.*preview/", ADMINS, MISSING),  # settings are seen on pages
    (r"cms/settings/", ADMINS, OPEN),
    (r"cms/snippets/$", NOBODY, OPEN),  # each kind has its own list
    (rf"{EDITED}(?:create|add)/", EDITORS, OPEN),
    (r"cms/snippets/choose/.*/create/", ADMINS, OPEN),
    # Titles of questions say what is asked.
    (r"cms/snippets/choose/learning/(?:banktag|question|quiz)/", EDITORS, OPEN),
    (r"cms/snippets/choose/", ALL_STAFF, OPEN),  # names of terms, which the site prints
    (r"cms/snippets/(?:members/organisation|learning/courserun)/delete/", SUPERUSER, OPEN),
    # Drafts of the bank: a revision, a task or a state that is none there.
    (r"cms/snippets/learning/.*/workflow_history/.*/detail/", EDITORS, MISSING),
    (r"cms/snippets/learning/.*(?:/revert|/unschedule|_state_id>)/", ALL_STAFF, MISSING),
    (r"cms/snippets/learning/.*/compare/", EDITORS, MISSING),
    (r"cms/snippets/learning/.*/(?:lock|unlock)/", EDITORS, POST_ONLY),
    (r"cms/snippets/learning/.*/confirm_cancellation/", ALL_STAFF, OPEN),
    # Which there are, and that staff alone act: tests/learning/test_certificates_by_staff.py
    (r"cms/certificates/<int:pk>/", EDITORS, MISSING),
    (r"cms/certificates/", EDITORS, OPEN),
    (r"cms/imports/", EDITORS, OPEN),
    (EDITED, EDITORS, OPEN),
    (TERMS, ADMINS, OPEN),
    (r"cms/redirects/import/process/", EDITORS, POST_ONLY),
    (r"cms/redirects/", EDITORS, OPEN),
    (r"cms/reports/search/index/", ADMINS, OPEN),
    (r"cms/reports/(?:locked|search)/", EDITORS, OPEN),
    (r"cms/reports/site-history/", ALL_STAFF, OPEN),  # of what one may see
    (r"cms/reports/", WRITERS, OPEN),
    (r"cms/pages/.*/(?:delete|unpublish|unschedule|privacy|move|confirm)/$", EDITORS, OPEN),
    (r"cms/pages/.*(?:set_position|lock|unlock)/$", ALL_STAFF, POST_ONLY),
    (r"cms/pages/create/", WRITERS, AWAY, OPEN),  # an empty list of sections
    (r"cms/pages/.*/add_subpage/", WRITERS, AWAY),  # the one type there
    (r"cms/pages/.*/revisions/$", ALL_STAFF, AWAY),  # to the history, which asks
    (r"cms/pages/workflow/confirm_cancellation/", ALL_STAFF, OPEN),  # a question without names
    (r"cms/pages/workflow/preview/", WRITERS, REFUSED),  # nothing is under review
    (r"cms/pages/.*workflow_history/detail/", WRITERS, MISSING),
    (r"cms/pages/.*(?:convert_alias|_state_id>)/", ALL_STAFF, MISSING),
    (r"cms/pages/", WRITERS, OPEN),
    (r"cms/bulk/", ALL_STAFF, MISSING),  # without a choice of pages
    (r"cms/localize/jsi18n/", ALL_STAFF, OPEN),
    (r"cms/localize/api/", EDITORS, OPEN),  # titles of tips
    (r"cms/localize/translate/.*preview/<str:mode>/", WRITERS, MISSING),
    (r"cms/localize/translate/.*(?:preview|download)/", WRITERS, OPEN),
    (r"cms/localize/translate/", ALL_STAFF, POST_ONLY),
    (r"cms/localize/page/", EDITORS, MISSING),  # a page that is no translation
    (r"cms/localize/submit/snippet/", EDITORS, OPEN),
    (r"cms/localize/", WRITERS, OPEN),
    (r"cms/(?:images|documents)/multiple/(?!add)", ALL_STAFF, POST_ONLY),
    (r"cms/images/.*generate_url/", WRITERS, MISSING),  # there are no such addresses (SEC20)
    (r"cms/(?:images|documents)/(?:$|results/|add/|multiple/add/)", WRITERS, OPEN),
    (r"cms/(?:images|documents)/chooser/(?:$|results/|chosen-multiple/)", ALL_STAFF, OPEN),
    (r"cms/(?:images|documents)/chooser/", WRITERS, OPEN),
    (r"cms/(?:images|documents)/", EDITORS, OPEN),
    (r"cms/editing-sessions/", ALL_STAFF, POST_ONLY),
    (r"cms/block-preview/", ALL_STAFF, MISSING),  # without the name of a block
    (r"cms/(?:$|account/|dismissibles/|choose-|tag-autocomplete/|embeds/)", ALL_STAFF, OPEN),
    # --- The site -----------------------------------------------------------------------------
    (r"readyz|robots\.txt|sitemap|map\.svg|events\.ics|styleguide/|\.well-known/", EVERYBODY, OPEN),
    (r"search/", EVERYBODY, MISSING),  # sent on below the language
    (r"api/v1/search/|opensearch\.xml", EVERYBODY, OPEN),
    (r"library/get/|documents/<int:document_id>/", EVERYBODY, OPEN),
    (r"media/|documents/", EVERYBODY, MISSING),
    (r"<language>/accounts/(?:signup/about)?/?$", EVERYBODY, AWAY),
    (r"<language>/accounts/(?:signup/|login/(?:passkey/)?)$", VISITORS, OPEN),
    (
        r"<language>/accounts/(?:\^?confirm-email/|inactive/|\^?password/reset/)",
        EVERYBODY,
        OPEN,
    ),
    (r"<language>/accounts/login/second-step/", PERSONS, AWAY),
    (
        r"<language>/accounts/2fa/(?:totp/deactivate|recovery-codes/(?:download/)?$)",
        PERSONS,
        MISSING,
    ),
    (r"<language>/accounts/2fa/(?:webauthn/)?reauthenticate/", PERSONS, PROOF),
    (r"<language>/accounts/2fa/(?:.*activate|.*add|.*keys|.*generate)", PERSONS, PROOF),
    (r"<language>/me/searches/stop/", EVERYBODY, MISSING),  # a token nobody has signed
    (r"<language>/me/searches/<int:pk>/", PERSONS, MISSING),  # nobody's, or somebody else's
    (r"<language>/me/notifications/<int:pk>/", PERSONS, MISSING),
    (r"<language>/unsubscribe/", EVERYBODY, MISSING),
    (r"<language>/members/<str:handle>/block/", PERSONS, MISSING),  # nobody's handle
    (r"<language>/accounts/|<language>/me/", PERSONS, OPEN),
    (r"<language>/_util/", EVERYBODY, MISSING),
    (r"^forum/search/", EVERYBODY, AWAY),  # machina's address leads to the search
    # --- The forum: the rows of its pages are tests/forum/pages/test_reading.py's ---------------
    (r"<language>/forum/mark-read/", PERSONS, AWAY),  # acts alone; whoever signed in goes on there
    (
        r"<language>/forum/[ftp]/<int:pk>/(?:new|reply|subscribe|bookmark|useful|pick|edit|withdraw"
        r"|history|report|moderate|manage)/",
        PERSONS,
        MISSING,
    ),
    (r"<language>/forum/themes/<slug:code>/subscribe/", PERSONS, MISSING),  # no such theme
    (r"<language>/forum/moderation/rooms/<int:pk>/remove/", ADMINS, MISSING),
    (r"<language>/forum/moderation/rooms/<int:pk>/$", ADMINS, MISSING),
    (r"<language>/forum/moderation/rooms/", ADMINS, OPEN),
    (r"<language>/forum/moderation/", ("moderator", *ADMINS), OPEN),
    (r"<language>/forum/t/<int:pk>/text/", EVERYBODY, MISSING),  # whose: test_reading.py
    (r"<language>/forum/[ftp]/", EVERYBODY, MISSING),
    (r"<language>/forum/(?:unread|drafts|bookmarks|subscriptions)/", PERSONS, OPEN),
    (r"<language>/forum/(?:$|feed)", EVERYBODY, OPEN),
    # --- Learning: whose attempt it is, is tests/learning/quiz_pages's ------------------
    # Asked by GET they lead to the page of the attempt, which judges.
    (r"<language>/learning/attempts/.*/(?:save|submit)/", EVERYBODY, AWAY),
    (
        r"<language>/learning/.*/(?:done|visit|withdraw|decide|extend)/",
        PERSONS,
        "post only|missing",
    ),
    (r"<language>/learning/$", PERSONS, OPEN),
    (
        r"<language>/learning/(?:quizzes|attempts|courses|certificates|runs)/",
        PERSONS,
        MISSING,
    ),
    (r"verify/$", EVERYBODY, OPEN),
    (r"verify/<str:code>/", EVERYBODY, OPEN),  # of no certificate: the same page says so
    (r"<language>/(?:glossary|display|search)/", EVERYBODY, OPEN),
    (r"<language>/\^", EVERYBODY, OPEN),  # pages and their files
]


def row_of(route: str) -> tuple | None:
    return next((row for row in TABLE if re.match(row[0], route)), None)


def expected(route: str, role: str) -> set[str] | None:
    """The answers that are right for the role; None for an address that nobody thought of."""
    row = row_of(route)
    if row is None:
        return None
    _pattern, roles, answers, *of_other_staff = row
    if role in roles:
        return set(answers.split("|"))
    return {*of_other_staff} if of_other_staff and role in ALL_STAFF else {_of_others(route, role)}


def _of_others(route: str, role: str) -> str:
    """Visitors are asked to sign in; who is not meant is refused, or sent where they belong."""
    if re.match(r"<language>/accounts/(?:signup|login)/", route) and role not in VISITORS:
        return AWAY
    return SIGN_IN if role in VISITORS else REFUSED
