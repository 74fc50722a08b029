"""Statements that are built once: values, lists and moments moved by a span come with each call."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Executable, insert, select

from storage.engine.database import Database
from storage.engine.prepared import prepared
from storage.tables import people, receipts

AT = datetime(2020, 11, 9, 2, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@prepared
def _around(*, now: Any) -> Executable:
    near = (receipts.c.due_at > now - MINUTE) & (receipts.c.due_at < now + MINUTE) & (receipts.c.opened_at <= now)
    return select(receipts.c.account).where(near)


async def test_it_is_built_once_for_each_of_its_fixed_arguments(database: Database) -> None:
    built: list[bool] = []

    @prepared
    def named(descending: bool, *, names: Any) -> Executable:
        built.append(descending)
        query = select(people.c.name).where(people.c.name.in_(names))
        return query.order_by(people.c.name.desc() if descending else people.c.name)

    async with database.write() as connection:
        await connection.execute(insert(people), [{"name": name} for name in "abc"])
        assert list(await connection.scalars(*named(False, names=["a", "c"]))) == ["a", "c"]
        assert list(await connection.scalars(*named(False, names=["b"]))) == ["b"]
        assert list(await connection.scalars(*named(False, names=[]))) == []
        assert list(await connection.scalars(*named(True, names=["a", "b"]))) == ["b", "a"]
    assert built == [False, True]


async def test_a_moment_can_be_moved_either_way(database: Database) -> None:
    async with database.write() as connection:
        person = (await connection.execute(insert(people).values(name="a").returning(people.c.id))).scalar_one()
        rows = [
            {
                "channel": "wecom",
                "account": str(minutes),
                "person_id": person,
                "opened_at": AT,
                "due_at": AT + minutes * MINUTE,
            }
            for minutes in (-1.0, -0.5, 0.5, 1.0)
        ]
        await connection.execute(insert(receipts), rows)
        assert list(await connection.scalars(*_around(now=AT))) == ["-0.5", "0.5"]
        assert list(await connection.scalars(*_around(now=AT + MINUTE))) == ["0.5", "1.0"]
        assert list(await connection.scalars(*_around(now=AT - MINUTE))) == []
