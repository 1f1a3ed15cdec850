"""Ask one address as often as it answers, by wrk, and say how that went."""

import json
import shutil
import statistics
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

SCRIPT = Path(__file__).with_name("report.lua")
MARK = "RESULT "


class NotMeasured(Exception):
    """wrk is missing, or what it asked for did not come. The message says which."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One stretch of load. Times in milliseconds."""

    rate: float  # answers a second
    p50: float
    p95: float
    p99: float


def ask(
    url: str, *, seconds: int, connections: int, headers: Mapping[str, str] | None = None
) -> Sample:
    """Load `url` for `seconds`, with so many connections at once. Raises NotMeasured."""
    wrk = shutil.which("wrk")
    if wrk is None:
        raise NotMeasured("wrk is missing (Debian, Ubuntu: apt install wrk).")
    command = [wrk, "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s"]
    command += ["-s", str(SCRIPT)]
    for name, value in {"Accept-Encoding": "gzip", **(headers or {})}.items():
        command += ["-H", f"{name}: {value}"]
    done = subprocess.run([*command, url], capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise NotMeasured(f"{url}: {done.stderr or done.stdout}")
    return read(done.stdout, url)


def read(printed: str, url: str) -> Sample:
    """What wrk printed by report.lua, as a sample. Raises NotMeasured for a single wrong answer."""
    found = [line for line in printed.splitlines() if line.startswith(MARK)]
    if not found:
        raise NotMeasured(f"{url}: wrk printed no result:\n{printed}")
    facts = json.loads(found[-1].removeprefix(MARK))
    wrong = facts["refused"] + facts["broken"]
    if wrong:
        raise NotMeasured(f"{url}: {wrong} of {facts['requests']} answers were wrong")
    if not facts["requests"]:
        raise NotMeasured(f"{url}: no answer in time: a busy machine needs more --seconds")
    return Sample(
        rate=facts["requests"] / facts["lasted"] * 1_000_000,
        p50=facts["p50"] / 1000,
        p95=facts["p95"] / 1000,
        p99=facts["p99"] / 1000,
    )


def middle(samples: Sequence[Sample]) -> Sample:
    """The median of each figure: one disturbed round changes nothing."""
    return Sample(
        *(statistics.median(getattr(one, name) for one in samples) for name in Sample.__slots__)
    )
