"""Lines that repeat: so many are written, the others counted, and told when the next is written."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot import logs
from bot.repeats import KINDS, WINDOW, WRITTEN, Repeats


class Now:
    def __init__(self) -> None:
        self.passed = 0.0

    def __call__(self) -> float:
        return self.passed


def record(message: object, *, name: str = "library", level: int = logging.ERROR) -> logging.LogRecord:
    return logging.LogRecord(name, level, __file__, 1, message, None, None)


def test_the_lines_of_a_loop_are_counted_and_told_later() -> None:
    now = Now()
    repeats = Repeats(monotonic=now)
    written = [repeats.filter(record("socket.accept() out of system resource")) for _ in range(10_000)]
    assert sum(written) == WRITTEN
    now.passed = WINDOW
    next_one = record("socket.accept() out of system resource")
    assert repeats.filter(next_one)
    assert next_one.__dict__["left_out"] == 10_000 - WRITTEN
    assert "left_out" not in record("socket.accept() out of system resource").__dict__


def test_kinds_do_not_hide_each_other() -> None:
    repeats = Repeats(monotonic=Now())
    for _ in range(WRITTEN + 1):
        repeats.filter(record("one"))
    others = [record("another"), record("one", name="other"), record("one", level=logging.INFO)]
    others += [record({"event": "one", "outcome": "forged"}), record({"event": "one", "outcome": "stale"})]
    assert all(map(repeats.filter, others))
    assert not repeats.filter(record("one"))


def test_endless_kinds_take_no_endless_memory() -> None:
    repeats = Repeats(monotonic=Now())
    for number in range(KINDS * 3):
        assert repeats.filter(record(f"one {number}"))
    assert len(repeats._counts) <= KINDS


@pytest.fixture
def restored() -> Iterator[None]:
    root, configured = logging.getLogger(), structlog.get_config()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.configure(**configured)


@pytest.mark.usefixtures("restored")
def test_our_own_lines_and_those_of_libraries_go_through_it(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure()
    for _ in range(WRITTEN * 2):
        structlog.get_logger().warning("events.too_many", most=1)
        logging.getLogger("asyncio").error("socket.accept() out of system resource")
    lines = [json.loads(line)["event"] for line in capsys.readouterr().err.splitlines()]
    assert lines.count("events.too_many") == lines.count("socket.accept() out of system resource") == WRITTEN
