"""Choosers of the bank, for who works on it: whoever else enters the admin sees none of it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from wagtail.permission_policies.base import ModelPermissionPolicy
from wagtail.snippets.views.chooser import SnippetChooserViewSet

ANY_RIGHT = ["add", "change", "delete", "view"]


class BankChooserViewSet(SnippetChooserViewSet):
    """Wagtail's asks for a place in the admin alone, which moderators and news editors have.

    Titles of imported questions are the first words of what is asked (learning.md §21).
    """

    def get_urlpatterns(self) -> list[Any]:
        patterns: list[Any] = super().get_urlpatterns()
        for pattern in patterns:
            pattern.callback = self._for_the_bank(pattern.callback)
        return patterns

    def _for_the_bank(self, view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        policy = ModelPermissionPolicy(self.model)

        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not policy.user_has_any_permission(request.user, ANY_RIGHT):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded
