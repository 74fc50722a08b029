"""The picking desk's queue on PostgreSQL: plans that do not depend on how many marks there were when they were made."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event

from benchmarks.measuring import province
from domain.organisation import Organisation, Role
from domain.reach import Reach
from storage.campaign_files import load
from storage.desk import queue
from storage.desk.queue import QueueFilter
from storage.engine.database import Database

CAMPAIGN = load("nanchang-2020")
DAY = CAMPAIGN.days[2]
OFFICE = Organisation(id=1, code="S0001", name="示例省教育厅职成处", kind="受理单位", line="教育", parent_id=None)
REACH = Reach(office=OFFICE, person_id=1, role=Role.SUPERVISOR)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
async def test_items_without_a_mark_are_expected_to_be_the_most(database: Database) -> None:
    """Were they expected to be few, everything that the week has would be looked up item by item."""
    await province.build(database, CAMPAIGN, CAMPAIGN.due_at(DAY), units=100, items=1000)
    said: list[tuple[str, Any]] = []
    asked = QueueFilter(campaign=CAMPAIGN.code, day=DAY)
    async with database.read() as connection:
        event.listen(connection.sync_connection, "before_cursor_execute", lambda *given: said.append(given[2:4]))
        found = await queue.unread(connection, REACH, asked)
        statement, values = said[-1]
        driver = (await connection.get_raw_connection()).driver_connection
        (plan,) = await driver.fetchrow(f"EXPLAIN (FORMAT JSON) {statement}", *values)  # type: ignore[union-attr]
    assert found > 100
    joined = plan[0]["Plan"]["Plans"][-1]
    assert joined["Plan Rows"] > found / 20
