"""Logs: JSON lines to stdout in production, words elsewhere; never addresses or paths (OPS6)."""

import structlog

from m4dnet.settings.environment import env

_plain = structlog.dev.plain_traceback
LOG_LEVEL = env.str("LOG_LEVEL", default="WARNING")
_shared = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def logging_for(renderer: str, level: str) -> dict:
    """Django's LOGGING with `renderer` ("json" or "words") from `level` up."""
    last = {
        "json": [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()],
        # Not with the values of variables, its default: they are what people typed.
        "words": [structlog.dev.ConsoleRenderer(colors=False, exception_formatter=_plain)],
    }[renderer]
    clean = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"without_paths": {"()": "common.log_filters.WithoutPaths"}},
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": _shared,
                "processors": [clean, *last],
            }
        },
        "handlers": {
            "stdout": {
                "class": "logging.StreamHandler",
                "stream": "ext://sys.stdout",
                "formatter": "line",
                "filters": ["without_paths"],
            }
        },
        "root": {"handlers": ["stdout"], "level": level},
        "loggers": {
            # Ours says each request; Django's would say those refused again, with their path.
            "django.request": {"level": "ERROR"},
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            # A line for each request to Elasticsearch; the breaker says when it fails, once.
            "elastic_transport": {"level": "ERROR"},
            # Its handlers of its own would print and mail besides.
            "django": {"handlers": [], "propagate": True},
            "django.server": {"handlers": ["stdout"], "propagate": False},
        },
    }


LOGGING = logging_for("words", LOG_LEVEL)

structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *_shared,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
