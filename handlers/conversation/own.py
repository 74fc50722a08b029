"""Which submissions somebody may speak of: those of their own units, and what they sent while no unit was known."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from domain.submission import Submission
from formats.chat import changes
from handlers.turn import Told, Turn
from storage import submissions


class NotTheirs(Exception):
    """Some numbers do not exist, or are other people's: nobody learns which. ``told``: the answer."""

    def __init__(self, numbers: Iterable[int] = (), receipts: Iterable[str] = ()) -> None:
        super().__init__()
        self.told = Told(text=changes.not_found(sorted(numbers), sorted(receipts)))


async def own(turn: Turn, numbers: Collection[int], receipts: Collection[str] = ()) -> list[Submission]:
    """All of ``numbers`` and all that ``receipts`` (1109-3) named, in order, locked. Raises ``NotTheirs``."""
    found = {s.id: s for s in await submissions.all_locked(turn.connection, numbers)}
    theirs = {s.id: s for s in found.values() if _is_own(turn, s)}
    if unknown := set(numbers) - set(theirs):
        raise NotTheirs(unknown)
    for receipt in receipts:
        named = await submissions.named_on(turn.connection, [_id(receipt)])
        there = [s.id for s in named if s.person_id == turn.person.id]
        if not there:
            raise NotTheirs(receipts=[receipt])
        theirs |= {s.id: s for s in await submissions.all_locked(turn.connection, there)}
    return [theirs[number] for number in sorted(theirs)]


def _is_own(turn: Turn, submission: Submission) -> bool:
    units = {unit.id for unit in turn.person.reports_for}
    return submission.organisation_id in units or submission.person_id == turn.person.id


def _id(receipt: str) -> int:
    """1109-3 → 3."""
    return int(receipt.rpartition("-")[2])
