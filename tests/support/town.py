"""A small town for stories: a bureau, a district below it, a few schools, and the people who talk to the bot."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime, time
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from domain.clock import CHINA
from domain.organisation import Role
from domain.roster.roster import OrganisationEntry
from storage.campaign_files import load
from storage.engine.database import Database
from tests.support.clocks import FrozenClock
from tests.support.stage import Member, Stage, stage

BUREAU = OrganisationEntry(code="bureau", name="云麓市教育局职成处", kind="受理单位", line="教育")
DISTRICT = OrganisationEntry(code="east", name="东山区教育体育局", kind="区县教体局", line="教育", parent_code="bureau")


def _school(code: str, name: str, above: str, alias: str = "") -> OrganisationEntry:
    aliases = (alias,) if alias else ()
    return OrganisationEntry(code=code, name=name, kind="中等职业学校", line="教育", parent_code=above, aliases=aliases)


SCHOOLS = (
    _school("s1", "云麓第一职业学校", "bureau", "一职校"),
    _school("s2", "云麓第二职业学校", "bureau"),
    _school("s3", "云麓第三职业学校", "bureau"),
    _school("s4", "东山旅游学校", "east"),
)
ONE, TWO, THREE, FOUR = (school.name for school in SCHOOLS)
EAST = DISTRICT.name

#: alice, bob and erin report for one school, carol for two; dana watches everything, dave his district.
PEOPLE = (
    Member(account="alice", organisation="s1"),
    Member(account="bob", organisation="s2"),
    Member(account="carol", organisation="s2"),
    Member(account="carol", organisation="s3"),
    Member(account="erin", organisation="s4"),
    Member(account="dave", organisation="east", role=Role.SUPERVISOR),
    Member(account="dana", organisation="bureau", role=Role.SUPERVISOR),
)

#: Within every notice's 800 to 1500 characters; the short one is refused.
GOOD_TEXT = "焊花里的青春\n" + "今天学校开放了实训车间，学生为来访的家长演示了焊接。" * 33
SHORT_TEXT = "开放的车间\n" + "今天学校开放了实训车间，学生为来访的家长演示了焊接。" * 11
#: A plan or a summary: long enough to be one.
REPORT = "周一开幕，周二至周五开放车间，周末走进社区。" * 10
CAPTION = "学生在实训车间展示焊接技能"


def town(
    database: Database,
    clock: FrozenClock,
    folder: Path,
    *,
    now: datetime | None = None,
    campaign: str = "nanchang-2020",
    more: Sequence[OrganisationEntry] = (),
    people: Sequence[Member] = PEOPLE,
) -> AbstractAsyncContextManager[Stage]:
    """The town at a moment, by default at nine on the second day of Nanchang's week of 2020.

    A unit of ``more`` takes the place of the town's own of the same code.
    """
    clock.set(now or november(9))
    units = {entry.code: entry for entry in (BUREAU, DISTRICT, *SCHOOLS, *more)}
    return stage(database, clock, folder, [load(campaign)], list(units.values()), people)


def november(day: int, clock: str = "09:00:00") -> datetime:
    return datetime.combine(date(2020, 11, day), time.fromisoformat(clock), tzinfo=CHINA)


@cache
def photo(width: int = 2400, height: int = 1600) -> bytes:
    """Noise, which compresses badly: more than 2 MB at 2400 × 1600."""
    noise = random.Random(width).randbytes(width * height * 3)
    written = BytesIO()
    Image.frombytes("RGB", (width, height), noise).save(written, "JPEG", quality=70)
    return written.getvalue()


@pytest.fixture
async def on(
    request: pytest.FixtureRequest, database: Database, clock: FrozenClock, tmp_path: Path
) -> AsyncIterator[Stage]:
    """The bot on stage in the town; ``@pytest.mark.town(…)`` says what ``town`` is to be given."""
    asked = request.node.get_closest_marker("town")
    async with town(database, clock, tmp_path, **(asked.kwargs if asked else {})) as opened:
        yield opened
