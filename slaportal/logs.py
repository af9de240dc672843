"""Logs as events with fields: a line to read at a desk, JSON for machines."""

from __future__ import annotations

import logging.config
from typing import Any

import structlog

# Without local variables: they hold names, addresses and what people typed.
_TRACEBACKS = structlog.processors.ExceptionRenderer(
    structlog.tracebacks.ExceptionDictTransformer(show_locals=False, max_frames=20)
)
_SHARED: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def configuration(*, level: str, readable: bool) -> dict[str, Any]:
    """Return the ``LOGGING`` setting: everything from ``level`` up to standard error, readable or as JSON."""
    renderer: list[structlog.typing.Processor] = (
        [structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)]
        if readable
        else [_TRACEBACKS, structlog.processors.JSONRenderer()]
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "event": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": [*_SHARED, structlog.stdlib.ExtraAdder()],
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderer],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "event"}},
        "root": {"handlers": ["stderr"], "level": level},
        # The worker would write two lines for every beat of the timetable.
        "loggers": {
            name: {"level": "WARNING"}
            for name in ("celery.worker.strategy", "celery.app.trace", "celery.beat")
        },
    }


def configure(configuration: dict[str, Any]) -> None:
    """Apply the ``LOGGING`` setting, so that structlog's loggers write through the same handlers."""
    logging.config.dictConfig(configuration)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
