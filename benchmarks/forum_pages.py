"""The forum's pages beside those of stock django-machina: `make bench-forum` (forum.md §17).

Both sites stand on one PostgreSQL and show the same rooms, topics, posts, rights and read marks;
each request to ours is followed or led by the same one to the other. A new member's first visit is
made by a member who has seen nothing yet, each once. Ends with 1 where a budget is missed.
"""

import argparse
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import beside, sites
from benchmarks.beside import Ask

WARM_UP = 12  # requests of each line that do not count: with four, one worker may have had none
MEMBER, VISITOR, NOBODY = "member", "first visit", "no account"


@dataclass(frozen=True, slots=True)
class Line:
    """A page, who asks for it, and how many milliseconds ours may take (p50, p99)."""

    page: str
    who: str
    p50: float
    p99: float | None = None

    @property
    def name(self) -> str:
        return f"{self.page}, {self.who}"


LINES = [
    *(Line(page, NOBODY, 50, 110) for page in ("index", "forum", "topic")),
    *(Line(page, MEMBER, 80) for page in ("index", "forum", "topic")),
    # The index before the topic, as a new member comes.
    *(Line(page, VISITOR, 200) for page in ("index", "topic")),
]
Found = Mapping[str, Mapping[str, Mapping[str, float]]]


def main() -> int:
    """Run with the arguments given; 1 where a budget was missed, 2 where nothing was measured."""
    return beside.run("forum", _options(), measured)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m benchmarks.forum_pages", description=__doc__)
    parser.add_argument("--members", type=int, default=4_800)
    parser.add_argument("--posts", type=int, default=20_000)
    parser.add_argument("--marks", type=int, default=1_000_000, help="read marks, of all members")
    parser.add_argument("--rounds", type=int, default=60, help="each page is asked so often")
    parser.add_argument("--var", type=Path, default=sites.ROOT / "var" / "bench" / "forum")
    return parser.parse_args()


def measured(options: argparse.Namespace) -> beside.Measured:
    """Figures by line and site, and what was measured. Raises NotMeasured."""
    url = beside.database()
    env = beside.prepared(options.var, url)
    sizes = {name: getattr(options, name) for name in ("members", "posts", "marks")}
    print(f"· {sizes}")
    sizes["visitors"] = options.rounds + WARM_UP
    arguments = [part for name, value in sizes.items() for part in (f"--{name}", str(value))]
    data = beside.said("benchmarks.forum_data", *arguments, env=env)
    stock_env = sites.environment(
        PYTHONPATH="site:.",
        DJANGO_SETTINGS_MODULE="benchmarks.stock_forum.settings",
        STOCK_DATABASE_URL=url,
    )
    members = [str(pk) for who in ("visitors", "readers") for pk, _cookie in data[who]]
    cookies = beside.said("benchmarks.stock_forum.sessions", *members, env=stock_env)
    with ExitStack() as stack:
        ours = stack.enter_context(sites.serving("ours", env=env, log=options.var / "ours.log"))
        stock = stack.enter_context(
            sites.serving(
                "stock",
                env=stock_env,
                log=options.var / "stock.log",
                wsgi="benchmarks.stock_forum.wsgi:application",
            )
        )
        found = {}
        for line in LINES:
            print(f"· {line.name}")
            found[line.name] = _both(line, ours, stock, data, cookies, options.rounds)
    return beside.Measured(
        {"lines": found, "marks": data["marks"], "sizes": sizes},
        f"{table(found)}\n\n{data['marks']:,} read marks",
        is_missed=any(missed(line, found) for line in LINES),
    )


def _both(
    line: Line,
    ours: sites.Site,
    stock: sites.Site,
    data: Mapping[str, Any],
    cookies: Mapping[str, str],
    rounds: int,
) -> dict[str, dict[str, float]]:
    holds = data["holds"][line.page].encode()

    def ask(site: sites.Site, number: int) -> float:
        cookie = ""
        if line.who != NOBODY:
            people = data["visitors" if line.who == VISITOR else "readers"]
            pk, own = people[number % len(people)]
            cookie = own if site is ours else cookies[str(pk)]
        return beside.asked(site, Ask(data[site.name][line.page], cookie, holds=holds))

    # The last visitors warm up: those who count have seen nothing.
    for number in range(rounds, rounds + WARM_UP):
        for site in (ours, stock):
            ask(site, number)
    first, second = beside.in_turn(partial(ask, ours), partial(ask, stock), rounds)
    return {"ours": beside.figures(first), "stock": beside.figures(second)}


def missed(line: Line, found: Found) -> bool:
    """Whether our page took longer than it may."""
    ours = found[line.name]["ours"]
    return ours["p50"] > line.p50 or (line.p99 is not None and ours["p99"] > line.p99)


def table(found: Found) -> str:
    """Milliseconds of both, and how many times longer stock machina takes."""
    rows = [f"{'':22}{'ours p50':>10}{'p95':>9}{'stock p50':>12}{'p95':>9}{'stock/ours':>12}"]
    for line in LINES:
        ours, stock = found[line.name]["ours"], found[line.name]["stock"]
        ratio = stock["p50"] / ours["p50"]
        late = f"  MISSED (at most {line.p50:g})" if missed(line, found) else ""
        rows.append(
            f"{line.name:22}{ours['p50']:10.1f}{ours['p95']:9.1f}"
            f"{stock['p50']:12.1f}{stock['p95']:9.1f}{ratio:12.1f}{late}"
        )
    return "\n".join(rows)


if __name__ == "__main__":
    sys.exit(main())
