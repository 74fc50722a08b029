"""Logs: one line each to stderr, coloured on a terminal, JSON elsewhere. No message bodies, no secrets.

What an exception says of itself may be somebody's words (a driver repeats the row it was given): of a failure the log
has the kinds of errors and the places in the code, never their messages.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any

import structlog
from structlog.typing import ExcInfo, Processor

from bot.repeats import Repeats

#: Libraries that speak of every statement, tick or call, not only of trouble.
_TALKATIVE = ("apscheduler", "alembic", "aiosqlite", "sqlalchemy", "urllib3", "requests")


def configure() -> None:
    """Send structlog and the libraries' own logging the same way."""
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.processors.ExceptionRenderer(_without_words),
    ]
    terminal = sys.stderr.isatty()
    last: Processor = (
        structlog.dev.ConsoleRenderer() if terminal else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
        )
    )
    handler.addFilter(Repeats())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)


@contextmanager
def quiet() -> Iterator[None]:
    """Only trouble is worth a line in this block."""
    root = logging.getLogger()
    level = root.level
    root.setLevel(logging.WARNING)
    try:
        yield
    finally:
        root.setLevel(level)


def loop_failed(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """The event loop's handler of what nobody has caught; its own would write the error's words."""
    error = context.get("exception")
    log: structlog.BoundLogger = structlog.get_logger()
    log.error("loop_failed", what=context.get("message"), exc_info=error)


def _without_words(exc_info: ExcInfo) -> str:
    """The traceback of an error and of those that led to it, without what they say."""
    return "\n".join(_lines(exc_info[1], exc_info[2]))


def _lines(error: BaseException, trace: TracebackType | None) -> Iterator[str]:
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        yield from _lines(cause, cause.__traceback__)
        yield "which led to:"
    yield "".join(traceback.format_tb(trace)).rstrip()
    yield f"{type(error).__module__}.{type(error).__qualname__}{_code(error)}".removeprefix("builtins.")


def _code(error: BaseException) -> str:
    """The number that a system, or a database, gives a kind of error."""
    code = getattr(error, "sqlstate", None) or getattr(error, "sqlite_errorname", None)
    if code is None and isinstance(error, OSError):
        code = error.errno
    return "" if code is None else f" [{code}]"
