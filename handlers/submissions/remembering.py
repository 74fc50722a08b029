"""What material that comes in does to the conversation: it ends what was asked, and can itself be undone."""

from __future__ import annotations

from datetime import datetime

from domain.conversation import EarlyCaption, Kept
from domain.language.acts import Act, GiveCaption, Withdraw
from domain.language.questions import Question
from domain.submission import State, Submission
from storage import recollections, submissions
from storage.engine.database import Connection
from storage.recollections import Change, Recollection


async def interrupted(connection: Connection, person_id: int, now: datetime) -> None:
    """Something was sent: no number answers the last question any more. A caption that was asked about is kept."""
    before = await recollections.load(connection, person_id)
    if before == Recollection():
        return
    change = Change(offered=(), asked=False, kept=_caption(before.offered) or _early(before.kept))
    at = before.kept_at if _early(before.kept) and before.kept_at else now
    await recollections.save(connection, person_id, change, now=at)


async def received(connection: Connection, submission: Submission, now: datetime) -> None:
    """撤销 withdraws all that the same receipt brings."""
    receipt_id = await submissions.receipt_of(connection, submission.id)
    if submission.state is State.LOST or receipt_id is None:
        return
    before = await recollections.load(connection, submission.person_id)
    numbers: tuple[int, ...] = (submission.id,)
    if before.undo_receipt_id == receipt_id:
        together = [n for act in before.undo if isinstance(act, Withdraw) for n in act.numbers]
        numbers = tuple(sorted({*together, submission.id}))
    change = Change(undo=(Withdraw(numbers=numbers),), undo_receipt_id=receipt_id)
    await recollections.save(connection, submission.person_id, change, now=now)


def _caption(offered: tuple[Act | Question, ...]) -> Kept | None:
    """The one caption that a number would have given."""
    if len(offered) != 1 or not isinstance(offered[0], GiveCaption):
        return None
    captions = offered[0].captions
    return EarlyCaption(captions[0].text) if len(captions) == 1 else None


def _early(kept: Kept | None) -> Kept | None:
    return kept if isinstance(kept, EarlyCaption) else None
