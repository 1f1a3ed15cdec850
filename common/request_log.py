"""What a request's log line says, gathered where it is known (OPS6, PRV5).

A line has route names, never paths: those can hold a token. It has a member's number, never an
address. The line itself is written by common.front_door, so that refusals have one too.
"""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase

FACTS = "m4d.facts"


class RequestLogMiddleware:
    """Counts queries; notes the route and who asked, if the session was read anyway."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        facts: dict[str, Any] = request.META.setdefault(FACTS, {})
        facts["queries"] = 0

        def count(execute, sql, params, many, context):
            facts["queries"] += 1
            return execute(sql, params, many, context)

        with connection.execute_wrapper(count):
            response = self.get_response(request)
        if request.resolver_match is not None:
            facts["route"] = request.resolver_match.view_name or request.resolver_match.route
        user = getattr(request, "_cached_user", None)  # asking request.user would open a session
        if user is not None and user.pk:
            facts["user"] = user.pk
        return response
