"""A small region for questions: two cities, a district with its schools, telephones, one liaison without an account.

It is the third day of the week, 10:20. ``Region.ask`` asks as one of its people and gets the answer in words.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event, insert, select, update

from domain.abilities import Abilities
from domain.campaigns.campaign import DAILY, Campaign
from domain.clock import CHINA
from domain.findings import Finding, Kind
from domain.language.acts import Unit
from domain.language.questions import Question, Topic, Where
from domain.organisation import Role
from domain.roster.roster import OrganisationEntry
from domain.submission import State
from handlers.asker import Asker
from handlers.questions import answer_question
from storage import exemptions, obligations, people
from storage.campaign_files import load
from storage.engine.database import Database
from storage.submissions import findings_json
from storage.tables import duties, organisations, submissions
from storage.tables import people as people_table
from tests.support.clocks import FrozenClock
from tests.support.stage import Member, Stage, school, stage

CAMPAIGN = load("nanchang-2020")
NOW = datetime(2020, 11, 10, 10, 20, tzinfo=CHINA)
CHAT = Abilities(files=False)


def _office(code: str, name: str, above: str = "", kind: str = "受理单位") -> OrganisationEntry:
    return OrganisationEntry(code=code, name=name, kind=kind, line="教育", parent_code=above)


UNITS = [
    _office("top", "省教育厅职成处"),
    _office("bureau", "云麓市教育局职成处", "top"),
    _office("far", "远岭市教育局", "top"),
    _office("east", "东山区教育体育局", "bureau", "区县教体局"),
    school("E1", "东山旅游学校", parent="east"),
    school("E2", "东山护理学校", parent="east"),
    school("S1", "云麓第一职业学校"),
    school("S2", "云麓第二职业学校"),
    school("S3", "云麓艺术学校"),
    school("F1", "远岭职业学校", parent="far"),
]
#: Nothing of these is ever said to who supervises but the city or less.
FAR = ("远岭", "Fu", "13800000007")
CAST = [
    Member(account="head", organisation="top", role=Role.SUPERVISOR),
    Member(account="chief", organisation="bureau", role=Role.SUPERVISOR),
    Member(account="dong", organisation="east", role=Role.SUPERVISOR),
    Member(account="dong", organisation="east"),
    Member(account="an", organisation="E1"),
    Member(account="cai", organisation="S1"),
    Member(account="cai", organisation="S2"),
    Member(account="fu", organisation="F1"),
]
PHONES = {"Chief": "13800000001", "Dong": "13800000002", "An": "13800000003", "Cai": "", "Fu": "13800000007"}


@dataclass(kw_only=True)
class Region:
    bot: Stage
    ids: dict[str, int]
    numbers: dict[str, int] = field(default_factory=dict)

    def unit(self, code: str) -> Unit:
        name = next(entry.name for entry in UNITS if entry.code == code)
        return Unit(id=self.ids[code], name=name)

    async def ask(self, account: str, topic: Topic, *codes: str, **asked: Any) -> str:
        """``codes``: the units named. ``channel``, ``notes``, ``kinds`` and fields of ``Question`` by name."""
        where = Where(units=tuple(map(self.unit, codes)), kinds=asked.pop("kinds", ()))
        channel, notes = asked.pop("channel", CHAT), asked.pop("notes", {})
        async with self.bot.ctx.database.read() as connection:
            person = await people.by_account(connection, "wecom", account)
            assert person is not None
            asker = Asker(
                ctx=self.bot.ctx,
                connection=connection,
                person=person,
                now=self.bot.clock.now(),
                channel=channel,
                notes=notes,
            )
            return await answer_question(asker, Question(topic=topic, where=where, **asked))

    async def send(self, code: str, kind: Kind, state: State = State.ACCEPTED, **more: Any) -> int:
        """A submission of a unit, counted for the ``day`` (or ``item``) named; returns its number."""
        item = more.pop("item", DAILY)
        day = more.pop("day", NOW.date())
        at = more.pop("at", datetime.combine(day, time(9, 30), tzinfo=CHINA))
        findings: list[Finding] = more.pop("findings", [])
        async with self.bot.ctx.database.write() as connection:
            owed = await obligations.of_organisation(connection, self.ids[code], [CAMPAIGN.code])
            obligation = next(o for o in owed if o.item == item and (item != DAILY or o.day == day))
            serving = (await people.liaisons_of(connection, [self.ids[code]]))[self.ids[code]]
            values = {
                "obligation_id": obligation.id,
                "organisation_id": self.ids[code],
                "person_id": serving[0].id,
                "item": item,
                "kind": kind.value,
                "state": state.value,
                "sent_at": at,
                "counted_at": at,
                "facts": {},
                "findings": findings_json(findings),
                **more,
            }
            added = await connection.execute(insert(submissions).values(values).returning(submissions.c.id))
            await obligations.recount(connection, [obligation.id], lambda _: ())
            return int(added.scalar_one())


def november(day: int, at: str = "09:30") -> datetime:
    return datetime.combine(date(2020, 11, day), time.fromisoformat(at), tzinfo=CHINA)


@asynccontextmanager
async def region(
    database: Database, clock: FrozenClock, folder: Path, *, campaigns: tuple[Campaign, ...] = (CAMPAIGN,)
) -> AsyncIterator[Region]:
    """The region as it stands on the third day: who reported what is told in ``_history``."""
    clock.set(NOW)
    async with stage(database, clock, folder, list(campaigns), UNITS, CAST) as bot:
        async with database.write() as connection:
            ids = dict((await connection.execute(select(organisations.c.code, organisations.c.id))).all())
            for name, phone in PHONES.items():
                await connection.execute(update(people_table).where(people_table.c.name == name).values(phone=phone))
            silent = await people.add(connection, "Gu", "13800000005")
            liaison = {"person_id": silent, "organisation_id": ids["E2"], "role": Role.LIAISON.value}
            await connection.execute(insert(duties).values(liaison))
            await exemptions.grant(connection, ids["S3"], NOW.date())
            await obligations.exempt(connection, CAMPAIGN.code)
        found = Region(bot=bot, ids=ids)
        await _history(found)
        yield found


async def _history(told: Region) -> None:
    """On time: E1 every day, S1 but today late. E2 never. S2 the first day alone. S3 is exempt today."""
    for day in (8, 9, 10):
        told.numbers[f"E1 {day}"] = await told.send("E1", Kind.PHOTO, day=date(2020, 11, day), caption="学生练习插花")
    for day, at in ((8, "09:00"), (9, "09:10"), (10, "10:15")):
        sent = november(day, at)
        number = await told.send("S1", Kind.TEXT, day=sent.date(), at=sent, title=f"匠心{day}")
        told.numbers[f"S1 {day}"] = number
    told.numbers["S2 8"] = await told.send("S2", Kind.PHOTO, day=date(2020, 11, 8), caption="开幕式")
    told.numbers["east 9"] = await told.send("east", Kind.PHOTO, day=date(2020, 11, 9), caption="送教下乡")


@contextmanager
def statements() -> Iterator[list[str]]:
    """Every statement executed meanwhile, on whatever engine."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)
