"""What is measured, and the ratios that quality.md §6 asks for."""

from dataclasses import dataclass

CROWD = 16  # connections of the lines about throughput
ALONE = 1  # of those about how long one reader waits

HOME = "/en/"
LIST = "/en/library/"
ARTICLE = "/en/whats-new/news/ten-years-conversations/"
RECORD = "/en/library/link-up-study/"
PAGES = {"home": HOME, "list": LIST, "article": ARTICLE, "record": RECORD}
STYLESHEET = "stylesheet"  # its address holds a hash, so it is read from the front page


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table: an address at one of the sites of benchmarks.sites."""

    name: str
    site: str  # uncached, unkept, cached, redis, starter
    path: str
    connections: int = CROWD


@dataclass(frozen=True, slots=True)
class Ratio:
    """The rate of one line by that of another; None where §6 names no least value."""

    line: str
    by: str
    least: float | None = None


BARE = "R0 bare view"
STARTER = "R1 Wagtail's starter page"
STATIC = "static file"

LINES = [
    Line(BARE, "uncached", "/bare/"),
    Line(STARTER, "starter", "/"),
    *(Line(f"{name}, uncached", "uncached", path) for name, path in PAGES.items()),
    *(Line(f"{name}, nothing kept", "unkept", path) for name, path in PAGES.items()),
    *(Line(f"{name}, cached", "cached", path) for name, path in PAGES.items()),
    Line("home, Redis only", "redis", HOME),
    Line(STATIC, "cached", STYLESHEET),
    *(
        Line(f"{name}, uncached, one reader", "uncached", path, ALONE)
        for name, path in PAGES.items()
    ),
]

RATIOS = [
    Ratio("home, cached", BARE, 0.80),
    Ratio("home, Redis only", BARE, 0.35),
    Ratio("home, cached", "home, uncached", 10),
    Ratio("home, uncached", STARTER, 0.35),
    Ratio("article, uncached", STARTER, 0.50),
    Ratio("record, uncached", STARTER, 0.50),
    Ratio("list, uncached", STARTER, 0.25),
    Ratio(STATIC, BARE, 0.90),
    Ratio(STARTER, BARE),
]
ALONE_P50, ALONE_P95 = 40, 80  # milliseconds an uncached page may take for one reader
