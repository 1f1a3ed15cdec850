"""The demo's settings with the bare view beside the site, and a choice of what is kept.

`BENCHMARK_KEEPS`: `files` (as `make run`: memory, then files), `redis` (no memory of the process's
own, so that each answer asks Redis at CACHE_URL), `parts` (every page is made anew for its reader,
as for members, from parts that are kept: common.parts) or `nothing` (not even those).
"""

from m4dnet.settings.demo import *  # noqa: F403 - all of it is measured
from m4dnet.settings.demo import CACHES
from m4dnet.settings.environment import env

ROOT_URLCONF = "benchmarks.urls"

KEEPS = env.str("BENCHMARK_KEEPS", default="files")
if KEEPS in {"parts", "nothing"}:
    PAGE_CACHE_SECONDS = 0
if KEEPS == "nothing":
    PARTS_KEPT_SECONDS = 0
if KEEPS == "redis":
    CACHES = CACHES | {"local": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
