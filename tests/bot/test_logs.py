"""Logs: JSON of one line with the whole traceback, and libraries that are quiet about what is no trouble."""

from __future__ import annotations

import json
import logging
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
    levels = {name: logging.getLogger(name).level for name in ("", "apscheduler", "alembic")}
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


def broken() -> None:
    raise ValueError("no such thing")


def test_a_failure_carries_its_traceback(capsys: Capture) -> None:
    logs.configure()
    try:
        broken()
    except ValueError:
        structlog.get_logger().exception("step_failed", step="intake")
        logging.getLogger("aiohttp.server").exception("unhandled")
    for line in lines(capsys):
        assert "in broken" in line["exception"]
        assert line["exception"].endswith("ValueError: no such thing")
        assert line["level"] == "error"


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
