"""No words make the reader try every way to share them out: a message that repeats itself is read at once.

What such a pattern costs grows with a power of the length, or doubles with every character: one message of these
took from seconds to hours before. The limit is a thousand times what the slowest of them takes.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import pytest

from domain.language.normal import normalised
from domain.language.reading import SHORT, read
from tests.support.phrase_rows import vocabulary

STARTS = ("", "退回", "绑定", "照片说明", "编号1是", "采用 1", "换联络员", "免报", "把", "1-", "「", "您好", "没")
REPEATED = (
    " ",
    "\u3000",
    "\n",
    "1",
    "1,",
    "1、 ",
    "1-\u30001 和",
    "，",
    "（",
    "图1",
    "图1的了",
    "第1张",
    "请",
    "谢谢",
    "辛苦",
    "说明",
    "邀请码",
    "a.",
    "不@",
    "」\n",
)
ENDS = ("x", "推荐")
#: In a commands' length every frame is tried; in a long one only those of captions, lists and names.
LENGTHS = (SHORT - 8, 2000)
CPU_SECONDS = 20


@contextmanager
def given_up_when_exploding() -> Iterator[None]:
    def stop(number: int, frame: FrameType | None) -> None:
        raise AssertionError("the reader tries every way to share the message out")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, CPU_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@pytest.mark.parametrize("repeated", REPEATED)
def test_a_message_that_repeats_itself_is_read(repeated: str) -> None:
    words = vocabulary("supervisor", ("", ""))
    for length in LENGTHS:
        for start in STARTS:
            for end in ENDS:
                said = start + repeated * (length // len(repeated)) + end
                with given_up_when_exploding():
                    assert read(normalised(said), words).utterance.raw == said


def test_long_blanks_are_short_for_the_reader_and_whole_in_what_was_typed() -> None:
    utterance = normalised("退回" + " " * 1000 + "1，太暗" + "\n" * 30 + "请重拍")
    assert utterance.plain == "退回 1,太暗\n\n请重拍"
    assert utterance.typed() == "退回" + " " * 1000 + "1，太暗" + "\n" * 30 + "请重拍"
