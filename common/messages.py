"""One-time messages ("Your profile is saved.") that wait in the session."""

from typing import Any

from django.conf import settings
from django.contrib.messages.storage.session import SessionStorage


class SessionMessages(SessionStorage):
    """Looks for messages only where a session is: asking opens one otherwise (PERF3)."""

    def _get(self, *args: Any, **kwargs: Any) -> tuple[Any, bool]:
        return super()._get(*args, **kwargs) if self._has_session() else ([], True)

    def _store(self, messages: list[Any], response: Any, *args: Any, **kwargs: Any) -> list[Any]:
        if not messages and not self._has_session():
            return []
        return super()._store(messages, response, *args, **kwargs)

    def _has_session(self) -> bool:
        return settings.SESSION_COOKIE_NAME in self.request.COOKIES
