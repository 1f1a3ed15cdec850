"""What the forum adds to the admin: pages that hold a discussion stay."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page

from forum.discussion_admin import holds_contributions


@hooks.register("before_delete_page")
def discussions_with_contributions_stay(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Nor does anything go that they stand below: the front page of a language, say."""
    return _refused(request, [page])


@hooks.register("before_bulk_action")
def discussions_stay_in_bulk_too(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any
) -> HttpResponse | None:
    """The same where several pages are chosen in a list."""
    pages = [one for one in objects if isinstance(one, Page)] if action_type == "delete" else []
    return _refused(request, pages)


def _refused(request: HttpRequest, pages: list[Page]) -> HttpResponse | None:
    kept = next((one for one in pages if holds_contributions(one)), None)
    if kept is None:
        return None
    message = _(
        "“%(title)s” stays: an e-discussion with contributions is unpublished, not deleted."
    )
    messages.error(request, message % {"title": kept.title})
    parent = kept.get_parent()
    return redirect("wagtailadmin_explore", (parent or kept).pk)
