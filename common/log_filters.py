"""What must not get into a log, whoever writes it (PRV5)."""

import logging


class WithoutPaths(logging.Filter):
    """Django's errors name the path, which may be a link with a token in it: only ours remains."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith(("django.request", "django.security")):
            record.msg, record.args = "request_failed", ()
        for name in ("request", "status_code"):
            record.__dict__.pop(name, None)
        return True
