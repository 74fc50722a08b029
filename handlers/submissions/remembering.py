"""What material that came does to the conversation: it ends what was asked before, and can itself be undone.

Nothing is written as it comes. Whoever reads what is remembered sees by the numbers of submissions what came since.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from domain.conversation import EarlyCaption
from domain.language.acts import Act, GiveCaption, Withdraw
from domain.language.questions import Question
from domain.submission import State, Submission
from storage import recollections
from storage.engine.database import Connection
from storage.recollections import Recollection

#: What came last can be undone for this long.
UNDO_FOR = timedelta(minutes=10)
_GONE = (State.WITHDRAWN, State.LOST)


async def remembered(connection: Connection, person_id: int) -> Recollection:
    return since_material(await recollections.load(connection, person_id))


def since_material(before: Recollection) -> Recollection:
    """Something was sent: no number answers the last question any more. A caption that was asked about is kept."""
    if before.newest <= before.said_after:
        return before
    ended = replace(before, offered=(), offered_at=None, asked=False)
    if isinstance(before.kept, EarlyCaption):
        return ended
    asked_about = _caption(before.offered)
    return replace(ended, kept=asked_about, kept_at=before.offered_at if asked_about else None)


def undoing(before: Recollection, sent: Iterable[Submission], now: datetime) -> tuple[Act, ...]:
    """What 撤销 does: withdraw what came since the last act, or take that act back. ``sent``: lately, by them."""
    since = [s for s in sent if s.id > before.undo_after]
    if since or before.newest > before.undo_after:
        there = [s.id for s in since if s.state not in _GONE and now - s.sent_at <= UNDO_FOR]
        return (Withdraw(numbers=tuple(sorted(there))),) if there else ()
    return before.undo if before.undo_at is not None and now - before.undo_at <= UNDO_FOR else ()


def _caption(offered: tuple[Act | Question, ...]) -> EarlyCaption | None:
    """The one caption that a number would have given, and the photos it would have been given to."""
    if len(offered) != 1 or not isinstance(offered[0], GiveCaption):
        return None
    captions = offered[0].captions
    return EarlyCaption(captions[0].text, captions[0].numbers) if len(captions) == 1 else None
