"""Finding what was sent before, on both databases: the bytes first, then the picture, and never what does not stand."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select

from domain.clock import CHINA
from domain.findings import Appearance
from domain.similarity import NEAR_BITS, SAME_BITS, VIEW_BYTES
from storage import appearances
from storage import obligations as owed
from storage.engine.database import Database
from storage.tables import appearances as table
from storage.tables import obligations, organisations, people, submissions

DUE = datetime(2020, 11, 9, 10, 0, tzinfo=CHINA)
NEW = 100
PICTURE = random.Random(3).randbytes(VIEW_BYTES * 16)
FINGERPRINT = random.Random(4).getrandbits(60)


def changed(number: int, bits: int) -> int:
    """``number`` with its lowest ``bits`` bits turned over."""
    return number ^ (1 << bits) - 1


def views(bits: int) -> bytes:
    """The picture's views with so many bits of each turned over."""
    flip = (1 << bits) - 1
    parts = [PICTURE[i : i + VIEW_BYTES] for i in range(0, len(PICTURE), VIEW_BYTES)]
    return b"".join((int.from_bytes(part, "big") ^ flip).to_bytes(VIEW_BYTES, "big") for part in parts)


def look(bits: int = 0, near: int = 0) -> Appearance:
    return Appearance(thumbnail=b"x", fingerprint=changed(FINGERPRINT, near), views=views(bits))


@pytest.fixture(autouse=True)
async def units(database: Database) -> None:
    """Unit 1 and unit 2 in one campaign, unit 3 in another; obligation n is unit n's for November 8 + n."""
    async with database.write() as connection:
        await connection.execute(insert(people).values(id=1, name="甲", phone="100"))
        for n in (1, 2, 3):
            unit: dict[str, Any] = {"id": n, "code": f"U{n}", "name": f"第{n}职专", "aliases": [], "kind": "技工院校"}
            await connection.execute(insert(organisations).values(unit))
            await connection.execute(
                insert(obligations).values(
                    id=n,
                    campaign="other" if n == 3 else "week",
                    organisation_id=n,
                    item="daily",
                    day=date(2020, 11, 8 + n),
                    opens_at=DUE - timedelta(days=1),
                    due_at=DUE,
                    late_until=DUE,
                )
            )


async def sent(
    database: Database,
    number: int,
    unit: int,
    *,
    state: str = "accepted",
    sha256: str = "other",
    appearance: Appearance | None = None,
) -> None:
    async with database.write() as connection:
        await connection.execute(
            insert(submissions).values(
                id=number,
                obligation_id=unit,
                organisation_id=unit,
                person_id=1,
                item="daily",
                kind="photo",
                state=state,
                sent_at=DUE,
                counted_at=DUE,
                sha256=sha256,
                facts={},
                findings=[],
            )
        )
        if appearance is not None:
            await appearances.note(connection, number, appearance, appearances.thumbnail_key(number))


async def repeated(database: Database, appearance: Appearance | None = None, unit: int = 1) -> int | None:
    async with database.read() as connection:
        obligation = await owed.get(connection, unit)
        earlier = await appearances.repeated(
            connection, submission_id=NEW, obligation=obligation, sha256="same", appearance=appearance
        )
    return earlier.number if earlier else None


async def test_the_same_bytes_are_found_and_said_whose_they_are(database: Database) -> None:
    await sent(database, 7, 2, sha256="same")
    async with database.read() as connection:
        obligation = await owed.get(connection, 1)
        earlier = await appearances.repeated(
            connection, submission_id=NEW, obligation=obligation, sha256="same", appearance=None
        )
    assert earlier == appearances.Earlier(number=7, organisation_id=2, organisation="第2职专", day=date(2020, 11, 10))


@pytest.mark.parametrize(
    ("state", "found"),
    [
        ("accepted", 7),
        ("incomplete", 7),
        ("refused", None),
        ("withdrawn", None),
        ("receiving", None),
        ("lost", None),
        ("unassigned", None),
    ],
)
async def test_only_what_stands_can_be_repeated(database: Database, state: str, found: int | None) -> None:
    await sent(database, 7, 1, state=state, sha256="same")
    assert await repeated(database) == found
    await sent(database, 8, 1, state=state, appearance=look())
    assert await repeated(database, look()) == (7 if found else None)


async def test_another_campaigns_material_is_no_matter(database: Database) -> None:
    await sent(database, 7, 3, sha256="same", appearance=look())
    assert await repeated(database, look()) is None


async def test_it_does_not_repeat_itself(database: Database) -> None:
    await sent(database, NEW, 1, sha256="same", appearance=look())
    assert await repeated(database, look()) is None


async def test_what_overtook_it_stands_already(database: Database) -> None:
    await sent(database, NEW + 1, 1, sha256="same")
    assert await repeated(database) == NEW + 1


@pytest.mark.parametrize(
    ("bits", "near", "found"),
    [
        (0, 0, True),
        (SAME_BITS, NEAR_BITS, True),
        (SAME_BITS + 1, 0, False),
        (0, NEAR_BITS + 1, False),
    ],
)
async def test_pictures_are_the_same_up_to_the_limits(database: Database, bits: int, near: int, found: bool) -> None:
    await sent(database, 7, 2, appearance=look(bits, near))
    assert await repeated(database, look()) == (7 if found else None)


async def test_ones_own_earlier_material_is_named_before_others(database: Database) -> None:
    await sent(database, 7, 2, sha256="same", appearance=look())
    await sent(database, 9, 1, sha256="same", appearance=look())
    await sent(database, 11, 1, sha256="same", appearance=look())
    assert await repeated(database) == 9
    assert await repeated(database, unit=2) == 7


async def test_a_plain_picture_is_like_nothing(database: Database) -> None:
    plain = Appearance(thumbnail=b"x", fingerprint=None, views=b"")
    await sent(database, 7, 1, appearance=plain)
    assert await repeated(database, plain) is None
    assert await repeated(database, look()) is None


async def test_noting_twice_keeps_one(database: Database) -> None:
    await sent(database, 7, 1, appearance=look(near=1))
    async with database.write() as connection:
        await appearances.note(connection, 7, look(), appearances.thumbnail_key(7))
        rows = (await connection.execute(select(table))).all()
    assert [(row.submission_id, row.fingerprint, row.thumbnail) for row in rows] == [(7, FINGERPRINT, "thumbs/7.jpg")]
