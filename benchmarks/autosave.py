"""A save of answers beside the bare writes it cannot do without: `make bench-learning`.

The request goes the whole way: session, token, limit, lock, checks, rows, answer. The bare way
writes the same rows in one transaction over one open connection: an event for each answer, and the
answer itself. Both commit to the same PostgreSQL, which writes through to the disk. Then a class
saves at once: so many learners, each once in ten seconds (learning.md §22). Ends with 1 where a
budget is missed.
"""

import argparse
import itertools
import json
import random
import sys
import time
import uuid
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from benchmarks import beside, sites
from benchmarks.beside import Ask

EACH = 10  # seconds between two saves of one learner in class
MOST_A_MINUTE = 50  # saves of one attempt: the site allows 60
ALONE_P95, CLASS_P95 = 60, 200  # milliseconds
Learner = Mapping[str, Any]
_numbers = itertools.count(1)  # client_seq only grows


def main() -> int:
    """Run with the arguments given; 1 where a budget was missed, 2 where nothing was measured."""
    return beside.run("autosave", _options(), measured)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m benchmarks.autosave", description=__doc__)
    parser.add_argument("--rounds", type=int, default=200, help="saves of each kind")
    parser.add_argument("--savers", type=int, default=200, help="learners of the class")
    parser.add_argument("--seconds", type=int, default=30, help="how long the class saves")
    parser.add_argument("--var", type=Path, default=sites.ROOT / "var" / "bench" / "learning")
    return parser.parse_args()


def measured(options: argparse.Namespace) -> beside.Measured:
    """Figures by line, and how durable the database was. Raises NotMeasured."""
    url = beside.database()
    env = beside.prepared(options.var, url)
    alone = -(-2 * options.rounds // MOST_A_MINUTE)  # learners for the saves one by one
    wanted = max(options.savers, 1) + 2 * alone
    print(f"· {wanted} learners")
    data = beside.said("benchmarks.autosave_data", "--learners", str(wanted), env=env)
    asking, writing, klass = (
        data["learners"][:alone],
        data["learners"][alone : 2 * alone],
        data["learners"][2 * alone :],
    )
    with ExitStack() as stack:
        site = stack.enter_context(sites.serving("ours", env=env, log=options.var / "ours.log"))
        database = stack.enter_context(psycopg.connect(url, autocommit=True))
        found: dict[str, Any] = {}
        for name, count in (("one answer", 1), ("all answers", None)):
            print(f"· {name}")
            ask = partial(_asked, site, asking, count)
            write = partial(_written, database, data["tables"], writing, count)
            for number in range(4):
                ask(number)
                write(number)
            ours, bare = beside.in_turn(ask, write, options.rounds)
            found[name] = {"ours": beside.figures(ours), "bare": beside.figures(bare)}
        if options.savers:
            print(f"· {options.savers} savers for {options.seconds} s")
            times = _class(site, klass[: options.savers], options.seconds)
            found[f"{options.savers} savers"] = {"ours": beside.figures(times)}
        durable = {name: _shown(database, name) for name in ("fsync", "synchronous_commit")}
    how = ", ".join(f"{name} {value}" for name, value in durable.items())
    return beside.Measured(
        {"lines": found, "how": how},
        f"{table(found)}\n\n{how}",
        is_missed=any(missed(name, found) for name in found),
    )


def _shown(database: Any, name: str) -> str:
    return str(database.execute("SELECT current_setting(%s)", [name]).fetchone()[0])


def _asked(site: sites.Site, learners: Sequence[Learner], count: int | None, number: int) -> float:
    """One save by the site; each learner in turn."""
    return beside.asked(site, _save_of(learners[number % len(learners)], count))


def _save_of(one: Learner, count: int | None) -> Ask:
    answers = [
        {
            "slot": row["slot"],
            "answer": row["answer"],
            "key": str(uuid.uuid4()),
            "client_seq": next(_numbers),
        }
        for row in one["answers"][:count]
    ]
    return Ask(
        one["path"],
        one["cookie"],
        json.dumps({"answers": answers}).encode(),
        {"Content-Type": "application/json", "X-Save-Token": one["token"]},
        holds=b'"applied"',
    )


def _written(
    database: Any,
    tables: Mapping[str, str],
    learners: Sequence[Learner],
    count: int | None,
    number: int,
) -> float:
    """The same rows, written at once. Milliseconds from BEGIN to the end of COMMIT."""
    one, now, seq = learners[number % len(learners)], datetime.now(UTC), next(_numbers)
    rows = one["answers"][:count]
    # The names of tables are those of our own models.
    event = (
        f"INSERT INTO {tables['event']} (attempt_id, slot, key, client_seq, answer, received_at,"  # noqa: S608
        " client_at, applied, late, source) VALUES "
        + ", ".join(["(%s, %s, %s, %s, %s, %s, NULL, true, false, 'autosave')"] * len(rows))
    )
    answer = (
        f"UPDATE {tables['response']} AS row SET answer = sent.answer, client_seq = %s,"  # noqa: S608
        " rev = rev + 1, saved_at = %s, state = 'complete' FROM (VALUES "
        + ", ".join(["(%s::bigint, %s::jsonb)"] * len(rows))
        + ") AS sent (id, answer) WHERE row.id = sent.id"
    )
    events = [
        value
        for row in rows
        for value in (one["attempt"], row["slot"], uuid.uuid4(), seq, Jsonb(row["answer"]), now)
    ]
    answers = [value for row in rows for value in (row["row"], Jsonb(row["answer"]))]
    began = time.perf_counter()
    with database.transaction():
        database.execute(event, events)
        database.execute(answer, [seq, now, *answers])
    return (time.perf_counter() - began) * 1000


def _class(site: sites.Site, learners: Sequence[Learner], seconds: int) -> list[float]:
    """Milliseconds of every save while each learner saves once in EACH seconds, from any moment."""
    end = time.monotonic() + seconds

    def save(one: Learner) -> list[float]:
        times = []
        time.sleep(random.uniform(0, EACH))  # noqa: S311 - nobody begins at the same moment
        while time.monotonic() < end:
            began = time.monotonic()
            times.append(beside.asked(site, _save_of(one, 1)))
            time.sleep(max(0, EACH - (time.monotonic() - began)))
        return times

    with ThreadPoolExecutor(len(learners)) as pool:
        return [took for times in pool.map(save, learners) for took in times]


def missed(name: str, found: Mapping[str, Any]) -> bool:
    """Whether the slowest twentieth took longer than it may."""
    return bool(found[name]["ours"]["p95"] > (CLASS_P95 if "savers" in name else ALONE_P95))


def table(found: Mapping[str, Any]) -> str:
    """Milliseconds, and how many times longer the whole way takes."""
    rows = [f"{'':14}{'ours p50':>10}{'p95':>8}{'bare p50':>10}{'p95':>8}{'ours/bare':>11}"]
    for name, both in found.items():
        row = f"{name:14}{both['ours']['p50']:10.1f}{both['ours']['p95']:8.1f}"
        if bare := both.get("bare"):
            ratio = both["ours"]["p50"] / max(bare["p50"], 0.01)
            row += f"{bare['p50']:10.2f}{bare['p95']:8.2f}{ratio:11.1f}"
        rows.append(row + ("  MISSED" if missed(name, found) else ""))
    return "\n".join(rows)


if __name__ == "__main__":
    sys.exit(main())
