"""What every page of an e-discussion answers with."""

from typing import Any

from django.http import Http404, HttpRequest
from django.template.response import TemplateResponse

from forum.models import EDiscussion, EDiscussionPage


def answer(
    page: EDiscussionPage, request: HttpRequest, template: str, **context: Any
) -> TemplateResponse:
    base = page.get_context(request)
    return TemplateResponse(request, f"forum/{template}.html", base | context)


def discussion_of(page: EDiscussionPage) -> EDiscussion:
    if page.discussion is None:  # `show` has answered 404 already
        raise Http404
    return page.discussion
