"""Buttons carry the mark of their question; what was typed, and keys of menus, carry none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from domain import pressing
from domain.clock import CHINA
from domain.language.acts import Withdraw
from domain.language.decide import decide
from domain.language.decisions import Offered, Remark, Say, Situation
from domain.language.normal import normalised
from domain.language.reading import read
from domain.language.vocabulary import Vocabulary
from domain.messages import Choice

AT = datetime(2020, 11, 9, 9, 30, 0, 123456, tzinfo=CHINA)


def test_a_button_says_what_it_stands_for_and_of_which_question_it_is() -> None:
    (button,) = pressing.marked([Choice(label="1. 撤回", says="1")], AT)
    assert button.label == "1. 撤回"
    assert pressing.parted(button.says) == ("1", pressing.mark(AT))


def test_a_mark_is_a_moments_own_wherever_its_clock_stands() -> None:
    assert pressing.mark(AT) == pressing.mark(AT.astimezone(UTC))
    assert pressing.mark(AT) != pressing.mark(AT + timedelta(milliseconds=1))
    assert pressing.mark(datetime(1999, 1, 1, tzinfo=UTC)) == "0"


@pytest.mark.parametrize("typed", ["1", "确认", "状态", "#", "3#", "编号#丙", "", "确认 王五"])
def test_what_carries_no_mark_is_the_words_themselves(typed: str) -> None:
    assert pressing.parted(typed) == (typed, "")


@pytest.mark.parametrize(
    ("said", "remark"),
    [("1", Remark.NOTHING_OFFERED), ("确认", Remark.NOTHING_TO_CONFIRM), ("取消", Remark.NOTHING_TO_CANCEL)],
)
def test_with_nothing_asked_every_answer_comes_late(said: str, remark: Remark) -> None:
    asked = Situation(
        reports=True,
        supervises=True,
        composing=True,
        pieces=True,
        announced="plan",
        offered=Offered(choices=(Withdraw(numbers=(1,)),), age=timedelta()),
        nudge=timedelta(),
        handover=timedelta(),
        login=timedelta(),
        withheld=timedelta(),
        announcement=timedelta(),
        pending=(("王五", timedelta()),),
    )
    words = Vocabulary(today=AT.date())
    assert decide(read(normalised(said, said), words), asked, words) != Say(remark=remark, said=said)
    late = decide(read(normalised(said, said), words), pressing.nothing_asked(asked), words)
    assert isinstance(late, Say) and late.remark is remark
