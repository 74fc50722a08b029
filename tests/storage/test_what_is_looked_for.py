"""What is looked for again and again is found by an index, not by reading the table (SQLite says how it finds it)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.organisation import Organisation, Role
from domain.reach import Reach
from storage import receipts
from storage.desk import area
from storage.engine.database import Database

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
NOW = datetime(2020, 11, 9, tzinfo=UTC)
OFFICE = Organisation(id=7, code="C", name="示例市教育局", kind="市教育局", line="教育", parent_id=1)


class Said:
    """The last statement of a connection, and how it is carried out."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        event.listen(connection.sync_connection, "before_cursor_execute", self._note)

    def _note(self, connection: Any, cursor: Any, statement: str, values: Any, *_: Any) -> None:
        self.statement, self.values = statement, values

    async def plan(self) -> str:
        rows = await self._connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {self.statement}", self.values)
        return "\n".join(row.detail for row in rows)


async def test_receipts_that_are_sent_are_not_read(database: Database) -> None:
    async with database.write() as connection:
        said = Said(connection)
        await receipts.take_due(connection, real=NOW)
        assert "SCAN receipts USING INDEX ix_receipts_unsent" in await said.plan()


async def test_what_is_under_an_office_is_found_without_reading_the_roster(database: Database) -> None:
    async with database.read() as connection:
        said = Said(connection)
        await connection.execute(area.listed(Reach(office=OFFICE, person_id=1, role=Role.SUPERVISOR)))
        assert "INDEX ix_organisations_parent_id (parent_id=?)" in await said.plan()
