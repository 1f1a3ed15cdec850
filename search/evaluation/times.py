"""Milliseconds, gathered and summed up."""

import statistics
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class Times:
    """Milliseconds, one for each time something was asked.

    `cpu_ms`: of the processor alone, without waiting for it while others have it.
    """

    ms: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)

    def percentile(self, share: int) -> float:
        """p50, p95, p99. 0 if nothing was asked."""
        return _percentile(self.ms, share)

    def add(self, ms: Iterable[float], cpu_ms: Iterable[float]) -> None:
        """What was measured elsewhere."""
        self.ms += ms
        self.cpu_ms += cpu_ms

    def __str__(self) -> str:
        p50, p95, p99 = (self.percentile(share) for share in (50, 95, 99))
        cpu = _percentile(self.cpu_ms, 95)
        return f"p50 {p50:6.1f}   p95 {p95:6.1f}   p99 {p99:6.1f} ms   (cpu p95 {cpu:6.1f})"

    @contextmanager
    def measured(self) -> Iterator[None]:
        """Take the time of what is done within, also where it ends with an error."""
        begun, cpu = time.perf_counter(), time.process_time()
        try:
            yield
        finally:
            self.ms.append((time.perf_counter() - begun) * 1000)
            self.cpu_ms.append((time.process_time() - cpu) * 1000)

    def figures(self) -> dict[str, float]:
        """What is worth keeping: how often it was asked, and milliseconds."""
        shares = {f"p{share}": round(self.percentile(share), 1) for share in (50, 95, 99)}
        cpu = {"cpu_p95": round(_percentile(self.cpu_ms, 95), 1)}
        return {"asked": len(self.ms)} | shares | cpu


def _percentile(values: list[float], share: int) -> float:
    if len(values) < 2:
        return values[0] if values else 0.0
    return statistics.quantiles(values, n=100, method="inclusive")[share - 1]


def together(several: Iterable[Times]) -> Times:
    """All of them as one."""
    times = list(several)
    return Times(
        [ms for one in times for ms in one.ms],
        [ms for one in times for ms in one.cpu_ms],
    )
