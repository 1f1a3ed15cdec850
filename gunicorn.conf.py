"""How the site is served (OPS3). Everything that differs between places is in the environment."""

import gc
import multiprocessing
import os
from pathlib import Path

pythonpath = "site"
wsgi_app = "m4dnet.wsgi:application"
bind = os.environ.get("BIND", f"127.0.0.1:{os.environ.get('PORT', '8000')}")

workers = int(os.environ.get("WEB_CONCURRENCY") or multiprocessing.cpu_count())
# A browser's idle connection holds a sync worker until its timeout, so without nginx in front
# (no trusted proxy) connections are held by threads.
has_proxy = int(os.environ.get("TRUSTED_PROXY_COUNT") or 0) > 0
worker_class = "sync" if has_proxy else "gthread"
threads = 1 if has_proxy else 4
keepalive = 5  # seconds; gthread only

preload_app = True
timeout = 30  # seconds
graceful_timeout = 30
max_requests = 2000
max_requests_jitter = 200
limit_request_line = 8190  # bytes: a longer address is a 414 (SEC26)
# A worker says that it lives by touching a file: in memory, so that a slow disk kills nobody.
memory = Path("/dev/shm")  # noqa: S108 - gunicorn makes its file there safely
worker_tmp_dir = str(memory) if memory.is_dir() else None
control_socket_disable = True

# Requests are logged by the application, with their id and without addresses (OPS6).
accesslog = None
errorlog = "-"
loglevel = "warning"


def when_ready(server: object) -> None:
    """All code is loaded and stays: the collector need not look through it again and again.

    What it does not touch, the workers share with the master, too.
    """
    gc.collect()
    gc.freeze()
