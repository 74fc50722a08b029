"""Findings as data: what was found, required and where stood in words, and is told apart from now on

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.engine.schema import Instant
from storage.migrations.worded_findings import converted

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_AT_ONCE = 500
#: So many characters of a unit's name were said.
_UNIT_LIMIT = 30
_EARLIER = re.compile(r"(\d+) 号，(\d+)月(\d+)日 (.*)", re.DOTALL)

submissions = sa.table(
    "submissions",
    sa.column("id", sa.BigInteger),
    sa.column("obligation_id", sa.BigInteger),
    sa.column("sent_at", Instant(timezone=True)),
    sa.column("size", sa.BigInteger),
    sa.column("findings", sa.JSON),
)
obligations = sa.table(
    "obligations", sa.column("id", sa.BigInteger), sa.column("organisation_id", sa.BigInteger), sa.column("day", sa.Date)
)
organisations = sa.table("organisations", sa.column("id", sa.BigInteger), sa.column("name", sa.Text))


def upgrade() -> None:
    connection = op.get_bind()
    last = 0
    while rows := connection.execute(_some_after(last)).all():
        last = rows[-1].id
        changed = [{"one": row.id, "told": [_converted(connection, row, old) for old in row.findings]} for row in rows]
        if changed := [each for each in changed if each["told"]]:
            statement = submissions.update().where(submissions.c.id == sa.bindparam("one"))
            connection.execute(statement.values(findings=sa.bindparam("told")), changed)


def downgrade() -> None:
    raise NotImplementedError("words that were taken apart are not put together again: go back to a copy of the database")


def _some_after(last: int) -> sa.Select[Any]:
    columns = (submissions.c.id, submissions.c.sent_at, submissions.c.size, submissions.c.findings)
    return sa.select(*columns).where(submissions.c.id > last).order_by(submissions.c.id).limit(_AT_ONCE)


def _converted(connection: sa.Connection, row: sa.Row[Any], old: Mapping[str, str]) -> dict[str, Any]:
    new = converted(old, row.size)
    if old["code"] == "file.duplicate" and (match := _EARLIER.fullmatch(old["found"])):
        new["found"] = _earlier(connection, match, row.sent_at.date()) or new["found"]
    return new


def _earlier(connection: sa.Connection, match: re.Match[str], sent: date) -> dict[str, Any] | None:
    """The submission is asked for the year of its day, and for its unit, which may have been renamed since."""
    number, month, day, unit = int(match[1]), int(match[2]), int(match[3]), match[4]
    query = (
        sa.select(obligations.c.day, organisations.c.id, organisations.c.name)
        .join(submissions, submissions.c.obligation_id == obligations.c.id)
        .join(organisations, organisations.c.id == obligations.c.organisation_id)
        .where(submissions.c.id == number)
    )
    known = connection.execute(query).one_or_none()
    days = [known.day] if known and (known.day.month, known.day.day) == (month, day) else list(_days(month, day, sent))
    if not days:
        return None
    same = known is not None and known.name[: _UNIT_LIMIT - 1] == unit[: _UNIT_LIMIT - 1]
    nearest = min(days, key=lambda one: abs(one - sent))
    unit_id = known.id if known and same else None
    return {"is": "Earlier", "number": number, "day": nearest.isoformat(), "unit_id": unit_id, "unit": unit}


def _days(month: int, day: int, near: date) -> Iterator[date]:
    for year in (near.year - 1, near.year, near.year + 1):
        with suppress(ValueError):
            yield date(year, month, day)
