"""What a server logs: a line of JSON for programs, or one that people read."""

import json
import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from audiostream.backend.web.request_id import REQUEST_ID
from audiostream.text import one_line

_HERE = "audiostream.backend.web.logs"

_ENCODER = json.JSONEncoder(ensure_ascii=False, default=str)


def configuration(*, readable: bool, verbose: bool) -> Mapping[str, Any]:
    """Return what :func:`logging.config.dictConfig` is told, in each process of a server."""
    formatter = "Readable" if readable else "Json"
    level = "DEBUG" if verbose else "INFO"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": f"{_HERE}.{formatter}Formatter"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"level": "WARNING", "handlers": ["stderr"]},
        "loggers": {
            "audiostream": {"level": level},
            # Granian's own; on each start and stop it says several lines.
            "_granian": {"level": "INFO" if verbose else "WARNING"},
            # What it logs of errors is logged with more by us.
            "django.request": {"level": "CRITICAL"},
            "django.security": {"level": "CRITICAL"},
        },
    }


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time, level, logger, message, the request's id, and what a record adds (``fields``)."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request_id := REQUEST_ID.get():
            line["request_id"] = request_id
        line |= getattr(record, "fields", {})
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return _ENCODER.encode(line)


class ReadableFormatter(logging.Formatter):
    """The time of day, the message, and how long it took; an error with its origin."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, or lines."""
        at = datetime.fromtimestamp(record.created, UTC).astimezone().strftime("%H:%M:%S")
        fields = getattr(record, "fields", {})
        took = f" {fields['ms']} ms {fields['account'] or '-'}" if "ms" in fields else ""
        level = "" if record.levelno <= logging.INFO else f" {record.levelname.lower()}:"
        text = f"{at}{level} {one_line(record.getMessage())}{took}"
        return f"{text}\n{self.formatException(record.exc_info)}" if record.exc_info else text
