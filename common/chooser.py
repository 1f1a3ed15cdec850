"""Which pages Wagtail's chooser names: those that one may read, or works on (SEC15).

Wagtail 8.0.1 lists every page there, drafts and pages for a group among them, whatever one may do
with them elsewhere in the admin.
"""

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from wagtail.admin.views.chooser import BrowseView
from wagtail.models import Page
from wagtail.permissions import page_permission_policy
from wagtail.query import PageQuerySet

from common.querysets import BasePageQuerySet

if TYPE_CHECKING:
    from common.typing import AnyUser


def named_to(user: "AnyUser", pages: PageQuerySet) -> PageQuerySet:
    """Those of `pages` whose titles `user` may know in the admin."""
    read = BasePageQuerySet(Page).visible_to(user).order_by().values("pk")
    own = page_permission_policy.explorable_instances(user).order_by().values("pk")
    return pages.filter(Q(pk__in=read) | Q(pk__in=own))


def keep_parents_back() -> None:
    """Called once, when the admin starts: the chooser also names the page whose children it lists.

    The hook of Wagtail filters the children alone.
    """
    browse = BrowseView.get

    @wraps(browse)
    def get(
        view: BrowseView, request: HttpRequest, parent_page_id: int | None = None, **kwargs: Any
    ) -> HttpResponse:
        if parent_page_id:
            parent = Page.objects.filter(pk=parent_page_id)
            if not named_to(request.user, parent).exists():
                raise Http404
        return browse(view, request, parent_page_id, **kwargs)

    BrowseView.get = get
