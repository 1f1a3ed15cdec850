"""Every address of the site. Only this module includes the urls of the apps (house.md)."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib.staticfiles.urls import staticfiles_urlpatterns
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.urls import serve_pattern
from wagtail.utils.urlpatterns import decorate_urlpatterns

from common.cms import writes_in_transaction
from common.routing import serve
from m4dnet import views

PAGE_FILES = "atom|rss|ics|bib|ris|json|csv|txt"  # kinds, by the name's end

# One door (SEC9): Wagtail's own forms would stay open beside it.
DOORS = r"^(?:cms/login/|cms/password_reset/.*|_util/login/)$"
# Of Wagtail's own tests: one fails on purpose.
NOT_HERE = r"^cms/(?:failwhale|test404)/$"
one_door = RedirectView.as_view(pattern_name="account_login", query_string=True)

handler400 = "m4dnet.errors.bad_request"
handler403 = "m4dnet.errors.forbidden"
handler404 = "m4dnet.errors.not_found"
handler500 = "m4dnet.errors.server_error"

urlpatterns = [
    re_path(DOORS, one_door),
    re_path(NOT_HERE, views.not_here),
    path(
        "cms/", include(decorate_urlpatterns(wagtailadmin_urls.urlpatterns, writes_in_transaction))
    ),
    path("", include("common.urls")),  # its view of documents stands before Wagtail's
    path("documents/", include(wagtaildocs_urls)),
    path("library/", include("library.urls")),  # a file has one address in all languages
    path("", include("events.urls")),
    path("", include("search.machine_urls")),
    path("", include("learning.machine_urls")),
    path("", include("home.machine_urls")),
]

if settings.STYLEGUIDE:
    urlpatterns.append(path("styleguide/", views.styleguide, name="styleguide"))

if settings.DEBUG:
    urlpatterns += staticfiles_urlpatterns()

urlpatterns += i18n_patterns(
    path("accounts/", include("members.account_urls")),
    path("display/", views.display, name="display"),
    path("", include("members.urls")),
    path("", include("notifications.urls")),
    path("", include("forum.urls")),
    path("", include("taxonomy.urls")),
    path("", include("learning.urls")),
    path("", include("search.urls")),
    # Files that pages make (feeds, calendars, citations): Wagtail's pattern knows no full stop.
    re_path(rf"^((?:[\w-]+/)*[\w-]+\.(?:{PAGE_FILES}))$", serve, name="page_file"),
    # Pages, found in fewer queries than Wagtail's own pattern below asks.
    re_path(serve_pattern, serve, name="wagtail_serve"),
    # Last: Wagtail takes whatever is left.
    path("", include(wagtail_urls)),
    prefix_default_language=True,
)
