"""The child process that reads a PDF: `python pdf_reader.py <file >text`.

It imports nothing of the site and gets no environment, so that a hostile file meets a process that
knows nothing, may write nothing, and ends by itself. Exit codes are the protocol.
"""

import resource
import sys
from collections.abc import Iterator

MAX_TEXT = 1_000_000  # bytes
MAX_PAGES = 300
MAX_SECONDS = 60
MAX_MEMORY = 768 * 1024 * 1024  # bytes of addresses, interpreter and libraries included
READ, LOCKED, BROKEN, TOO_MUCH = 0, 3, 4, 5


def main() -> int:
    """Read stdin, write the text as UTF-8. Returns one of the codes above."""
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    sys.setrecursionlimit(2_000)
    try:
        return _read()
    except (MemoryError, RecursionError):
        return TOO_MUCH
    except Exception:  # noqa: BLE001 - whatever pypdf meets in a broken file: there is no text
        return BROKEN


def _read() -> int:
    import io
    import logging

    from pypdf import PdfReader

    logging.disable()
    reader = PdfReader(io.BytesIO(sys.stdin.buffer.read()), strict=False)
    if reader.is_encrypted:
        return LOCKED
    left = MAX_TEXT
    for text in _pages(reader):
        found = (text + "\n").encode("utf-8", "ignore")[:left]
        sys.stdout.buffer.write(found)
        left -= len(found)
        if left <= 0:
            break
    sys.stdout.buffer.flush()
    return READ


def _pages(reader: object) -> Iterator[str]:
    """The text of each page; a page that cannot be read is skipped, the others may say enough."""
    pages = reader.pages  # type: ignore[attr-defined]  # pypdf is imported late
    for number in range(min(len(pages), MAX_PAGES)):
        try:
            yield pages[number].extract_text() or ""
        except (MemoryError, RecursionError):
            raise
        except Exception:  # noqa: BLE001, S112 - see above
            continue


if __name__ == "__main__":
    sys.exit(main())
