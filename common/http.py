"""The only way out: requests to addresses that people or records name (SEC23).

http and https on ports 80 and 443. A name is resolved once, every address it has must be public,
and the connection goes to the address that was checked: a name that answers differently the second
time gains nothing. Each redirect is checked alike.
"""

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from django.conf import settings
from django.utils.encoding import iri_to_uri

PORTS = {"http": 80, "https": 443}
MAX_REDIRECTS = 3
MAX_URL = 2_000  # characters
MAX_BYTES = 1_000_000
TIMEOUT_S = 3.0  # for everything together, redirects too
REDIRECTS = {301, 302, 303, 307, 308}
NAT64 = ipaddress.ip_network("64:ff9b::/96")

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


class NoAnswer(Exception):
    """Nobody answered in time, or not in HTTP. The message says what happened, in few words."""


class Refusal(NoAnswer):
    """We do not ask there: scheme, port or place is not allowed."""


class TooLarge(NoAnswer):
    """The body is over 1 MB."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back from the last address asked; `headers` have names in small letters."""

    url: str
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


def fetch(
    url: str, *, method: str = "GET", want_body: bool = True, timeout_s: float = TIMEOUT_S
) -> Answer:
    """Ask `url` and whatever it redirects to, at most three times.

    Without `want_body` the connection is closed after the headers.
    Raises Refusal, TooLarge, NoAnswer.
    """
    deadline = time.monotonic() + timeout_s
    for _hop in range(MAX_REDIRECTS + 1):
        answer = _ask(url, method, want_body, deadline)
        if answer.status not in REDIRECTS or "location" not in answer.headers:
            return answer
        url = urljoin(url, answer.headers["location"])
    raise NoAnswer("too many redirects")


def is_public(address: IPAddress) -> bool:
    """Whether an address is somebody else's on the open network, mapped ones looked through."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not (address.is_multicast or address.is_reserved)


# --- One hop ----------------------------------------------------------------------------------
def _ask(url: str, method: str, want_body: bool, deadline: float) -> Answer:
    parts = _checked(url)
    host, port = parts.hostname or "", PORTS[parts.scheme]
    connection = _Connection(host, port, deadline=deadline, is_tls=parts.scheme == "https")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request(method, path, headers={"User-Agent": _name(), "Accept": "*/*"})
        response = connection.getresponse()
        headers = {name.lower(): value for name, value in response.getheaders()}
        body = _read(response, deadline) if want_body and method != "HEAD" else b""
    except TimeoutError as problem:
        raise NoAnswer("no answer in time") from problem
    except ssl.SSLError as problem:
        raise NoAnswer("no valid certificate") from problem
    except (OSError, http.client.HTTPException, UnicodeError) as problem:
        is_late = time.monotonic() >= deadline
        raise NoAnswer("no answer in time" if is_late else "no answer") from problem
    finally:
        connection.close()
    return Answer(url, response.status, headers, body)


def _checked(url: str) -> SplitResult:
    """The parts of an address that we may ask. Raises Refusal."""
    if len(url) > MAX_URL or not url.isprintable() or " " in url:
        raise Refusal("not an address")
    try:
        parts = urlsplit(url)
        if not url.isascii():
            host = parts.netloc.encode("idna").decode("ascii")
            parts = urlsplit(iri_to_uri(urlunsplit(parts._replace(netloc=host))))
        port = parts.port
    except ValueError as problem:  # UnicodeError is one
        raise Refusal("not an address") from problem
    if parts.scheme not in PORTS or not parts.hostname:
        raise Refusal("not http or https")
    if port not in (None, PORTS[parts.scheme]):
        raise Refusal("port not allowed")
    if parts.username is not None or parts.password is not None:
        raise Refusal("name or password in the address")
    return parts


class _Connection(http.client.HTTPConnection):
    """Connects to a checked address; name and certificate stay those of the host."""

    def __init__(self, host: str, port: int, *, deadline: float, is_tls: bool) -> None:
        super().__init__(host, port)
        self._deadline = deadline
        self._is_tls = is_tls
        self.default_port = port  # so that the Host header has no port
        self._guard: threading.Timer | None = None

    def connect(self) -> None:
        address = _resolve(self.host, self.port, self._deadline)
        self.sock = _open(str(address), self.port, _left(self._deadline))
        if self._is_tls:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self.host)
        # A time limit of a socket is one of each byte: who drips them could keep us for hours.
        self._guard = threading.Timer(_left(self._deadline), _hang_up, [self.sock])
        self._guard.daemon = True
        self._guard.start()

    def close(self) -> None:
        if self._guard is not None:
            self._guard.cancel()
        super().close()


def _resolve(host: str, port: int, deadline: float) -> IPAddress:
    """The first address of `host`, if all it has are public. Raises Refusal, NoAnswer."""
    # The resolver knows no time limit: it works aside, and we stop waiting.
    pool = ThreadPoolExecutor(max_workers=1)
    try:
        found = pool.submit(_lookup, host, port).result(timeout=_left(deadline))
    except TimeoutError:
        raise
    except (OSError, UnicodeError) as problem:
        raise NoAnswer("name not found") from problem
    finally:
        pool.shutdown(wait=False)
    addresses = [ipaddress.ip_address(one.partition("%")[0]) for one in found]
    if not addresses:
        raise NoAnswer("name not found")
    if not all(is_public(one) for one in addresses):
        raise Refusal("not a public address")
    return addresses[0]


def _lookup(host: str, port: int) -> list[str]:
    return [str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def _open(address: str, port: int, timeout_s: float) -> socket.socket:
    return socket.create_connection((address, port), timeout=timeout_s)


def _hang_up(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):  # the other side was quicker
        connection.shutdown(socket.SHUT_RDWR)


def _read(response: http.client.HTTPResponse, deadline: float) -> bytes:
    body = b""
    while chunk := response.read1(65_536):
        body += chunk
        if len(body) > MAX_BYTES:
            raise TooLarge("over 1 MB")
        _left(deadline)
    return body


def _left(deadline: float) -> float:
    """Seconds until the deadline. Raises TimeoutError when it has passed."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _name() -> str:
    return f"M4DNet/1.0 (+{settings.SITE_URL})"
