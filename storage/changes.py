"""What has been written lately, in one statement for a whole process, so that open pages need not ask one by one.

Two looks are compared row by row, not by the highest id alone: on PostgreSQL a transaction may commit a lower id
after a higher one. So each look reads ``OVERLAP`` ids further back than the look before it came.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    RowMapping,
    Select,
    String,
    Table,
    cast,
    false,
    func,
    literal,
    null,
    select,
    text,
    union_all,
)

from storage.engine.database import Database
from storage.states import UploadState
from storage.tables import bubbles, events, submissions, uploads

#: Ids before the newest that are read again: more than a process ever hands out before the oldest of them commits.
OVERLAP = 100


class What(StrEnum):
    EVENT = "event"
    SUBMISSION = "submission"
    UPLOAD = "upload"  # under way: one that has ended is no longer among them
    BUBBLE = "bubble"


@dataclass(frozen=True, kw_only=True)
class Written:
    """One row: whom it concerns. ``state`` of a submission; ``account`` and ``mine`` of a bubble."""

    what: What
    id: str
    state: str
    person_id: int | None
    organisation_id: int | None
    account: str
    mine: bool


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What one look saw. ``newest``: the highest id of each kind of row, where there is any."""

    rows: frozenset[Written]
    newest: Mapping[What, int] = field(default_factory=dict)

    def since(self, before: Seen) -> frozenset[Written]:
        """Rows written since ``before``, submissions whose state is another one, uploads that began or ended."""
        ended = {row for row in before.rows - self.rows if row.what is What.UPLOAD}
        return (self.rows - before.rows) | ended


async def look(database: Database, before: Seen | None = None) -> Seen:
    """One statement: everything that may have been written since ``before``; without it, the newest rows alone."""
    newest = before.newest if before else {}
    parts = (
        _part(What.EVENT, events, newest, person_id=events.c.person_id, organisation_id=events.c.organisation_id),
        _part(What.SUBMISSION, submissions, newest, person_id=submissions.c.person_id, state=submissions.c.state),
        _part(What.BUBBLE, bubbles, newest, account=bubbles.c.account, mine=bubbles.c.mine),
        # Worded as the partial index is: SQLite uses it for nothing else.
        _row(What.UPLOAD, uploads, person_id=uploads.c.person_id).where(
            uploads.c.state == UploadState.NEW, text("NOT uploads.freed")
        ),
    )
    async with database.read() as connection:
        rows = [_written(row) for row in (await connection.execute(union_all(*parts))).mappings()]
    latest = dict(newest)
    for row in rows:
        if row.what is not What.UPLOAD:
            latest[row.what] = max(latest.get(row.what, 0), int(row.id))
    return Seen(rows=frozenset(rows), newest=latest)


def _part(what: What, table: Table, newest: Mapping[What, int], **columns: ColumnElement[Any]) -> Select[Any]:
    """Without a newest id the table was empty, or nobody has looked yet: the last rows there are."""
    if what in newest:
        return _row(what, table, **columns).where(table.c.id > newest[what] - OVERLAP)
    last = select(func.coalesce(func.max(table.c.id), 0)).scalar_subquery()
    return _row(what, table, **columns).where(table.c.id > last - OVERLAP)


def _row(what: What, table: Table, **columns: ColumnElement[Any]) -> Select[Any]:
    nobody = cast(null(), BigInteger)
    return select(
        literal(what.value).label("what"),
        cast(table.c.id, String).label("id"),
        columns.get("state", literal("")).label("state"),
        columns.get("person_id", nobody).label("person_id"),
        columns.get("organisation_id", nobody).label("organisation_id"),
        columns.get("account", literal("")).label("account"),
        columns.get("mine", false()).label("mine"),
    )


def _written(row: RowMapping) -> Written:
    return Written(**{**row, "what": What(row["what"]), "mine": bool(row["mine"])})
