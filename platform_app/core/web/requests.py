"""Each request gets an identifier, told in the answer, the log line and the audit rows it wrote.

A log line holds method, endpoint, status, time and identifier: never the path, a query, an address or a name.
"""

import json
import logging
import sys
import time
from collections.abc import Iterator
from types import TracebackType

from flask import Flask, Response, abort, g, request

from platform_app.core.database import new_id

logger = logging.getLogger("tsunagi.request")


class JsonLines(logging.Formatter):
    """One JSON object a line. Faults keep their type and place, never the values at hand."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        line.update(getattr(record, "facts", {}))
        if record.exc_info and record.exc_info[0] is not None:
            line["fault"] = record.exc_info[0].__name__
            line["places"] = _places(record.exc_info[2])
        return json.dumps(line, ensure_ascii=False)


def _places(trace: TracebackType | None) -> list[str]:
    places = []
    while trace is not None:
        places.append(f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}")
        trace = trace.tb_next
    return places[-8:]


def init_requests(app: Flask) -> None:
    """Number the requests and log them as JSON lines on standard error."""
    _write_json_lines(app)

    @app.before_request
    def number() -> None:
        g.request_id = new_id().hex
        g.started_at = time.perf_counter()

    @app.before_request
    def refuse_zero_bytes() -> None:
        """No browser sends one, the database keeps none: refused here, once for every entry of every page."""
        if any("\0" in text for text in _entries()):
            abort(400)

    @app.after_request
    def note(response: Response) -> Response:
        request_id = g.get("request_id")
        if request_id:
            response.headers["X-Request-Id"] = request_id
        if request.endpoint not in (None, "static", "health.alive", "health.ready"):
            started = g.get("started_at", time.perf_counter())
            facts = {
                "request_id": request_id,
                "method": request.method,
                "endpoint": request.endpoint,
                "status": response.status_code,
                "milliseconds": round((time.perf_counter() - started) * 1000, 1),
            }
            logger.info("request", extra={"facts": facts})
        return response

    app.log_exception = _log_fault  # type: ignore[method-assign]


def _entries() -> Iterator[str]:
    """Everything that came in as text: path, names and values of query and form."""
    yield request.path
    for entries in (request.args, request.form):
        for name, values in entries.lists():
            yield name
            yield from values


def _log_fault(
    exc_info: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
) -> None:
    """Log a fault without its words: they may quote a value."""
    logging.getLogger("tsunagi.fault").error(
        "fault",
        exc_info=exc_info,
        extra={"facts": {"request_id": g.get("request_id"), "endpoint": request.endpoint, "method": request.method}},
    )


def _write_json_lines(app: Flask) -> None:
    root = logging.getLogger("tsunagi")
    if not root.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(JsonLines())
        root.addHandler(handler)
        root.propagate = app.testing
        root.setLevel(logging.INFO)
