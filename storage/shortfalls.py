"""What many obligations lack and their senders can mend, in narrow queries: reminders are worded by the thousand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Executable, bindparam, func, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.findings import Kind
from domain.submission import State
from storage.obligations import counting
from storage.tables import submissions

#: Databases take only so many values in one statement.
_AT_ONCE = 5000


class SubmissionRow(NamedTuple):
    """A submission, as much of it as reminders tell."""

    id: int
    kind: Kind
    state: State


async def of_obligations(connection: AsyncConnection, obligation_ids: Sequence[int]) -> dict[int, list[SubmissionRow]]:
    """Obligation id → its captionless and refused submissions and one accepted one of each kind, by their numbers.

    Where there are refused ones, all accepted ones stand among them, because they may have been sent instead.
    """
    found: dict[int, list[SubmissionRow]] = {}
    for obligation_id, sent in await _rows(connection, union_all(_BAD, _ONE_OF_EACH), obligation_ids):
        found.setdefault(obligation_id, []).append(sent)
    refused = [id_ for id_, all_sent in found.items() if any(sent.state is State.REFUSED for sent in all_sent)]
    for obligation_id, sent in await _rows(connection, _ACCEPTED, refused):
        found[obligation_id].append(sent)
    return {id_: sorted(set(all_sent)) for id_, all_sent in found.items()}


async def _rows(
    connection: AsyncConnection, query: Executable, obligation_ids: Sequence[int]
) -> list[tuple[int, SubmissionRow]]:
    rows: list[tuple[int, SubmissionRow]] = []
    for start in range(0, len(obligation_ids), _AT_ONCE):
        some = {"owed": obligation_ids[start : start + _AT_ONCE]}
        rows += [(owed, SubmissionRow(*sent)) for owed, *sent in await connection.execute(query, some)]
    return rows


_OWED = submissions.c.obligation_id
_OF_THESE = _OWED.in_(bindparam("owed", expanding=True))
_IS_ACCEPTED = counting()
_SENT = select(_OWED, submissions.c.id, submissions.c.kind, submissions.c.state).where(_OF_THESE)
_BAD = _SENT.where(submissions.c.state.in_((State.REFUSED, State.INCOMPLETE)))
_ACCEPTED = _SENT.where(_IS_ACCEPTED)
_ONE_OF_EACH = (
    select(_OWED, func.min(submissions.c.id), submissions.c.kind, submissions.c.state)
    .where(_OF_THESE, _IS_ACCEPTED)
    .group_by(_OWED, submissions.c.kind, submissions.c.state)
)
