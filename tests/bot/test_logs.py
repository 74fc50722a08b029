"""Logs: JSON of one line with the whole traceback, and libraries that are quiet about what is no trouble."""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import sqlite3
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from bot import logs

Capture = pytest.CaptureFixture[str]
#: What a library says about every tick and every look at the schema, and how loudly it may speak at least.
QUIET = ("apscheduler", "apscheduler.executors.default", "alembic", "alembic.runtime.migration")


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    """Logging as it was, for the tests that follow."""
    root = logging.getLogger()
    levels = {name: logging.getLogger(name).level for name in ("", *logs._TALKATIVE)}
    handlers, configured = root.handlers[:], structlog.get_config()
    yield
    root.handlers[:] = handlers
    structlog.configure(**configured)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def lines(capsys: Capture) -> list[dict[str, Any]]:
    logs_written = capsys.readouterr()
    assert logs_written.out == ""
    return [json.loads(line) for line in logs_written.err.splitlines()]


def test_a_line_is_json_with_what_was_given(capsys: Capture) -> None:
    logs.configure()
    structlog.get_logger().info("stopping", unit="某校")
    logging.getLogger("some.library").warning("died", extra={"bytes": 3})
    ours, others = lines(capsys)
    assert {**ours, "timestamp": ""} == {"event": "stopping", "unit": "某校", "level": "info", "timestamp": ""}
    assert {**others, "timestamp": ""} == {"event": "died", "bytes": 3, "level": "warning", "timestamp": ""}


def test_chinese_can_be_read(capsys: Capture) -> None:
    logs.configure()
    structlog.get_logger().info("某校")
    assert "某校" in capsys.readouterr().err


def broken(words: str) -> None:
    try:
        raise KeyError(words)
    except KeyError as error:
        raise ValueError(words) from error


def test_a_failure_carries_its_traceback_and_no_words(capsys: Capture) -> None:
    logs.configure()
    try:
        broken("王小样 138")
    except ValueError:
        structlog.get_logger().exception("step_failed", step="intake")
        logging.getLogger("aiohttp.server").exception("unhandled")
    for line in lines(capsys):
        assert line["exception"].count("in broken") == 2
        assert "KeyError\nwhich led to:" in line["exception"]
        assert line["exception"].endswith("\nValueError")
        assert line["level"] == "error"


def test_the_systems_own_codes_are_told(capsys: Capture) -> None:
    logs.configure()
    for error in (PermissionError(13, "no", "王小样.jpg"), sqlite3.IntegrityError("王小样")):
        structlog.get_logger().error("failed", exc_info=error)
    denied, broken_off = lines(capsys)
    assert denied["exception"].endswith("PermissionError [13]")
    assert broken_off["exception"].endswith("sqlite3.IntegrityError")


def test_what_nobody_catches_is_told_without_words(capsys: Capture) -> None:
    """The loop's own handler shows the task, and in it the error with its words."""

    words = "王小样"

    async def fails() -> None:
        broken(words)

    async def main() -> None:
        asyncio.get_running_loop().set_exception_handler(logs.loop_failed)
        task = asyncio.ensure_future(fails())
        await asyncio.wait([task])
        del task
        gc.collect()

    logs.configure()
    asyncio.run(main())
    written = capsys.readouterr().err
    assert "loop_failed" in written and "ValueError" in written
    assert words not in written


@pytest.mark.parametrize("name", ["aiosqlite", "sqlalchemy.engine", "urllib3.connectionpool"])
def test_a_library_that_speaks_of_every_value_says_nothing(capsys: Capture, name: str) -> None:
    logs.configure()
    logging.getLogger(name).info("INSERT (王小样)")
    assert lines(capsys) == []


@pytest.mark.parametrize("name", QUIET)
def test_a_library_says_only_what_is_trouble(capsys: Capture, name: str) -> None:
    logs.configure()
    logging.getLogger(name).info("ran again")
    logging.getLogger(name).warning("missed")
    assert [line["event"] for line in lines(capsys)] == ["missed"]


def test_what_is_for_programmers_is_left_out(capsys: Capture) -> None:
    logs.configure()
    for logger in (structlog.get_logger(), logging.getLogger("aiohttp")):
        logger.debug("a detail")
        logger.info("news")
    assert [line["event"] for line in lines(capsys)] == ["news", "news"]


def test_configured_twice_a_line_is_written_once(capsys: Capture) -> None:
    logs.configure()
    logs.configure()
    logging.getLogger("some.library").warning("died")
    assert len(lines(capsys)) == 1


def test_a_terminal_gets_no_json(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    logs.configure()
    structlog.get_logger().info("stopping", unit="some")
    said = capsys.readouterr().err
    assert "stopping" in said and "some" in said and not said.startswith("{")
