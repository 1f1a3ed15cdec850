"""The way out: only to public places, never long, never much (SEC23)."""

import ipaddress
import socket
import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common import http
from common.http import Answer, NoAnswer, Refusal, TooLarge, fetch, is_public

PUBLIC = "93.184.215.14"


@pytest.fixture
def world(monkeypatch):
    """A network of one's own: `names` says where hosts live, `pages` what they answer."""

    class World:
        names = {"example.org": [PUBLIC]}
        pages: dict[str, bytes] = {}
        asked: list[tuple[str, bytes]] = []
        is_slow = False

        def lookup(self, host, port):
            if host not in self.names:
                raise socket.gaierror(host)
            return self.names[host]

        def open(self, address, port, timeout_s):
            near, far = socket.socketpair()
            near.settimeout(timeout_s)
            threading.Thread(target=self.answer, args=[address, far], daemon=True).start()
            return near

        def answer(self, address, far):
            request = far.recv(65_536)
            self.asked.append((address, request))
            path = request.split(b" ")[1].decode()
            answer = self.pages.get(path, b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
            try:
                if self.is_slow:
                    for at in range(len(answer)):
                        far.send(answer[at : at + 1])
                        time.sleep(0.05)
                far.sendall(answer)
            except OSError:
                pass  # the other side hung up, as it should
            far.close()

    world = World()
    world.pages, world.asked = {}, []
    monkeypatch.setattr(http, "_lookup", world.lookup)
    monkeypatch.setattr(http, "_open", world.open)
    return world


def page(body=b"hello", status="200 OK", **headers):
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


def test_an_answer_has_status_headers_and_body(world):
    world.pages["/a?b=1"] = page(ETag="x")
    answer = fetch("http://example.org/a?b=1")
    assert (answer.status, answer.body, answer.headers["etag"]) == (200, b"hello", "x")
    address, request = world.asked[0]
    assert address == PUBLIC
    assert b"Host: example.org\r\n" in request


def test_without_a_body_wanted_none_is_read(world):
    world.pages["/"] = page(b"x" * 2_000_000)
    assert fetch("http://example.org/", want_body=False) == Answer(
        "http://example.org/", 200, {"content-length": "2000000"}
    )


def test_a_body_over_a_megabyte_is_refused(world):
    world.pages["/"] = page(b"x" * 1_000_001)
    with pytest.raises(TooLarge):
        fetch("http://example.org/")


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://example.org:22/",
        "http://example.org:443/",
        "https://example.org:8443/",
        "http://user:secret@example.org/",
        "http://",
        "//example.org/",
        "http://example.org/a b",
        "http://example.org/\r\nHost: other",
        "http://[::1",
        "http://example.org:99999/",
        "http://" + "a" * 3_000,
        "",
    ],
)
def test_an_address_that_is_not_plain_http_is_not_asked(url, world):
    with pytest.raises(Refusal):
        fetch(url)
    assert world.asked == []


PRIVATE = [
    "127.0.0.1",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",  # noqa: S104 - an address to be refused, not to listen at
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fc00::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::a00:1",
    "2002:7f00:1::",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_private_loopback_link_local_mapped_and_multicast_places_are_refused(address, world):
    world.names["inside.example"] = [address]
    with pytest.raises(Refusal, match="not a public address"):
        fetch("http://inside.example/")
    assert world.asked == []


def test_a_name_with_one_private_address_is_refused(world):
    world.names["both.example"] = [PUBLIC, "127.0.0.1"]
    with pytest.raises(Refusal):
        fetch("http://both.example/")


def test_a_name_is_resolved_once_for_check_and_connection(world, monkeypatch):
    """A second look-up could answer otherwise (DNS rebinding)."""
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    monkeypatch.setattr(http, "_lookup", lambda host, port: next(answers))
    world.pages["/"] = page()
    assert fetch("http://example.org/").status == 200
    assert [address for address, _request in world.asked] == [PUBLIC]


def test_each_hop_of_a_redirect_is_checked(world):
    world.names["inside.example"] = ["10.0.0.1"]
    world.pages["/"] = page(status="302 Found", Location="http://inside.example/")
    with pytest.raises(Refusal):
        fetch("http://example.org/")


@pytest.mark.parametrize(("hops", "is_answered"), [(3, True), (4, False)])
def test_three_redirects_are_followed_and_not_one_more(hops, is_answered, world):
    for at in range(hops):
        world.pages[f"/{at}"] = page(status="301 Moved", Location=f"/{at + 1}")
    world.pages[f"/{hops}"] = page(b"here")
    if is_answered:
        answer = fetch("http://example.org/0")
        assert (answer.url, answer.body) == (f"http://example.org/{hops}", b"here")
    else:
        with pytest.raises(NoAnswer, match="too many redirects"):
            fetch("http://example.org/0")


def test_who_drips_bytes_is_left_when_the_time_is_over(world):
    world.is_slow = True
    world.pages["/"] = page(b"x" * 500)
    begun = time.monotonic()
    with pytest.raises(NoAnswer, match="in time"):
        fetch("http://example.org/", timeout_s=0.3)
    assert time.monotonic() - begun < 10  # seconds; only a guard against hanging


def test_an_unknown_name_and_nonsense_are_no_answer(world):
    with pytest.raises(NoAnswer, match="name not found"):
        fetch("http://nowhere.example/")
    world.pages["/"] = b"SSH-2.0-OpenSSH\r\n"
    with pytest.raises(NoAnswer):
        fetch("http://example.org/")


def test_names_and_paths_in_other_alphabets_are_asked_in_their_ascii_form(world):
    world.names["xn--bcher-kva.example"] = [PUBLIC]
    world.pages["/%C3%A9t%C3%A9"] = page()
    assert fetch("http://bücher.example/été").status == 200


@given(st.integers(0, 2**32 - 1))
def test_an_address_mapped_into_ipv6_is_as_public_as_itself(number):
    inner = ipaddress.IPv4Address(number)
    mapped = ipaddress.ip_address(f"::ffff:{inner}")
    assert is_public(mapped) is is_public(inner)
    assert not (inner.is_private and is_public(inner))
