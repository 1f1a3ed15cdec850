"""Ahead of Django: liveness, a number for every request, a log line without addresses."""

import io
import json
import logging

import pytest
import structlog

from common.front_door import FrontDoor
from m4dnet.settings.logs import logging_for


@pytest.fixture
def door():
    """door("/path", application=…, has_proxy=…, **environ) -> (status, headers, body)."""

    def door(path="/en/", application=None, has_proxy=False, **environ):
        got = {}

        def start_response(status, headers, exc_info=None):
            got["status"], got["headers"] = status, dict(headers)

        front = FrontDoor(application or answers, has_proxy=has_proxy)
        environ = {"PATH_INFO": path, "REQUEST_METHOD": "GET"} | environ
        body = b"".join(front(environ, start_response))
        return got["status"], got["headers"], body

    return door


def answers(environ, start_response):
    environ["m4d.facts"] = {"route": "page", "queries": 3, "user": 7}
    start_response("200 OK", [("Content-Type", "text/html")])
    return [b"hello"]


def breaks(environ, start_response):
    raise AssertionError("Django is not asked")


@pytest.fixture
def lines(monkeypatch):
    """What is logged meanwhile, as production writes it."""
    stream = io.StringIO()
    config = logging_for("json", "INFO")
    formatter = config["formatters"]["line"]
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=formatter["foreign_pre_chain"], processors=formatter["processors"]
        )
    )
    logger = logging.getLogger("m4dnet.request")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logger.removeHandler(handler)
    logger.setLevel(logging.NOTSET)


def test_the_process_says_that_it_lives_without_asking_django(door):
    """OPS5."""
    status, headers, body = door("/healthz", application=breaks)
    assert (status, body) == ("200 OK", b"ok\n")
    assert headers["X-Request-ID"]


class Closing(list):
    """An answer as Django gives it: closing it ends the request."""

    is_closed = False

    def close(self):
        self.is_closed = True


def test_head_is_answered_without_a_body_and_the_request_ends():
    """gunicorn logs a warning for each body that it may not send; monitors ask by HEAD."""
    answer = Closing([b"hello"])
    front = FrontDoor(lambda *_args: answer, has_proxy=False)
    given = front({"PATH_INFO": "/en/", "REQUEST_METHOD": "HEAD"}, lambda *_args: None)
    assert list(given) == []
    given.close()
    assert answer.is_closed


def test_liveness_is_told_to_head_too(door):
    assert door("/healthz", application=breaks, REQUEST_METHOD="HEAD")[::2] == ("200 OK", b"")


def test_every_answer_carries_a_number_of_its_own(door):
    """C8: page-cache hits too."""
    first, second = (door()[1]["X-Request-ID"] for _ in range(2))
    assert first != second


@pytest.mark.parametrize(
    ("given", "has_proxy", "is_kept"),
    [
        ("abcdef01-2345", True, True),
        ("abcdef01-2345", False, False),
        ("short", True, False),
        ("x" * 65, True, False),
        ('1234567"}\n{', True, False),
    ],
)
def test_a_number_is_taken_from_our_proxy_alone_and_only_if_it_is_one(
    given, has_proxy, is_kept, door
):
    headers = door(has_proxy=has_proxy, HTTP_X_REQUEST_ID=given)[1]
    assert (headers["X-Request-ID"] == given) is is_kept


def test_a_request_is_logged_by_its_route_and_without_address(door, lines):
    """OPS6, PRV5."""
    door("/en/accounts/confirm/secret-token/", REMOTE_ADDR="192.0.2.7", QUERY_STRING="q=secret")
    [line] = lines()
    expected = {"event": "request", "method": "GET", "status": 200, "route": "page", "user": 7}
    assert expected.items() <= line.items()
    assert line["queries"] == 3
    assert line["request_id"]
    assert line["ms"] >= 0
    assert "secret" not in json.dumps(line)
    assert "192.0.2.7" not in json.dumps(line)


def test_liveness_is_asked_too_often_to_be_logged(door, lines):
    door("/healthz")
    assert lines() == []
