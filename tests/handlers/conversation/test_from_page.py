"""What the upload page may have done: captions, withdrawals and other days, all by number; nothing else."""

from __future__ import annotations

import pytest

from domain.language import acts
from domain.language.acts import CaptionText, GiveCaption, MoveToDay, MoveToUnit, Restore, UndoLast, Unit, Withdraw
from domain.language.decisions import About, Answer, Decision, Do, Offer, Remark, Say
from domain.language.questions import Question, Topic
from handlers.conversation.from_page import act_of
from tests.support.rows import DAY

CAPTION = GiveCaption(captions=(CaptionText(text="插花", numbers=(1,)),))
SAYABLE = (CAPTION, Withdraw(numbers=(1,)), MoveToDay(day=DAY, numbers=(1,)))
UNIT = Unit(id=1, name="一")


def offered(*choices: acts.Act | Question, about: About = About.CAPTION) -> Offer:
    return Offer(about=about, said="插花", choices=choices)


@pytest.mark.parametrize("act", SAYABLE)
def test_what_is_numbered_is_done(act: acts.Act) -> None:
    assert act_of(Do(act=act)) == act


@pytest.mark.parametrize(
    "act",
    [
        GiveCaption(captions=(CaptionText(text="插花"),)),
        GiveCaption(captions=(CaptionText(text="", numbers=(1,)),)),
        GiveCaption(captions=(*CAPTION.captions, CaptionText(text="开幕式", place=2))),
        Withdraw(),
        Withdraw(receipts=("1109-1",)),
        MoveToDay(day=DAY),
        MoveToUnit(unit=UNIT, numbers=(1,)),
        Restore(numbers=(1,)),
        UndoLast(),
        acts.MakeLink(),
        acts.RevokeLinks(),
        acts.KeepText(text="一段"),
        acts.ConfirmNudge(),
        acts.Exempt(unit=UNIT, days=(DAY,)),
        acts.Bind(code="ABCD2345"),
        acts.TakeCaptionBack(numbers=(1,)),
    ],
    ids=repr,
)
def test_nothing_else_is_done(act: acts.Act) -> None:
    assert act_of(Do(act=act)) is None
    assert act_of(offered(act)) is None


def test_a_caption_that_chat_would_ask_about_is_one_and_nothing_else_that_is_asked() -> None:
    assert act_of(offered(CAPTION)) == CAPTION
    others: list[Decision] = [
        offered(CAPTION, acts.MakeLink()),
        offered(),
        offered(Withdraw(numbers=(1,)), about=About.WITHDRAW),
        offered(Question(topic=Topic.HELP)),
        Answer(questions=(Question(topic=Topic.STATUS),)),
        Say(remark=Remark.UNKNOWN, said="插花"),
    ]
    assert [act_of(decision) for decision in others] == [None] * len(others)
