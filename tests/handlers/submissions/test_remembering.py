"""What material that came ends of a conversation, and what 撤销 takes back: by numbers, and to the second."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.conversation import CutPiece, EarlyCaption
from domain.language.acts import Act, CaptionText, GiveCaption, MakeLink, Withdraw
from domain.language.questions import Question, Topic
from domain.submission import State, Submission
from handlers.submissions.remembering import since_material, undoing
from storage.recollections import Recollection
from tests.support.rows import NOW, SECOND
from tests.support.values import submission

JUST = timedelta(microseconds=1)
UNDO_FOR = timedelta(minutes=10)
CAPTION = GiveCaption(captions=(CaptionText(text="插花", numbers=(1, 2)),))
TWO = GiveCaption(captions=(CaptionText(text="开幕式", numbers=(1,)), CaptionText(text="插花", numbers=(2,))))
DONE = (MakeLink(),)


def asked(**values: Any) -> Recollection:
    """A caption was offered, when 3 was the person's newest submission."""
    usual = Recollection(offered=(CAPTION,), offered_at=NOW, kept=CutPiece("一段"), kept_at=NOW - SECOND, asked=True)
    return replace(usual, **{"said_after": 3, "newest": 3, **values})


@pytest.mark.parametrize("newest", [3, 2])
def test_what_was_asked_stays_asked_while_nothing_comes(newest: int) -> None:
    before = asked(newest=newest)
    assert since_material(before) == before


def test_what_comes_ends_the_question_and_keeps_the_caption_that_it_was_about() -> None:
    after = since_material(asked(newest=4))
    assert (after.offered, after.offered_at, after.asked) == ((), None, False)
    assert (after.kept, after.kept_at) == (EarlyCaption("插花", CAPTION.captions[0].numbers), NOW)


@pytest.mark.parametrize(
    "offered",
    [(), (CAPTION, MakeLink()), (MakeLink(),), (Question(topic=Topic.DEADLINE),), (TWO,)],
    ids=["nothing", "two choices", "another act", "a question", "two captions"],
)
def test_what_was_offered_beside_or_is_no_one_caption_is_not_kept(offered: tuple[Act | Question, ...]) -> None:
    after = since_material(asked(newest=4, offered=offered))
    assert (after.kept, after.kept_at) == (None, None)


def test_a_caption_kept_before_is_kept_on_with_its_own_time() -> None:
    after = since_material(asked(newest=4, kept=EarlyCaption("开幕式")))
    assert (after.kept, after.kept_at, after.offered) == (EarlyCaption("开幕式"), NOW - SECOND, ())


@pytest.mark.parametrize(("age", "undone"), [(UNDO_FOR, DONE), (UNDO_FOR + JUST, ())])
def test_the_last_act_can_be_undone_for_ten_minutes(age: timedelta, undone: tuple[Act, ...]) -> None:
    assert undoing(Recollection(undo=DONE, undo_at=NOW), [], NOW + age) == undone


def test_nothing_is_undone_that_was_never_done() -> None:
    assert undoing(Recollection(undo=DONE), [], NOW) == ()
    assert undoing(Recollection(undo_at=NOW), [], NOW) == ()


def test_what_came_since_the_last_act_is_withdrawn_and_the_act_left_alone() -> None:
    before = Recollection(undo=DONE, undo_at=NOW, undo_after=3, newest=6)
    sent = [submission(6), submission(3), submission(5), submission(4, State.WITHDRAWN), submission(7, State.LOST)]
    assert undoing(before, sent, NOW) == (Withdraw(numbers=(5, 6)),)


@pytest.mark.parametrize(("age", "undone"), [(UNDO_FOR, (Withdraw(numbers=(4,)),)), (UNDO_FOR + JUST, ())])
def test_what_came_can_be_withdrawn_for_ten_minutes(age: timedelta, undone: tuple[Act, ...]) -> None:
    before = Recollection(undo=DONE, undo_at=NOW + age, undo_after=3, newest=4)
    assert undoing(before, [submission(4)], NOW + age) == undone


@pytest.mark.parametrize(
    ("newest", "sent", "undone"),
    [(4, [], ()), (3, [submission(3)], DONE), (3, [], DONE), (3, [submission(4, State.WITHDRAWN)], ())],
    ids=["something came that is not told here", "it came before", "nothing came", "it has been withdrawn"],
)
def test_an_act_is_the_last_thing_only_while_nothing_came_after(
    newest: int, sent: list[Submission], undone: tuple[Act, ...]
) -> None:
    before = Recollection(undo=DONE, undo_at=NOW, undo_after=3, newest=newest)
    assert undoing(before, sent, NOW) == undone
