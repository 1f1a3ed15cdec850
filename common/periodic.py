"""Jobs that run on a clock. Each is idempotent, sliceable and takes the time it runs as of.

An app registers in its own `periodic.py`, which `common.apps` imports at start; the command
`run_periodic` runs them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

Job = Callable[[datetime], object]


@dataclass(frozen=True, slots=True)
class PeriodicJob:
    """A job's name, how often it is due, and the function, called with the time it runs as of."""

    name: str
    every: timedelta
    run: Job


_registry: dict[str, PeriodicJob] = {}


def register(name: str, *, every: timedelta) -> Callable[[Job], Job]:
    """Decorator: run the function every `every`, under the name `name`."""

    def keep(run: Job) -> Job:
        if name in _registry:
            raise ValueError(f"periodic job {name!r} is registered twice")
        _registry[name] = PeriodicJob(name, every, run)
        return run

    return keep


def jobs() -> list[PeriodicJob]:
    """All registered jobs, by name."""
    return sorted(_registry.values(), key=lambda job: job.name)
