"""The WSGI wrapper ahead of Django: the request's number, liveness, one log line (OPS5, OPS6).

`/healthz` asks nothing of Django, so it is true as long as the process answers: no host check, no
session, no database.
"""

import re
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import structlog

from common.request_log import FACTS

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

log = structlog.get_logger("m4dnet.request")
# One that nginx gave is kept, so that both logs say the same.
KNOWN_ID = re.compile(r"[A-Za-z0-9-]{8,64}", re.ASCII)


class FrontDoor:
    """Wraps the application gunicorn serves."""

    def __init__(self, application: Application, *, has_proxy: bool) -> None:
        self.application = application
        self.has_proxy = has_proxy

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        request_id = self._request_id(environ)
        environ["HTTP_X_REQUEST_ID"] = request_id
        started_at = time.perf_counter()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            _log(environ, status, started_at)
            return start_response(status, [*headers, ("X-Request-ID", request_id)], *rest)

        if environ.get("PATH_INFO") == "/healthz":
            headers = [("Content-Type", "text/plain"), ("Cache-Control", "no-store")]
            start_response("200 OK", [*headers, ("X-Request-ID", request_id)])
            answer: Iterable[bytes] = [b"ok\n"]
        else:
            answer = self.application(environ, start)
        return _WithoutBody(answer) if environ.get("REQUEST_METHOD") == "HEAD" else answer

    def _request_id(self, environ: Environ) -> str:
        given = environ.get("HTTP_X_REQUEST_ID", "")
        return given if self.has_proxy and KNOWN_ID.fullmatch(given) else uuid.uuid4().hex


class _WithoutBody:
    """An answer to HEAD: gunicorn complains of each body that it is given and may not send."""

    def __init__(self, answer: Iterable[bytes]) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        return iter(())

    def close(self) -> None:
        """Django ends the request, and gives back its connection, when its answer is closed."""
        if hasattr(self._answer, "close"):
            self._answer.close()


def _log(environ: Environ, status: str, started_at: float) -> None:
    facts = environ.get(FACTS, {})
    cache = environ.get("m4d.cache")
    log.info(
        "request",
        method=environ.get("REQUEST_METHOD"),
        status=int(status.split(" ", 1)[0]),
        ms=round((time.perf_counter() - started_at) * 1000, 1),
        **facts,
        **({"cache": cache} if cache else {}),
    )
