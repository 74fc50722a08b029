"""A beginning that was made once is copied, and only where nothing would be lost."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import insert, select

from storage.engine.database import Database
from storage.tables import people
from tests.support.databases import ready_database
from tests.support.set_up import set_up


async def test_a_beginning_is_made_once_and_copied_into_what_is_empty(tmp_path: Path) -> None:
    made: list[str] = []

    async def began(place: str, beginning: str, *, with_someone: bool = False) -> list[str]:
        (tmp_path / place).mkdir()
        async with ready_database("sqlite", tmp_path / place) as url:
            database = Database(url)

            async def add(name: str) -> None:
                async with database.write() as connection:
                    await connection.execute(insert(people).values(name=name))

            async def fill() -> None:
                made.append(place)
                await add("王二")

            if with_someone:
                await add("李一")
            await set_up(database, f"{tmp_path} {beginning}", fill)
            async with database.read() as connection:
                names = list((await connection.execute(select(people.c.name).order_by(people.c.id))).scalars())
            await database.close()
            return names

    assert await began("first", "one") == await began("second", "one") == await began("third", "other") == ["王二"]
    assert await began("fourth", "one", with_someone=True) == ["李一", "王二"]
    assert made == ["first", "third", "fourth"]
