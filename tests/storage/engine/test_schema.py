"""Words of closed vocabularies: read as members of their enum, and no other word gets in or out unnoticed."""

from __future__ import annotations

from enum import StrEnum

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, insert, select
from sqlalchemy.exc import StatementError

from storage.engine.database import Database
from storage.engine.schema import Word


class Light(StrEnum):
    RED = "red"
    GREEN = "green"


LIGHTS = Table("lights", MetaData(), Column("id", Integer, primary_key=True), Column("light", Word(Light, 8)))
AS_TEXT = Table("lights", MetaData(), Column("id", Integer, primary_key=True), Column("light", String(8)))


@pytest.fixture
async def lights(database: Database) -> Database:
    async with database.write() as connection:
        await connection.run_sync(LIGHTS.create)
        await connection.execute(insert(LIGHTS), [{"id": 1, "light": Light.RED}, {"id": 2, "light": "green"}])
    return database


async def test_a_word_is_read_as_its_member_and_asked_for_by_it(lights: Database) -> None:
    async with lights.read() as connection:
        assert (await connection.scalar(select(LIGHTS.c.light).where(LIGHTS.c.id == 2))) is Light.GREEN
        assert (await connection.scalars(select(LIGHTS.c.id).where(LIGHTS.c.light == Light.RED))).all() == [1]
        assert (await connection.scalars(select(LIGHTS.c.id).where(LIGHTS.c.light.in_(Light)))).all() == [1, 2]
        assert (await connection.scalar(select(AS_TEXT.c.light).where(AS_TEXT.c.id == 1))) == "red"


async def test_a_word_that_is_none_is_neither_written_nor_read(lights: Database) -> None:
    with pytest.raises(StatementError, match="gren"):
        async with lights.write() as connection:
            await connection.execute(insert(LIGHTS).values(id=3, light="gren"))
    async with lights.write() as connection:
        await connection.execute(insert(AS_TEXT).values(id=3, light="blue"))
    with pytest.raises(ValueError, match="blue"):
        async with lights.read() as connection:
            await connection.scalar(select(LIGHTS.c.light).where(LIGHTS.c.id == 3))
