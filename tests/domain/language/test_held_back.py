"""What is not done: cancelling when nothing was begun, and naming units when too many fit."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.language import acts
from domain.language.decide import decide
from domain.language.decisions import NUDGE_FOR, Do, Offered, Remark, Say, Situation
from domain.language.names import NamedUnit, NameIndex
from domain.language.normal import normalised
from domain.language.reading import read
from domain.language.vocabulary import Vocabulary
from tests.support.rows import DAY

WORDS = Vocabulary(today=DAY)
JUST = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("begun", "done"),
    [
        (Situation(reports=True), False),
        (Situation(reports=True, composing=True), True),
        (Situation(reports=True, announced="plan"), True),
        (Situation(reports=True, offered=Offered(choices=(acts.MakeLink(),), age=JUST)), True),
        (Situation(supervises=True, nudge=NUDGE_FOR), True),
        (Situation(supervises=True, nudge=NUDGE_FOR + JUST), False),
    ],
)
def test_only_what_was_begun_is_cancelled(begun: Situation, done: bool) -> None:
    decision = decide(read(normalised("取消", "取消"), WORDS), begun, WORDS)
    assert isinstance(decision, Do) is done
    assert done or (isinstance(decision, Say) and decision.remark is Remark.NOTHING_TO_CANCEL)


@pytest.mark.parametrize(("fitting", "named"), [(10, 10), (11, 0)])
def test_ten_units_may_be_meant_by_one_word_and_no_more(fitting: int, named: int) -> None:
    units = [NamedUnit(id=number, name=f"云麓{chr(0x4E01 + number)}职业学校") for number in range(fitting)]
    assert len(NameIndex(units).find("云麓").units) == named
