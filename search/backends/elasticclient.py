"""The way to Elasticsearch: one client a process, and its errors in our words (search.md §17)."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from django.conf import settings
from elasticsearch import ApiError, Elasticsearch, SerializationError, TransportError

from search.backends.base import EngineDown, EngineMistake

BAD_REQUEST = 400
PORT = 9200  # where an address names none


def connected(url: str = "") -> Elasticsearch:
    """A client for the server at `url`, or that the settings name. Connects when first asked.

    It tries nothing twice: who asks has another engine, who writes has the outbox. Raises
    EngineDown for an address that cannot be: readers are answered all the same.
    """
    options = {"api_key": settings.SEARCH_API_KEY, "ca_certs": settings.SEARCH_CA}
    try:
        return Elasticsearch(
            _with_port(url or settings.SEARCH_URL),
            max_retries=0,
            retry_on_timeout=False,
            request_timeout=settings.SEARCH_WRITE_TIMEOUT_S,
            **{name: value for name, value in options.items() if value},
        )
    except ValueError as problem:
        raise EngineDown(f"SEARCH_URL cannot be: {problem}") from problem


def _with_port(url: str) -> str:
    parts = urlsplit(url)
    return url if parts.port else parts._replace(netloc=f"{parts.netloc}:{PORT}").geturl()


@contextmanager
def reaching() -> Iterator[None]:
    """Raise EngineDown for whatever means that the server does not do what it was told.

    Its text names the kind of failure only: the server's own repeats what people typed (PRV5).
    """
    try:
        yield
    except TransportError as problem:
        raise EngineDown(type(problem).__name__) from problem
    except ApiError as problem:
        raise EngineDown(f"{problem.status_code} {problem.message}") from problem


@contextmanager
def asking() -> Iterator[None]:
    """The same for questions, where what the server cannot read is a mistake of ours.

    Another question may be answered, so the server is not to be left alone for it.
    """
    try:
        with reaching():
            yield
    except EngineDown as problem:
        cause = problem.__cause__
        is_bad_request = isinstance(cause, ApiError) and cause.status_code == BAD_REQUEST
        if is_bad_request or isinstance(cause, SerializationError):
            raise EngineMistake(str(problem)) from cause
        raise
