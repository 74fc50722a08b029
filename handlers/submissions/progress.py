"""How far an obligation has come: what is accepted, what is still missing, what its sender can mend."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from domain.findings import Kind
from domain.obligation import Obligation, satisfies
from domain.submission import State, Submission
from handlers.context import Context
from handlers.submissions.counting import required_kinds
from storage import shortfalls as stored
from storage import submissions
from storage.engine.database import Connection


@dataclass(frozen=True, kw_only=True)
class Progress:
    """``accepted`` counts by kind; the other tuples are numbers of submissions.

    ``refused``: those that nothing better came after.
    """

    accepted: tuple[tuple[Kind, int], ...] = ()
    missing_kinds: tuple[Kind, ...] = ()
    uncaptioned: tuple[int, ...] = ()
    refused: tuple[int, ...] = ()
    receiving: tuple[int, ...] = ()


class _Sent(Protocol):
    """A submission, or as much of one as it takes."""

    @property
    def id(self) -> int: ...
    @property
    def kind(self) -> Kind: ...
    @property
    def state(self) -> State: ...


async def progress(ctx: Context, connection: Connection, obligations: Collection[Obligation]) -> dict[int, Progress]:
    """Obligation id → its progress, for all of them in one query."""
    found = await submissions.of_obligations(connection, [o.id for o in obligations])
    return progress_of(ctx, obligations, found)


def progress_of(
    ctx: Context, obligations: Collection[Obligation], found: Mapping[int, Sequence[Submission]]
) -> dict[int, Progress]:
    """The same from what was sent for them, by obligation."""
    return {o.id: _progress(required_kinds(ctx, o.campaign, o.item), found.get(o.id, ())) for o in obligations}


async def shortfalls(ctx: Context, connection: Connection, obligations: Collection[Obligation]) -> dict[int, Progress]:
    """The same as far as reminders tell it, for however many: kinds that are missing, and what can be mended."""
    found = await stored.of_obligations(connection, [o.id for o in obligations])
    return {o.id: _shortfall(required_kinds(ctx, o.campaign, o.item), found.get(o.id, ())) for o in obligations}


def _shortfall(required: Sequence[Kind], found: Sequence[_Sent]) -> Progress:
    return Progress(
        missing_kinds=_missing(required, {s.kind for s in found if s.state is State.ACCEPTED}),
        uncaptioned=_numbers(found, State.INCOMPLETE),
        refused=_not_replaced(found),
    )


def _progress(required: Sequence[Kind], found: Sequence[Submission]) -> Progress:
    tally = Counter(s.kind for s in found if s.counts)
    return Progress(
        accepted=tuple((kind, tally[kind]) for kind in Kind if tally[kind]),
        missing_kinds=_missing(required, tally),
        uncaptioned=_numbers(found, State.INCOMPLETE),
        refused=_not_replaced(found),
        receiving=_numbers(found, State.RECEIVING),
    )


def _missing(required: Sequence[Kind], accepted: Iterable[Kind]) -> tuple[Kind, ...]:
    there = {satisfies(kind) for kind in accepted}
    return tuple(kind for kind in required if kind not in there)


def _numbers(found: Sequence[_Sent], state: State) -> tuple[int, ...]:
    return tuple(s.id for s in found if s.state is state)


def _not_replaced(found: Sequence[_Sent]) -> tuple[int, ...]:
    """Refused ones without those that were sent again: each good one of the same kind stands for one before it."""
    open_: list[_Sent] = []
    for submission in found:
        if submission.state is State.REFUSED:
            open_.append(submission)
        elif submission.state in (State.ACCEPTED, State.INCOMPLETE):
            again = [s for s in open_ if satisfies(s.kind) == satisfies(submission.kind)]
            if again:
                open_.remove(again[-1])
    return tuple(s.id for s in open_)
