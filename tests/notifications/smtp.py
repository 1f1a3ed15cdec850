"""A mail server for tests: takes what it is sent, keeps it, and answers as slowly as asked."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message


class Mailbox(socketserver.ThreadingTCPServer):
    """`messages` are those whose text has arrived whole; `held` keeps back the answer to each."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.messages: list[Message] = []
        self.arrived = threading.Event()
        self.held: threading.Event | None = None

    @property
    def port(self) -> int:
        return self.server_address[1]

    def ids(self) -> list[str]:
        return [str(one["Message-ID"]).strip() for one in self.messages]


class Conversation(socketserver.StreamRequestHandler):
    """RFC 5321, as little as a client needs."""

    server: Mailbox

    def handle(self) -> None:
        self.say(b"220 here")
        while line := self.rfile.readline():
            word = line[:4].upper().strip()
            if word == b"DATA":
                self.say(b"354 go on")
                self.server.messages.append(message_from_bytes(self.text()))
                self.server.arrived.set()
                if self.server.held is not None:
                    self.server.held.wait(60)  # seconds; only a guard against hanging
                self.say(b"250 taken")
            elif word == b"QUIT":
                self.say(b"221 bye")
                return
            else:
                self.say(b"250 fine")

    def text(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        return b"".join(lines)

    def say(self, words: bytes) -> None:
        try:
            self.wfile.write(words + b"\r\n")
        except BrokenPipeError:
            return  # the client was killed: that is what such a test is about


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    """A server on a free port, until the block ends."""
    with Mailbox() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            if server.held is not None:
                server.held.set()
            server.shutdown()
            thread.join()
