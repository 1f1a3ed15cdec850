"""A thousand addresses as scanners, typing mistakes and old links make them, the same every run."""

import random
from collections.abc import Iterator
from urllib.parse import quote

SEED = 20261125
PATHS = [
    "/",
    "/en/",
    "/fr/",
    "/es/connect/",
    "/en/library/",
    "/en/library/popular/",
    "/en/library/new/",
    "/en/library/series/",
    "/en/library/collections/toolkit/",
    "/en/library/collections/toolkit/download/en/",
    "/en/library/guide/",
    "/en/library/guide/cite.bib",
    "/en/library/guide/cite.json",
    "/en/library/cite.ris",
    "/en/library/feed.atom",
    "/en/whats-new/",
    "/en/whats-new/feed.rss",
    "/en/whats-new/news/",
    "/en/whats-new/news/figures/",
    "/en/whats-new/blog/lessons/",
    "/en/whats-new/interviews/talks/a-talk/",
    "/en/whats-new/events/",
    "/en/whats-new/events/past/",
    "/en/whats-new/events/month/",
    "/en/whats-new/events/month/2026-12/",
    "/en/whats-new/events/open-hour/",
    "/en/whats-new/events/open-hour/event.ics",
    "/en/themes/diaspora/",
    "/en/countries/sn/",
    "/en/tips/",
    "/en/tips/one/",
    "/en/about/milestones/",
    "/en/glossary/",
    "/en/search/",
    "/en/display/",
    "/en/accounts/login/",
    "/en/accounts/signup/",
    "/en/accounts/password/reset/",
    "/en/accounts/confirm-email/1/",
    "/en/me/",
    "/events.ics",
    "/sitemap.xml",
    "/sitemap-1.xml",
    "/sitemap-forum-1.xml",
    "/map.svg",
    "/robots.txt",
    "/styleguide/",
    "/cms/",
    "/cms/pages/3/",
    "/media/images/harbour.png",
    "/documents/1/guide.pdf",
    "/library/get/00000000-0000-0000-0000-000000000001/",
]
FIELDS = [
    *("q", "page", "sort", "theme", "country", "year", "language", "type", "publisher", "sdg"),
    *("focus", "keyword", "kind", "month", "tab", "lang", "print", "light", "next", "saved", "dir"),
    *("from", "to", "view", "id", "page[]", "theme[$ne]", "__proto__", "order_by", "pk__in"),
]
VALUES = [
    *("", "0", "-1", "1", "2", "1e3", "1.5", "0x10", "NaN", "Infinity", "١", "²", "last", "null"),
    *("99999999999999999999", "9" * 400, "2026-13", "2026-00", "0000-00", "10000-01", "-2026-01"),
    *("2026-02-30", "9999-12", "0001-01", "1e400", "diaspora", "SN", "sn", "en", "xx", "title"),
    *("%", "_", "%%%", "*", "\\", "'", '"', "' OR 1=1 --", "1;DROP TABLE x", "{{7*7}}", "${7*7}"),
    *("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "../../etc/passwd"),
    *("//evil.example", "https://evil.example/", "javascript:alert(1)", "/\\evil.example"),
    *("a" * 3_000, "é" * 500, "\u202ecod.exe", "\ud7ff", "😀", "\u0000", "\r\nSet-Cookie: a=b"),
    *("[1,2]", '{"a":1}', "true", "diaspora,diaspora", "a b", "a+b", "&&", "=", "?", "#"),
]
SEGMENTS = [
    *("..", ".", "...", "%2e%2e", "%252e%252e", "..%2f", "%00", "%0d%0a", "%ff%fe", "%C0%AE"),
    *("<script>", "'", '"', "a" * 300, "é", "٢٠٢٦", "%u0041", "~", "*", "|", ";a=b", "index.php"),
    *(".git", ".env", "wp-login.php", "feed.atom", "feed.rss", "event.ics", "cite.bib", "cite.exe"),
    *("month", "2026-13", "0000-01", "9999-12", "99999-1", "-1", "0", "1", "past", "nothing"),
]
LANGUAGES = ["xx", "EN", "en-GB", "ar", "zz-zz", "e", "english", "fr", "es", "..", "%65n"]


def addresses(count: int) -> list[str]:
    """`count` different ones."""
    chance = random.Random(SEED)  # noqa: S311 - repeatable on purpose
    found: dict[str, None] = {}
    while len(found) < count:
        found[_mutated(chance)] = None
    return list(found)


def _mutated(chance: random.Random) -> str:
    path = chance.choice(PATHS)
    for mutate in chance.sample(MUTATIONS, chance.choice((0, 1, 1, 2))):
        path = mutate(path, chance)
    query = "&".join(_pairs(chance))
    return f"{path}?{query}" if query else path


def _pairs(chance: random.Random) -> Iterator[str]:
    for _number in range(chance.choice((0, 1, 1, 2, 5))):
        value = chance.choice(VALUES)
        yield f"{quote(chance.choice(FIELDS))}={_written(value, chance)}"


def _written(value: str, chance: random.Random) -> str:
    """Encoded as it should be, twice, or not at all."""
    once = quote(value, safe="")
    return chance.choice((once, once, quote(once, safe=""), _raw(value)))


def _raw(value: str) -> str:
    """As a careless program writes it, as far as a line of HTTP can carry it."""
    return quote(value, safe="<>\"'{}|\\^`[]:/?@!$()*+,;=%&#")


def _extended(path: str, chance: random.Random) -> str:
    return f"{path.rstrip('/')}/{_raw(chance.choice(SEGMENTS))}{chance.choice(('', '/'))}"


def _replaced(path: str, chance: random.Random) -> str:
    parts = f"{path}/".split("/")
    parts[chance.randrange(1, len(parts))] = _raw(chance.choice(SEGMENTS))
    return "/".join(parts)


def _in_another_language(path: str, chance: random.Random) -> str:
    return f"/{chance.choice(LANGUAGES)}/{path.lstrip('/').partition('/')[2]}"


def _without_language(path: str, chance: random.Random) -> str:
    return f"/{path.lstrip('/').partition('/')[2]}"


def _ended(path: str, chance: random.Random) -> str:
    ends = (".", "/.", "//", "/..", "%20", "%00", ".html", ".php", "/index.html", ";", "%2f", "\\")
    return path.rstrip("/") + _raw(chance.choice(ends))


def _otherwise_written(path: str, chance: random.Random) -> str:
    return chance.choice(
        (path.upper(), path.replace("/", "//"), path.replace("e", "%65"), path * 3)
    )


MUTATIONS = [
    *(_extended, _replaced, _in_another_language, _without_language, _ended, _otherwise_written),
]
